/** Imports schema files and takes the facts of what `define…` made. A process, or a worker, evaluates each file once. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CastDefinition,
  kindOf,
  type MessageDefinition,
  type ModuleDefinition,
  type WorkspaceDefinition,
} from './define.ts';
import { type CastFacts, castFacts, type MessageFacts, type ModuleFacts, messageFacts, moduleFacts } from './facts.ts';
import type { DefinitionFile } from './list.ts';
import { loadProblem } from './load-error.ts';
import { byName, isScope } from './names.ts';
import { Findings, type Problem } from './problem.ts';

export interface Source<T> {
  readonly definition: T;
  /** Relative to the workspace folder, with forward slashes. */
  readonly file: string;
  readonly exportName: string;
}

/** What a file defines, and what is wrong with that; data alone. */
export interface FileFacts extends DefinitionFile {
  readonly messages: readonly Source<MessageFacts>[];
  readonly modules: readonly Source<ModuleFacts>[];
  /** Upcasters and downcasters. */
  readonly casts: readonly Source<CastFacts>[];
  readonly problems: readonly Problem[];
  /** The file could not be imported, so that nothing is known of it. */
  readonly isLost: boolean;
}

const makers: Readonly<Record<DefinitionFile['kind'], string>> = {
  message: 'defineMessage',
  module: 'defineModule',
  cast: 'defineUpcaster',
};

/** Loads files in their order; a definition that several of them export counts for the first. */
export async function loadFiles(files: readonly DefinitionFile[], folder: string): Promise<FileFacts[]> {
  const seen = new Set<unknown>();
  const loaded: FileFacts[] = [];
  for (const file of files) loaded.push(await loadFile(file, { folder, seen }));
  return loaded;
}

interface Loading {
  readonly folder: string;
  readonly seen: Set<unknown>;
}

async function loadFile({ file, kind }: DefinitionFile, { folder, seen }: Loading): Promise<FileFacts> {
  const problems: Problem[] = [];
  const exported = await exportsOf(file, { folder, problems });
  const found = definitionsIn(exported ?? {}, kind);
  if (exported !== undefined && found.length === 0)
    new Findings(problems, { file, path: [] }).add(
      `no ${kind} is exported here`,
      `Export the result of ${makers[kind]}().`,
    );
  const sources = found
    .filter(([, definition]) => !seen.has(definition))
    .map(([exportName, definition]) => ({ file, exportName, definition }));
  for (const [, definition] of found) seen.add(definition);
  const facts = <Definition, T>(
    of: DefinitionFile['kind'],
    read: (definition: Definition, findings: Findings) => T,
  ): Source<T>[] =>
    kind !== of
      ? []
      : sources.map((source) => ({
          ...source,
          definition: read(
            source.definition as Definition,
            new Findings(problems, { file, exportName: source.exportName, path: [] }),
          ),
        }));
  return {
    file,
    kind,
    messages: facts<MessageDefinition, MessageFacts>('message', messageFacts),
    modules: facts<ModuleDefinition, ModuleFacts>('module', moduleFacts),
    casts: facts<CastDefinition, CastFacts>('cast', castFacts),
    problems,
    isLost: exported === undefined,
  };
}

/** Loads a config file; undefined where it exports none. What is wrong with it is added to `problems`. */
export async function loadConfig(file: string, options: Reported): Promise<WorkspaceDefinition | undefined> {
  const [found] = definitionsIn((await exportsOf(file, options)) ?? {}, 'workspace');
  if (found === undefined) return undefined;
  const [exportName, value] = found;
  const definition = value as WorkspaceDefinition;
  if (!isScope(definition.scope))
    new Findings(options.problems, { file, exportName, path: ['scope'] }).add(
      `"${definition.scope}" is no npm scope`,
      'Write it in lower case, as @acme.',
    );
  return definition;
}

interface Reported {
  readonly folder: string;
  readonly problems: Problem[];
}

/** Sorted by the name of the export. */
function definitionsIn(
  exported: object,
  kind: DefinitionFile['kind'] | 'workspace',
): [exportName: string, definition: unknown][] {
  return Object.entries(exported)
    .filter(([, value]) => kindOf(value) === kind)
    .sort(([left], [right]) => byName(left, right));
}

/** Undefined where the file cannot be loaded, which is reported. */
async function exportsOf(file: string, { folder, problems }: Reported): Promise<object | undefined> {
  try {
    return (await import(pathToFileURL(path.join(folder, file)).href)) as object;
  } catch (error) {
    problems.push(await loadProblem(error, { folder, file }));
    return undefined;
  }
}

/** Finds definitions: imports every schema file of a workspace and takes the exports that `define…` made. */
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CastDefinition,
  kindOf,
  type MessageDefinition,
  type ModuleDefinition,
  type WorkspaceDefinition,
} from './define.ts';
import { realOf } from './files.ts';
import { loadProblem } from './load-error.ts';
import { byName, isScope } from './names.ts';
import { DefinitionError, Findings, type Problem } from './problem.ts';

export interface Source<T> {
  readonly definition: T;
  /** Relative to the workspace folder, with forward slashes. */
  readonly file: string;
  readonly exportName: string;
}

export interface Workspace {
  /** Absolute path of the folder that holds the config file. */
  readonly folder: string;
  readonly config: WorkspaceDefinition;
  readonly messages: readonly Source<MessageDefinition>[];
  readonly modules: readonly Source<ModuleDefinition>[];
  /** Upcasters and downcasters. */
  readonly casts: readonly Source<CastDefinition>[];
}

/** A config file, or a folder of definitions and what a config file in it would say. */
export type WorkspaceSource = string | Pick<Workspace, 'folder' | 'config'>;

/**
 * Reads a workspace by importing its files; each is evaluated once in a process.
 * @throws DefinitionError where the config cannot be read; files that fail are added to `problems`
 */
export async function readWorkspace(source: WorkspaceSource, problems: Problem[]): Promise<Workspace> {
  const folder = await folderOf(source);
  const reader = new Reader(folder, problems);
  const config =
    typeof source === 'string' ? await configIn(path.basename(source), { folder, reader, problems }) : source.config;
  const { messages = './messages', modules = './modules' } = config;
  const messageFiles = await reader.list(messages, /\.v\d+\.ts$/);
  const castFiles = await reader.list(messages, /\.v\d+-to-v\d+\.ts$/);
  const moduleFiles = await reader.list(modules, /^(?!.*\.(?:test|d)\.ts$).*\.ts$/);
  if (moduleFiles.length === 0)
    new Findings(problems, { file: modules, path: [] }).add(
      'no module is defined in this folder',
      'Write one, as shop.ts with the result of defineModule().',
    );
  return {
    folder,
    config,
    messages: await reader.take<MessageDefinition>(messageFiles, 'message'),
    modules: await reader.take<ModuleDefinition>(moduleFiles, 'module'),
    casts: await reader.take<CastDefinition>(castFiles, 'cast'),
  };
}

/** Absolute path of the folder that the definitions of a workspace are in. */
export async function folderOf(source: WorkspaceSource): Promise<string> {
  const wanted = path.resolve(typeof source === 'string' ? source : source.folder);
  const real = (await realOf(wanted)) ?? wanted;
  return typeof source === 'string' ? path.dirname(real) : real;
}

interface Reading {
  readonly folder: string;
  readonly reader: Reader;
  readonly problems: Problem[];
}

async function configIn(file: string, { folder, reader, problems }: Reading): Promise<WorkspaceDefinition> {
  const [config] = await reader.take<WorkspaceDefinition>([file], 'workspace');
  if (config !== undefined) {
    const { exportName, definition } = config;
    if (!isScope(definition.scope))
      new Findings(problems, { file, exportName, path: ['scope'] }).add(
        `"${definition.scope}" is no npm scope`,
        'Write it in lower case, as @acme.',
      );
    return definition;
  }
  const missing = { message: 'no workspace is defined here', fix: 'Export the result of defineConfig().' };
  throw new DefinitionError(problems.length > 0 ? problems : [{ place: { file, path: [] }, ...missing }], folder);
}

type Kind = 'message' | 'module' | 'workspace' | 'cast';

const makers: Readonly<Record<Kind, string>> = {
  message: 'defineMessage',
  module: 'defineModule',
  workspace: 'defineConfig',
  cast: 'defineUpcaster',
};

class Reader {
  readonly #folder: string;
  readonly #problems: Problem[];
  readonly #seen = new Set<unknown>();

  constructor(folder: string, problems: Problem[]) {
    this.#folder = folder;
    this.#problems = problems;
  }

  /** Files below a folder whose path matches, sorted; relative to the workspace. */
  async list(below: string, pattern: RegExp): Promise<string[]> {
    const files: string[] = [];
    for await (const file of glob('**/*.ts', { cwd: path.join(this.#folder, below) })) {
      if (pattern.test(file)) files.push(path.posix.join(below, file.replaceAll('\\', '/')));
    }
    return files.sort(byName);
  }

  /** Definitions of one kind; one that several files export counts for the first of them. */
  async take<T extends object>(files: readonly string[], kind: Kind): Promise<Source<T>[]> {
    const sources: Source<T>[] = [];
    for (const file of files) {
      const exported = await this.#exports(file);
      if (exported === undefined) continue;
      const found = Object.entries(exported).filter(([, value]) => kindOf(value) === kind);
      for (const [exportName, definition] of found.sort(([left], [right]) => byName(left, right))) {
        if (this.#seen.has(definition)) continue;
        this.#seen.add(definition);
        sources.push({ definition: definition as T, file, exportName });
      }
      if (found.length === 0 && kind !== 'workspace') {
        new Findings(this.#problems, { file, path: [] }).add(
          `no ${kind} is exported here`,
          `Export the result of ${makers[kind]}().`,
        );
      }
    }
    return sources;
  }

  /** Undefined where the file cannot be loaded, which is reported. */
  async #exports(file: string): Promise<object | undefined> {
    try {
      return (await import(pathToFileURL(path.join(this.#folder, file)).href)) as object;
    } catch (error) {
      const { place, message, fix, position } = await loadProblem(error, { folder: this.#folder, file });
      new Findings(this.#problems, place).add(message, fix, position === undefined ? {} : { position });
      return undefined;
    }
  }
}

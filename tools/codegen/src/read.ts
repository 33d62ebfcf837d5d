/** Reads a workspace: which files define something, and what they define. */
import { glob } from 'node:fs/promises';
import path from 'node:path';
import type { WorkspaceDefinition } from './define.ts';
import { realOf } from './files.ts';
import { type DefinitionFile, type FileFacts, loadConfig, loadFiles } from './load.ts';
import { byName } from './names.ts';
import { DefinitionError, Findings, type Problem } from './problem.ts';

export interface Workspace extends Pick<FileFacts, 'messages' | 'modules' | 'casts'> {
  /** Absolute path of the folder that holds the config file. */
  readonly folder: string;
  readonly config: WorkspaceDefinition;
}

/** A config file, or a folder of definitions and what a config file in it would say. */
export type WorkspaceSource = string | Pick<Workspace, 'folder' | 'config'>;

/**
 * Reads a workspace by importing its files; each is evaluated once in a process.
 * @throws DefinitionError where the config cannot be read; files that fail are added to `problems`
 */
export async function readWorkspace(source: WorkspaceSource, problems: Problem[]): Promise<Workspace> {
  const folder = await folderOf(source);
  const config = await configOf(source, { folder, problems });
  const files = await loadFiles(await listFiles(config, folder), folder);
  return workspaceOf({ folder, config, files }, problems);
}

/** Absolute path of the folder that the definitions of a workspace are in. */
export async function folderOf(source: WorkspaceSource): Promise<string> {
  const wanted = path.resolve(typeof source === 'string' ? source : source.folder);
  const real = (await realOf(wanted)) ?? wanted;
  return typeof source === 'string' ? path.dirname(real) : real;
}

interface Reported {
  readonly folder: string;
  /** Takes what is wrong. */
  readonly problems: Problem[];
}

/**
 * What a workspace says of itself.
 * @throws DefinitionError where a config file says nothing
 */
export async function configOf(source: WorkspaceSource, { folder, problems }: Reported): Promise<WorkspaceDefinition> {
  if (typeof source !== 'string') return source.config;
  const file = path.basename((await realOf(source)) ?? source);
  const config = await loadConfig(file, { folder, problems });
  if (config !== undefined) return config;
  const missing = { message: 'no workspace is defined here', fix: 'Export the result of defineConfig().' };
  throw new DefinitionError(problems.length > 0 ? problems : [{ place: { file, path: [] }, ...missing }], folder);
}

/** Every file that is there to define something: messages, modules, casts, each sorted. */
export async function listFiles(config: WorkspaceDefinition, folder: string): Promise<DefinitionFile[]> {
  const { messages = './messages', modules = './modules' } = config;
  const [inMessages, inModules] = [await filesBelow(messages, folder), await filesBelow(modules, folder)];
  const of = (files: readonly string[], kind: DefinitionFile['kind'], pattern: RegExp): DefinitionFile[] =>
    files.filter((file) => pattern.test(file)).map((file) => ({ file, kind }));
  return [
    ...of(inMessages, 'message', /\.v\d+\.ts$/),
    ...of(inModules, 'module', /^(?!.*\.(?:test|d)\.ts$).*\.ts$/),
    ...of(inMessages, 'cast', /\.v\d+-to-v\d+\.ts$/),
  ];
}

async function filesBelow(below: string, folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob('**/*.ts', { cwd: path.join(folder, below) }))
    files.push(path.posix.join(below, file.replaceAll('\\', '/')));
  return files.sort(byName);
}

interface Loaded extends Pick<Workspace, 'folder' | 'config'> {
  readonly files: readonly FileFacts[];
}

/** Puts together what the files of a workspace define. What is wrong with any is added to `problems`, once. */
export function workspaceOf({ folder, config, files }: Loaded, problems: Problem[]): Workspace {
  for (const { place, message, fix, position } of files.flatMap((file) => file.problems))
    new Findings(problems, place).add(message, fix, position === undefined ? {} : { position });
  if (!files.some(({ kind }) => kind === 'module'))
    new Findings(problems, { file: config.modules ?? './modules', path: [] }).add(
      'no module is defined in this folder',
      'Write one, as shop.ts with the result of defineModule().',
    );
  return {
    folder,
    config,
    messages: files.flatMap((file) => file.messages),
    modules: files.flatMap((file) => file.modules),
    casts: files.flatMap((file) => file.casts),
  };
}

/** Reads a workspace: which files define something, and what they define. */
import path from 'node:path';
import type { WorkspaceDefinition } from './define.ts';
import { realOf } from './files.ts';
import { foldersOf, listFiles } from './list.ts';
import { type FileFacts, loadConfig, loadFiles } from './load.ts';
import { DefinitionError, Findings, type Problem } from './problem.ts';
import { folderOf, type WorkspaceSource } from './source.ts';

export interface Workspace extends Pick<FileFacts, 'messages' | 'modules' | 'casts'> {
  /** Absolute path of the folder that holds the config file. */
  readonly folder: string;
  readonly config: WorkspaceDefinition;
  /** Some file could not be imported: what is there is no whole. */
  readonly isPartial: boolean;
}

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
  throw new DefinitionError(problems.length > 0 ? problems : [noWorkspace(file)], folder);
}

/** What is wrong with a config file that exports no config. */
export function noWorkspace(file: string): Problem {
  const place = { file, path: [] };
  return { place, message: 'no workspace is defined here', fix: 'Export the result of defineConfig().' };
}

interface Loaded extends Pick<Workspace, 'folder' | 'config'> {
  readonly files: readonly FileFacts[];
}

/** Puts together what the files of a workspace define. What is wrong with any is added to `problems`, once. */
export function workspaceOf({ folder, config, files }: Loaded, problems: Problem[]): Workspace {
  for (const { place, message, fix, position } of files.flatMap((file) => file.problems))
    new Findings(problems, place).add(message, fix, position === undefined ? {} : { position });
  if (!files.some(({ kind }) => kind === 'module'))
    new Findings(problems, { file: foldersOf(config)[1], path: [] }).add(
      'no module is defined in this folder',
      'Write one, as shop.ts with the result of defineModule().',
    );
  return {
    folder,
    config,
    messages: files.flatMap((file) => file.messages),
    modules: files.flatMap((file) => file.modules),
    casts: files.flatMap((file) => file.casts),
    isPartial: files.some(({ isLost }) => isLost),
  };
}

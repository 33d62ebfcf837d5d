/** Which files of a workspace are there to define something. */
import { glob } from 'node:fs/promises';
import path from 'node:path';
import type { WorkspaceDefinition } from './define.ts';
import { byName } from './names.ts';

type Kind = 'message' | 'module' | 'cast';

/** A file that is there to define something. */
export interface DefinitionFile {
  /** Relative to the workspace folder, with forward slashes. */
  readonly file: string;
  readonly kind: Kind;
}

/** Where definitions are. */
export type Folders = Pick<WorkspaceDefinition, 'messages' | 'modules'>;

/** Folders of messages and of modules, relative to the workspace folder. */
export function foldersOf({ messages = './messages', modules = './modules' }: Folders): readonly [string, string] {
  return [messages, modules];
}

/** Messages, modules and casts, each sorted. */
export async function listFiles(config: Folders, folder: string): Promise<DefinitionFile[]> {
  const [messages, modules] = foldersOf(config);
  const [inMessages, inModules] = [await filesBelow(messages, folder), await filesBelow(modules, folder)];
  const of = (files: readonly string[], kind: Kind, pattern: RegExp): DefinitionFile[] =>
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

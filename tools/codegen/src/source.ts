/** Where a workspace is. */
import path from 'node:path';
import type { WorkspaceDefinition } from './define.ts';
import { realOf } from './files.ts';

/** A config file, or a folder of definitions and what a config file in it would say. */
export type WorkspaceSource = string | { readonly folder: string; readonly config: WorkspaceDefinition };

/** Absolute path of the folder that the definitions of a workspace are in. */
export async function folderOf(source: WorkspaceSource): Promise<string> {
  const wanted = path.resolve(typeof source === 'string' ? source : source.folder);
  const real = (await realOf(wanted)) ?? wanted;
  return typeof source === 'string' ? path.dirname(real) : real;
}

/** How files look: enough to see that one was written, without reading it. */
import { glob, stat } from 'node:fs/promises';
import path from 'node:path';

/** Looks by absolute path; empty for what is not there. */
export type Looks = ReadonlyMap<string, string>;

/** Looks at files. */
export async function lookAt(files: Iterable<string>): Promise<Looks> {
  return new Map(await Promise.all([...files].map(async (file) => [file, await lookOf(file)] as const)));
}

/** Files that look different, or are not in both. */
export function changedBetween(before: Looks, after: Looks): Set<string> {
  const files = new Set([...before.keys(), ...after.keys()]);
  return new Set([...files].filter((file) => (before.get(file) ?? '') !== (after.get(file) ?? '')));
}

/** The folder itself and all below it; absolute. */
export async function foldersBelow(folder: string): Promise<string[]> {
  const folders = [folder];
  for await (const entry of glob('**', {
    cwd: folder,
    withFileTypes: true,
    exclude: ({ name }) => name === 'node_modules',
  }))
    if (entry.isDirectory()) folders.push(path.join(entry.parentPath, entry.name));
  return folders;
}

async function lookOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return '';
    throw error;
  }
}

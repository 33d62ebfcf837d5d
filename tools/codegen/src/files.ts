/** Reads files that may be absent; any other trouble with them is an error. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** What was asked for by absolute path, and what was there. */
export interface Reads {
  readonly texts: Map<string, string | undefined>;
  readonly links: Map<string, string | undefined>;
}

const recording = new AsyncLocalStorage<Reads>();

/** Runs something, and notes in `reads` all that it reads through this file. */
export function recorded<T>(reads: Reads, run: () => Promise<T>): Promise<T> {
  return recording.run(reads, run);
}

/** Undefined where there is no such file. */
export async function textOf(file: string): Promise<string | undefined> {
  const text = await ifThere(readFile(file, 'utf8'));
  recording.getStore()?.texts.set(path.resolve(file), text);
  return text;
}

/** Where a path really leads, or undefined where it leads nowhere. */
export async function realOf(file: string): Promise<string | undefined> {
  const link = await ifThere(realpath(file));
  recording.getStore()?.links.set(path.resolve(file), link);
  return link;
}

/** The fields of a JSON file; undefined where there is no such file. */
export async function fieldsOf(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await textOf(file);
  return text === undefined ? undefined : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}

/** The nearest path of that name in a folder or above it. */
export async function findUp(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const found = path.join(folder, name);
    if ((await realOf(found)) !== undefined) return found;
    if (folder === path.dirname(folder)) return undefined;
  }
}

async function ifThere(found: Promise<string>): Promise<string | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

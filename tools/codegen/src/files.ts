/** Reads files that may be absent; any other trouble with them is an error. */
import { readFile, realpath } from 'node:fs/promises';

/** Undefined where there is no such file. */
export function textOf(file: string): Promise<string | undefined> {
  return ifThere(readFile(file, 'utf8'));
}

/** Where a path really leads, or undefined where it leads nowhere. */
export function realOf(file: string): Promise<string | undefined> {
  return ifThere(realpath(file));
}

/** The fields of a JSON file; undefined where there is no such file. */
export async function fieldsOf(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await textOf(file);
  return text === undefined ? undefined : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}

async function ifThere(found: Promise<string>): Promise<string | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

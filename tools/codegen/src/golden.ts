/** Golden payloads: what a published revision looked like, kept for ever. Written once, never rewritten. */
import { glob, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Lock, revisionsOf } from './lock.ts';
import type { Contract, MessageContract, VersionContract } from './model.ts';
import { kebab } from './names.ts';

/** One golden file. */
export interface Golden {
  readonly message: string;
  readonly version: number;
  readonly revision: number;
  readonly fingerprint: string;
  /** As publishers of that revision wrote them; binary data stands as `{ "$bytes": base64 }`. */
  readonly payloads: readonly unknown[];
}

/** Folder of the golden files, below the workspace. */
export const goldenFolder = 'golden';

interface Locks {
  readonly folder: string;
  readonly lock: Lock;
  /** What was published before that. */
  readonly before: Lock;
}

/**
 * Writes a file for every revision that was not published before; answers their paths. One that is there already was
 * written for a draft, and is written anew.
 */
export async function writeGolden(contract: Contract, { folder, lock, before }: Locks): Promise<string[]> {
  const written: string[] = [];
  for (const message of contract.messages) {
    for (const version of message.versions) {
      const indexIn = (one: Lock): number =>
        revisionsOf(one, message.name, version).findIndex(({ fingerprint }) => fingerprint === version.fingerprint);
      const golden = goldenOf(message, version, { revision: indexIn(lock) + 1 });
      if (golden.revision === 0 || indexIn(before) >= 0) continue;
      await write(path.join(folder, goldenFile(message, golden)), golden, { flag: 'w' });
      written.push(goldenFile(message, golden));
    }
  }
  return written;
}

/** Writes the file of a version that is only begun; answers its path. Publishing it writes the file anew. */
export async function writeDraft(
  message: MessageContract,
  version: VersionContract,
  { folder }: { readonly folder: string },
): Promise<string> {
  const golden = goldenOf(message, version, { revision: 1 });
  const file = goldenFile(message, golden);
  await write(path.join(folder, file), golden, { flag: 'wx' });
  return file;
}

function goldenOf(
  { name }: MessageContract,
  { version, fingerprint, examples }: VersionContract,
  { revision }: { readonly revision: number },
): Golden {
  return { message: name, version, revision, fingerprint, payloads: examples };
}

/** Path of a golden file, relative to the workspace. */
export function goldenFile(
  { name, owner }: Pick<MessageContract, 'name' | 'owner'>,
  golden: Pick<Golden, 'version' | 'revision'>,
): string {
  return path.posix.join(goldenFolder, owner, goldenName(name, golden));
}

/** Name of a golden file. It stays where it was written, also when the message moves to another owner. */
export function goldenName(message: string, { version, revision }: Pick<Golden, 'version' | 'revision'>): string {
  return `${kebab(message)}.v${version}.r${revision}.json`;
}

/** Paths of all golden files, relative to the workspace, by their names. */
export async function goldenFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for await (const found of glob(`${goldenFolder}/*/*.json`, { cwd: folder })) {
    const file = found.replaceAll('\\', '/');
    files.set(path.posix.basename(file), file);
  }
  return files;
}

async function write(target: string, golden: Golden, { flag }: { readonly flag: 'w' | 'wx' }): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, `${JSON.stringify(golden, writeBytes, 2)}\n`, { flag });
}

/** Reads the text of a golden file. */
export function parseGolden(text: string): Golden {
  return JSON.parse(text, readBytes) as Golden;
}

function writeBytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value;
}

function readBytes(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value;
  return new Uint8Array(Buffer.from(String(value.$bytes), 'base64'));
}

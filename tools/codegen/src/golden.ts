/** Golden payloads: what a published revision looked like, kept for ever. Written once, never rewritten. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { realOf } from './files.ts';
import { type Lock, revisionsOf } from './lock.ts';
import type { Contract } from './model.ts';
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

/** Writes a file for every newest published revision that has none; answers the paths of those that are new. */
export async function writeGolden(
  contract: Contract,
  { folder, lock }: { readonly folder: string; readonly lock: Lock },
): Promise<string[]> {
  const written: string[] = [];
  for (const message of contract.messages) {
    for (const version of message.versions) {
      const revision =
        revisionsOf(lock, message.name, version).findIndex(({ fingerprint }) => fingerprint === version.fingerprint) +
        1;
      const file = path.posix.join(
        goldenFolder,
        message.owner,
        `${kebab(message.name)}.v${version.version}.r${revision}.json`,
      );
      const target = path.join(folder, file);
      if (revision === 0 || (await realOf(target)) !== undefined) continue;
      const { fingerprint, examples } = version;
      const golden: Golden = {
        message: message.name,
        version: version.version,
        revision,
        fingerprint,
        payloads: examples,
      };
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, `${JSON.stringify(golden, writeBytes, 2)}\n`, { flag: 'wx' });
      written.push(file);
    }
  }
  return written;
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

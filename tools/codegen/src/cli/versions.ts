/** The verbs of `myelin` that are about versions: `lock`, `changeset` and `bump`. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bump } from '../bump.ts';
import { writeChangeset } from '../changesets.ts';
import { writeGolden } from '../golden.ts';
import { writeGoldenBytes } from '../golden-bytes.ts';
import { lockFile, printLock, publish } from '../lock.ts';
import { readContract, readDraft } from '../main.ts';
import type { WorkspaceSource } from '../source.ts';

/** Publishes everything as it stands: one step of a release. Answers what to say. */
export async function runLock(source: WorkspaceSource): Promise<string> {
  const { workspace, contract, lock: before } = await readContract(source);
  const lock = publish(contract, before);
  const { folder } = workspace;
  const written = await writeGolden(contract, { folder, lock, before });
  const said = await writeGoldenBytes(contract, { folder, lock, renewed: written });
  const changed = printLock(lock) !== printLock(before);
  if (changed) await writeFile(path.join(folder, lockFile), printLock(lock));
  const lines = [...(changed ? [`locked ${lockFile}`] : []), ...written.map((file) => `wrote ${file}`), ...said];
  return `${lines.length === 0 ? 'nothing is new since the last release' : lines.join('\n')}\n`;
}

/** Keeps the changeset of the contracts. Answers what to say. */
export async function runChangeset(source: WorkspaceSource): Promise<string> {
  const { file, kind } = await writeChangeset(await readContract(source));
  const words = {
    wrote: `wrote ${file}`,
    removed: `removed ${file}: nothing is left to say`,
    kept: `${file} says it all`,
  };
  return `${kind === 'none' ? 'nothing changed since the last release' : words[kind]}\n`;
}

/** Scaffolds the next version of a message. Answers what to say. */
export async function runBump(source: WorkspaceSource, name: string): Promise<string> {
  const { files, from, to } = await bump(name, await readDraft(source));
  return `${[
    ...files.map((file) => `wrote ${file}`),
    `Change version ${to}, then its upcaster, then the examples; version ${from} stays as it is.`,
    'Upgrade subscribers first: one of version ' +
      `${from} keeps version ${to} in its dead letters until it is upgraded.`,
    'Until then, publishVersion() writes the older one.',
  ].join('\n')}\n`;
}

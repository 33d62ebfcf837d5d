/** The folder of changesets: one note of the contracts that is written anew, and the notes of others that are read. */
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { contractChanges } from './changes.ts';
import { changesetText, sdkBumps, shortfalls } from './changeset.ts';
import { textOf } from './files.ts';
import { lockFile } from './lock.ts';
import { DefinitionError, Findings, type Problem } from './problem.ts';
import type { Known } from './published.ts';
import type { Workspace } from './read.ts';

/** The one changeset that the generator writes. */
const contractsFile = 'contracts.md';
const mend = 'Run "npm run changeset:auto", which is "myelin changeset".';

/** What happened to the changeset of the contracts. */
export interface Written {
  /** Relative to the current folder. */
  readonly file: string;
  readonly kind: 'wrote' | 'removed' | 'kept' | 'none';
}

/**
 * Writes the changeset that the contracts demand since the last release; removes it where they demand none.
 * @throws DefinitionError where the config names no folder of changesets
 */
export async function writeChangeset({ workspace, contract, lock }: Known): Promise<Written> {
  const folder = folderOf(workspace);
  if (folder === undefined) {
    const place = { file: 'myelin.config.ts', path: [] };
    const fix = "Write where they are, as changesets: '../.changeset'.";
    throw new DefinitionError([{ place, message: 'the config names no folder of changesets', fix }], workspace.folder);
  }
  const target = path.join(folder, contractsFile);
  const file = path.relative('.', target);
  const before = await textOf(target);
  const after = changesetText(contractChanges(contract, lock), contract);
  if (before === after) return { file, kind: after === undefined ? 'none' : 'kept' };
  if (after === undefined) await rm(target);
  else {
    await mkdir(folder, { recursive: true });
    await writeFile(target, after);
  }
  return { file, kind: after === undefined ? 'removed' : 'wrote' };
}

/** Adds a problem for every SDK that the changesets move less far than its contract demands, and for a note that is stale. */
export async function inspectChangesets({ workspace, contract, lock }: Known, problems: Problem[]): Promise<void> {
  const folder = folderOf(workspace);
  if (folder === undefined) return;
  const changes = contractChanges(contract, lock);
  const file = path.join(folder, contractsFile);
  const note = await textOf(file);
  if (note !== undefined) {
    if (note === changesetText(changes, contract)) return;
    const place = { file: path.relative(workspace.folder, file), path: [] };
    new Findings(problems, place).add('this changeset is not what the contracts demand now', mend);
    return;
  }
  for (const shortfall of shortfalls(sdkBumps(changes, contract), await notesIn(folder)))
    new Findings(problems, { file: lockFile, path: [] }).add(shortfall, mend);
}

/** Texts of all changesets. */
async function notesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob('*.md', { cwd: folder })) if (file !== 'README.md') files.push(file);
  return await Promise.all(files.sort().map((file) => readFile(path.join(folder, file), 'utf8')));
}

function folderOf({ folder, config }: Workspace): string | undefined {
  return config.changesets === undefined ? undefined : path.resolve(folder, config.changesets);
}

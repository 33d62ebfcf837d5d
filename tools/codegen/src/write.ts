/** Compares a plan with a folder, and applies the difference. Files that are not the generator's own are never touched. */
import { glob, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { realOf, textOf } from './files.ts';
import type { Plan } from './plan.ts';
import { RefusedFileError } from './problem.ts';
import { marker } from './render/frame.ts';

export interface Change {
  readonly kind: 'missing' | 'stale' | 'extra';
  /** Relative to the output folder. */
  readonly file: string;
  /** What is there now; empty where nothing is. */
  readonly before: string;
  /** What should be there; empty where nothing should. */
  readonly after: string;
}

/** Where the generator's own files of SDK packages are. */
export const packagePatterns: readonly string[] = ['*/src/**/*.gen.ts', '*/{README.md,tsconfig.json}'];

/**
 * What must change for the folder to match the plan, sorted by file.
 * @throws RefusedFileError where a planned file exists without the generator's mark, or lies outside of the folder
 */
export async function difference(
  plan: Plan,
  out: string,
  { patterns }: { readonly patterns: readonly string[] },
): Promise<Change[]> {
  const texts = await inBatches([...plan.keys()], (file) => textOf(path.join(out, contained(file, out))));
  const changes = [...plan].flatMap(([file, after], index): Change[] => {
    const before = texts[index];
    if (before === after) return [];
    if (before !== undefined && !isOwn(file, before))
      throw new RefusedFileError(
        file,
        'was not written by the generator, and is left alone. Remove or rename it, then run again.',
      );
    return [{ kind: before === undefined ? 'missing' : 'stale', file, before: before ?? '', after }];
  });
  const extra = await leftovers(out, { patterns, known: plan });
  changes.push(...extra.map((leftover): Change => ({ kind: 'extra', ...leftover, after: '' })));
  for (const folder of new Set(changes.map(({ file }) => path.dirname(file)))) await refuseLinks(folder, out);
  return changes.sort((left, right) => (left.file < right.file ? -1 : 1));
}

/** Writes and removes files. */
export async function apply(changes: readonly Change[], out: string): Promise<void> {
  const folders = new Set(changes.map(({ file }) => path.dirname(path.join(out, contained(file, out)))));
  await inBatches([...folders], (folder) => mkdir(folder, { recursive: true }));
  await inBatches(changes, async ({ kind, file, after }) => {
    const target = path.join(out, contained(file, out));
    await (kind === 'extra' ? rm(target) : writeFile(target, after));
  });
}

/** So many files are open at a time. */
const batchMax = 64;

/** Results in the order of the items. */
async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += batchMax)
    results.push(...(await Promise.all(items.slice(at, at + batchMax).map(work))));
  return results;
}

/** A package.json is merged, not replaced, and so carries no mark. */
function isOwn(file: string, text: string): boolean {
  return path.posix.basename(file) === 'package.json' || text.slice(0, 200).includes(marker);
}

/** Changes with their files as seen from another folder than the one that they are in. */
export function seenFrom(out: string, changes: readonly Change[], { folder }: { readonly folder: string }): Change[] {
  const below = path.relative(out, folder).replaceAll('\\', '/');
  return changes.map((change) => ({ ...change, file: path.posix.join(below, change.file) }));
}

interface Leftover {
  /** Relative to the output folder. */
  readonly file: string;
  readonly before: string;
}

/** Files with the generator's mark, where it writes, that are none of those known. */
export async function leftovers(
  out: string,
  { patterns, known }: { readonly patterns: readonly string[]; readonly known: { has(file: string): boolean } },
): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const pattern of patterns) {
    for await (const name of glob(pattern, { cwd: out, exclude: ['**/node_modules/**'] })) {
      const file = name.replaceAll('\\', '/');
      if (known.has(file)) continue;
      const before = (await textOf(path.join(out, file))) ?? '';
      if (isOwn(file, before)) found.push({ file, before });
    }
  }
  return found;
}

/** The path itself, if it stays inside the output folder. */
function contained(file: string, out: string): string {
  const inside = path.relative(out, path.resolve(out, file));
  if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) {
    throw new RefusedFileError(file, 'lies outside of the output folder.');
  }
  return inside;
}

/** Links inside the output folder may not lead out of it. */
async function refuseLinks(folder: string, out: string): Promise<void> {
  const root = await realOf(out);
  if (root === undefined) return;
  let step = out;
  for (const part of folder.split('/')) {
    step = path.join(step, part);
    const real = await realOf(step);
    if (real === undefined) return;
    if (real !== root && !real.startsWith(root + path.sep))
      throw new RefusedFileError(folder, 'leads outside of the output folder.');
  }
}

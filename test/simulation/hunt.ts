/** Looks for a seed that finds a mutant. */
import type { Violation } from './checker.ts';
import type { Mutant } from './mutant.ts';
import { run } from './run.ts';

/** A mutant is to be found within this many seeds. */
export const SEEDS_MAX = 200;

/** The first seed whose run breaks a promise only because of the mutant; undefined where none of `SEEDS_MAX` does. */
export async function hunt(
  mutant: Mutant,
): Promise<{ readonly seed: number; readonly violation: Violation } | undefined> {
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    const [violation] = (await run(seed, mutant)).violations;
    if (violation === undefined) continue;
    if ((await run(seed)).violations.length === 0) return { seed, violation };
  }
  return undefined;
}

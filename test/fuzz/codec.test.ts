/** A slice of `npm run fuzz -- codec`. */
import { describe, expect, it } from 'vitest';
import { tallyOf, tryRound } from './codec.ts';
import { subjectsOf } from './subjects.ts';

describe('the binary codec', () => {
  it('gives back what it was given, and survives what it was not', async () => {
    const subjects = await subjectsOf(1, 12);
    const tally = tallyOf();
    for (let seed = 1; seed <= 12; seed++) expect(tryRound(subjects, seed, tally)).toBeUndefined();
    for (const count of Object.values(tally)) expect(count).toBeGreaterThan(10);
  }, 60_000);
});

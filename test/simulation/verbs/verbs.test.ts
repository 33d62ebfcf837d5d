import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { hasVerbs, parts, runVerbs, verbStates } from './run.ts';

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed + 1).filter(hasVerbs);

describe('the simulation of verbs', () => {
  it('keeps every promise in 30 seeds, and reaches every hard state', async () => {
    const reached = new Map<string, number>();
    const played = new Set<string>();
    for (const seed of SEEDS) {
      const run = await runVerbs(seed);
      const broken = run.broken.map(({ rule, text }) => `${rule}: ${text}`);
      assert.deepEqual(broken, [], `npm run sim -- --seed ${seed} --trace`);
      for (const [state, count] of run.reached) reached.set(state, (reached.get(state) ?? 0) + count);
      played.add(run.part);
    }
    assert.deepEqual(played, new Set(parts.map(({ name }) => name)));
    assert.deepEqual(
      verbStates.filter((state) => (reached.get(state) ?? 0) === 0),
      [],
    );
  });

  it('is the same for the same seed', async () => {
    const [first, second] = [await runVerbs(10), await runVerbs(10)];
    assert.deepEqual(first.trace, second.trace);
  });
});

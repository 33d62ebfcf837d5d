import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { lineOf } from './history.ts';
import { regressions } from './regressions.ts';
import { type Run, run } from './run.ts';
import { Reached } from './states.ts';

const SEEDS = Array.from({ length: 150 }, (_, index) => index + 1);

function assertKept({ plan, violations }: Run): void {
  const broken = violations.map(({ rule, text }) => `${rule}: ${text}`);
  assert.deepEqual(broken, [], `npm run sim -- --seed ${plan.seed} --trace`);
}

describe('the simulation', () => {
  it('keeps every promise in 150 seeds, and reaches every hard state', async () => {
    const reached = new Reached();
    for (const seed of SEEDS) {
      const result = await run(seed);
      assertKept(result);
      reached.add(result.ledger);
    }
    assert.deepEqual(reached.missing, []);
  });

  it.each(regressions)('does not break again what seed $seed found: $found', async ({ seed }) => {
    assertKept(await run(seed));
  });

  it.each([1, 2, 3, 7])('is the same for the same seed, byte for byte (seed %i)', async (seed) => {
    const [first, second] = [await run(seed), await run(seed)];
    assert.equal(first.happenings.map(lineOf).join('\n'), second.happenings.map(lineOf).join('\n'));
  });

  it('is another one for another seed', async () => {
    const [first, second] = [await run(1), await run(2)];
    assert.notDeepEqual(first.plan, second.plan);
  });
});

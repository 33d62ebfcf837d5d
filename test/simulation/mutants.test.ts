import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { runScenario, type Scenario } from '../conformance/scenario.ts';
import { themes } from '../conformance/scenarios/index.ts';
import { contestantOf } from './contestants.ts';
import { hunt, SEEDS_MAX } from './hunt.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';

const NONE: Mutant = { name: 'none' };

/** The conformance scenario that is meant for each mutant, and the store that it shows on. */
const meant: readonly (readonly [mutant: string, store: 'memory' | 'log', scenario: string])[] = [
  ['ack first', 'log', 'what a dead process had in hand comes to a living one, within lease and sweep'],
  [
    'no lease token',
    'log',
    'what a process reported before it was cut off, and comes late, changes nothing that another holds',
  ],
  ['retry passes the key', 'memory', 'while a message waits for its retry, its key waits and other keys go on'],
  ['drop uncounted', 'memory', "'drop-oldest' keeps the newest and counts the others"],
  ['breaker never closes', 'memory', 'a probe that succeeds closes it, and everything that waited arrives'],
  ['latest goes back', 'memory', 'the last value of each key always arrives, and no value after a newer one'],
];

describe('a mutant', () => {
  it.each(mutants)(`'$name' is found within ${SEEDS_MAX} seeds`, async (mutant) => {
    assert.ok(await hunt(mutant));
  });

  it.each(meant)("'%s' fails on %s in '%s', which passes without it", async (name, store, sentence) => {
    const mutant = mutants.find((candidate) => candidate.name === name);
    assert.ok(mutant);
    await runScenario(scenario(sentence), contestantOf(NONE, store));
    await assert.rejects(runScenario(scenario(sentence), contestantOf(mutant, store)));
  });

  it('stands in the list with its scenario, each of them', () => {
    assert.deepEqual(
      mutants.map(({ name }) => name),
      meant.map(([name]) => name),
    );
  });
});

function scenario(sentence: string): Scenario {
  const found = themes.flatMap(({ scenarios }) => scenarios).find(({ name }) => name === sentence);
  assert.ok(found, sentence);
  return found;
}

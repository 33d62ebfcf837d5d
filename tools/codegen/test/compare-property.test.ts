/** Verdicts on random pairs of schemas, against values at their edges: what is said to be compatible is never refuted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareShapes } from '../src/compare/compare.ts';
import { accepts } from '../src/inspect.ts';
import { againstModels, againstSchemas, pairOf, shapesOf, undecidedIn, wildPairOf } from './compare/pair.ts';
import { validatorOf } from './workspace.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const count = 200;

// The same pairs for the same code; new ones are drawn by the long battery, `npm run test:long -- contracts`.
fc.configureGlobal({ seed: 20_261_120 });

describe('a verdict', () => {
  it('on contract models is not refuted by any of 200 values, and every break is shown', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, patterns) => {
        const pair = pairOf(seed, { count, patterns });
        const shapes = shapesOf(pair);
        fc.pre(shapes !== undefined);
        expect(shapes === undefined ? [] : againstModels(pair, shapes)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('on JSON Schema as written is not refuted by another validator, and every break is shown to it', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, patterns) => {
        expect(againstSchemas(pairOf(seed, { count, patterns }))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  it('on JSON Schema with any rules at all is not refuted either', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(againstSchemas(wildPairOf(seed, { count }))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  it('is never left open, but for patterns', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const shapes = shapesOf(pairOf(seed, { count: 0, patterns: false }));
        fc.pre(shapes !== undefined);
        expect(shapes === undefined ? [] : undecidedIn(shapes)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with the validators that are generated', async () => {
    const property = fc.asyncProperty(seeds, async (seed) => {
      const pair = pairOf(seed, { count: 20, patterns: true });
      const shapes = shapesOf(pair);
      fc.pre(shapes !== undefined);
      if (shapes === undefined) return;
      const { check } = await validatorOf(pair.old);
      const { findings } = compareShapes(shapes.old, shapes.next, { subject: 'Thing@1' });
      const written = findings.filter(({ category, witness }) => category === 'BACKWARD' && witness !== undefined);
      expect(written.filter(({ witness }) => !check(witness?.payload))).toEqual([]);
      expect(pair.values.filter((value) => check(value) !== accepts(value, shapes.old))).toEqual([]);
    });
    await fc.assert(property, { numRuns: 40 });
  }, 60_000);
});

describe('the values', () => {
  it('refute most pairs that are not compatible, so that a wrong verdict would be seen', () => {
    const outcomes = Array.from({ length: 300 }, (_, seed) => refutedBy(seed)).filter(
      (outcome) => outcome !== undefined,
    );
    const refuted = outcomes.filter((outcome) => outcome).length;
    expect(outcomes.length).toBeGreaterThan(100);
    expect(refuted / outcomes.length).toBeGreaterThan(0.7);
  });
});

/** Whether values alone show a break that is there; undefined where none is. */
function refutedBy(seed: number): boolean | undefined {
  const pair = pairOf(seed, { count, patterns: false });
  const shapes = shapesOf(pair);
  if (shapes === undefined || compareShapes(shapes.old, shapes.next, { subject: 'Thing@1' }).backward !== 'no')
    return undefined;
  return pair.values.some((value) => accepts(value, shapes.old) && !accepts(value, shapes.next, { open: true }));
}

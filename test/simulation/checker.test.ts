import { describe, expect, it } from 'vitest';
import { rules } from './checker.ts';
import { broken } from './tale.ts';
import { goodTales, log, messageTales } from './tales.ts';
import { engineTales } from './tales-engine.ts';

const badTales = [...messageTales, ...engineTales];

describe('the checker', () => {
  it.each(badTales)('finds by %s that %s', (rule, _tale, plan, facts) => {
    expect(broken(plan, facts)).toEqual([rule]);
  });

  it('has a bad history for each of its rules', () => {
    expect([...new Set(badTales.map(([rule]) => rule))].toSorted()).toEqual(Object.keys(rules).toSorted());
  });

  it.each(goodTales)('has nothing against a message that %s', (_tale, facts) => {
    expect(broken(log, facts)).toEqual([]);
  });
});

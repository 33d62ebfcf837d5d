import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modelOf } from './sources.ts';
import { disagreement, type Pair } from './validator/oracle.ts';
import { validatorOf } from './workspace.ts';

const fields = { id: z.string().max(2), count: z.int().default(1), pair: z.array(z.int()).length(2).optional() };
let pair: Pair;

beforeAll(async () => {
  const schema = z.object(fields);
  const { shape } = modelOf(schema);
  pair = { shape, validator: await validatorOf(schema), writer: z.strictObject(fields), reader: schema };
});

/** What is found where one function of the validator is another. */
function found(parts: Partial<Pair['validator']>, value: unknown): string | undefined {
  return disagreement({ ...pair, validator: { ...pair.validator, ...parts } }, value);
}

describe('the comparison with zod', () => {
  it('finds nothing where all is well', () => {
    for (const value of [{ id: 'a' }, { id: 'abc' }, { id: 'a', extra: 1 }, 1])
      expect(found({}, value)).toBeUndefined();
  });

  it('lets a validator see more than zod does around a fraction, and nothing else', () => {
    expect(found({}, { id: 'a', pair: [0.5] })).toBeUndefined();
    const issue = { path: 'pair', code: 'length', expected: 'more', received: 'less' } as const;
    expect(found({ explain: () => [issue] }, { id: 'a', pair: ['b', 'c'] })).toBe(
      'faults at ["pair"], zod at ["pair[0]","pair[1]"]',
    );
  });

  it('finds a validator that accepts too much', () => {
    expect(found({ check: () => true, explain: () => [] }, { id: 'abc' })).toMatch(/^accepts what zod refuses/);
  });

  it('finds a validator that accepts too little', () => {
    const issue = { path: 'id', code: 'type', expected: 'more', received: 'less' } as const;
    expect(found({ check: () => false, explain: () => [issue] }, { id: 'a' })).toMatch(/^refuses what zod accepts/);
  });

  it('finds a reader that is not open', () => {
    expect(found({ accepts: pair.validator.check }, { id: 'a', extra: 1 })).toBe('a reader refuses what zod accepts');
  });

  it('finds an issue at another path', () => {
    const issue = { path: '', code: 'type', expected: 'more', received: 'less' } as const;
    expect(found({ explain: () => [issue] }, { id: 'abc' })).toBe('faults at [""], zod at ["id"]');
  });

  it('finds a default that is not filled in', () => {
    expect(found({ fill: (value) => value }, { id: 'a' })).toBe('filled otherwise');
  });

  it('finds a validator that throws', () => {
    const check = (): boolean => expect.fail('no');
    expect(found({ check }, { id: 'a' })).toMatch(/^thrown/);
  });
});

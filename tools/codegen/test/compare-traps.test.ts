/** Pairs that look compatible, and of which someone's reader refuses what the other side writes. */
import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../src/compare/compare-schemas.ts';
import type { Comparison } from '../src/compare/finding.ts';
import { withRounding } from '../src/compare/rounding.ts';

const draft7 = 'http://json-schema.org/draft-07/schema#';
const newest = 'https://json-schema.org/draft/2020-12/schema';
const text = { type: 'string' };
const integer = { type: 'integer' };
const object = (properties: object): object => ({ type: 'object', properties, required: Object.keys(properties) });

describe('alternatives that are apart in one place', () => {
  const apart = { oneOf: [false, text, integer] };
  const overlapping = { oneOf: [false, { type: 'number', minimum: 0 }, { type: 'number', maximum: 5 }] };

  it('are not taken as apart in another that begins with the same', () => {
    const old = object({ a: apart, b: { type: 'number', minimum: 0, maximum: 5 } });
    expect(compareSchemas(old, object({ a: apart, b: overlapping })).backward).not.toBe('yes');
  });
});

describe('a keyword that one draft knows and another ignores', () => {
  it.each([
    { dependencies: { a: ['b'] } },
    { dependentRequired: { a: ['b'] } },
    { contains: text, minContains: 0 },
    { unevaluatedProperties: false },
    { anyOf: [text, { not: { prefixItems: [text] } }] },
  ])('is not the same in both: %j', (schema) => {
    const [old, next] = [
      { $schema: draft7, ...schema },
      { $schema: newest, ...schema },
    ];
    const { backward, forward } = compareSchemas(old, next);
    expect([backward, forward]).not.toContain('yes');
  });

  it('is the same in two files of one draft', () => {
    const old = { $schema: draft7, dependencies: { a: ['b'] }, contains: text, dependentRequired: { a: ['b'] } };
    expect(compareSchemas(old, { ...old, title: 'Same.' })).toMatchObject({ backward: 'yes', forward: 'yes' });
  });
});

describe('a format, which validators read each in their own way', () => {
  it.each([
    ['date-time', { pattern: 'T' }],
    ['ipv4', { maxLength: 15 }],
    ['email', { pattern: '@' }],
    ['uuid', { format: 'hostname' }],
    ['date', { pattern: '^2' }],
  ])('proves nothing but itself: %s', (format, more) => {
    const formal = { type: 'string', format };
    expect(compareSchemas(formal, { type: 'string', ...more }).backward).not.toBe('yes');
    expect(compareSchemas({ ...formal, maxLength: 9 }, formal)).toMatchObject({ backward: 'yes' });
    expect(compareSchemas(formal, text)).toMatchObject({ backward: 'yes', forward: 'no' });
  });
});

describe('numbers that are one once they are read', () => {
  const compatible: Comparison = { backward: 'yes', forward: 'yes', findings: [] };

  it.each([
    ['9007199254740992', '9007199254740993'],
    ['0.1', '0.1000000000000000055511151231257827'],
    ['1e400', '1e401'],
    ['0', '1e-400'],
    ['-9007199254740993', '-9007199254740992.0'],
  ])('are not called the same: %s and %s', (old, next) => {
    const texts = [`{"const":${old}}`, `{"const":${next}}`];
    expect(withRounding(compatible, texts)).toMatchObject({
      backward: 'undecided',
      forward: 'undecided',
      findings: [{ rule: 'number-rounded', category: 'BACKWARD' }, { category: 'FORWARD' }],
    });
    expect(withRounding({ ...compatible, backward: 'no' }, texts)).toMatchObject({ backward: 'no' });
  });

  it.each([
    ['9007199254740993', '9007199254740993'],
    ['1e2', '100.0'],
    ['-0', '0.00'],
    ['0.10', '1E-1'],
    ['"9007199254740992 \\" 1"', '9007199254740993'],
  ])('are the same where they are written so: %s and %s', (old, next) => {
    expect(withRounding(compatible, [`[${old}]`, `[${next}]`])).toBe(compatible);
  });
});

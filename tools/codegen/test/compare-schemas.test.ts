import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../src/compare/compare-schemas.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const number = { type: 'number' };
const draft7 = 'http://json-schema.org/draft-07/schema#';
const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });
const parsed = (source: string): unknown => JSON.parse(source);
const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));
const nested = (keyword: string, depth: number): unknown =>
  parsed(`{"${keyword}":`.repeat(depth) + '{}' + '}'.repeat(depth));
const list = (value: object): object => ({
  $ref: '#/$defs/list',
  $defs: {
    list: {
      anyOf: [{ type: 'null' }, object({ value, next: { $ref: '#/$defs/list' } }, { required: ['value', 'next'] })],
    },
  },
});

/** Backward and forward. */
const decided: Record<string, readonly [old: unknown, next: unknown, verdicts: string]> = {
  'equal schemas': [object({ a: text }), object({ a: text }), 'yes yes'],
  'true and false': [true, false, 'no yes'],
  'true and nothing said': [true, {}, 'yes yes'],
  'nothing said and a type': [{}, text, 'no yes'],
  'open objects, as they are written': [object({ a: text }), object({ a: text, b: text }), 'no yes'],
  'closed objects, as they are written': [
    object({ a: text }, { additionalProperties: false }),
    object({ a: text, b: text }, { additionalProperties: false }),
    'yes no',
  ],
  'a closed object that is opened': [object({}, { additionalProperties: false }), object({}), 'yes no'],
  'a field that must be there': [object({ a: text }), object({ a: text }, { required: ['a'] }), 'no yes'],
  'rules without a type, which bind their own type alone': [
    { minLength: 5 },
    { type: ['string', 'number'], minLength: 5 },
    'no yes',
  ],
  'allOf and its parts': [{ allOf: [text, { maxLength: 5 }] }, { type: 'string', maxLength: 5 }, 'yes yes'],
  'allOf of objects': [
    { allOf: [object({ a: integer }), object({ b: integer }, { required: ['b'] })] },
    object({ a: number, b: number }, { required: ['b'] }),
    'yes no',
  ],
  'types in a list, and alternatives': [{ type: ['string', 'null'] }, { anyOf: [{ type: 'null' }, text] }, 'yes yes'],
  'alternatives that are apart': [{ oneOf: [text, integer] }, { oneOf: [text, number] }, 'yes no'],
  'objects told apart by a constant': [
    { oneOf: ['a', 'b'].map((kind) => object({ kind: { const: kind } }, { required: ['kind'] })) },
    { oneOf: ['a', 'b', 'c'].map((kind) => object({ kind: { const: kind } }, { required: ['kind'] })) },
    'yes no',
  ],
  'constants of any kind': [
    { enum: [{ a: 1 }, [1, 2], null, 'x'] },
    { enum: ['x', null, [1, 2], { a: 1 }, 'y'] },
    'yes no',
  ],
  'a constant and its type': [{ const: 1 }, integer, 'yes no'],
  'tuples of draft-07': [
    { $schema: draft7, type: 'array', items: [text, integer], additionalItems: false },
    { $schema: draft7, type: 'array', items: [text, number], additionalItems: false },
    'yes no',
  ],
  'tuples of 2020-12': [
    { type: 'array', prefixItems: [text], items: integer, minItems: 1 },
    { type: 'array', prefixItems: [text], items: number },
    'yes no',
  ],
  'both ways to write a tuple': [
    { type: 'array', prefixItems: [text], items: integer },
    { type: 'array', items: [text], additionalItems: integer },
    'yes yes',
  ],
  'names of fields': [
    { type: 'object', propertyNames: { maxLength: 5 } },
    { type: 'object', propertyNames: { maxLength: 9 } },
    'yes no',
  ],
  'names of which there are few': [
    { type: 'object', additionalProperties: text, propertyNames: { enum: ['a'] } },
    { anyOf: [integer, { type: 'boolean' }].map((additionalProperties) => ({ type: 'object', additionalProperties })) },
    'no no',
  ],
  'one name, and alternatives for its value': [
    { type: 'object', additionalProperties: { type: 'boolean' }, propertyNames: { pattern: '^a$' } },
    { anyOf: [true, false].map((value) => ({ type: 'object', additionalProperties: { const: value } })) },
    'yes no',
  ],
  'two names, and alternatives for their values': [
    { type: 'object', additionalProperties: { type: 'boolean' }, propertyNames: { pattern: '^[ab]$' } },
    { anyOf: [true, false].map((value) => ({ type: 'object', additionalProperties: { const: value } })) },
    'no no',
  ],
  'a name that several readers refuse': [
    { type: 'object', additionalProperties: integer },
    {
      anyOf: [integer, number].map((additionalProperties) => ({
        type: 'object',
        additionalProperties,
        propertyNames: { minLength: 1 },
      })),
    },
    'no no',
  ],
  'items that all differ, each of which another reader refuses': [
    {
      type: 'array',
      uniqueItems: true,
      items: {
        anyOf: [
          { type: 'integer', minimum: 1, maximum: 3 },
          { type: 'integer', minimum: 2, maximum: 5 },
        ],
      },
    },
    {
      anyOf: many(4, (index) => ({
        type: 'array',
        items: {
          anyOf: [
            { type: 'integer', maximum: index },
            { type: 'integer', minimum: index + 2 },
          ],
        },
      })),
    },
    'no no',
  ],
  'a schema that contains itself': [list(integer), list(number), 'yes no'],
  'a break deep in a schema that contains itself': [list(integer), list({ type: 'integer', maximum: 5 }), 'no yes'],
  'a field named __proto__': [
    parsed('{"type":"object","properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}'),
    parsed('{"type":"object","properties":{"__proto__":{"type":"string","maxLength":3}},"required":["__proto__"]}'),
    'no yes',
  ],
  'a field named like what objects inherit': [
    object({ toString: text, constructor: text }),
    object({ toString: integer, constructor: text }),
    'no no',
  ],
  'a keyword beside which something else breaks': [
    { type: 'string', not: { const: 'x' } },
    { type: 'integer', not: { const: 'x' } },
    'no no',
  ],
  'equal keywords that are not understood': [
    { type: 'string', not: { const: 'x' } },
    { not: { const: 'x' } },
    'yes no',
  ],
  'a keyword that is not understood and was removed': [
    { type: 'object', patternProperties: { '^x': text } },
    { type: 'object' },
    'yes undecided',
  ],
  'whole numbers of any size': [{ type: 'integer', minimum: 1e300 }, { type: 'number', multipleOf: 1 }, 'yes no'],
  'steps as they are written': [{ type: 'number', multipleOf: 0.3 }, { type: 'number', multipleOf: 0.1 }, 'yes no'],
};

/** What nobody may call compatible; `yes` where the other side says nothing. */
const undecided: Record<string, readonly [old: unknown, next: unknown, verdicts: string]> = {
  'alternatives that overlap': [
    { oneOf: [integer, { minimum: 2 }] },
    { oneOf: [integer, { minimum: 3 }] },
    'no undecided',
  ],
  not: [text, { type: 'string', not: { pattern: 'x' } }, 'undecided yes'],
  'if, then and else': [
    parsed('{"if":{"type":"string"},"then":{"maxLength":3}}'),
    parsed('{"if":{"type":"string"},"then":{"maxLength":4}}'),
    'undecided undecided',
  ],
  patternProperties: [{ type: 'object' }, { type: 'object', patternProperties: { '^x': text } }, 'undecided yes'],
  dependentRequired: [{}, { dependentRequired: { a: ['b'] } }, 'undecided yes'],
  contains: [{ type: 'array' }, { type: 'array', contains: text }, 'undecided yes'],
  unevaluatedProperties: [object({ a: text }), object({ a: text }, { unevaluatedProperties: false }), 'undecided yes'],
  'a pattern that refers back': [
    { type: 'string', pattern: '^(a)\\1$' },
    { type: 'string', pattern: '^aa$' },
    'undecided undecided',
  ],
  'a format that is not known': [text, { type: 'string', format: 'shoe-size' }, 'undecided yes'],
  'references that lead nowhere': [{ $ref: 'other.json' }, { $ref: 'other.json' }, 'undecided undecided'],
  'references below an $id of their own': [
    object({ a: { $id: 'inner.json', items: { $ref: '#/$defs/a' } } }, { $defs: { a: text } }),
    object({ a: { $id: 'inner.json', items: { $ref: '#/$defs/a' } } }, { $defs: { a: text } }),
    'undecided undecided',
  ],
  'references that never end': [
    { $ref: '#/$defs/a', $defs: { a: { $ref: '#' } } },
    { $ref: '#/$defs/a', $defs: { a: { $ref: '#' } } },
    'undecided undecided',
  ],
  'rules beside a reference of draft-07': [
    text,
    { $schema: draft7, $ref: '#/definitions/a', maxLength: 3, definitions: { a: text } },
    'undecided yes',
  ],
  'keywords with values that mean nothing': [
    text,
    { type: 'strin', minLength: '3', properties: 5, required: true },
    'undecided undecided',
  ],
  'equal keywords with references to what differs': [
    { not: { $ref: '#/$defs/a' }, $defs: { a: text } },
    { not: { $ref: '#/$defs/a' }, $defs: { a: integer } },
    'no no',
  ],
};

describe.each(Object.entries({ ...decided, ...undecided }))('%s', (_, [old, next, verdicts]) => {
  it(`compare as ${verdicts}`, () => {
    const { backward, forward } = compareSchemas(old, next);
    expect(`${backward} ${forward}`).toBe(verdicts);
  });

  it('compare as well the other way round', () => {
    const { backward, forward } = compareSchemas(next, old);
    expect(`${forward} ${backward}`).toBe(verdicts);
  });
});

describe('a break between schemas', () => {
  it('is shown by a value and the path of what is refused', () => {
    const [old, next] = [
      object({ a: { type: 'array', items: object({ b: integer }) } }),
      object({ a: { type: 'array', items: object({ b: { type: 'integer', maximum: 5 } }) } }),
    ];
    expect(compareSchemas(old, next).findings).toMatchObject([
      { rule: 'schema-changed', category: 'BACKWARD', witness: { payload: { a: [{ b: 6 }] }, refusedAt: 'a[0].b' } },
    ]);
  });

  it('is shown beside every other, one a place', () => {
    const old = { type: 'object', properties: { a: integer, b: { $ref: '#/$defs/text' }, d: {} }, $defs: { text: {} } };
    const next = {
      ...old,
      properties: { a: { type: 'integer', minimum: 1 }, b: { $ref: '#/$defs/text' }, c: integer },
      additionalProperties: false,
      required: ['a', 'c'],
      $defs: { text: { type: 'string' } },
    };
    const { findings } = compareSchemas(old, next);
    const breaks = findings.filter(({ category }) => category === 'BACKWARD').map(({ path }) => path);
    expect(breaks).toEqual(['a', 'a', 'b', 'c', 'c', 'd', 'other']);
  });

  it('is shown at the name of what is missing', () => {
    const { findings } = compareSchemas({ type: 'object' }, { type: 'object', required: ['a b'] });
    expect(findings).toMatchObject([{ witness: { payload: {}, refusedAt: '["a b"]' } }]);
  });
});

const chain = (count: number): object => ({
  $ref: '#/$defs/d0',
  $defs: {
    ...Object.fromEntries(
      many(count, (index) => [
        `d${index}`,
        object(
          { a: { $ref: `#/$defs/d${index + 1}` }, b: { $ref: `#/$defs/d${index + 1}` } },
          { required: ['a', 'b'] },
        ),
      ]),
    ),
    [`d${count}`]: text,
  },
});

/** Objects of thirty fields, each of another type. */
const tangle = (count: number): object => {
  const field = (to: number): object => ({ anyOf: [{ type: 'null' }, { $ref: `#/$defs/n${to % count}` }] });
  const fields = (from: number): object =>
    Object.fromEntries(many(30, (index) => [`p${index}`, field(from * 7 + index * 3 + 1)]));
  return { $ref: '#/$defs/n0', $defs: Object.fromEntries(many(count, (from) => [`n${from}`, object(fields(from))])) };
};

const hostile: Record<string, readonly [old: unknown, next: unknown]> = {
  'thousands of levels': [nested('not', 14_000), nested('items', 9_000)],
  'references that double at each step': [chain(60), { ...chain(60), title: 'other' }],
  'alternatives of alternatives': [
    { allOf: many(12, (index) => ({ anyOf: [{ minimum: index }, { maximum: -index }, { multipleOf: index + 2 }] })) },
    {
      allOf: many(12, (index) => ({ anyOf: [{ minimum: index + 1 }, { maximum: -index }, { multipleOf: index + 3 }] })),
    },
  ],
  'a thousand alternatives that overlap': [
    { oneOf: many(1000, (minimum) => ({ minimum })) },
    { oneOf: many(1000, (index) => ({ minimum: index + 1 })) },
  ],
  'nine hundred objects, each of a field of its own': [
    { anyOf: many(900, (index) => object({ [`a${index}`]: text }, { required: [`a${index}`] })) },
    {
      anyOf: many(900, (index) =>
        object({ [`a${index}`]: { type: 'string', maxLength: 3 } }, { required: [`a${index}`] }),
      ),
    },
  ],
  'twelve thousand constants': [
    { enum: many(12_000, (index) => `v${index}`) },
    { enum: many(12_001, (index) => `v${index}`) },
  ],
  'three thousand fields': [
    object(Object.fromEntries(many(3000, (index) => [`p${index}`, text]))),
    object(Object.fromEntries(many(3000, (index) => [`p${index}`, integer]))),
  ],
  'types that all contain each other': [tangle(30), tangle(31)],
  'a pattern that backtracks': [
    { type: 'string', pattern: '^(((a+)+)+)+$', minLength: 40 },
    { type: 'string', pattern: '^(((a+)+)+)+b$' },
  ],
  'a pattern of forty thousand parts': [
    { type: 'string', pattern: `^(${'a?'.repeat(20_000)})$` },
    { type: 'string', pattern: `^(${'a*'.repeat(20_000)})b$` },
  ],
  'a pattern of nine thousand groups': [{ type: 'string', pattern: `${'('.repeat(9000)}a${')'.repeat(9000)}` }, text],
  'lists and texts without measure': [
    { type: ['array', 'string'], minItems: 1e15, minLength: 1e15 },
    { type: ['array', 'string'], minItems: 1e15 + 2, minLength: 1e15 + 2 },
  ],
  'steps without measure': [
    { type: 'number', multipleOf: 1e-300 },
    { type: 'number', multipleOf: 1e300 },
  ],
};

describe('a schema with', () => {
  it.each(Object.entries(hostile))(
    '%s is compared in less than five seconds',
    (_, [old, next]) => {
      const start = process.cpuUsage();
      const verdicts = [compareSchemas(old, next).backward, compareSchemas(next, old).forward];
      expect(process.cpuUsage(start).user / 1000).toBeLessThan(10_000);
      expect(verdicts[0]).toBe(verdicts[1]);
    },
    60_000,
  );
});

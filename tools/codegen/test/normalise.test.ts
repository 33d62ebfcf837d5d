import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { sensitiveFields } from '../src/bounds.ts';
import { type AnySchema, bytes, openEnum, sensitive } from '../src/define.ts';
import { modelOf } from './sources.ts';

const node = z.object({
  name: z.string(),
  get children() {
    return z.array(node).optional();
  },
});
const other = z.object({
  get children() {
    return z.array(other).optional();
  },
  name: z.string(),
});
const node3: z3.ZodTypeAny = z3.object({ name: z3.string(), children: z3.lazy(() => z3.array(node3)).optional() });

const same: Record<string, AnySchema[]> = {
  'the order of fields': [z.object({ a: z.string(), b: z.int() }), z.object({ b: z.int(), a: z.string() })],
  'documents, titles and examples': [
    z.object({ a: z.string() }),
    z
      .object({
        a: z
          .string()
          .describe('Text.')
          .meta({ title: 'A', examples: ['x'] }),
      })
      .meta({ id: 'Named', description: 'x' }),
  ],
  'type arrays, anyOf and oneOf': [
    { type: ['string', 'null'] },
    { anyOf: [{ type: 'null' }, { type: 'string' }] },
    { oneOf: [{ type: 'string' }, { type: 'null' }] },
    z.string().nullable(),
    z3.string().nullable(),
  ],
  'const and an enum of one': [{ const: 'a' }, { enum: ['a'] }, z.literal('a'), z3.literal('a'), z.enum(['a'])],
  'a union of literals and an enum': [
    z.union([z.literal('b'), z.literal('a')]),
    z.enum(['a', 'b']),
    z3.enum(['b', 'a']),
    { enum: ['a', 'b'] },
  ],
  'nested and flat unions': [
    z.union([z.string(), z.union([z.boolean(), z.int()])]),
    z.union([z.int(), z.string(), z.boolean()]),
  ],
  'both booleans and boolean': [z.literal([true, false]), z.boolean()],
  'a named format, however it is written': [z.email(), z3.string().email(), { type: 'string', format: 'email' }],
  'times in UTC': [z.iso.datetime(), z3.string().datetime()],
  'times with an offset': [
    z.iso.datetime({ offset: true }),
    z3.string().datetime({ offset: true }),
    { type: 'string', format: 'date-time' },
  ],
  integers: [z.int(), z.number().int(), z3.number().int(), { type: 'integer' }, { type: 'number', multipleOf: 1 }],
  'whole bounds, open or closed': [
    z.int().gt(0).lt(10),
    z.int().min(1).max(9),
    { type: 'integer', exclusiveMinimum: 0, maximum: 9.5 },
  ],
  'tuples of both drafts': [
    z.tuple([z.string(), z.int()]),
    z3.tuple([z3.string(), z3.number().int()]),
    { type: 'array', items: [{ type: 'string' }, { type: 'integer' }], minItems: 2, maxItems: 2 },
  ],
  records: [
    z.record(z.string(), z.number()),
    z3.record(z3.number()),
    { type: 'object', additionalProperties: { type: 'number' } },
  ],
  'a record over an enum and an object': [z.record(z.enum(['a', 'b']), z.int()), z.object({ a: z.int(), b: z.int() })],
  'tagged unions': [
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b'), x: z.int() })]),
    z.union([z.object({ kind: z.literal('b'), x: z.int() }), z.object({ kind: z.literal('a') })]),
    z3.discriminatedUnion('kind', [
      z3.object({ kind: z3.literal('a') }),
      z3.object({ kind: z3.literal('b'), x: z3.number().int() }),
    ]),
  ],
  'definitions that moved': [
    { type: 'object', properties: { a: { $ref: '#/$defs/X' } }, $defs: { X: { type: 'string' } } },
    { type: 'object', properties: { a: { $ref: '#/definitions/Y' } }, definitions: { Y: { type: 'string' } } },
    { type: 'object', properties: { a: { type: 'string' } } },
  ],
  'recursive types by any name': [node, other, node3],
  'recursive types, however often they are written out': [
    z.object({ node }),
    z.object({ node: other }),
    z3.object({ node: node3 }),
    z.object({ node: z.object({ name: z.string(), children: z.array(node).optional() }) }),
  ],
  'a default that stands where a field refers to': [
    z.object({ a: z.int().default(1).meta({ id: 'Counted' }) }),
    z.object({ a: z.int().default(1) }),
    { type: 'object', properties: { a: { $ref: '#/$defs/A' } }, $defs: { A: { type: 'integer', default: 1 } } },
  ],
  'constants of one type alone': [{ type: 'string', enum: ['a', 'b', null, 5] }, z.enum(['a', 'b'])],
  'a type beside alternatives': [
    { type: 'string', anyOf: [{ minLength: 3 }, { maxLength: 1 }] },
    z.union([z.string().min(3), z.string().max(1)]),
  ],
  'fields beside alternatives, and fields of each': [
    {
      type: 'object',
      properties: { id: { type: 'string' } },
      required: ['id'],
      oneOf: [
        { properties: { kind: { const: 'a' } }, required: ['kind'] },
        { properties: { kind: { const: 'b' }, size: { type: 'integer' } }, required: ['kind'] },
      ],
    },
    z.discriminatedUnion('kind', [
      z.object({ id: z.string(), kind: z.literal('a') }),
      z.object({ id: z.string(), kind: z.literal('b'), size: z.int().optional() }),
    ]),
  ],
  'alternatives of which the type beside them leaves one': [
    { type: ['string', 'null'], anyOf: [{ type: 'integer' }, { type: 'null' }] },
    z.null(),
  ],
  'a string of which a part lists the values': [
    { type: 'string', allOf: [{ enum: ['a', 'bb', 1] }, { maxLength: 1 }] },
    z.literal('a'),
  ],
  'constants and those of them that keep the rules beside them': [
    { enum: ['a', 'bb', 'ccc'], minLength: 2, pattern: '^b' },
    { const: 'bb', type: 'string', maxLength: 5 },
    z.literal('bb'),
  ],
  'an intersection and one object': [
    z.object({ a: z.string() }).and(z.object({ b: z.int().optional() })),
    z.object({ a: z.string(), b: z.int().optional() }),
    z3.object({ a: z3.string() }).and(z3.object({ b: z3.number().int().optional() })),
  ],
  'an object that names no fields, and a record of anything': [
    { type: 'object' },
    { type: 'object', additionalProperties: true },
    z.record(z.string(), z.unknown()),
  ],
  'a required field, whatever is proposed for it': [
    { type: 'object', properties: { a: { type: 'integer', default: 1 } }, required: ['a'] },
    z.object({ a: z.int() }),
  ],
  'unknown and anything': [z.unknown(), z.any(), {}],
};

const different: Record<string, [AnySchema, AnySchema]> = {
  'optional and required': [z.object({ a: z.string() }), z.object({ a: z.string().optional() })],
  'a default and none': [z.object({ a: z.string().default('x') }), z.object({ a: z.string().optional() })],
  'two defaults': [z.object({ a: z.string().default('x') }), z.object({ a: z.string().default('y') })],
  'integer and number': [z.int(), z.number()],
  'open and closed enums': [openEnum(['a', 'b']), z.enum(['a', 'b'])],
  'limits of binary data': [bytes({ bytesMax: 10 }), bytes({ bytesMax: 20 })],
  'times with and without offset': [z.iso.datetime(), z.iso.datetime({ offset: true })],
  'a format and one with a pattern besides': [
    { type: 'string', format: 'email', pattern: 'x' },
    { type: 'string', format: 'email' },
  ],
  'versions of a UUID': [z.uuid(), z.uuidv7()],
  'an array and a tuple': [z.array(z.string()), z.tuple([z.string()])],
  'null and absent': [z.object({ a: z.string().nullable() }), z.object({ a: z.string().optional() })],
};

describe('the contract model', () => {
  it.each(Object.entries(same))('gives one fingerprint to %s', (_, schemas) => {
    const models = schemas.map(modelOf);
    expect(models.flatMap(({ problems }) => problems)).toEqual([]);
    expect([...new Set(models.map(({ fingerprint }) => fingerprint))]).toHaveLength(1);
  });

  it.each(Object.entries(different))('tells %s apart', (_, [left, right]) => {
    expect(modelOf(left).fingerprint).not.toBe(modelOf(right).fingerprint);
  });

  it('reads zod 4 by zod alone, because zod-to-json-schema answers {} for it', () => {
    const schema = z.object({ a: z.string() });
    const answer: object = zodToJsonSchema(schema as never);
    expect(Object.keys(answer)).toEqual(['$schema']);
    expect(modelOf(schema).shape.type).toEqual({
      kind: 'object',
      fields: [{ name: 'a', optional: false, type: { kind: 'string' } }],
    });
  });

  it('keeps bytes, open enums and marks of sensitive fields through optional, default and extend', () => {
    const base = z.object({ data: bytes({ bytesMax: 5 }).optional(), mood: openEnum(['good', 'bad']).default('good') });
    const { shape } = modelOf(
      base.extend({ mail: sensitive(z.email()).optional(), names: z.array(sensitive(z.string())) }),
    );
    expect(shape.type).toMatchObject({
      fields: [
        { name: 'data', optional: true, type: { kind: 'bytes', bytesMax: 5 } },
        { name: 'mail', optional: true, sensitive: true, type: { kind: 'string', format: 'email' } },
        { name: 'mood', optional: true, default: 'good', type: { kind: 'openEnum', members: ['bad', 'good'] } },
        { name: 'names', sensitive: true },
      ],
    });
    expect(sensitiveFields(shape)).toEqual(['mail', 'names']);
  });

  it('keeps documents and deprecations of fields', () => {
    const { shape } = modelOf(
      z.object({ a: z.string().describe('Text.').meta({ description: 'Text.', deprecated: true }) }),
    );
    expect(shape.type).toMatchObject({ fields: [{ doc: 'Text.', deprecated: true }] });
  });
});

/** Parts of JSON Schema that hold together, at random: what a writer may write and a reader takes, beside ajv. */
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../src/define.ts';
import { accepts } from '../src/inspect.ts';
import { modelOf } from './sources.ts';

const names = ['a', 'b', 'c'];
const ajv = new Ajv({ strict: false });

const scalars: fc.Arbitrary<JsonSchema> = fc.constantFrom<JsonSchema>(
  { type: 'string' },
  { type: 'string', minLength: 2 },
  { type: 'string', maxLength: 2, pattern: '^x' },
  { type: ['string', 'null'], minLength: 1 },
  { type: 'integer' },
  { type: 'integer', minimum: 1 },
  { type: 'number', minimum: 2 },
  { type: 'number', maximum: 1 },
  { type: 'number', exclusiveMaximum: 1 },
  { type: ['number', 'string'] },
  { type: 'null' },
  { type: 'boolean' },
  { const: 'x' },
  { enum: ['x', 'xyz', 1, null] },
  { type: 'string', enum: ['x', 'xyz'], minLength: 2 },
);

/** `closed`: by its own word, as the members of `oneOf` must be for ajv to tell them apart as a writer does. */
function objects(inner: fc.Arbitrary<JsonSchema>, closed: fc.Arbitrary<boolean>): fc.Arbitrary<JsonSchema> {
  const properties = fc.dictionary(fc.constantFrom(...names), inner, { maxKeys: 3, noNullPrototype: true });
  return fc.tuple(properties, fc.subarray(names), closed).map(([fields, wanted, isClosed]) => ({
    type: 'object',
    properties: fields,
    required: wanted.filter((name) => Object.hasOwn(fields, name)),
    ...(isClosed ? { additionalProperties: false } : {}),
  }));
}

function schemas(depth: number): fc.Arbitrary<JsonSchema> {
  if (depth === 0) return scalars;
  const inner = schemas(depth - 1);
  const parts = fc.array(fc.oneof(inner, objects(inner, fc.boolean())), { minLength: 1, maxLength: 3 });
  const closed = fc.array(fc.oneof(scalars, objects(scalars, fc.constant(true))), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 2, arbitrary: scalars },
    { weight: 4, arbitrary: objects(inner, fc.boolean()) },
    { weight: 4, arbitrary: parts.map((allOf) => ({ allOf })) },
    { weight: 1, arbitrary: parts.map((anyOf) => ({ anyOf })) },
    { weight: 2, arbitrary: closed.map((oneOf) => ({ oneOf })) },
    {
      weight: 2,
      arbitrary: fc.tuple(objects(inner, fc.boolean()), parts).map(([object, anyOf]) => ({ ...object, anyOf })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(inner, fc.nat(1), fc.integer({ min: 1, max: 2 }))
        .map(([items, minItems, maxItems]) => ({ type: 'array', items, minItems, maxItems })),
    },
  );
}

const leaf = fc.constantFrom<unknown>('', 'x', 'xy', 'xyz', 0, 1, 2, 0.5, null, true);
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', weight: 2, arbitrary: leaf },
    {
      weight: 4,
      arbitrary: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 2 }) },
  ),
}));

describe('parts that hold together', () => {
  it('let a writer write what all of them accept alone, and a reader take whatever they do', () => {
    const seen = { usable: 0, written: 0, refused: 0 };
    fc.assert(
      fc.property(schemas(3), fc.array(values, { minLength: 20, maxLength: 20 }), (schema, payloads) => {
        const { shape, problems } = modelOf(schema);
        if (problems.length > 0) return;
        seen.usable++;
        const isValid = ajv.compile(schema);
        for (const payload of payloads) {
          const valid = isValid(payload);
          const written = accepts(payload, shape);
          seen[written ? 'written' : 'refused']++;
          if (written) expect([payload, valid]).toEqual([payload, true]);
          if (valid) expect([payload, accepts(payload, shape, { open: true })]).toEqual([payload, true]);
        }
        ajv.removeSchema(schema);
      }),
      { numRuns: 1_500 },
    );
    expect(seen.usable).toBeGreaterThan(500);
    expect(Math.min(seen.written, seen.refused)).toBeGreaterThan(500);
  });
});

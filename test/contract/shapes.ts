/** A shape with every kind of type in every place, and names that nobody should choose. */
import type { JsonSchema } from '../../tools/codegen/src/define.ts';
import { evaluate } from '../../tools/codegen/src/evaluate.ts';
import type { Shape } from '../../tools/codegen/src/model.ts';
import { Findings, type Problem } from '../../tools/codegen/src/problem.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const nothing = { type: 'null' };
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, nothing] });
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const mapOf = (additionalProperties: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties });
const object = (properties: JsonSchema, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const bytes = { type: 'string', contentEncoding: 'base64', 'x-myelin': { type: 'bytes', bytesMax: 100 } };
const openEnum = { type: 'string', 'x-myelin': { type: 'open-enum', members: ['a', 'b'] } };
const mixed = {
  anyOf: [text, { type: 'boolean' }, { type: 'number' }, listOf(text), object({ a: text }), object({ b: whole })],
};
const tagged = {
  anyOf: [
    object({ tag: { const: 'x-ray' }, at: { type: 'number' } }),
    object({ tag: { const: 'Two' }, value: text }, ['tag']),
    object({ tag: { enum: ['yes', 'no'] }, why: text }),
  ],
};

/** Every kind of type, in every place where it may stand. */
export const everyKind: JsonSchema = object(
  {
    whole,
    small: { type: 'integer', minimum: -5, maximum: 5 },
    share: { type: 'number' },
    yes: { type: 'boolean' },
    nothing,
    constant: { const: 'option' },
    choice: { enum: [1, -1, 1.5, true, 'on', 'off'] },
    blob: bytes,
    open: openEnum,
    lists: listOf(listOf(orNull(whole))),
    numbers: listOf({ type: 'number' }),
    nulls: listOf(nothing),
    anything: {},
    listOfAnything: listOf({}),
    maybeWhole: whole,
    maybeText: text,
    maybeAnything: {},
    maybeNull: nothing,
    maybeList: listOf(bytes),
    maybeMap: mapOf(mapOf(whole)),
    maps: listOf(mapOf(listOf(text))),
    nullableText: orNull(text),
    nullableList: orNull(listOf(text)),
    nullableMap: orNull(mapOf({ enum: ['p', 'q'] })),
    maybeNullable: orNull({ type: 'number' }),
    maybeNullableList: orNull(listOf(text)),
    nullableEnum: orNull({ enum: ['p', 'q'] }),
    pair: { type: 'array', prefixItems: [text, listOf(whole)], minItems: 2, items: false },
    mixed,
    mixedList: listOf(mixed),
    tagged,
    maybeTagged: tagged,
    empty: object({}),
  },
  (
    'whole small share yes nothing constant choice blob open lists numbers nulls ' +
    'anything listOfAnything maps nullableText nullableList nullableMap nullableEnum pair mixed mixedList tagged empty'
  ).split(' '),
);

/** Types that contain themselves, as objects and as bare lists. */
export const recursive: JsonSchema = {
  ...object({ tree: { $ref: '#/$defs/tree' }, nest: { $ref: '#/$defs/nest' } }),
  $defs: {
    tree: object({ value: { type: 'number' }, left: { $ref: '#/$defs/tree' }, right: { $ref: '#/$defs/tree' } }, [
      'value',
    ]),
    nest: { type: 'array', items: { $ref: '#/$defs/nest' } },
  },
};

/** A list that is one beyond its places. */
export const openPair: JsonSchema = {
  type: 'array',
  prefixItems: [whole, orNull(text)],
  minItems: 1,
  items: { type: 'boolean' },
};

/** Names that nobody should choose. */
export const oddNames: JsonSchema = object({
  'a-b': text,
  aB: whole,
  a_b: { type: 'boolean' },
  URLValue: { type: 'number' },
  constructor: whole,
  toString: text,
  hasOwnProperty: nothing,
  message: { const: 'option' },
  syntax: { enum: ['on', 'On', 'O-n', '', 'ä', '1', 'unspecified'] },
  reserved: { enum: [true, 'true'] },
  '': whole,
  'é ü': whole,
  '1st': whole,
  'line\nbreak */ //': mapOf(text),
  '\ud800': whole,
});

/** The model of a JSON Schema. */
export function shapeOf(schema: JsonSchema): Shape {
  const problems: Problem[] = [];
  const { shape } = evaluate(schema, new Findings(problems, { file: 'test.ts', path: [] }));
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
  return shape;
}

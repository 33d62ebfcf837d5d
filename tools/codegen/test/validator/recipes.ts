/** Random zod schemas of everything that a message may be made of, each in the readings that it is compared in. */
import fc from 'fast-check';
import { z } from 'zod';
import { bytes, openEnum } from '../../src/define.ts';

/** What a schema is written with: its own objects or closed ones, and what `unknown` stands for. */
export interface Reading {
  readonly object: typeof z.object | typeof z.strictObject;
  readonly unknown: () => z.ZodType;
}

/** Makes one schema in any reading. */
export type Recipe = (reading: Reading) => z.ZodType;

/** As a message file has it. */
export const written: Reading = { object: z.object, unknown: () => z.unknown() };

/** What is asked whether a publisher may write a value: nothing beside the fields, and what JSON carries. */
export const writer: Reading = { object: z.strictObject, unknown: () => z.custom(isCarried) };

/** What is asked whether a subscriber takes a value. */
export const reader: Reading = { ...writer, object: z.object };

function isCarried(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => value[index] as unknown).every(isCarried);
  if (typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null))
    return false;
  return Object.values(value).every((item) => item === undefined || isCarried(item));
}

const formats: Readonly<Record<string, () => z.ZodType>> = {
  base64: () => z.base64(),
  base64url: () => z.base64url(),
  date: () => z.iso.date(),
  dateTime: () => z.iso.datetime({ offset: true }),
  dateTimeUtc: () => z.iso.datetime(),
  duration: () => z.iso.duration(),
  e164: () => z.e164(),
  email: () => z.email(),
  hostname: () => z.hostname(),
  ipv4: () => z.ipv4(),
  ipv6: () => z.ipv6(),
  time: () => z.iso.time(),
  ulid: () => z.ulid(),
  url: () => z.url(),
  uuid: () => z.uuid(),
  uuid7: () => z.uuidv7(),
};

const lengths: readonly ((text: z.ZodString) => z.ZodString)[] = [
  (text) => text,
  (text) => text.min(1),
  (text) => text.min(2),
  (text) => text.max(3),
  (text) => text.max(0),
  (text) => text.min(2).max(4),
  (text) => text.length(2),
  (text) => text.min(3).max(40),
];

const contents: readonly ((text: z.ZodString) => z.ZodString)[] = [
  (text) => text.regex(/^[a-c]*$/),
  (text) => text.regex(/b+/).regex(/^\S+$/),
  (text) => text.regex(/^\p{L}+$/u),
  (text) => text.startsWith('a.'),
  (text) => text.endsWith('+b'),
  (text) => text.includes('b'),
];

/** Of any length, or of a content that the length leaves room for. */
const strings = fc.oneof(
  fc.constantFrom(...lengths).map((length) => (): z.ZodType => length(z.string())),
  fc.tuple(fc.constantFrom(...lengths.slice(0, 3)), fc.constantFrom(...contents)).map(
    ([length, content]) =>
      (): z.ZodType =>
        content(length(z.string())),
  ),
);

const scalars: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 3, arbitrary: strings },
  { weight: 2, arbitrary: fc.constantFrom(...Object.values(formats)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      () => z.number(),
      () => z.number().min(-2).max(5),
      () => z.number().gt(0).lt(4.5),
      () => z.number().multipleOf(0.25),
      () => z.int(),
      () => z.int().min(0).max(255),
      () => z.int().multipleOf(3),
      () => z.int32(),
      () => z.uint32(),
      () => z.float32(),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      () => z.boolean(),
      () => z.null(),
      () => z.literal('a'),
      () => z.literal(0),
      () => z.literal(['a', 2, true]),
      () => z.literal([null, 'x']),
      () => z.enum(['a', 'b', 'c']),
      () => z.enum(Array.from({ length: 12 }, (_, index) => `m${index}`)),
      (reading: Reading) => (reading === written ? openEnum(['a', 'b']) : z.string()),
      () => bytes({ bytesMax: 4 }),
      () => bytes(),
      () => z.templateLiteral(['v', z.int()]),
    ),
  },
  { weight: 1, arbitrary: fc.constant(({ unknown }: Reading) => unknown()) },
);

/** Names that are easy, and some that are no identifiers; what every object inherits zod would read as a field. */
const names = ['a', 'b', 'c', 'value', 'then', 'length', 'odd name', '\u00e9', '0'];
const presences: readonly ((type: z.ZodType) => z.ZodType)[] = [
  (type) => type,
  (type) => type,
  (type) => type.optional(),
  (type) => type.nullish(),
];

/** A schema with at most `depth` levels below it. */
export function recipes(depth: number): fc.Arbitrary<Recipe> {
  if (depth <= 0) return scalars;
  const inner = recipes(depth - 1);
  return fc.oneof(
    { weight: 2, arbitrary: scalars },
    { weight: 4, arbitrary: objects(inner) },
    { weight: 1, arbitrary: lists(inner) },
    { weight: 1, arbitrary: tuples(inner) },
    { weight: 1, arbitrary: records(inner) },
    { weight: 1, arbitrary: inner.map((of) => (reading: Reading) => of(reading).nullable()) },
    { weight: 1, arbitrary: unions(inner) },
    { weight: 1, arbitrary: tagged(inner) },
    { weight: 1, arbitrary: trees(inner) },
  );
}

function fieldsOf(inner: fc.Arbitrary<Recipe>): fc.Arbitrary<(reading: Reading) => Record<string, z.ZodType>> {
  const field = fc.tuple(inner, fc.constantFrom(...presences)).map(
    ([of, presence]) =>
      (reading: Reading) =>
        presence(of(reading)),
  );
  const preset = fc.constantFrom<Recipe>(
    () => z.boolean().default(true),
    () => z.int().default(3),
    () => z.array(z.string()).default([]),
  );
  const some = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 5 });
  return fc
    .tuple(
      some,
      fc.array(fc.oneof({ weight: 5, arbitrary: field }, { weight: 1, arbitrary: preset }), { minLength: 5 }),
    )
    .map(
      ([known, made]) =>
        (reading: Reading) =>
          Object.fromEntries(known.map((name, index) => [name, (made[index] ?? (() => z.null()))(reading)])),
    );
}

function objects(inner: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  const wide = fc
    .integer({ min: 17, max: 130 })
    .map(
      (count) => (reading: Reading) =>
        reading.object(
          Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, z.int().optional()])),
        ),
    );
  const plain = fieldsOf(inner).map((fields) => (reading: Reading) => reading.object(fields(reading)));
  return fc.oneof({ weight: 12, arbitrary: plain }, { weight: 1, arbitrary: wide });
}

function lists(inner: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  const limits = fc.constantFrom<(list: z.ZodArray<z.ZodType>) => z.ZodType>(
    (list) => list,
    (list) => list.min(1),
    (list) => list.max(2),
    (list) => list.min(1).max(3),
    (list) => list.length(2),
  );
  return fc.tuple(inner, limits).map(
    ([of, limit]) =>
      (reading) =>
        limit(z.array(of(reading))),
  );
}

function tuples(inner: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  return fc.tuple(inner, inner, fc.option(inner), fc.boolean()).map(([first, second, rest, optional]) => (reading) => {
    const last = optional && rest === null ? second(reading).optional() : second(reading);
    const items = z.tuple([first(reading), last]);
    return rest === null ? items : items.rest(rest(reading));
  });
}

function records(inner: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  const keys = fc.constantFrom(z.string(), z.string().regex(/^[a-c]+$/), z.string().max(3));
  const open = fc.tuple(keys, inner).map(
    ([key, of]) =>
      (reading: Reading) =>
        z.record(key, of(reading)),
  );
  // closed names make an object in disguise
  const closed = inner.map(
    (of) => (reading: Reading) =>
      reading === written
        ? z.record(z.enum(['a', 'b']), of(reading))
        : reading.object({ a: of(reading), b: of(reading) }),
  );
  return fc.oneof({ weight: 3, arbitrary: open }, { weight: 1, arbitrary: closed });
}

function unions(inner: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  return fc
    .array(inner, { minLength: 2, maxLength: 3 })
    .map((members) => (reading) => z.union(members.map((member) => member(reading))));
}

function tagged(inner: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  const tags = fc.constantFrom<readonly (string | number | boolean)[]>(['x', 'y', 'z'], [1, 2, 3], ['x', true, 0]);
  const three = fc.tuple(fieldsOf(inner), fieldsOf(inner), fieldsOf(inner));
  return fc.tuple(tags, three).map(([[first = 'x', second = 'y', third = 'z'], fields]) => (reading) => {
    const member = (value: string | number | boolean, index: 0 | 1 | 2): z.ZodObject<{ kind: z.ZodLiteral }> =>
      reading.object({ ...fields[index](reading), kind: z.literal(value) });
    return z.discriminatedUnion('kind', [member(first, 0), member(second, 1), member(third, 2)]);
  });
}

/** A type that contains itself. */
function trees(inner: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  return inner.map((of) => (reading) => {
    const tree = reading.object({
      value: of(reading),
      get children(): z.ZodOptional<z.ZodArray<z.ZodType>> {
        return z.array(tree).max(4).optional();
      },
    });
    return tree;
  });
}

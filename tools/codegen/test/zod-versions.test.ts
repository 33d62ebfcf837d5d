/** The same text, evaluated by each version of zod, is the same contract. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { z as z323 } from 'zod-3-23';
import { z as z325 } from 'zod-3-25';
import { z as z325four } from 'zod-3-25/v4';
import { z as z40 } from 'zod-4-0';
import { z as z41 } from 'zod-4-1';
import { z as z42 } from 'zod-4-2';
import { z as z43 } from 'zod-4-3';
import { z as z44 } from 'zod-4-4';
import { z as z45 } from 'zod-4-5';
import { bytes, openEnum, renamedFrom, sensitive } from '../src/define.ts';
import { modelOf } from './sources.ts';

type Four = typeof z;
type Three = typeof z3;

const fours = Object.entries({
  '3.25/v4': z325four,
  '4.0': z40,
  '4.1': z41,
  '4.2': z42,
  '4.3': z43,
  '4.4': z44,
  '4.5': z45,
  newest: z,
}).map(([version, zod]) => [version, sameTypes<Four>(zod)] as const);
const threes = Object.entries({ '3.23': z323, '3.25': z325, 'zod/v3': z3 }).map(
  ([version, zod]) => [version, sameTypes<Three>(zod)] as const,
);

/** Each version has types of its own; what is tested is what it does. */
function sameTypes<Z>(zod: unknown): Z {
  return zod as Z;
}

/** A schema as text for zod 4, and the same for zod 3 where it can say it. */
type Row = readonly [four: (z: Four) => z.ZodType, three?: (z: Three) => z3.ZodTypeAny];

const rows: Record<string, Row> = {
  'a string': [(z) => z.string(), (z) => z.string()],
  'a string of some length': [(z) => z.string().min(2).max(5), (z) => z.string().min(2).max(5)],
  'a string of one length': [(z) => z.string().length(3), (z) => z.string().length(3)],
  'a string with a pattern': [(z) => z.string().regex(/^[a-z]+$/), (z) => z.string().regex(/^[a-z]+$/)],
  'a string with two patterns': [
    (z) => z.string().regex(/a/).regex(/b/).max(9),
    (z) => z.string().regex(/b/).max(9).regex(/a/),
  ],
  'a string that begins, ends and holds': [
    (z) => z.string().startsWith('a').endsWith('z').includes('m'),
    (z) => z.string().startsWith('a').endsWith('z').includes('m'),
  ],
  'a date': [(z) => z.iso.date(), (z) => z.string().date()],
  'a time of day': [(z) => z.iso.time(), (z) => z.string().time()],
  'a time in UTC': [(z) => z.iso.datetime(), (z) => z.string().datetime()],
  'a time with an offset': [(z) => z.iso.datetime({ offset: true }), (z) => z.string().datetime({ offset: true })],
  'a duration': [(z) => z.iso.duration(), (z) => z.string().duration()],
  'an e-mail address': [(z) => z.email(), (z) => z.string().email()],
  'an e-mail address, as a check': [(z) => z.string().email(), (z) => z.string().email()],
  'an e-mail address of some length': [(z) => z.email().max(40), (z) => z.string().max(40).email()],
  'a URL': [(z) => z.url(), (z) => z.string().url()],
  'a UUID': [(z) => z.uuid(), (z) => z.string().uuid()],
  'a UUID of one version': [(z) => z.uuidv7()],
  'an IPv4 address': [(z) => z.ipv4(), (z) => z.string().ip({ version: 'v4' })],
  'an IPv6 address': [(z) => z.ipv6(), (z) => z.string().ip({ version: 'v6' })],
  'base64 text': [(z) => z.base64(), (z) => z.string().base64()],
  'base64url text': [(z) => z.base64url()],
  'a ULID': [(z) => z.ulid(), (z) => z.string().ulid()],
  'a phone number': [(z) => z.e164()],
  'an integer': [(z) => z.int(), (z) => z.number().int()],
  'an integer, as a check': [(z) => z.number().int(), (z) => z.number().int()],
  'an integer between bounds': [(z) => z.int().min(1).max(9), (z) => z.number().int().gt(0).lt(10)],
  'an integer above zero': [(z) => z.int().positive(), (z) => z.number().int().positive()],
  'an integer of 32 bits': [(z) => z.int32(), (z) => z.number().int().min(-2147483648).max(2147483647)],
  'an integer of steps': [(z) => z.int().multipleOf(5), (z) => z.number().int().multipleOf(5)],
  'a number': [(z) => z.number(), (z) => z.number()],
  'a number between bounds': [(z) => z.number().min(0.5).lt(9.5), (z) => z.number().min(0.5).lt(9.5)],
  'a number of steps': [(z) => z.number().multipleOf(0.25), (z) => z.number().multipleOf(0.25)],
  'a number of the strictest bounds': [(z) => z.number().min(0).gt(0).max(5).max(4), (z) => z.number().gt(0).max(4)],
  'a boolean': [(z) => z.boolean(), (z) => z.boolean()],
  null: [(z) => z.null(), (z) => z.null()],
  'a literal': [(z) => z.literal('a'), (z) => z.literal('a')],
  'a literal number': [(z) => z.literal(5), (z) => z.literal(5)],
  'a literal boolean': [(z) => z.literal(true), (z) => z.literal(true)],
  'literals of several kinds': [
    (z) => z.literal(['a', 1, true, null]),
    (z) => z.union([z.literal('a'), z.literal(1), z.literal(true), z.literal(null)]),
  ],
  'an enum': [(z) => z.enum(['b', 'a']), (z) => z.enum(['a', 'b'])],
  'an enum of names': [(z) => z.enum({ A: 'a', B: 'b' }), (z) => z.nativeEnum({ A: 'a', B: 'b' })],
  'an enum of numbers': [
    (z) => z.enum({ A: 1, B: 2, 1: 'A', 2: 'B' } as never),
    (z) => z.nativeEnum({ A: 1, B: 2, 1: 'A', 2: 'B' }),
  ],
  'a part of an enum': [
    (z) => z.enum(['a', 'b', 'c']).exclude(['c']),
    (z) => z.enum(['a', 'b', 'c']).extract(['a', 'b']),
  ],
  anything: [(z) => z.unknown(), (z) => z.unknown()],
  'anything, by another name': [(z) => z.any(), (z) => z.any()],
  'an object': [
    (z) => z.object({ a: z.string(), b: z.object({ c: z.int() }) }),
    (z) => z.object({ b: z.object({ c: z.number().int() }), a: z.string() }),
  ],
  'an object without fields': [(z) => z.object({}), (z) => z.object({})],
  'optional, nullable and both': [
    (z) => z.object({ a: z.string().optional(), b: z.string().nullable(), c: z.string().nullish() }),
    (z) => z.object({ a: z.string().optional(), b: z.string().nullable(), c: z.string().nullish() }),
  ],
  'an object with all fields optional': [
    (z) => z.object({ a: z.string(), b: z.int() }).partial(),
    (z) => z.object({ a: z.string(), b: z.number().int() }).partial(),
  ],
  'an object made of others': [
    (z) => z.object({ a: z.string(), b: z.int(), c: z.int() }).extend({ d: z.null() }).omit({ c: true }),
    (z) =>
      z
        .object({ a: z.string(), c: z.null() })
        .merge(z.object({ b: z.number().int(), d: z.null() }))
        .omit({ c: true }),
  ],
  'fields that are optional and null': [
    (z) => z.object({ a: z.enum(['x', 'y']).nullable().optional(), b: z.optional(z.nullable(z.int())) }),
    (z) => z.object({ a: z.enum(['x', 'y']).optional().nullable(), b: z.nullable(z.optional(z.number().int())) }),
  ],
  defaults: [
    (z) =>
      z.object({
        a: z.string().default('x'),
        b: z.array(z.int()).default([]),
        c: z.boolean().optional().default(true),
      }),
    (z) =>
      z.object({ a: z.string().default('x'), b: z.array(z.number().int()).default([]), c: z.boolean().default(true) }),
  ],
  'a default of an object': [
    (z) => z.object({ a: z.object({ b: z.int() }).default({ b: 1 }) }),
    (z) => z.object({ a: z.object({ b: z.number().int() }).default({ b: 1 }) }),
  ],
  'a default that is null': [
    (z) => z.object({ a: z.string().nullable().default(null) }),
    (z) => z.object({ a: z.string().nullable().default(null) }),
  ],
  'a field that stands twice': [
    (z) => {
      const field = z.string().max(5).default('x');
      const inner = z.object({ c: z.int() });
      return z.object({ a: field, b: field, d: inner, e: inner.optional(), f: z.array(inner) });
    },
    (z) => {
      const field = z.string().max(5).default('x');
      const inner = z.object({ c: z.number().int() });
      return z.object({ a: field, b: field, d: inner, e: inner.optional(), f: z.array(inner) });
    },
  ],
  'an array': [(z) => z.array(z.string()), (z) => z.array(z.string())],
  'an array of some length': [(z) => z.array(z.int()).min(1).max(5), (z) => z.number().int().array().nonempty().max(5)],
  'an array of arrays': [
    (z) => z.array(z.array(z.int().nullable())),
    (z) => z.array(z.array(z.number().int().nullable())),
  ],
  'a tuple': [(z) => z.tuple([z.string(), z.int()]), (z) => z.tuple([z.string(), z.number().int()])],
  'a tuple with a rest': [(z) => z.tuple([z.string()], z.int()), (z) => z.tuple([z.string()]).rest(z.number().int())],
  'a tuple with an optional item': [(z) => z.tuple([z.string(), z.int().optional()])],
  'a record': [(z) => z.record(z.string(), z.int()), (z) => z.record(z.string(), z.number().int())],
  'a record of anything': [(z) => z.record(z.string(), z.unknown()), (z) => z.record(z.string(), z.unknown())],
  'a record of some names': [
    (z) => z.record(z.string().max(5).regex(/^x/), z.boolean()),
    (z) => z.record(z.string().max(5).regex(/^x/), z.boolean()),
  ],
  'a record of named texts': [(z) => z.record(z.uuid(), z.boolean()), (z) => z.record(z.string().uuid(), z.boolean())],
  'a record over an enum': [(z) => z.record(z.enum(['a', 'b']), z.int())],
  'a record over a part of an enum': [
    (z) => z.partialRecord(z.enum(['a', 'b']), z.int()),
    (z) => z.record(z.enum(['a', 'b']), z.number().int()),
  ],
  'a union': [
    (z) => z.union([z.string(), z.int(), z.boolean()]),
    (z) => z.union([z.boolean(), z.string(), z.number().int()]),
  ],
  'a union of plain types': [
    (z) => z.union([z.string(), z.number(), z.null()]),
    (z) => z.union([z.string(), z.number(), z.null()]),
  ],
  'a union of texts': [
    (z) => z.union([z.ipv4(), z.ipv6()]),
    (z) => z.union([z.string().ip({ version: 'v4' }), z.string().ip({ version: 'v6' })]),
  ],
  'an address of either kind': [(z) => z.union([z.ipv4(), z.ipv6()]), (z) => z.string().ip()],
  'a union of objects': [
    (z) => z.union([z.object({ a: z.string() }), z.object({ b: z.int() })]),
    (z) => z.union([z.object({ b: z.number().int() }), z.object({ a: z.string() })]),
  ],
  'a union of literals': [
    (z) => z.union([z.literal('a'), z.literal('b')]),
    (z) => z.union([z.literal('b'), z.literal('a')]),
  ],
  'a union that is optional': [
    (z) => z.object({ a: z.union([z.string(), z.int()]).optional() }),
    (z) => z.object({ a: z.union([z.string(), z.number().int()]).optional() }),
  ],
  'a discriminated union': [
    (z) =>
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a'), x: z.int() }),
        z.object({ kind: z.enum(['b', 'c']), y: z.string().optional() }),
      ]),
    (z) =>
      z.discriminatedUnion('kind', [
        z.object({ kind: z.enum(['b', 'c']), y: z.string().optional() }),
        z.object({ kind: z.literal('a'), x: z.number().int() }),
      ]),
  ],
  'a discriminated union in a list': [
    (z) => z.array(z.discriminatedUnion('t', [z.object({ t: z.literal(1) }), z.object({ t: z.literal(2) })])),
    (z) => z.array(z.union([z.object({ t: z.literal(1) }), z.object({ t: z.literal(2) })])),
  ],
  'a type that contains itself, by a getter or a function': [
    (z) => {
      const node = z.object({
        name: z.string(),
        get children(): z.ZodType {
          return z.array(node).optional();
        },
      });
      return node;
    },
    (z) => {
      const node: z3.ZodTypeAny = z.object({ children: z.lazy(() => z.array(node)).optional(), name: z.string() });
      return node;
    },
  ],
  'a type that contains itself, by lazy': [
    (z) => {
      const node: z.ZodType = z.object({ name: z.string(), next: z.lazy(() => node.nullable()) });
      return node;
    },
    (z) => {
      const node: z3.ZodTypeAny = z.object({ name: z.string(), next: z.lazy(() => node.nullable()) });
      return node;
    },
  ],
  'types that contain each other': [
    (z) => {
      const even: z.ZodType = z.object({ odd: z.lazy(() => odd).optional() });
      const odd: z.ZodType = z.object({ even: z.lazy(() => even), label: z.string() });
      return z.object({ first: even });
    },
    (z) => {
      const even: z3.ZodTypeAny = z.object({ odd: z.lazy(() => odd).optional() });
      const odd: z3.ZodTypeAny = z.object({ even: z.lazy(() => even), label: z.string() });
      return z.object({ first: even });
    },
  ],
  'a union that contains itself': [
    (z) => {
      const tree: z.ZodType = z.lazy(() => z.union([z.string(), z.array(tree)]));
      return z.object({ tree });
    },
    (z) => {
      const tree: z3.ZodTypeAny = z.lazy(() => z.union([z.string(), z.array(tree)]));
      return z.object({ tree });
    },
  ],
  'marks of types': [
    (z) => z.object({ a: z.string().brand<'A'>(), b: z.array(z.int()).readonly() }),
    (z) => z.object({ a: z.string().brand<'A'>(), b: z.array(z.number().int()).readonly() }),
  ],
  'words about it': [
    (z) => z.object({ a: z.string().describe('A text.').optional() }).describe('A thing.'),
    (z) => z.object({ a: z.string().optional().describe('Another.') }).describe('Some other thing.'),
  ],
  'a type with a name of its own': [
    (z) => {
      const money = z.object({ cents: z.int() }).meta({ id: `money ${Math.random()}` });
      return z.object({ net: money, gross: money.optional(), more: z.array(money) });
    },
    (z) => {
      const money = z.object({ cents: z.number().int() });
      return z.object({ net: money, gross: money.optional(), more: z.array(money) });
    },
  ],
  'a template': [(z) => z.templateLiteral(['v', z.enum(['1', '2'])])],
  'marks of fields': [
    (z) =>
      z.object({
        mail: sensitive(z.email()),
        full: renamedFrom('name', z.string()),
        list: z.array(sensitive(z.int())),
      }),
  ],
  'a union with nothing': [(z) => z.union([z.string(), z.never()])],
  'a record over literals': [(z) => z.record(z.union([z.literal('a'), z.literal('b')]), z.int())],
  'binary data and open enums': [
    (z) =>
      z.object({
        data: bytes({ bytesMax: 9 }).optional() as never,
        mood: openEnum(['good', 'bad']) as never,
        n: z.int(),
      }),
  ],
};

describe.each(Object.entries(rows))('%s', (_, [four, three]) => {
  const expected = four(z);

  it('is the same contract in every zod 4', () => {
    const models = fours.map(([version, zod]) => [version, modelOf(four(zod))] as const);
    expect(Object.fromEntries(models)).toEqual(
      Object.fromEntries(fours.map(([version]) => [version, modelOf(expected)])),
    );
    expect(modelOf(expected).problems).toEqual([]);
  });

  it.runIf(three !== undefined)('is the same contract in zod 3', () => {
    const { fingerprint } = modelOf(expected);
    const models = threes.map(([version, zod]) => [version, modelOf(three?.(zod) ?? {})] as const);
    const found = models.map(([version, model]) => [version, model.fingerprint, model.problems]);
    expect(found).toEqual(threes.map(([version]) => [version, fingerprint, []]));
  });
});

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes, openEnum } from '../src/define.ts';
import { refusedAt } from '../src/inspect.ts';
import { modelOf, type Validator } from './sources.ts';
import { faults } from './validator/oracle.ts';
import { junk, mutated, places } from './validator/values.ts';
import { validatorOf } from './workspace.ts';

/** The schema under test, and with strict objects the oracle for what a publisher may write. */
function broad(object: typeof z.object | typeof z.strictObject) {
  const point = object({ x: z.number().min(-10).max(10), y: z.number().gt(0).lt(5).optional() });
  const tree = object({
    label: z.string().max(3),
    get children(): z.ZodOptional<z.ZodArray<z.ZodType>> {
      return z.array(tree).max(4).optional();
    },
  });
  return object({
    id: z.string().min(2).max(8),
    code: z
      .string()
      .regex(/^[A-C]+$/)
      .regex(/B/),
    count: z.int().min(0).max(1000),
    step: z.number().multipleOf(0.5).nullable(),
    even: z.int().multipleOf(2).default(2),
    flag: z.boolean(),
    kind: z.enum(['one', 'two', 'three']),
    level: z.literal([1, 2, 'high']).optional(),
    mood: openEnum(['good', 'bad']),
    data: bytes({ bytesMax: 4 }).optional(),
    none: z.null(),
    points: z.array(point).min(1).max(3),
    pair: z.tuple([z.string(), z.int().optional()]),
    tail: z.tuple([z.boolean()]).rest(z.int()),
    scores: z.record(z.string().regex(/^[a-z]+$/), z.number()),
    either: z.union([z.string().max(2), z.int(), point]).nullable(),
    shape: z.discriminatedUnion('type', [
      object({ type: z.literal('circle'), radius: z.number().default(1) }),
      object({ type: z.literal('square'), side: z.number(), tags: z.array(z.string()) }),
    ]),
    tree,
    'odd name': z.iso.date().optional(),
  });
}

const point = fc.record(
  { x: fc.double({ min: -10, max: 10, noNaN: true }), y: fc.constantFrom(1, 0.25, 4.5) },
  { requiredKeys: ['x'] },
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.record(
    { label: fc.string({ maxLength: 3 }), children: fc.array(tie('tree'), { maxLength: 2, depthIdentifier: 'tree' }) },
    { requiredKeys: ['label'] },
  ),
}));
const optional = ['even', 'level', 'data', 'odd name'];
const fields = {
  id: fc.string({ minLength: 2, maxLength: 8 }),
  code: fc.constantFrom('B', 'AB', 'CBA'),
  count: fc.integer({ min: 0, max: 1000 }),
  step: fc.option(fc.integer({ min: -50, max: 50 }).map((number) => number / 2)),
  even: fc.integer({ min: -9, max: 9 }).map((number) => number * 2),
  flag: fc.boolean(),
  kind: fc.constantFrom('one', 'two', 'three'),
  level: fc.constantFrom(1, 2, 'high'),
  mood: fc.string(),
  data: fc.uint8Array({ maxLength: 4 }),
  none: fc.constant(null),
  points: fc.array(point, { minLength: 1, maxLength: 3 }),
  pair: fc.oneof(fc.tuple(fc.string()), fc.tuple(fc.string(), fc.integer())),
  tail: fc.tuple(fc.boolean(), fc.integer(), fc.integer()),
  scores: fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.double({ noNaN: true, noDefaultInfinity: true })),
  either: fc.oneof(fc.string({ maxLength: 2 }), fc.integer(), point, fc.constant(null)),
  shape: fc.oneof(
    fc.record({ type: fc.constant('circle'), radius: fc.integer() }, { requiredKeys: ['type'] }),
    fc.record({ type: fc.constant('square'), side: fc.integer(), tags: fc.array(fc.string()) }),
  ),
  tree,
  'odd name': fc.constantFrom('2026-02-28', '2024-02-29'),
};
const valid = fc.record(fields, {
  requiredKeys: Object.keys(fields).filter((name) => !optional.includes(name)) as never[],
  noNullPrototype: true,
});
const schema = broad(z.object);
const oracle = broad(z.strictObject);
let validator: Validator;

beforeAll(async () => {
  validator = await validatorOf(schema);
});

/** Inside a union the two differ in how far they look. */
function comparable(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.replace(/^(either).*$/, '$1')))].sort();
}

/** Paths at which zod finds fault. */
function faultsOf(value: unknown): string[] {
  const { error } = oracle.safeParse(value);
  return comparable(error === undefined ? [] : faults(error, value));
}

function explained(value: unknown): string[] {
  return comparable(validator.explain(value).map(({ path }) => path));
}

describe('a generated validator', () => {
  it('accepts what the schema accepts', () => {
    fc.assert(
      fc.property(valid, (value) => {
        expect(explained(value)).toEqual([]);
        expect(validator.check(value)).toBe(true);
      }),
    );
  });

  it('gives the verdict and the paths of zod for mutated payloads', () => {
    let refusals = 0;
    fc.assert(
      fc.property(valid, places, junk, (value, steps, replacement) => {
        const payload = mutated(value, steps, replacement);
        const accepted = oracle.safeParse(payload).success;
        if (!accepted) refusals++;
        expect(validator.check(payload)).toBe(accepted);
        expect(explained(payload)).toEqual(faultsOf(payload));
      }),
      { numRuns: 2000 },
    );
    expect(refusals).toBeGreaterThan(500);
  });

  it('agrees with the reading of the model itself', () => {
    const { shape } = modelOf(schema);
    fc.assert(
      fc.property(valid, places, junk, (value, steps, replacement) => {
        const payload = mutated(value, steps, replacement);
        expect(refusedAt(payload, shape) === undefined).toBe(validator.check(payload));
      }),
    );
  });

  it('fills in defaults as zod does, and returns the same object where nothing is missing', () => {
    fc.assert(
      fc.property(valid, (value) => {
        const filled = validator.fill(value);
        expect(filled).toEqual(schema.parse(value));
        expect(validator.fill(filled)).toBe(filled);
      }),
    );
  });

  it('looks into the one member of a union that is an object', () => {
    const [value] = fc.sample(valid, { numRuns: 1, seed: 1 });
    expect(validator.explain({ ...value, either: { x: 11, z: 1 } }).map(({ path }) => path)).toEqual([
      'either.x',
      'either.z',
    ]);
    expect(validator.explain({ ...value, either: true })).toEqual([
      {
        path: 'either',
        code: 'union',
        expected: 'object or integer or string of at most 2 characters',
        received: 'boolean',
      },
    ]);
  });

  it('says what would have been accepted, and what was there', () => {
    const value = { ...fc.sample(valid, { numRuns: 1, seed: 1 })[0], count: 1001, id: 'x', kind: 'four', extra: 1 };
    expect(validator.explain(value)).toEqual([
      { path: 'count', code: 'range', expected: 'integer from 0 to 1000', received: 'integer' },
      { path: 'id', code: 'length', expected: 'string of 2 to 8 characters', received: 'string' },
      { path: 'kind', code: 'enum', expected: 'one of "one", "three", "two"', received: 'string' },
      { path: 'extra', code: 'unknown', expected: 'no such field', received: 'integer' },
    ]);
  });
});

const sample = (): Record<string, unknown> =>
  structuredClone(fc.sample(valid, { numRuns: 1, seed: 7 })[0]) as Record<string, unknown>;
const throwing = (): object =>
  new Proxy(sample(), {
    get() {
      throw new RangeError('no');
    },
    ownKeys() {
      throw new RangeError('no');
    },
  });
const cyclic = (): object => {
  const tree: Record<string, unknown> = { label: 'a' };
  tree['children'] = [tree];
  return { ...sample(), tree };
};

const hostile: Record<string, () => unknown> = {
  'a getter that throws': () =>
    Object.defineProperty(sample(), 'id', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    }),
  'a proxy that throws': throwing,
  'a value that contains itself': cyclic,
  'fields of the prototype': () => Object.create(sample()) as unknown,
  'one inherited field': () => {
    const { id, ...rest } = sample();
    return Object.assign(Object.create({ id }) as object, rest);
  },
  'an inherited field beside an empty one': () => {
    const { id, ...rest } = sample();
    return Object.assign(Object.create({ id }) as object, rest, { level: undefined });
  },
  'a hidden field beside an unknown one': () =>
    Object.defineProperty({ ...sample(), extra: 1 }, 'id', { enumerable: false }),
  'an own __proto__': () =>
    JSON.parse(JSON.stringify({ ...sample(), data: undefined }).replace('{', '{"__proto__":{"a":1},')) as unknown,
  'a list with holes': () => ({ ...sample(), points: Object.assign([], { length: 2 }) }),
  'a list as the payload': () => Object.assign([], sample()),
  'binary data in name only': () => ({ ...sample(), data: Object.create(Uint8Array.prototype) as unknown }),
  'an optional item that is there but undefined, which JSON writes as null': () => ({
    ...sample(),
    pair: ['x', undefined],
  }),
  'binary data where names and numbers are asked for': () => ({ ...sample(), scores: new Uint8Array(2) }),
  'a Map where names and numbers are asked for': () => ({ ...sample(), scores: new Map() }),
  'a boxed string': () => ({ ...sample(), id: Object('abc') as unknown }),
  'a symbol': () => ({ ...sample(), id: Symbol('id') }),
  'a bigint': () => ({ ...sample(), count: 5n }),
  'a function': () => sample,
};

describe('a generated validator given hostile values', () => {
  it.each(Object.entries(hostile))('refuses %s without throwing, and says why', (_, make) => {
    expect(validator.check(make())).toBe(false);
    expect(validator.explain(make()).length).toBeGreaterThan(0);
  });

  it('ignores what a polluted prototype adds', () => {
    const value = sample();
    Object.defineProperty(Object.prototype, 'polluted', {
      value: 1,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    const accepted = validator.check(value);
    Reflect.deleteProperty(Object.prototype, 'polluted');
    expect(accepted).toBe(true);
  });

  it('reads a field by the name of something inherited as the own field', async () => {
    const { check, explain } = await validatorOf(z.object({ constructor: z.string(), toString: z.int().optional() }));
    expect(check({ constructor: 'x' })).toBe(true);
    expect(check({ constructor: 'x', toString: 1 })).toBe(true);
    expect(explain({})).toEqual([{ path: 'constructor', code: 'required', expected: 'string', received: 'nothing' }]);
  });

  it('accepts fields that are there but undefined, as JSON leaves them out', () => {
    expect(validator.check({ ...sample(), level: undefined })).toBe(true);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withMap: true,
          withSparseArray: true,
          withNullPrototype: true,
          withDate: true,
        }),
        (value) => {
          expect(validator.check(value)).toBe(false);
          expect(validator.explain(value).length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('stops after a hundred issues', () => {
    const value = {
      ...sample(),
      scores: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 'x'])),
    };
    expect(validator.explain(value)).toHaveLength(100);
  });

  it('refuses instances of other classes where an object may be empty', async () => {
    const { check, explain } = await validatorOf(z.object({ a: z.int().optional() }));
    expect(check(new Uint8Array(0))).toBe(false);
    for (const value of [new Date(), new Map(), /x/]) {
      expect(check(value)).toBe(false);
      expect(explain(value)).toEqual([{ path: '', code: 'type', expected: 'object', received: 'object of a class' }]);
    }
    expect(check(Object.create(null))).toBe(true);
  });

  it('refuses what JSON cannot carry in a field of any shape', async () => {
    const open = await validatorOf(z.object({ any: z.unknown() }));
    for (const any of [
      Number.NaN,
      new Date(),
      new Map(),
      () => 1,
      1n,
      [undefined],
      { deep: [Number.POSITIVE_INFINITY] },
    ]) {
      expect(open.check({ any })).toBe(false);
    }
    expect(open.check({ any: { deep: [1, null, 'x', { y: undefined }] } })).toBe(true);
  });
});

/** A deep copy whose fields and items are getters, and how often each was read. */
function counted(value: unknown, reads: Map<string, number>, path = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const [name, item] of Object.entries(value)) {
    const place = `${path}/${name}`;
    const inner = counted(item, reads, place);
    const get = (): unknown => {
      reads.set(place, (reads.get(place) ?? 0) + 1);
      return inner;
    };
    Object.defineProperty(copy, name, { enumerable: true, get });
  }
  return copy;
}

describe('a verdict', () => {
  it('reads everything once, so that a getter cannot say one thing to one rule and another to the next', async () => {
    const { check, accepts } = await validatorOf(
      z.object({
        id: z.string().min(2).optional(),
        none: z.null().optional(),
        list: z.array(z.object({ at: z.int() })),
        pair: z.tuple([z.string(), z.int().optional()]),
        scores: z.record(z.string(), z.number()),
        any: z.unknown(),
      }),
    );
    const value = { id: 'ab', list: [{ at: 1 }], pair: ['x', 1], scores: { a: 1 }, any: { deep: [1] } };
    for (const verdict of [check, accepts]) {
      const reads = new Map<string, number>();
      expect(verdict(counted(value, reads))).toBe(true);
      expect(reads.size).toBe(12);
      expect([...reads].filter(([, times]) => times !== 1)).toEqual([]);
    }
  });
});

/** What is done to valid payloads: another value at one place, and things that no JSON text would ever hold. */
import fc from 'fast-check';

const eighths = fc.integer({ min: -9999, max: 9999 }).map((number) => number / 8);
const texts = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.string({ maxLength: 5, unit: 'binary' }),
  fc.constantFrom(
    '\ud800',
    '\udc00\ud83d',
    '\u{1f600}',
    '\u{1f600}\u{1f600}\u{1f600}',
    'a.b',
    'ab+b',
    'v12',
    'abc',
    'b',
    'm3',
  ),
);
const scalar = fc.oneof(texts, fc.integer(), eighths, fc.boolean(), fc.constant(null));

/** Plain data that may or may not fit. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  scalar,
  fc.constantFrom<unknown>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    2 ** 53,
    -(2 ** 53),
    1e300,
    3.5e38,
    2 ** 32,
    1.5,
    undefined,
    '2023-02-29',
    '2024-02-29',
    [],
    {},
    [undefined],
    { x: 1, z: 1 },
    { a: undefined },
    { kind: 'x' },
    { kind: 'y', a: 1 },
  ),
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.string({ maxLength: 3 }), scalar, { maxKeys: 2, noNullPrototype: true }),
);

/** Where: which child at each level. */
export const places: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(40), { minLength: 1, maxLength: 5 });

/** One place somewhere inside is replaced, removed, or given a neighbour. */
export function mutated(value: unknown, steps: readonly number[], replacement: unknown): unknown {
  const [step = 0, ...more] = steps;
  if (more.length === 0 || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return replacement;
  if (Array.isArray(value)) {
    if (value.length === 0) return [replacement];
    return value.map((item: unknown, index) =>
      // an optional item that is there but undefined is null in JSON, and an absent one to zod
      index === step % value.length ? mutated(item, more, replacement ?? null) : item,
    );
  }
  const entries = Object.entries(value);
  const at = step % (entries.length + 2);
  if (at === entries.length) return { ...value, extra: replacement };
  if (at > entries.length)
    return Object.fromEntries(entries.filter((_, index) => index !== steps.length % entries.length));
  return Object.fromEntries(
    entries.map(([name, item], index) => [name, index === at ? mutated(item, more, replacement) : item]),
  );
}

/** A copy in which one object or list somewhere inside is another; the same value where there is none. */
export function planted(value: unknown, steps: readonly number[], plant: (node: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const [step = 0, ...more] = steps;
  const inner = Object.entries(value).filter(([, item]) => typeof item === 'object' && item !== null);
  const chosen = inner[step % (inner.length + 1)];
  if (chosen === undefined || more.length === 0) return plant(value);
  const copy: object = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  return Object.assign(copy, { [chosen[0]]: planted(chosen[1], more, plant) });
}

/**
 * How far the answers are those of zod: `whole`, what is filled in as well; `same`, verdict and paths; `stricter`, as it
 * refuses what no encoder could carry and zod reads all the same; `calm`, as it is only to answer.
 */
export type Likeness = 'whole' | 'same' | 'stricter' | 'calm';

export interface Hostile {
  readonly like: Likeness;
  readonly plant: (node: object) => unknown;
}

function accessors(node: object, get: (item: unknown) => unknown): object {
  const copy: object = Array.isArray(node) ? [] : {};
  for (const [name, item] of Object.entries(node))
    Object.defineProperty(copy, name, { enumerable: true, configurable: true, get: () => get(item) });
  return copy;
}

function changing(node: object, later: unknown): object {
  const reads = new Map<unknown, number>();
  return accessors(node, (item) => {
    reads.set(item, (reads.get(item) ?? 0) + 1);
    return reads.get(item) === 1 ? item : later;
  });
}

function refuse(): never {
  throw new RangeError('no');
}

const traps = {
  get: refuse,
  has: refuse,
  ownKeys: refuse,
  getPrototypeOf: refuse,
  getOwnPropertyDescriptor: refuse,
};

class Thing {
  method(): string {
    return 'a method';
  }
}

function deep(levels: number): object {
  let node: object = {};
  for (let level = 0; level < levels; level++) node = { children: [node], value: node };
  return node;
}

function cyclic(node: object): object {
  const copy: Record<string, unknown> = { ...node };
  copy['children'] = [copy, copy];
  copy['value'] = copy;
  return copy;
}

function revoked(node: object): object {
  const { proxy, revoke } = Proxy.revocable(node, {});
  revoke();
  return proxy;
}

/** Objects and lists as no parser makes them. */
export const hostiles: Readonly<Record<string, Hostile>> = {
  getters: { like: 'same', plant: (node) => accessors(node, (item) => item) },
  'getters that throw': { like: 'calm', plant: (node) => accessors(node, refuse) },
  'getters that say another thing later': { like: 'calm', plant: (node) => changing(node, Symbol('later')) },
  'getters that go away later': { like: 'calm', plant: (node) => changing(node, undefined) },
  'a proxy': { like: 'same', plant: (node) => new Proxy(node, {}) },
  'a proxy that throws': { like: 'calm', plant: (node) => new Proxy(node, traps) },
  'a revoked proxy': { like: 'calm', plant: revoked },
  'a list that grows': {
    like: 'calm',
    plant: (node) =>
      new Proxy([node], {
        get: (_, name) => (name === 'length' ? 2 ** 53 : name === 'then' ? undefined : Symbol('item')),
      }),
  },
  'no prototype': {
    like: 'same',
    plant: (node) => (Array.isArray(node) ? node : Object.assign(Object.create(null) as object, node)),
  },
  'a frozen object': {
    like: 'same',
    plant: (node) => Object.freeze(Array.isArray(node) ? [...(node as unknown[])] : { ...node }),
  },
  'an object of a class': {
    like: 'stricter',
    plant: (node) => (Array.isArray(node) ? node : Object.assign(new Thing(), node)),
  },
  'inherited fields': { like: 'stricter', plant: (node) => Object.create(node) as object },
  'a hidden field': {
    like: 'stricter',
    plant: (node) => {
      const [name] = Object.keys(node);
      return name === undefined || Array.isArray(node)
        ? node
        : Object.defineProperty({ ...node }, name, { enumerable: false });
    },
  },
  'an empty field of no name that is known': {
    like: 'same',
    plant: (node) => (Array.isArray(node) ? node : { ...node, extra: undefined }),
  },
  'a symbol as a name': { like: 'calm', plant: (node) => Object.assign({ [Symbol('name')]: 1 }, node) },
  'an own __proto__': {
    like: 'calm',
    plant: (node) => Object.defineProperty({ ...node }, '__proto__', { enumerable: true, value: { polluted: 1 } }),
  },
  'a list with holes': {
    like: 'stricter',
    plant: (node) => (Array.isArray(node) ? Object.assign([], { length: node.length }) : node),
  },
  'a list of holes alone': { like: 'calm', plant: () => Object.assign([], { length: 2 ** 32 - 1 }) },
  'a list with fields': {
    like: 'same',
    plant: (node) => (Array.isArray(node) ? Object.assign([...(node as unknown[])], { extra: 1 }) : node),
  },
  'a list with another iterator': {
    like: 'same',
    plant: (node) =>
      Array.isArray(node)
        ? Object.assign([...(node as unknown[])], {
            [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }),
          })
        : node,
  },
  'what contains itself': { like: 'calm', plant: cyclic },
  'what is very deep': { like: 'calm', plant: () => deep(20_000) },
  'a date': { like: 'stricter', plant: () => new Date(0) },
  'a map': { like: 'stricter', plant: () => new Map([['a', 1]]) },
  'a boxed text': { like: 'stricter', plant: () => Object('abc') as object },
  'binary data': { like: 'stricter', plant: () => new Uint8Array(2) },
  'binary data in name only': { like: 'calm', plant: () => Object.create(Uint8Array.prototype) as object },
  'a view of other numbers': { like: 'stricter', plant: () => new Float64Array(2) },
  'a promise': { like: 'stricter', plant: () => Promise.resolve(1) },
  'a function': { like: 'same', plant: () => refuse },
  'a symbol': { like: 'same', plant: () => Symbol('value') },
  'a large whole number': { like: 'same', plant: () => 10n ** 30n },
};

/** Values at the edges of a schema: most are its own, some are just outside. */
import type { Chance } from './chance.ts';
import { type Draft, names, words } from './make-schema.ts';

/** A value that the schema may accept. */
export function sample(
  schema: Draft,
  chance: Chance,
  { root = schema, depth = 0 }: { root?: Draft; depth?: number } = {},
): unknown {
  const inner = (sub: unknown): unknown =>
    sample(typeof sub === 'object' ? (sub as Draft) : {}, chance, { root, depth: depth + 1 });
  if (depth > 12) return null;
  if ('$ref' in schema) return inner((root['$defs'] as Record<string, Draft>)['node']);
  if (chance.often(0.02)) return chance.pick([null, '', 0, true, [], {}]);
  if ('const' in schema) return schema['const'];
  if ('enum' in schema) return chance.pick(schema['enum'] as unknown[]);
  const members = (schema['anyOf'] ?? schema['oneOf']) as Draft[] | undefined;
  if (members !== undefined) return inner(chance.pick(members));
  switch (schema['type']) {
    case 'string':
      return text(schema, chance);
    case 'integer':
    case 'number':
      return number(schema, chance);
    case 'boolean':
      return chance.often(0.5);
    case 'array':
      return list(schema, chance, inner);
    case 'object':
      return object(schema, chance, { inner, depth });
    default:
      return 'x-myelin' in schema
        ? chance.pick(['a', 'z', new Uint8Array(chance.whole(0, 4))])
        : chance.pick([null, 'a', 1, true, [], { a: 1 }]);
  }
}

const known: Readonly<Record<string, readonly string[]>> = {
  date: ['2026-01-31', '2024-02-29'],
  'date-time': ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.5+01:00'],
  email: ['a@b.cc', 'abcdef@b.cc'],
  uuid: ['01234567-89ab-7cde-8f01-23456789abcd'],
  ipv4: ['1.1.1.1', '192.168.100.200'],
  hostname: ['a', 'abcdef', 'a.b', 'a-b'],
};

function text(schema: Draft, chance: Chance): string {
  const format = schema['format'];
  if (typeof format === 'string' && chance.often(0.9)) return chance.pick(known[format] ?? words);
  const min = (schema['minLength'] ?? 0) as number;
  const max = (schema['maxLength'] ?? min + 3) as number;
  const length = Math.max(0, chance.pick([min, min + 1, max, max - 1, max + 1, chance.whole(min, Math.max(min, max))]));
  if (chance.often(0.3)) return chance.pick(words);
  const letters = chance.pick(['a', 'b', 'ab', 'abc', 'a b', 'Z9-', '\u00e9']);
  return letters.repeat(Math.ceil(length / letters.length)).slice(0, length);
}

function number(schema: Draft, chance: Chance): number {
  const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map(
    (keyword) => schema[keyword],
  );
  const near = chance.pick([0, ...bounds.filter((bound) => typeof bound === 'number')]);
  const step = typeof schema['multipleOf'] === 'number' ? schema['multipleOf'] : 1;
  const moved = near + chance.pick([0, 0, 1, -1, 0.5, -0.25, step, 2 * step, 12]);
  const rounded = chance.often(0.5) ? Math.round(moved / step) * step : moved;
  return schema['type'] === 'integer' && chance.often(0.9) ? Math.round(rounded) : rounded;
}

function list(schema: Draft, chance: Chance, inner: (sub: unknown) => unknown): unknown[] {
  const prefix = (schema['prefixItems'] ?? []) as Draft[];
  const min = (schema['minItems'] ?? 0) as number;
  const max = Math.min((schema['maxItems'] ?? min + 2) as number, schema['items'] === false ? prefix.length : 9);
  const length = Math.max(0, chance.pick([min, max, prefix.length, chance.whole(min, Math.max(min, max)), max + 1]));
  return Array.from({ length }, (_, index) => inner(prefix[index] ?? (schema['items'] || {})));
}

function object(
  schema: Draft,
  chance: Chance,
  { inner, depth }: { inner: (sub: unknown) => unknown; depth: number },
): unknown {
  const properties = (schema['properties'] ?? {}) as Record<string, Draft>;
  const required = (schema['required'] ?? []) as string[];
  const share = depth > 6 ? 0 : 0.6;
  const there = Object.keys(properties).filter((name) =>
    required.includes(name) ? chance.often(0.98) : chance.often(share),
  );
  const entries = there.map((name) => [name, inner(properties[name])] as const);
  const extra = schema['additionalProperties'];
  const open =
    typeof extra === 'object' ? chance.some([...names, 'xyzzy', '']) : chance.often(0.15) ? [chance.pick(names)] : [];
  const others = open
    .filter((name) => !there.includes(name))
    .map((name) => [name, inner(typeof extra === 'object' ? extra : {})] as const);
  return Object.fromEntries([...entries, ...others]);
}

/** A few messages of a shape, by the edges of its types: not all there are, and each one that is made is valid. */
import { refusedAt } from './inspect.ts';
import type { FormatName, NumberModel, ObjectModel, Shape, StringModel, TypeModel } from './model.ts';

const depthMax = 6;
const samplesMax = 400;

const formats: Readonly<Partial<Record<FormatName, string>>> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00+01:00',
  'date-time-utc': '2026-01-31T12:00:00Z',
  duration: 'PT1H',
  e164: '+15551234567',
  email: 'a@example.org',
  hostname: 'example.org',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  time: '12:00:00',
  ulid: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  uri: 'https://example.org/',
  uuid: '6ba7b810-9dad-41d1-80b4-00c04fd430c8',
};

/** Up to a few hundred payloads that a publisher of the shape may write. */
export function samplesOf(shape: Shape): unknown[] {
  const samples = typeSamples(shape.type, shape, 0).slice(0, samplesMax);
  return samples.filter((sample) => refusedAt(sample, shape) === undefined);
}

function typeSamples(type: TypeModel, shape: Shape, depth: number): readonly unknown[] {
  if (depth > depthMax) return [];
  const inside = (inner: TypeModel): readonly unknown[] => typeSamples(inner, shape, depth + 1);
  switch (type.kind) {
    case 'string':
      return textSamples(type);
    case 'number':
    case 'integer':
      return numberSamples(type);
    case 'boolean':
      return [true, false];
    case 'null':
      return [null];
    case 'literal':
      return [type.value];
    case 'enum':
      return type.values;
    case 'openEnum':
      return [...type.members, 'something-new'];
    case 'bytes':
      return [new Uint8Array(0)];
    case 'unknown':
      return [null, 1, 'text', { a: [] }];
    case 'object':
      return objectSamples(type, inside);
    case 'array':
      return listSamples(inside(type.items), type.itemsMin ?? 0, type.itemsMax ?? Number.POSITIVE_INFINITY);
    case 'tuple':
      return [type.items.map((item) => inside(item)[0])];
    case 'record':
      return [{}, ...inside(type.values).map((value) => ({ a: value }))];
    case 'nullable':
      return [...inside(type.of), null];
    case 'union':
      return type.members.flatMap(inside);
    case 'tagged':
      return type.members.flatMap((member) => inside(member.type));
    case 'ref': {
      const target = shape.definitions[type.name];
      return target === undefined ? [] : inside(target);
    }
  }
}

/** One with every field, then one for each other value of each field, then without each that may be left out. */
function objectSamples({ fields }: ObjectModel, inside: (type: TypeModel) => readonly unknown[]): unknown[] {
  const values = fields.map((field) => [field, inside(field.type)] as const);
  const whole: Record<string, unknown> = {};
  for (const [{ name }, [first]] of values) if (first !== undefined) whole[name] = first;
  const others = values.flatMap(([{ name }, [, ...more]]) => more.map((value) => ({ ...whole, [name]: value })));
  const without = fields
    .filter(({ optional }) => optional)
    .map(({ name }) => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name)));
  return [whole, ...without, ...others];
}

function listSamples(items: readonly unknown[], least: number, most: number): unknown[] {
  const many = Array.from({ length: least }, (_, index) => items[index % items.length]);
  const shortest = least === 0 ? [[]] : [many];
  return most < Math.max(1, least) ? shortest : [...shortest, ...items.map((item) => [item, ...many.slice(1)])];
}

function textSamples({ lengthMin = 0, lengthMax, format, patterns }: StringModel): string[] {
  if (format !== undefined) return [formats[format] ?? ''];
  const made = ['a'.repeat(Math.max(lengthMin, 1)), 'a'.repeat(lengthMin), '1', 'A1', 'a-1', '#000000', '1.0.0'];
  if (patterns !== undefined) return made;
  return lengthMax === undefined || lengthMax > 10_000
    ? made.slice(0, 2)
    : [...made.slice(0, 2), 'a'.repeat(lengthMax)];
}

function numberSamples({ kind, min, max, exclusiveMin, exclusiveMax, multipleOf }: NumberModel): number[] {
  const edges = [min, max, 0, 1, multipleOf, exclusiveMin && exclusiveMin + 1, exclusiveMax && exclusiveMax - 1];
  return [...new Set(edges.filter((edge) => edge !== undefined)), ...(kind === 'number' ? [0.5] : [])];
}

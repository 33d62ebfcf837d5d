/** Random JSON Schemas of the closed subset that a message may have. */
import type { Chance } from './chance.ts';

/** A schema that is still being changed. */
export type Draft = Record<string, unknown>;

/** What is allowed to be made. */
export interface Making {
  /** Patterns, for which inclusion is not decided. */
  readonly patterns: boolean;
}

export const words: readonly string[] = ['a', 'b', 'ab', 'abc', 'x1', ''];
export const patterns: readonly string[] = ['^a', '^[a-c]*$', 'b+', '^\\S+$', '^(?:ab|x1)$'];
const formats = ['date', 'date-time', 'email', 'uuid', 'ipv4', 'hostname'] as const;
export const names: readonly string[] = ['a', 'b', 'c', 'kind', 'toString'];

/** A whole schema, at times of a type that contains itself. */
export function makeSchema(chance: Chance, making: Making): Draft {
  if (chance.often(0.9)) return makeType(chance, 2, making);
  const node = {
    type: 'object',
    properties: { value: makeType(chance, 1, making), next: { $ref: '#/$defs/node' } },
    required: chance.some(['value']),
  };
  return { $ref: '#/$defs/node', $defs: { node } };
}

/** A type with at most `depth` levels below it. */
export function makeType(chance: Chance, depth: number, making: Making): Draft {
  const scalars = [makeText, makeText, makeNumber, makeNumber, makeEnum, makeBoolean, makeOther] as const;
  const structures = [
    makeObject,
    makeObject,
    makeObject,
    makeArray,
    makeTuple,
    makeRecord,
    makeNullable,
    makeUnion,
    makeTagged,
  ] as const;
  const made =
    depth <= 0 || chance.often(0.35)
      ? chance.pick(scalars)(chance, making)
      : chance.pick(structures)(chance, depth - 1, making);
  return made;
}

function makeOther(chance: Chance): Draft {
  const members = ['a', ...chance.some(['b', 'c'])];
  const bytesMax = chance.whole(1, 3);
  return chance.pick([{}, { 'x-myelin': { type: 'open-enum', members } }, { 'x-myelin': { type: 'bytes', bytesMax } }]);
}

function makeBoolean(): Draft {
  return { type: 'boolean' };
}

export function makeText(chance: Chance, { patterns: allowed }: Making): Draft {
  const text: Draft = { type: 'string' };
  if (chance.often(0.3)) text['minLength'] = chance.whole(0, 3);
  if (chance.often(0.3)) text['maxLength'] = chance.whole(2, 12);
  if (chance.often(0.2)) text['format'] = chance.pick(formats);
  else if (allowed && chance.often(0.25)) text['pattern'] = chance.pick(patterns);
  return text;
}

export function makeNumber(chance: Chance): Draft {
  const number: Draft = { type: chance.pick(['integer', 'number']) };
  if (chance.often(0.4)) number[chance.pick(['minimum', 'exclusiveMinimum'])] = chance.whole(-6, 3);
  if (chance.often(0.4)) number[chance.pick(['maximum', 'exclusiveMaximum'])] = chance.whole(2, 9);
  if (chance.often(0.2))
    number['multipleOf'] = chance.pick(number['type'] === 'integer' ? [2, 3, 4, 6] : [0.5, 0.25, 1.5]);
  return number;
}

function makeEnum(chance: Chance): Draft {
  if (chance.often(0.3)) return { const: chance.pick(['a', 'b', 1, true]) };
  return {
    enum: chance.often(0.7)
      ? [...new Set(['a', ...chance.some(words)])]
      : [...new Set([0, 1, ...chance.some([2, 3, 4.5])])],
  };
}

export function makeObject(chance: Chance, depth: number, making: Making): Draft {
  const known = chance.some(names);
  const properties = Object.fromEntries(
    known.map((name) => [name, withDefault(chance, makeType(chance, depth, making))]),
  );
  const closed = chance.often(0.3) ? { additionalProperties: false } : {};
  return { type: 'object', properties, required: chance.some(known), ...closed };
}

/** The field is then one that may be left out. */
function withDefault(chance: Chance, type: Draft): Draft {
  return type['type'] === 'boolean' && chance.often(0.5) ? { ...type, default: true } : type;
}

function makeArray(chance: Chance, depth: number, making: Making): Draft {
  const array: Draft = { type: 'array', items: makeType(chance, depth, making) };
  if (chance.often(0.3)) array['minItems'] = chance.whole(0, 2);
  if (chance.often(0.3)) array['maxItems'] = chance.whole(1, 4);
  const type = (array['items'] as Draft)['type'];
  if (chance.often(0.3) && typeof type === 'string' && ['string', 'number', 'integer', 'boolean'].includes(type))
    array['uniqueItems'] = true;
  return array;
}

function makeTuple(chance: Chance, depth: number, making: Making): Draft {
  const prefixItems = Array.from({ length: chance.whole(1, 3) }, () => makeType(chance, depth, making));
  const items = chance.often(0.3) ? makeType(chance, depth, making) : false;
  return { type: 'array', prefixItems, items, minItems: chance.whole(0, prefixItems.length) };
}

function makeRecord(chance: Chance, depth: number, making: Making): Draft {
  const named = chance.often(0.4)
    ? { propertyNames: { minLength: chance.whole(0, 2), maxLength: chance.whole(2, 5) } }
    : {};
  return { type: 'object', additionalProperties: makeType(chance, depth, making), ...named };
}

function makeNullable(chance: Chance, depth: number, making: Making): Draft {
  return { anyOf: [makeType(chance, depth, making), { type: 'null' }] };
}

function makeUnion(chance: Chance, depth: number, making: Making): Draft {
  return { anyOf: Array.from({ length: chance.whole(2, 3) }, () => makeType(chance, depth, making)) };
}

function makeTagged(chance: Chance, depth: number, making: Making): Draft {
  const tags = ['a', 'b', 'c'].slice(0, chance.whole(2, 3));
  return { oneOf: tags.map((tag) => makeMember(chance, tag, { depth, making })) };
}

/** An object whose tag says which it is. */
export function makeMember(chance: Chance, tag: string, { depth, making }: { depth: number; making: Making }): Draft {
  const object = makeObject(chance, depth, making);
  const required = new Set([...(object['required'] as string[]), 'kind']);
  return {
    ...object,
    properties: { ...(object['properties'] as Draft), kind: { const: tag } },
    required: [...required],
  };
}

/** Canonical text of types: equal text means equal meaning. Documents, titles and examples have no part in it. */
import { createHash } from 'node:crypto';
import { isScalar, type Json, type Shape, type TypeModel } from './model.ts';
import { byName } from './names.ts';

/** JSON text with sorted keys; values that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([left], [right]) => byName(left, right))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`);
  return `{${entries.join(',')}}`;
}

/** 16 hexadecimal digits of SHA-256 over the canonical text of a value. */
export function hashOf(value: unknown): string {
  return hashOfText(canonicalJson(value));
}

/** 16 hexadecimal digits of SHA-256 over a text. */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Canonical text of one type. References count by the place of what they refer to, not by name. */
export function meaningOf(type: TypeModel, definitions: Shape['definitions']): string {
  const known = meanings.get(type);
  if (known?.definitions === definitions) return known.text;
  const text = canonicalJson(meaning(type, { type, definitions }, []));
  meanings.set(type, { definitions, text });
  return text;
}

/** Renderers ask for the same types again and again; models do not change. */
const meanings = new WeakMap<TypeModel, { readonly definitions: Shape['definitions']; readonly text: string }>();

/** `seen`: names of the definitions that contain this place, outermost first. */
function meaning(type: TypeModel, shape: Shape, seen: readonly string[]): Json {
  if (isScalar(type)) return data(type);
  const inside = (inner: TypeModel): Json => meaning(inner, shape, seen);
  switch (type.kind) {
    case 'object':
      return { kind: 'object', fields: type.fields.map((field) => fieldMeaning(field, inside)) };
    case 'array':
      return data({ ...type, items: inside(type.items) });
    case 'tuple':
      return data({ ...type, items: type.items.map(inside), rest: type.rest && inside(type.rest) });
    case 'record':
      return data({ ...type, values: inside(type.values) });
    case 'nullable':
      return { kind: 'nullable', of: inside(type.of) };
    case 'union':
      return { kind: 'union', members: type.members.map(inside) };
    case 'tagged':
      return { kind: 'tagged', members: type.members.map((member) => inside(member.type)) };
    case 'ref':
      return refMeaning(type.name, shape, seen);
  }
}

function fieldMeaning(
  field: { name: string; optional: boolean; default?: Json; type: TypeModel },
  inside: (type: TypeModel) => Json,
): Json {
  return data({ name: field.name, optional: field.optional, default: field.default, type: inside(field.type) });
}

function refMeaning(name: string, shape: Shape, seen: readonly string[]): Json {
  const index = seen.indexOf(name);
  if (index >= 0) return { kind: 'ref', up: seen.length - index };
  const target = shape.definitions[name];
  return target === undefined ? { kind: 'ref' } : meaning(target, shape, [...seen, name]);
}

/** Model types hold JSON values alone; keys that are undefined are left out of the text. */
function data(value: object): Json {
  return value as Json;
}

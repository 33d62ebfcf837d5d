/** How large and how deep the JSON of a valid payload can be. Undefined where the schema sets no limit. */
import { formats } from './formats.ts';
import {
  innerTypes,
  isScalar,
  type ObjectModel,
  type ScalarModel,
  type Shape,
  type StringModel,
  type TypeModel,
} from './model.ts';

/** `\uXXXX`: the most that one code point becomes; a pair of surrogates is written as four bytes. */
const pointBytesMax = 6;
/** The longest number that JSON.stringify writes, with a margin. */
const numberBytesMax = 24;

/** Worst case of the encoded payload in bytes. */
export function bytesMaxOf(type: TypeModel): number | undefined {
  if (isScalar(type)) return scalarBytes(type);
  switch (type.kind) {
    case 'nullable':
    case 'union':
    case 'tagged':
      return largest([{ kind: 'null' }, ...innerTypes(type)], bytesMaxOf);
    case 'object':
      return objectBytes(type);
    case 'array':
      return type.itemsMax === undefined ? undefined : listBytes(type.itemsMax, bytesMaxOf(type.items));
    case 'tuple':
      return type.rest === undefined ? sum(type.items.map((item) => bytesMaxOf(item))) : undefined;
    case 'record':
    case 'ref':
      return undefined;
  }
}

function scalarBytes(type: ScalarModel): number | undefined {
  switch (type.kind) {
    case 'string':
      return stringBytes(type);
    case 'number':
    case 'integer':
      return numberBytesMax;
    case 'boolean':
    case 'null':
      return 5;
    case 'literal':
      return jsonBytes(type.value);
    case 'enum':
      return Math.max(...type.values.map(jsonBytes));
    case 'bytes':
      return type.bytesMax === undefined ? undefined : 2 + 4 * Math.ceil(type.bytesMax / 3);
    case 'openEnum':
    case 'unknown':
      return undefined;
  }
}

/** Greatest nesting: 0 for a scalar, 1 for an object of scalars. */
export function depthMaxOf(type: TypeModel): number | undefined {
  if (type.kind === 'unknown' || type.kind === 'ref') return undefined;
  const inner = largest(innerTypes(type), depthMaxOf);
  return inner === undefined || !nests.has(type.kind) ? inner : inner + 1;
}

const nests: ReadonlySet<TypeModel['kind']> = new Set(['object', 'array', 'tuple', 'record']);

/** Paths of sensitive fields, as `user.email`; `[]` stands for any index and `*` for any name of a record. */
export function sensitiveFields(shape: Shape): string[] {
  const paths = new Set<string>();
  collect(shape.type, '', { shape, paths, open: [] });
  return [...paths].sort();
}

interface Collector {
  readonly shape: Shape;
  readonly paths: Set<string>;
  readonly open: readonly string[];
}

function collect(type: TypeModel, path: string, to: Collector): void {
  const join = (step: string): string => (path === '' || step === '[]' ? `${path}${step}` : `${path}.${step}`);
  if (type.kind === 'object') {
    for (const field of type.fields) {
      if (field.sensitive) to.paths.add(join(field.name));
      else collect(field.type, join(field.name), to);
    }
  } else if (type.kind === 'ref') follow(type.name, path, to);
  else {
    const step =
      type.kind === 'array' || type.kind === 'tuple' ? join('[]') : type.kind === 'record' ? join('*') : path;
    for (const inner of innerTypes(type)) collect(inner, step, to);
  }
}

/** A recursive type is looked through twice; what it marks further down is in a part that is sensitive as a whole. */
function follow(name: string, path: string, to: Collector): void {
  const target = to.shape.definitions[name];
  if (target === undefined) return;
  if (to.open.filter((open) => open === name).length < 2) collect(target, path, { ...to, open: [...to.open, name] });
  else if (marks(target, { shape: to.shape, seen: new Set([name]) })) to.paths.add(path);
}

/** Whether anything in it is sensitive. */
function marks(type: TypeModel, within: { readonly shape: Shape; readonly seen: Set<string> }): boolean {
  if (type.kind === 'object') return type.fields.some((field) => field.sensitive || marks(field.type, within));
  if (type.kind !== 'ref') return innerTypes(type).some((inner) => marks(inner, within));
  const target = within.shape.definitions[type.name];
  if (target === undefined || within.seen.has(type.name)) return false;
  within.seen.add(type.name);
  return marks(target, within);
}

function stringBytes({ lengthMax, format }: StringModel): number | undefined {
  const length = Math.min(
    lengthMax ?? Number.POSITIVE_INFINITY,
    (format && formats[format].lengthMax) ?? Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(length) ? 2 + pointBytesMax * length : undefined;
}

function objectBytes({ fields }: ObjectModel): number | undefined {
  return sum(fields.map((field) => plus(bytesMaxOf(field.type), jsonBytes(field.name) + 1)));
}

function listBytes(itemsMax: number, item: number | undefined): number | undefined {
  return item === undefined ? undefined : 2 + itemsMax * (item + 1);
}

/** Brackets, and a comma after every item. */
function sum(items: readonly (number | undefined)[]): number | undefined {
  return items.reduce((total, item) => (total === undefined || item === undefined ? undefined : total + item + 1), 2);
}

function plus(left: number | undefined, right: number): number | undefined {
  return left === undefined ? undefined : left + right;
}

function largest(types: readonly TypeModel[], measure: (type: TypeModel) => number | undefined): number | undefined {
  return types
    .map(measure)
    .reduce((max, item) => (max === undefined || item === undefined ? undefined : Math.max(max, item)), 0);
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Reads values against the model, without generated code: for examples, defaults and witnesses. */
import { matches } from './compare/pattern-run.ts';
import { codePoints, hasFormat, patternFlags } from './formats.ts';
import {
  isScalar,
  type NumberModel,
  type ObjectModel,
  type ScalarModel,
  type Shape,
  type StringModel,
  type TypeModel,
} from './model.ts';

/** Who reads: a publisher writes the fields of its schema alone, a subscriber takes others and ignores them. */
export interface Reading {
  /** @default false */
  readonly open?: boolean;
}

/** Path of the first thing that a publisher could not write (`''` for the value itself), or undefined where all is well. */
export function refusedAt(value: unknown, shape: Shape, { open = false }: Reading = {}): string | undefined {
  return refusedBelow(value, { ...shape, open }, '');
}

/** Whether a publisher may write a value, or a subscriber takes it. */
export function accepts(value: unknown, shape: Shape, reading: Reading = {}): boolean {
  return refusedAt(value, shape, reading) === undefined;
}

function refusedBelow(value: unknown, shape: Shape & Reading, path: string): string | undefined {
  const { type } = shape;
  const within = (inner: unknown, model: TypeModel, step: string): string | undefined => {
    if (isScalar(model) && isScalarValue(inner, model)) return undefined;
    const below = path === '' && step.startsWith('.') ? step.slice(1) : `${path}${step}`;
    return refusedBelow(inner, { ...shape, type: model }, below);
  };
  if (isScalar(type)) return isScalarValue(value, type) ? undefined : path;
  switch (type.kind) {
    case 'nullable':
      return value === null ? undefined : within(value, type.of, '');
    case 'ref': {
      const target = shape.definitions[type.name];
      return target === undefined ? path : within(value, target, '');
    }
    case 'union':
      return type.members.some((member) => within(value, member, '') === undefined) ? undefined : path;
    case 'tagged': {
      const member = type.members.find(
        ({ values }) => isObject(value) && values.some((known) => known === value[type.tag]),
      );
      return member === undefined ? path : within(value, member.type, '');
    }
    case 'array':
    case 'tuple':
      return inList(value, type, path, within);
    case 'object':
      return isObject(value, type) ? inObject(value, { ...type, open: shape.open === true }, path, within) : path;
    case 'record':
      return isObject(value, type) ? inRecord(value, type, path, within) : path;
  }
}

type Within = (inner: unknown, model: TypeModel, step: string) => string | undefined;

function inList(
  value: unknown,
  type: Extract<TypeModel, { kind: 'array' | 'tuple' }>,
  path: string,
  within: Within,
): string | undefined {
  if (!Array.isArray(value) || value.length < (type.itemsMin ?? 0)) return path;
  if (type.kind === 'array') {
    if (
      value.length > (type.itemsMax ?? Number.POSITIVE_INFINITY) ||
      (type.unique === true && new Set(value).size < value.length)
    )
      return path;
  } else if (type.rest === undefined && value.length > type.items.length) return path;
  for (const [index, item] of value.entries()) {
    const model = type.kind === 'array' ? type.items : (type.items[index] ?? type.rest);
    const refused = model === undefined ? path : within(item, model, `[${index}]`);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function inObject(
  value: Readonly<Record<string, unknown>>,
  type: ObjectModel & Reading,
  path: string,
  within: Within,
): string | undefined {
  for (const field of type.fields) {
    const item = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (item === undefined && field.optional) continue;
    const refused = within(item, field.type, `.${field.name}`);
    if (refused !== undefined) return refused;
  }
  if (type.open === true) return undefined;
  const known = new Set(type.fields.map(({ name }) => name));
  const unknown = Object.keys(value).find((name) => !known.has(name));
  return unknown === undefined ? undefined : path === '' ? unknown : `${path}.${unknown}`;
}

function inRecord(
  value: Readonly<Record<string, unknown>>,
  type: Extract<TypeModel, { kind: 'record' }>,
  path: string,
  within: Within,
): string | undefined {
  for (const [name, item] of Object.entries(value)) {
    if (type.keys !== undefined && !isText(name, type.keys)) return path;
    const refused = within(item, type.values, `.${name}`);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function isScalarValue(value: unknown, type: ScalarModel): boolean {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' && isText(value, type);
    case 'number':
    case 'integer':
      return typeof value === 'number' && isNumber(value, type);
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'literal':
      return value === type.value;
    case 'enum':
      return type.values.some((known) => known === value);
    case 'openEnum':
      return typeof value === 'string';
    case 'bytes':
      return value instanceof Uint8Array && value.byteLength <= (type.bytesMax ?? Number.POSITIVE_INFINITY);
    case 'unknown':
      return isJson(value);
  }
}

function isText(
  value: string,
  { lengthMin = 0, lengthMax = Number.POSITIVE_INFINITY, patterns = [], format }: StringModel,
): boolean {
  const length = codePoints(value);
  if (length < lengthMin || length > lengthMax) return false;
  if (!patterns.every((pattern) => hasPattern(pattern, value))) return false;
  return format === undefined || hasFormat(format, value);
}

/** In bounded time where the pattern allows it. */
function hasPattern(source: string, value: string): boolean {
  return matches(source, value) ?? new RegExp(source, patternFlags(source)).test(value);
}

function isNumber(value: number, type: NumberModel): boolean {
  if (type.kind === 'integer' ? !Number.isSafeInteger(value) : !Number.isFinite(value)) return false;
  if (type.min !== undefined && value < type.min) return false;
  if (type.max !== undefined && value > type.max) return false;
  if (type.exclusiveMin !== undefined && value <= type.exclusiveMin) return false;
  if (type.exclusiveMax !== undefined && value >= type.exclusiveMax) return false;
  return type.multipleOf === undefined || isMultiple(value, type.multipleOf);
}

/** Whether `value` is a whole number of steps, but for the rounding of binary fractions. */
export function isMultiple(value: number, step: number): boolean {
  const steps = value / step;
  return Math.abs(steps - Math.round(steps)) < Math.max(Math.abs(steps), 1) * 4 * Number.EPSILON;
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return isObject(value) && Object.values(value).every((item) => item === undefined || isJson(item));
}

/** An object that no class made, or one with a field that it must have. */
function isObject(value: unknown, type?: TypeModel): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (type?.kind === 'object' && type.fields.some((field) => !field.optional)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

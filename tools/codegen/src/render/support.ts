/** `support.wire.gen.ts` of every SDK: what the validators of its messages share. */
import { formats } from '../formats.ts';
import type { FormatName } from '../model.ts';
import { byName, pascal } from '../names.ts';
import { block, quote } from '../text.ts';

/** Name of the generated function that tests a format. */
export function formatCheck(format: FormatName): string {
  return `is${pascal(format)}`;
}

const names = Object.keys(formats).sort(byName) as FormatName[];

/** Every name that a validator may import from the support file. */
export const supportNames: readonly string[] = [
  'at',
  'codePoints',
  'explainNames',
  'fail',
  'fillItems',
  'fillTuple',
  'fillValues',
  'isBytes',
  'isJson',
  'isMultiple',
  'isObject',
  'isPlain',
  'isUnique',
  'item',
  'own',
  ...names.map(formatCheck),
];

/** Source of the support file, without its header. */
export function supportSource(): string {
  return [helpers.trim(), '', ...names.flatMap(formatSource)].join('\n');
}

function formatSource(name: FormatName): string[] {
  const { pattern, url, title } = formats[name];
  const constant = `${formatCheck(name)
    .replace(/^is/, '')
    .replace(/^./, (letter) => letter.toLowerCase())}Pattern`;
  const parts = [`${constant}.test(value)`];
  if (url !== undefined)
    parts.push(
      url.prefix === '' ? 'URL.canParse(value)' : `URL.canParse(${quote(url.prefix)} + value + ${quote(url.suffix)})`,
    );
  return [
    `const ${constant} = /${pattern.source}/;`,
    `/** ${title.charAt(0).toUpperCase()}${title.slice(1)}. */`,
    ...block(`export function ${formatCheck(name)}(value: string): boolean`, [`return ${parts.join(' && ')};`]),
    '',
  ];
}

const helpers = `
/** An object whose properties are not known yet. */
export type Fields = { readonly [name: string]: unknown };

/** Adds an issue, up to 100. */
export function fail(issues: Issue[], path: string, code: Issue['code'], expected: string, value: unknown): void {
  if (issues.length < 100) issues.push({ path, code, expected, received: kindOf(value) });
}

/** What a value is, in a word or two that give nothing of it away. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isBytes(value)) return 'Uint8Array';
  if (typeof value === 'number') return Number.isFinite(value) ? (Number.isSafeInteger(value) ? 'integer' : 'number') : String(value);
  return typeof value === 'object' && !isPlain(value) ? 'object of a class' : typeof value;
}

/** Length in code points: a pair of surrogates is one, a lone surrogate as well. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let index = text.length - 1; index > 0; index--) {
    if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00 || (text.charCodeAt(index - 1) & 0xfc00) !== 0xd800) continue;
    count--;
    index--;
  }
  return count;
}

/** Whether the first items of a list are all different. */
export function isUnique(list: readonly unknown[], count: number): boolean {
  const seen = new Set<unknown>();
  for (let index = 0; index < count; index++) {
    if (seen.has(list[index])) return false;
    seen.add(list[index]);
  }
  return true;
}

/** Path of a field below \`path\`. */
export function at(path: string, name: string): string {
  if (!/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)) return path + '[' + JSON.stringify(name) + ']';
  return path === '' ? name : path + '.' + name;
}

/** Path of an item below \`path\`. */
export function item(path: string, index: number): string {
  return path + '[' + index + ']';
}

/** True for an object that is no array. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for an object that no class made: whatever has no fields of its own to ask for must at least be that. */
export function isPlain(value: unknown): value is Fields {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/** A property of the object itself, whatever its prototype has. */
export function own(value: Fields, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A field that is there for who reads it and missing for who encodes it. What every object inherits is read as its own. */
function isInherited(value: Fields, name: string): boolean {
  if (Object.hasOwn(value, name)) return value[name] !== undefined && !Object.prototype.propertyIsEnumerable.call(value, name);
  return value[name] !== undefined && !(name in Object.prototype);
}

/** Adds an issue for every field that the schema does not name, and for every one that it names and that is inherited. */
export function explainNames(value: Fields, path: string, names: ReadonlySet<string>, issues: Issue[]): void {
  for (const name of Object.keys(value)) if (!names.has(name)) fail(issues, at(path, name), 'unknown', 'no such field', value[name]);
  for (const name of names) if (isInherited(value, name)) fail(issues, at(path, name), 'type', 'a field of the object itself', value[name]);
}

/** Fills every item of a list; the same list where nothing changes. */
export function fillItems(value: unknown, fill: (item: unknown) => unknown): unknown {
  if (!Array.isArray(value)) return value;
  const filled = value.map(fill);
  return filled.some((item, index) => item !== value[index]) ? filled : value;
}

/** The same where items differ by place. */
export function fillTuple(value: unknown, fills: readonly (((item: unknown) => unknown) | undefined)[], rest?: (item: unknown) => unknown): unknown {
  if (!Array.isArray(value)) return value;
  const filled = value.map((item: unknown, index) => {
    const fill = index < fills.length ? fills[index] : rest;
    return fill === undefined ? item : fill(item);
  });
  return filled.some((item, index) => item !== value[index]) ? filled : value;
}

/** The same for the values of a record. */
export function fillValues(value: unknown, fill: (item: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  const filled = Object.entries(value).map(([name, item]) => [name, fill(item)] as const);
  return filled.some(([name, item]) => item !== value[name]) ? Object.fromEntries(filled) : value;
}

/** Binary data that is there, and not only called so. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && value instanceof Uint8Array;
}

/** Whether a value is a whole number of steps, but for the rounding of binary fractions. */
export function isMultiple(value: number, step: number): boolean {
  const steps = value / step;
  return Math.abs(steps - Math.round(steps)) < Math.max(Math.abs(steps), 1) * 4 * Number.EPSILON;
}

/** What JSON text can carry: no holes, no NaN, no class with a meaning of its own. */
export function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) {
    const count = value.length;
    for (let index = 0; index < count; index++) if (!isJson(value[index])) return false;
    return true;
  }
  if (!isPlain(value)) return false;
  for (const name of Object.keys(value)) {
    const item = value[name];
    if (item !== undefined && !isJson(item)) return false;
  }
  return true;
}
`;

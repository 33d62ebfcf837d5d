/** Tests of scalars as expressions that are true where the value is refused. Checks and explanations use the same. */
import { isScalar, type NumberModel, type ScalarModel, type StringModel, type TypeModel } from '../model.ts';
import { literal, quote } from '../text.ts';
import type { WireScope } from './scope.ts';
import { formatCheck } from './support.ts';

/** One rule that a value may break. */
export interface Test {
  /** True where the rule is broken; assumes that the tests before it passed. */
  readonly refused: string;
  readonly code: 'type' | 'range' | 'length' | 'pattern' | 'format' | 'enum';
  readonly expected: string;
}

/** Least and greatest length. */
export interface Limits {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** Above this many values a set is asked instead of a chain of comparisons. */
const chainMax = 8;

/** The rules of a scalar in the order of testing, or undefined for what is no scalar. */
export function testsOf(type: TypeModel, value: string, scope: WireScope): readonly Test[] | undefined {
  return isScalar(type) ? scalarTests(type, value, scope) : undefined;
}

function scalarTests(type: ScalarModel, value: string, scope: WireScope): readonly Test[] {
  switch (type.kind) {
    case 'string':
      return stringTests(type, value, scope);
    case 'number':
    case 'integer':
      return numberTests(type, value, scope);
    case 'boolean':
      return [{ refused: `typeof ${value} !== 'boolean'`, code: 'type', expected: 'boolean' }];
    case 'null':
      return [{ refused: `${value} !== null`, code: 'type', expected: 'null' }];
    case 'literal':
      return [{ refused: `${value} !== ${literal(type.value)}`, code: 'enum', expected: JSON.stringify(type.value) }];
    case 'enum': {
      const chain = type.values.map((known) => `${value} !== ${literal(known)}`).join(' && ');
      const refused = type.values.length > chainMax ? `!${scope.values(type.values)}.has(${value})` : chain;
      return [
        { refused, code: 'enum', expected: `one of ${type.values.map((known) => JSON.stringify(known)).join(', ')}` },
      ];
    }
    case 'openEnum':
      return [{ refused: `typeof ${value} !== 'string'`, code: 'type', expected: 'string' }];
    case 'bytes':
      return bytesTests(type.bytesMax, value, scope);
    case 'unknown':
      return [{ refused: `!${scope.use('isJson')}(${value})`, code: 'type', expected: 'a JSON value' }];
  }
}

/** All rules of a scalar in one condition. */
export function refusedBy(tests: readonly Test[]): string {
  return tests
    .map(({ refused }) => (refused.includes(' && ') && tests.length > 1 ? `(${refused})` : refused))
    .join(' || ');
}

function stringTests(
  { lengthMin, lengthMax, patterns = [], format }: StringModel,
  value: string,
  scope: WireScope,
): Test[] {
  const expected = `string${lengthText({ min: lengthMin, max: lengthMax }, 'character')}`;
  const length = lengthTests({ min: lengthMin, max: lengthMax }, value, scope);
  return [
    { refused: `typeof ${value} !== 'string'`, code: 'type', expected },
    ...(length.length === 0 ? [] : [{ refused: length.join(' || '), code: 'length', expected } as const]),
    ...patterns.map(
      (source) =>
        ({
          refused: `!${scope.pattern(source)}.test(${value})`,
          code: 'pattern',
          expected: `string like /${source}/`,
        }) as const,
    ),
    ...(format === undefined
      ? []
      : [{ refused: `!${scope.use(formatCheck(format))}(${value})`, code: 'format', expected: format } as const]),
  ];
}

/** A code point is one or two of the units that `length` counts, so that only lengths in between are counted out. */
function lengthTests({ min, max }: Limits, value: string, scope: WireScope): string[] {
  const tests: string[] = [];
  if (min === 1) tests.push(`${value}.length < 1`);
  else if (min !== undefined)
    tests.push(`${value}.length < ${2 * min} && ${scope.use('codePoints')}(${value}) < ${min}`);
  if (max === 0) tests.push(`${value}.length > 0`);
  else if (max !== undefined)
    tests.push(
      `${value}.length > ${max} && (${value}.length > ${2 * max} || ${scope.use('codePoints')}(${value}) > ${max})`,
    );
  return tests;
}

/** ` of 2 to 4 characters`, or nothing where there is no limit. */
export function lengthText({ min, max }: Limits, unit: string): string {
  if (min === undefined && max === undefined) return '';
  if (min === max) return ` of ${min} ${unit}s`;
  if (max === undefined) return ` of at least ${min} ${unit}s`;
  return min === undefined ? ` of at most ${max} ${unit}s` : ` of ${min} to ${max} ${unit}s`;
}

function numberTests(type: NumberModel, value: string, scope: WireScope): Test[] {
  const { kind, min, max, exclusiveMin, exclusiveMax, multipleOf } = type;
  const range = [
    ...(min === undefined ? [] : [`${value} < ${min}`]),
    ...(exclusiveMin === undefined ? [] : [`${value} <= ${exclusiveMin}`]),
    ...(max === undefined ? [] : [`${value} > ${max}`]),
    ...(exclusiveMax === undefined ? [] : [`${value} >= ${exclusiveMax}`]),
  ];
  const whole = kind === 'integer' ? 'Number.isSafeInteger' : 'Number.isFinite';
  const expected = kind + rangeText(type);
  const step =
    kind === 'integer' && Number.isInteger(multipleOf)
      ? `${value} % ${multipleOf} !== 0`
      : `!isMultiple(${value}, ${multipleOf})`;
  if (multipleOf !== undefined && step.startsWith('!')) scope.use('isMultiple');
  return [
    { refused: `typeof ${value} !== 'number' || !${whole}(${value})`, code: 'type', expected },
    ...(range.length === 0 ? [] : [{ refused: range.join(' || '), code: 'range', expected } as const]),
    ...(multipleOf === undefined
      ? []
      : [{ refused: step, code: 'range', expected: `${kind} in steps of ${multipleOf}` } as const]),
  ];
}

function rangeText({ min, max, exclusiveMin, exclusiveMax }: NumberModel): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  const lower = exclusiveMin === undefined ? (min === undefined ? [] : [`at least ${min}`]) : [`above ${exclusiveMin}`];
  const upper = exclusiveMax === undefined ? (max === undefined ? [] : [`at most ${max}`]) : [`below ${exclusiveMax}`];
  const parts = [...lower, ...upper];
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}

function bytesTests(bytesMax: number | undefined, value: string, scope: WireScope): Test[] {
  const expected = bytesMax === undefined ? 'Uint8Array' : `Uint8Array of at most ${bytesMax} bytes`;
  const type: Test = { refused: `!${scope.use('isBytes')}(${value})`, code: 'type', expected };
  return bytesMax === undefined
    ? [type]
    : [type, { refused: `${value}.byteLength > ${bytesMax}`, code: 'length', expected }];
}

/** A type in a few words, as "array of at most 100 items". */
export function expectation(type: TypeModel, scope: WireScope): string {
  if (isScalar(type)) return scalarTests(type, '_', scope)[0]?.expected ?? 'object';
  switch (type.kind) {
    case 'array':
      return `array${lengthText({ min: type.itemsMin, max: type.itemsMax }, 'item')}`;
    case 'tuple':
      return `array${lengthText({ min: type.itemsMin, max: type.rest === undefined ? type.items.length : undefined }, 'item')}`;
    case 'nullable':
      return `${expectation(type.of, scope)} or null`;
    case 'union':
      return [...new Set(type.members.map((member) => expectation(member, scope)))].join(' or ');
    case 'object':
    case 'record':
    case 'tagged':
    case 'ref':
      return 'object';
  }
}

/** Name of the function that tells objects of a type from everything else. */
export function guardOf(type: TypeModel, scope: WireScope): string {
  const certain = type.kind === 'tagged' || (type.kind === 'object' && type.fields.some((field) => !field.optional));
  return scope.use(certain ? 'isObject' : 'isPlain');
}

/** Values of a tag as one quoted list. */
export function tagText(values: readonly (string | number | boolean)[]): string {
  return values.map((value) => JSON.stringify(value)).join(' or ');
}

/** Properties that every object inherits must be read as the object's own. */
export function read(object: string, name: string, scope: WireScope): string {
  return name in Object.prototype ? `${scope.use('own')}(${object}, ${quote(name)})` : `${object}[${quote(name)}]`;
}

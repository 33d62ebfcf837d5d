/** Strings and numbers of JSON Schema in the one form of the model. */
import type { JsonSchema } from './define.ts';
import { isFormat, patternFlags } from './formats.ts';
import { count, isSchema, list, text } from './json-schema.ts';
import type { FormatName, NumberModel, ScalarModel, StringModel } from './model.ts';
import { byName } from './names.ts';
import type { Findings } from './problem.ts';

/** Names that zod writes into `format` though they are patterns. */
const patternFormats: ReadonlySet<string> = new Set([
  'regex',
  'includes',
  'starts_with',
  'ends_with',
  'lowercase',
  'uppercase',
]);

/** Lengths, patterns and format of a string. */
export function stringType(schema: JsonSchema, findings: Findings): StringModel {
  const parts = [schema, ...(list(schema, 'allOf') ?? []).filter(isSchema)];
  const formats = new Set<FormatName>();
  const patterns = new Set<string>();
  for (const part of parts) {
    const format = formatOf(part, findings);
    if (format !== undefined) formats.add(format);
    const pattern = text(part, 'x-pattern') ?? text(part, 'pattern');
    if (pattern !== undefined && compiles(pattern, findings)) patterns.add(pattern);
  }
  if (formats.size > 1) findings.add('a string has one format', 'Keep one, and say the rest with a pattern.');
  const lengthMin = extreme(parts, 'minLength', Math.max);
  const lengthMax = extreme(parts, 'maxLength', Math.min);
  const [format] = [...formats].sort(byName);
  return {
    kind: 'string',
    ...(lengthMin === undefined || lengthMin <= 0 ? {} : { lengthMin }),
    ...(lengthMax === undefined ? {} : { lengthMax }),
    ...(patterns.size === 0 ? {} : { patterns: [...patterns].sort(byName) }),
    ...(format === undefined ? {} : { format }),
  };
}

function formatOf(schema: JsonSchema, findings: Findings): FormatName | undefined {
  const format = text(schema, 'format');
  if (format === undefined || patternFormats.has(format)) return undefined;
  if (isFormat(format)) return format;
  findings.add(`the string format "${format}" is not known`, 'Use a known format, or z.string().regex(…).');
  return undefined;
}

function compiles(pattern: string, findings: Findings): boolean {
  try {
    return new RegExp(pattern, patternFlags(pattern)) instanceof RegExp;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    findings.add(`the pattern does not compile: ${reason}`, 'Mend the regular expression.');
    return false;
  }
}

function extreme(
  parts: readonly JsonSchema[],
  keyword: string,
  pick: (...values: number[]) => number,
): number | undefined {
  const values = parts.map((part) => count(part, keyword)).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : pick(...values);
}

/** Bounds of a number: one bound a side, whole and inclusive for integers, none where they only say "safe integer". */
export function numberType(schema: JsonSchema, findings: Findings): NumberModel {
  const multipleOf = count(schema, 'multipleOf');
  const integer =
    schema['type'] === 'integer' || (multipleOf !== undefined && Number.isInteger(multipleOf) && multipleOf > 0);
  const bounds = integer ? integerBounds(schema) : numberBounds(schema);
  if (multipleOf !== undefined && multipleOf <= 0)
    findings.add('"multipleOf" must be above 0', 'Write a positive step.');
  if (bounds.min !== undefined && bounds.max !== undefined && bounds.min > bounds.max) {
    findings.add(`no number lies between ${bounds.min} and ${bounds.max}`, 'Correct the range.');
  }
  const step = multipleOf === undefined || (integer && multipleOf === 1) ? {} : { multipleOf };
  return { kind: integer ? 'integer' : 'number', ...bounds, ...step };
}

type Bounds = Pick<NumberModel, 'min' | 'max' | 'exclusiveMin' | 'exclusiveMax'>;

function integerBounds(schema: JsonSchema): Bounds {
  const above = count(schema, 'exclusiveMinimum');
  const below = count(schema, 'exclusiveMaximum');
  const min = Math.max(
    Math.ceil(count(schema, 'minimum') ?? Number.MIN_SAFE_INTEGER),
    above === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(above) + 1,
  );
  const max = Math.min(
    Math.floor(count(schema, 'maximum') ?? Number.MAX_SAFE_INTEGER),
    below === undefined ? Number.MAX_SAFE_INTEGER : Math.ceil(below) - 1,
  );
  return {
    ...(min <= Number.MIN_SAFE_INTEGER ? {} : { min: min + 0 }),
    ...(max >= Number.MAX_SAFE_INTEGER ? {} : { max: max + 0 }),
  };
}

function numberBounds(schema: JsonSchema): Bounds {
  const min = count(schema, 'minimum');
  const above = count(schema, 'exclusiveMinimum');
  const max = count(schema, 'maximum');
  const below = count(schema, 'exclusiveMaximum');
  const lower = above !== undefined && (min === undefined || above >= min) ? { exclusiveMin: above } : { min };
  const upper = below !== undefined && (max === undefined || below <= max) ? { exclusiveMax: below } : { max };
  return withoutUndefined({ ...lower, ...upper });
}

function withoutUndefined(bounds: { [name in keyof Bounds]: number | undefined }): Bounds {
  return Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined));
}

/** What JSON Schema has no word for: binary data and open enums. */
export function extensionType(special: JsonSchema, findings: Findings): ScalarModel {
  if (special['type'] === 'bytes') {
    const bytesMax = count(special, 'bytesMax');
    return bytesMax === undefined ? { kind: 'bytes' } : { kind: 'bytes', bytesMax };
  }
  const members = (list(special, 'members') ?? []).filter((member) => typeof member === 'string');
  if (special['type'] === 'open-enum' && members.length > 0)
    return { kind: 'openEnum', members: [...new Set(members)].sort(byName) };
  findings.add('"x-myelin" says nothing that is known', 'Use bytes() or openEnum() of @myelin/codegen/define.');
  return { kind: 'unknown' };
}

/** Keywords of JSON Schema, read with care: one that has a value of the wrong kind is told apart from one that is absent. */
import type { JsonSchema } from '../define.ts';
import { isSchema } from '../json-schema.ts';

/** `items` holds a list up to 2019-09; `prefixItems` and rules beside `$ref` are newer. Unsaid: both are read. */
export type Dialect = 'draft-07' | '2019-09' | '2020-12' | 'unsaid';

/** Keywords that say nothing about values. */
export const annotations: ReadonlySet<string> = new Set(
  [
    '$schema $id $anchor $comment $defs definitions $vocabulary title description default examples deprecated readOnly',
    'writeOnly contentEncoding contentMediaType contentSchema id example',
  ].flatMap((words) => words.split(' ')),
);

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isAnySchema = (value: unknown): boolean => typeof value === 'boolean' || isSchema(value);
const isSchemaList = (value: unknown): boolean => Array.isArray(value) && value.every(isAnySchema);
const isTypeName = (value: unknown): boolean => typeof value === 'string' && typeNames.has(value);

/** The names that `type` knows. */
export const typeNames: ReadonlySet<string> = new Set([
  'null',
  'boolean',
  'number',
  'integer',
  'string',
  'array',
  'object',
]);

/** Keywords that the comparison understands, with what their values must be. */
const understood: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: (value) => isTypeName(value) || (Array.isArray(value) && value.length > 0 && value.every(isTypeName)),
  enum: Array.isArray,
  const: () => true,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && (value as number) > 0,
  minLength: isCount,
  maxLength: isCount,
  pattern: isText,
  format: isText,
  items: (value) => isAnySchema(value) || isSchemaList(value),
  prefixItems: isSchemaList,
  additionalItems: isAnySchema,
  minItems: isCount,
  maxItems: isCount,
  uniqueItems: isFlag,
  properties: (value) => isSchema(value) && Object.values(value).every(isAnySchema),
  required: (value) => Array.isArray(value) && value.every(isText),
  additionalProperties: isAnySchema,
  propertyNames: isAnySchema,
  allOf: isSchemaList,
  anyOf: (value) => isSchemaList(value) && (value as unknown[]).length > 0,
  oneOf: (value) => isSchemaList(value) && (value as unknown[]).length > 0,
  $ref: isText,
};

/** Whether a keyword is there with a value that means something. */
export function has(schema: JsonSchema, keyword: string): boolean {
  if (!Object.hasOwn(schema, keyword)) return false;
  const value = schema[keyword];
  if (typeof value !== 'object' || value === null) return understood[keyword]?.(value) === true;
  const known = looked.get(value) ?? new Map<string, boolean>();
  looked.set(value, known);
  const result = known.get(keyword) ?? understood[keyword]?.(value) === true;
  known.set(keyword, result);
  return result;
}

/** Long values are looked through once for each keyword. */
const looked = new WeakMap<object, Map<string, boolean>>();

/** Keywords whose meaning depends on these beside them. */
const together: Readonly<Record<string, readonly string[]>> = {
  if: ['then', 'else'],
  contains: ['minContains', 'maxContains'],
  patternProperties: ['additionalProperties'],
};
const partners: ReadonlySet<string> = new Set(['then', 'else', 'minContains', 'maxContains']);

/** What a schema demands that the comparison does not understand: each as a keyword with all that its meaning depends on. */
export function beyondOf(schema: JsonSchema): readonly (readonly [string, unknown])[] {
  const keywords = Object.keys(schema).filter((keyword) => !annotations.has(keyword) && !keyword.startsWith('x-'));
  return keywords.flatMap((keyword): (readonly [string, unknown])[] => {
    if (has(schema, keyword) || partners.has(keyword)) return [];
    if (keyword.startsWith('unevaluated')) return [[keyword, schema]];
    const beside = (together[keyword] ?? []).map((name) => [name, own(schema, name)]);
    const names =
      keyword === 'patternProperties' && has(schema, 'properties')
        ? Object.keys(own(schema, 'properties') as object).sort()
        : [];
    return [[keyword, [own(schema, keyword), beside, names]]];
  });
}

/** Rules beside a reference, which the older drafts say to ignore. */
export function hasSiblings(schema: JsonSchema): boolean {
  return Object.keys(schema).some(
    (keyword) => keyword !== '$ref' && !annotations.has(keyword) && !keyword.startsWith('x-'),
  );
}

/** Whether the lists of items are written as another draft writes them. */
export function isOutOfDialect(schema: JsonSchema, dialect: Dialect): boolean {
  if (dialect === 'unsaid') return Array.isArray(own(schema, 'items')) && Object.hasOwn(schema, 'prefixItems');
  return dialect === '2020-12' ? Array.isArray(own(schema, 'items')) : Object.hasOwn(schema, 'prefixItems');
}

/** A keyword's value, whatever the object inherits. */
export function own(schema: JsonSchema, keyword: string): unknown {
  return Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
}

/** A number of a keyword that means something. */
export function numberOf(schema: JsonSchema, keyword: string): number | undefined {
  return has(schema, keyword) ? (own(schema, keyword) as number) : undefined;
}

/** What stands at a name of `properties`; undefined where nothing does. */
export function propertyOf(schema: JsonSchema, name: string): unknown {
  const properties = has(schema, 'properties') ? (own(schema, 'properties') as JsonSchema) : {};
  return own(properties, name);
}

/** Names that must be there. */
export function requiredOf(schema: JsonSchema): readonly string[] {
  return has(schema, 'required') ? (own(schema, 'required') as string[]) : [];
}

/** Items by place, then of all others; undefined for any. */
export function itemsOf(schema: JsonSchema): { readonly prefix: readonly unknown[]; readonly rest: unknown } {
  const items = has(schema, 'items') ? own(schema, 'items') : undefined;
  const prefix = has(schema, 'prefixItems') ? (own(schema, 'prefixItems') as unknown[]) : undefined;
  if (prefix !== undefined) return { prefix, rest: Array.isArray(items) ? undefined : items };
  if (!Array.isArray(items)) return { prefix: [], rest: items };
  return {
    prefix: items as unknown[],
    rest: has(schema, 'additionalItems') ? own(schema, 'additionalItems') : undefined,
  };
}

/** Types that are allowed, or undefined for all. */
export function typesOf(schema: JsonSchema): readonly string[] | undefined {
  if (!has(schema, 'type')) return undefined;
  const type = own(schema, 'type');
  return Array.isArray(type) ? (type as string[]) : [String(type)];
}

const formatsKnown: ReadonlySet<string> = new Set([
  'date',
  'date-time',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
  'duration',
]);

/** Formats on which validators agree. */
export function isCommonFormat(format: string): boolean {
  return formatsKnown.has(format);
}

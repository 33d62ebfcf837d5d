/** Rules of JSON Schema that the model does not read: each is reported, none is passed over in silence. */
import { has } from './compare/schema-keywords.ts';
import type { JsonSchema } from './define.ts';
import { count, flag, isSchema, list } from './json-schema.ts';
import type { TypeModel } from './model.ts';
import type { Findings } from './problem.ts';

export const forStrings: readonly string[] = ['minLength', 'maxLength', 'pattern', 'format'];
export const forNumbers: readonly string[] = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
];
export const forLists: readonly string[] = [
  'items',
  'prefixItems',
  'additionalItems',
  'minItems',
  'maxItems',
  'uniqueItems',
];
export const forObjects: readonly string[] = ['properties', 'required', 'additionalProperties', 'propertyNames'];
const wholes = ['$ref', 'const', 'enum', 'anyOf', 'oneOf', 'allOf'];

/** Rules for which the model has no place. */
export const refused: readonly string[] = [
  'not',
  'if',
  'then',
  'else',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  'contains',
  'minContains',
  'maxContains',
  'patternProperties',
  'minProperties',
  'maxProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  '$dynamicRef',
  '$recursiveRef',
];

const rules: readonly string[] = [
  'type',
  ...wholes,
  ...forStrings,
  ...forNumbers,
  ...forLists,
  ...forObjects,
  ...refused,
];

/** Characters of a value in a message. */
const shownMax = 80;

/** Reports rules whose values mean nothing: whoever skips them reads another schema than was meant. */
export function refuseNonsense(schema: JsonSchema, findings: Findings): void {
  for (const keyword of rules) {
    if (schema[keyword] !== undefined && !refused.includes(keyword) && !has(schema, keyword))
      findings.add(
        `${JSON.stringify(schema[keyword]).slice(0, shownMax)} is no value of "${keyword}"`,
        'Write what JSON Schema 2020-12 or draft-07 allows there.',
      );
  }
}

/** Reports the rules that cannot be compared, whatever stands beside them. */
export function refuseRules(schema: JsonSchema, findings: Findings): void {
  for (const keyword of refused) {
    if (keyword in schema)
      findings.add(`"${keyword}" cannot be compared between versions`, 'Say it with types, ranges, enums or unions.');
  }
}

/** Reports rules beside a keyword that says everything by itself. */
export function refuseBeside(
  schema: JsonSchema,
  keyword: string,
  { findings, allowed = [] }: { readonly findings: Findings; readonly allowed?: readonly string[] },
): void {
  for (const rule of rules) {
    if (rule !== keyword && rule in schema && !allowed.includes(rule))
      findings.add(
        `"${rule}" beside "${keyword}" is not read`,
        `Put it into what "${keyword}" holds, or leave it out.`,
      );
  }
}

/** What a schema says about values. */
export function onlyRules(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => isRule(keyword)));
}

/** What a schema says beside that: titles, documents, defaults, marks. */
export function withoutRules(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !isRule(keyword)));
}

function isRule(keyword: string): boolean {
  return rules.includes(keyword) || keyword === 'x-myelin' || keyword === 'x-pattern';
}

/** Reports rules that bind one type of value where no type is said. */
export function refuseUntyped(schema: JsonSchema, findings: Findings): void {
  for (const rule of [...forStrings, ...forNumbers, ...forLists, ...forObjects]) {
    if (rule in schema) findings.add(`"${rule}" stands without "type"`, 'Say which type is meant.');
  }
}

/** Reports lengths of a tuple that its items do not say, and items that must differ. */
export function refuseTupleRules(schema: JsonSchema, length: number, findings: Findings): void {
  const short = (count(schema, 'maxItems') ?? length) < length;
  const after = Array.isArray(schema['items']) ? schema['additionalItems'] : schema['items'];
  const open = (count(schema, 'maxItems') ?? length) > length && after !== false;
  const long = (count(schema, 'minItems') ?? 0) > length;
  if (short || open || long)
    findings.add('the lengths of a tuple do not fit its items', 'Write each item, and "minItems" up to their number.');
  if (flag(schema, 'uniqueItems')) findings.add('"uniqueItems" stands on a tuple', 'Leave it out.');
}

/** Reports items that are compared by identity, which means nothing after a journey. */
export function refuseUnique(items: TypeModel['kind'], findings: Findings): void {
  if (!['string', 'number', 'integer', 'boolean', 'literal', 'enum', 'openEnum'].includes(items))
    findings.add('"uniqueItems" stands on items that are no scalars', 'Leave it out, or make a record of the items.');
}

/** What nothing is, as `{ not: {} }`: a branch that adds nothing to the others. */
export function isNever(schema: JsonSchema): boolean {
  const { not, ...rest } = schema;
  return isSchema(not) && Object.keys(not).length === 0 && Object.keys(rest).length === 0;
}

/** A schema where one may also be true, false or nonsense. */
export function asSchema(value: unknown, findings: Findings): JsonSchema {
  if (isSchema(value)) return value;
  if (value === false) return { not: {} };
  if (value !== true && value !== undefined)
    findings.add(`${JSON.stringify(value)} is no schema`, 'Write an object, true or false.');
  return {};
}

/** True where all values are listed. */
export function isConstant(schema: JsonSchema): boolean {
  return 'const' in schema || 'enum' in schema;
}

/** Constants that also have the type that is said beside them. */
export function constantsOf(schema: JsonSchema): readonly unknown[] {
  const listed = list(schema, 'enum');
  const values =
    'const' in schema ? [schema['const']].filter((value) => listed?.includes(value) ?? true) : (listed ?? []);
  const type = schema['type'];
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type : undefined;
  return types === undefined ? values : values.filter((value) => types.some((name) => hasType(value, name)));
}

function hasType(value: unknown, type: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type && value !== null && !Array.isArray(value);
}

/** Where a schema refuses a value, and how that schema would be if it let the value pass there. */
import type { JsonSchema } from '../define.ts';
import { isSchema } from '../json-schema.ts';
import { fieldPath } from './place.ts';
import type { SchemaReader } from './schema-accepts.ts';
import type { Place } from './schema-document.ts';
import { has, itemsOf, own, propertyOf, requiredOf } from './schema-keywords.ts';

export interface Refusal {
  /** Of the innermost value that is refused by itself. */
  readonly path: string;
  /** The schema that refuses it, and what would not. */
  readonly schema: unknown;
  readonly loose: unknown;
}

interface Spot {
  readonly values: SchemaReader;
  /** Properties that the writer names: one that it does not stands for all of those. */
  readonly names: ReadonlySet<string>;
  readonly path: string;
  readonly depth: number;
}

const depthMax = 50;

/** Where a value that the place refuses is refused. */
export function refusalOf(place: Place, value: unknown, spot: Spot): Refusal {
  const { values, names, path, depth } = spot;
  const { schema } = place;
  const whole = { path, schema, loose: true };
  if (!isSchema(schema) || depth > depthMax) return whole;
  const refused = partsOf(place, value).find(({ sub, item }) => values.accepts(sub, item) === false);
  if (refused === undefined) {
    const missing = isSchema(value) ? requiredOf(schema).find((name) => !Object.hasOwn(value, name)) : undefined;
    if (missing === undefined) return whole;
    const required = requiredOf(schema).filter((name) => name !== missing);
    return { path: fieldPath(path, missing), schema, loose: { ...schema, required } };
  }
  const { sub, item, step } = refused;
  const below = stepped(path, step);
  if (sub.schema === false && typeof step === 'string')
    return { path: below, schema, loose: opened(schema, step, names) };
  return refusalOf(sub, item, { ...spot, path: below, depth: depth + 1 });
}

/** A document in which one schema is another; undefined where that one cannot be told from the rest. */
export function loosened(root: unknown, { schema, loose }: Refusal): unknown {
  if (!isSchema(schema)) return undefined;
  const copy = (value: unknown): unknown => {
    if (value === schema) return loose;
    if (Array.isArray(value)) return value.map(copy);
    return isSchema(value)
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]))
      : value;
  };
  return copy(root);
}

/** An object that takes a property that it refused. */
function opened(schema: JsonSchema, name: string, names: ReadonlySet<string>): JsonSchema {
  if (names.has(name)) return { ...schema, properties: { ...propertiesOf(schema), [name]: true } };
  return { ...schema, additionalProperties: true };
}

/** Names of all properties of a document. */
export function propertyNames(value: unknown, names: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return names;
  if (isSchema(value)) for (const name of Object.keys(propertiesOf(value))) names.add(name);
  for (const inner of Object.values(value)) propertyNames(inner, names);
  return names;
}

function stepped(path: string, step: string | number | undefined): string {
  if (step === undefined) return path;
  return typeof step === 'number' ? `${path}[${step}]` : fieldPath(path, step);
}

function propertiesOf(schema: JsonSchema): JsonSchema {
  return has(schema, 'properties') ? (own(schema, 'properties') as JsonSchema) : {};
}

interface Part {
  readonly sub: Place;
  readonly item: unknown;
  readonly step?: string | number;
}

function partsOf(place: Place, value: unknown): Part[] {
  const { schema, document } = place;
  if (!isSchema(schema)) return [];
  const below = (sub: unknown): Place => document.below(sub, place);
  const target = has(schema, '$ref') ? document.resolve(own(schema, '$ref'), place) : undefined;
  const all = has(schema, 'allOf') ? (own(schema, 'allOf') as unknown[]) : [];
  const same = [...(target === undefined ? [] : [target]), ...all.map(below)].map((sub) => ({ sub, item: value }));
  const extra =
    has(schema, 'additionalProperties') && !Object.hasOwn(schema, 'patternProperties')
      ? own(schema, 'additionalProperties')
      : true;
  if (Array.isArray(value)) {
    const { prefix, rest = true } = itemsOf(schema);
    return [...same, ...value.map((item, step) => ({ sub: below(prefix[step] ?? rest), item: item as unknown, step }))];
  }
  if (!isSchema(value)) return same;
  return [
    ...same,
    ...Object.entries(value).map(([step, item]) => ({ sub: below(propertyOf(schema, step) ?? extra), item, step })),
  ];
}

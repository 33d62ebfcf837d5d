/**
 * `allOf` as one schema. Objects become the one object with the fields of all parts: what a part does not name it leaves
 * alone, unless it is closed by `additionalProperties: false`.
 */
import type { JsonSchema } from './define.ts';
import { isSchema, list, text } from './json-schema.ts';
import { mergedLimits, mergedTexts } from './normalise-limits.ts';
import {
  asSchema,
  constantsOf,
  forLists,
  forNumbers,
  forObjects,
  forStrings,
  isConstant,
  isNever,
  onlyRules,
  refuseBeside,
  refused,
  withoutRules,
} from './normalise-rules.ts';
import type { Findings } from './problem.ts';
import { resolve } from './references.ts';

export interface Merging {
  readonly root: JsonSchema;
  readonly findings: Findings;
  /** Whether the rules beside a constant take it. */
  readonly takes: (schema: JsonSchema, value: unknown) => boolean;
}

/** What no value can be. A merged object keeps it at names that must not be there, for the parts that are still to come. */
export const never: JsonSchema = { not: {} };
/** Parts that contain themselves on both sides have no end. */
const depthMax = 100;
/** Alternatives in each of many parts multiply. */
const pairsMax = 2_000;

const textRules: readonly string[] = [...forStrings, 'x-pattern'];

/** True where several parts say together what a value is. The parts of a string are read as they stand. */
export function hasParts(schema: JsonSchema): boolean {
  const parts = list(schema, 'allOf');
  const keyword = choiceOf(schema);
  if (parts !== undefined && (schema['type'] !== 'string' || !parts.every(isTextPart))) return true;
  if (keyword === undefined || '$ref' in schema) return false;
  const { [keyword]: _, ...beside } = schema;
  return Object.keys(onlyRules(beside)).length > 0;
}

/** One schema that says what all of its parts say. */
export function mergedParts(schema: JsonSchema, merging: Merging): JsonSchema {
  return new Merger(merging).flat(schema);
}

/** Lengths, patterns and formats alone. */
function isTextPart(part: unknown): boolean {
  if (!isSchema(part) || ('type' in part && part['type'] !== 'string')) return false;
  return Object.keys(onlyRules(part)).every((rule) => rule === 'type' || textRules.includes(rule));
}

function choiceOf(schema: JsonSchema): 'anyOf' | 'oneOf' | undefined {
  return (['anyOf', 'oneOf'] as const).find((name) => list(schema, name) !== undefined);
}

class Merger {
  readonly #merging: Merging;
  #depth = 0;
  #pairsLeft = pairsMax;

  constructor(merging: Merging) {
    this.#merging = merging;
  }

  /** Without references and parts at the top. */
  flat(schema: JsonSchema): JsonSchema {
    const pointer = text(schema, '$ref');
    if (pointer === undefined && !hasParts(schema)) return schema;
    if (this.#depth >= depthMax) {
      this.#merging.findings.add('parts of "allOf" contain themselves', 'Write one object with all the fields.');
      return {};
    }
    this.#depth++;
    const parts = this.#partsOf(schema, pointer).map((part) => this.flat(part));
    const whole = parts.reduce((left, right) => this.#both(left, right));
    this.#depth--;
    return whole;
  }

  #partsOf(schema: JsonSchema, pointer: string | undefined): readonly JsonSchema[] {
    const { findings, root } = this.#merging;
    if (pointer !== undefined) {
      refuseBeside(schema, '$ref', { findings });
      const target = resolve(pointer, root);
      if (target === undefined) findings.add(`"$ref": "${pointer}" points nowhere in this schema`, 'Point into it.');
      return [target ?? {}, withoutRules(schema)];
    }
    const { allOf: _, ...whole } = schema;
    const keyword = choiceOf(whole);
    const all = (list(schema, 'allOf') ?? []).map((part) => asSchema(part, findings));
    if (keyword === undefined) return [...all, whole];
    const { [keyword]: branches, ...rest } = whole;
    return [...all, { [keyword]: branches }, rest];
  }

  /** Both are flat. */
  #both(left: JsonSchema, right: JsonSchema): JsonSchema {
    if (this.#pairsLeft === 0) return {};
    if (--this.#pairsLeft === 0)
      this.#merging.findings.add(
        'the parts of "allOf" have too many combinations',
        'Write one object with all the fields.',
      );
    const notes = { ...withoutRules(left), ...withoutRules(right) };
    const [ours, theirs] = [onlyRules(left), onlyRules(right)];
    const merged = this.#rules(ours, theirs);
    return isNever(merged) ? never : { ...merged, ...notes };
  }

  #rules(left: JsonSchema, right: JsonSchema): JsonSchema {
    if (isNever(left) || isNever(right)) return never;
    if (Object.keys(left).length === 0 || Object.keys(right).length === 0) return { ...left, ...right };
    if ('x-myelin' in left || 'x-myelin' in right)
      this.#merging.findings.add('"x-myelin" stands beside other rules', 'Leave them out.');
    return (
      this.#alternatives(left, right) ??
      this.#alternatives(right, left) ??
      this.#constants(left, right) ??
      this.#constants(right, left) ??
      this.#types(left, right)
    );
  }

  /** Each alternative together with the other part. */
  #alternatives(left: JsonSchema, right: JsonSchema): JsonSchema | undefined {
    const keyword = choiceOf(left);
    if (keyword === undefined) return undefined;
    const { [keyword]: _, ...beside } = left;
    const branches = (list(left, keyword) ?? []).map((branch) => this.flat({ allOf: [branch, beside, right] }));
    const some = branches.filter((branch) => !isNever(branch));
    return some.length <= 1 ? (some[0] ?? never) : { [keyword]: some };
  }

  #constants(left: JsonSchema, right: JsonSchema): JsonSchema | undefined {
    if (!isConstant(left)) return undefined;
    const { takes } = this.#merging;
    const listed = isConstant(right) ? constantsOf(right) : undefined;
    const values = constantsOf(left)
      .filter((value) => listed?.includes(value) ?? true)
      .filter((value) => takes(left, value) && takes(right, value));
    return values.length === 0 ? never : { enum: values };
  }

  #types(left: JsonSchema, right: JsonSchema): JsonSchema {
    const types = commonTypes(typesOf(left), typesOf(right));
    if (types === undefined) return this.#typed(left, right, undefined);
    const each = types.map((type) => this.#typed(left, right, type)).filter((schema) => !isNever(schema));
    return each.length <= 1 ? (each[0] ?? never) : { anyOf: each };
  }

  /** What both say about values of one type, or of any where none is said. */
  #typed(left: JsonSchema, right: JsonSchema, type: string | undefined): JsonSchema {
    const { findings } = this.#merging;
    const is = (...types: readonly string[]): boolean => type === undefined || types.includes(type);
    const of = (keywords: readonly string[]): readonly [JsonSchema, JsonSchema] => [
      picked(left, keywords),
      picked(right, keywords),
    ];
    const object = is('object') ? this.#objects(...of(forObjects)) : {};
    if (isNever(object)) return never;
    const [ours, theirs] = of(refused);
    return {
      ...(type === undefined ? {} : { type }),
      ...(is('string') ? mergedTexts(...of([...textRules, 'allOf'])) : {}),
      ...(is('number', 'integer') ? mergedLimits(...of(forNumbers), findings) : {}),
      ...(is('array') ? this.#lists(...of(forLists)) : {}),
      ...object,
      ...ours,
      ...theirs,
    };
  }

  #lists(left: JsonSchema, right: JsonSchema): JsonSchema {
    const merged = mergedLimits(left, right, this.#merging.findings);
    const holding = [left, right].filter((part) => 'items' in part || 'prefixItems' in part);
    if (holding.length < 2) return merged;
    if (holding.some((part) => 'prefixItems' in part || Array.isArray(part['items'])))
      this.#merging.findings.add('two parts of "allOf" say what a list holds', 'Write one list.');
    return { ...merged, items: { allOf: [left['items'], right['items']] } };
  }

  #objects(left: JsonSchema, right: JsonSchema): JsonSchema {
    const parts = [left, right].filter((part) => 'properties' in part);
    const required = new Set([left, right].flatMap((part) => list(part, 'required') ?? []));
    const properties: Record<string, unknown> = {};
    for (const name of new Set(parts.flatMap((part) => Object.keys(propertiesOf(part))))) {
      const field = this.#field(fieldOf(left, name), fieldOf(right, name));
      if (field === never && required.has(name)) return never;
      properties[name] = field;
    }
    const names = [left, right].flatMap((part) => ('propertyNames' in part ? [part['propertyNames']] : []));
    return {
      ...(parts.length === 0 ? {} : { properties }),
      ...(required.size === 0 ? {} : { required: [...required] }),
      ...(names.length === 0 ? {} : { propertyNames: names.length > 1 ? { allOf: names } : names[0] }),
      ...mergedExtra(left['additionalProperties'], right['additionalProperties']),
    };
  }

  /** What one part leaves alone stays as the other wrote it, so that types may contain themselves. */
  #field(left: unknown, right: unknown): unknown {
    if (left === false || right === false) return never;
    if (left === undefined || left === true) return right ?? true;
    return right === undefined || right === true ? left : this.flat({ allOf: [left, right] });
  }
}

/** What a part says about a field: by its name, or as about every other. */
function fieldOf(part: JsonSchema, name: string): unknown {
  const properties = propertiesOf(part);
  return Object.hasOwn(properties, name) ? properties[name] : part['additionalProperties'];
}

function propertiesOf(part: JsonSchema): JsonSchema {
  return isSchema(part['properties']) ? part['properties'] : {};
}

function mergedExtra(left: unknown, right: unknown): JsonSchema {
  if (left === undefined && right === undefined) return {};
  if (left === false || right === false) return { additionalProperties: false };
  const both = isSchema(left) && isSchema(right);
  return { additionalProperties: both ? { allOf: [left, right] } : isSchema(left) ? left : (right ?? left) };
}

function typesOf(schema: JsonSchema): readonly unknown[] | undefined {
  const type = schema['type'];
  return type === undefined ? undefined : Array.isArray(type) ? (type as unknown[]) : [type];
}

function commonTypes(
  left: readonly unknown[] | undefined,
  right: readonly unknown[] | undefined,
): readonly string[] | undefined {
  if (left === undefined || right === undefined) return (left ?? right)?.map(String);
  const isIn = (type: unknown, types: readonly unknown[]): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  return [...new Set([...left, ...right])].filter((type) => isIn(type, left) && isIn(type, right)).map(String);
}

function picked(schema: JsonSchema, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.includes(keyword)));
}

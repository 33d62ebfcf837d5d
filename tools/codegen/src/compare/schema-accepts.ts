/** Reads values against JSON Schema, as it was written. Three answers: yes, no, and not known. */
import type { JsonSchema } from '../define.ts';
import { codePoints, hasFormat, isFormat } from '../formats.ts';
import { isSchema } from '../json-schema.ts';
import { fractionOf, hits } from './fraction.ts';
import { matches } from './pattern-run.ts';
import type { Place } from './schema-document.ts';
import {
  beyondOf,
  has,
  hasSiblings,
  isCommonFormat,
  isOutOfDialect,
  itemsOf,
  numberOf,
  own,
  propertyOf,
  requiredOf,
  typesOf,
} from './schema-keywords.ts';
import { isEqual } from './term.ts';

export type Truth = boolean | undefined;

const depthMax = 200;

/** All must hold. */
function all(truths: Iterable<Truth>): Truth {
  let result: Truth = true;
  for (const truth of truths) {
    if (truth === false) return false;
    if (truth === undefined) result = undefined;
  }
  return result;
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function some(truths: readonly Truth[]): Truth {
  return not(all(truths.map(not)));
}

/** Reads values, and stops when its work is used up. */
export class SchemaReader {
  #workLeft: number;
  /** Texts of the scalars of long enums. */
  readonly #enums = new WeakMap<object, ReadonlySet<unknown>>();

  constructor({ workMax = 600_000 }: { readonly workMax?: number } = {}) {
    this.#workLeft = workMax;
  }

  /** Whether a value is one of the schema's. */
  accepts(place: Place, value: unknown, depth = 0): Truth {
    const { schema } = place;
    if (typeof schema === 'boolean') return schema;
    if (!isSchema(schema) || depth > depthMax || --this.#workLeft < 0) return undefined;
    return all(this.#rules({ place, schema, depth }, value));
  }

  *#rules(at: At, value: unknown): Generator<Truth> {
    const { place, schema, depth } = at;
    const inner = (sub: unknown): Truth => this.accepts(place.document.below(sub, place), value, depth + 1);
    if (has(schema, '$ref')) {
      const target = place.document.resolve(own(schema, '$ref'), place);
      yield target === undefined ? undefined : this.accepts(target, value, depth + 1);
      if (place.document.dialect === 'draft-07' && hasSiblings(schema)) yield undefined;
      if (place.document.dialect === 'draft-07') return;
    }
    const types = typesOf(schema);
    if (types !== undefined) yield types.some((type) => isOfType(value, type));
    if (has(schema, 'const')) yield isEqual(own(schema, 'const'), value);
    if (has(schema, 'enum')) yield this.#isListed(own(schema, 'enum') as unknown[], value);
    if (typeof value === 'number') yield* numberRules(schema, value);
    if (typeof value === 'string') yield* textRules(schema, value);
    const listed = !isOutOfDialect(schema, place.document.dialect);
    if (Array.isArray(value)) yield* listed ? this.#listRules(at, value) : [undefined];
    else if (isSchema(value)) yield* this.#objectRules(at, value);
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
      if (!has(schema, keyword)) continue;
      const truths = (own(schema, keyword) as unknown[]).map(inner);
      yield keyword === 'allOf' ? all(truths) : keyword === 'anyOf' ? some(truths) : exactlyOne(truths);
    }
    for (const [keyword] of beyondOf(schema)) yield this.#beyond(keyword, at, value);
  }

  #beyond(keyword: string, at: At, value: unknown): Truth {
    const { place, schema, depth } = at;
    const given = own(schema, keyword);
    const inner = (sub: unknown): Truth => this.accepts(place.document.below(sub, place), value, depth + 1);
    if (keyword === 'not') return not(inner(given));
    if (keyword === 'if') return this.#condition(at, inner);
    if (keyword === 'patternProperties') return isSchema(value) ? undefined : true;
    if (keyword === 'minProperties' || keyword === 'maxProperties') {
      if (typeof given !== 'number') return undefined;
      const count = isSchema(value) ? Object.keys(value).length : given;
      return keyword === 'minProperties' ? count >= given : count <= given;
    }
    if (keyword === 'contains') return Array.isArray(value) ? undefined : true;
    if (keyword.startsWith('dependent') || keyword === 'dependencies') return isSchema(value) ? undefined : true;
    return undefined;
  }

  #condition({ schema }: At, inner: (sub: unknown) => Truth): Truth {
    const truth = inner(own(schema, 'if'));
    const branch = (keyword: string): Truth => (Object.hasOwn(schema, keyword) ? inner(own(schema, keyword)) : true);
    return truth === undefined ? undefined : branch(truth ? 'then' : 'else');
  }

  #isListed(values: readonly unknown[], value: unknown): boolean {
    if (typeof value === 'object' && value !== null) return values.some((known) => isEqual(known, value));
    const known = this.#enums.get(values) ?? new Set(values);
    this.#enums.set(values, known);
    return known.has(value);
  }

  *#listRules({ place, schema, depth }: At, value: readonly unknown[]): Generator<Truth> {
    yield value.length >= (numberOf(schema, 'minItems') ?? 0);
    yield value.length <= (numberOf(schema, 'maxItems') ?? Number.POSITIVE_INFINITY);
    const { prefix, rest } = itemsOf(schema);
    for (const [index, item] of value.entries()) {
      const sub = index < prefix.length ? prefix[index] : rest;
      if (sub === undefined) continue;
      if (sub !== true) yield this.accepts(place.document.below(sub, place), item, depth + 1);
    }
    if (has(schema, 'uniqueItems') && own(schema, 'uniqueItems') === true) yield this.#isUnique(value);
  }

  #isUnique(value: readonly unknown[]): Truth {
    const simple = value.filter((item) => typeof item !== 'object' || item === null);
    if (new Set(simple).size < simple.length) return false;
    const others = value.filter((item) => typeof item === 'object' && item !== null);
    this.#workLeft -= others.length ** 2;
    if (this.#workLeft < 0) return undefined;
    return others.every((item, index) => !others.slice(0, index).some((before) => isEqual(before, item)));
  }

  *#objectRules({ place, schema, depth }: At, value: JsonSchema): Generator<Truth> {
    for (const name of requiredOf(schema)) yield Object.hasOwn(value, name);
    const inner = (sub: unknown, item: unknown): Truth =>
      this.accepts(place.document.below(sub, place), item, depth + 1);
    const extra =
      has(schema, 'additionalProperties') && !Object.hasOwn(schema, 'patternProperties')
        ? own(schema, 'additionalProperties')
        : true;
    const names = has(schema, 'propertyNames') ? own(schema, 'propertyNames') : true;
    for (const [name, item] of Object.entries(value)) {
      yield inner(propertyOf(schema, name) ?? extra, item);
      if (names !== true) yield inner(names, name);
    }
  }
}

interface At {
  readonly place: Place;
  readonly schema: JsonSchema;
  readonly depth: number;
}

function exactlyOne(truths: readonly Truth[]): Truth {
  const yes = truths.filter((truth) => truth === true).length;
  if (yes > 1) return false;
  return truths.includes(undefined) ? undefined : yes === 1;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isSchema(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function* numberRules(schema: JsonSchema, value: number): Generator<Truth> {
  yield value >= (numberOf(schema, 'minimum') ?? Number.NEGATIVE_INFINITY);
  yield value <= (numberOf(schema, 'maximum') ?? Number.POSITIVE_INFINITY);
  yield value > (numberOf(schema, 'exclusiveMinimum') ?? Number.NEGATIVE_INFINITY);
  yield value < (numberOf(schema, 'exclusiveMaximum') ?? Number.POSITIVE_INFINITY);
  const step = numberOf(schema, 'multipleOf');
  if (step === undefined) return;
  // Validators that divide binary fractions and those that do not must agree.
  const exact = hits(fractionOf(step), value);
  yield exact === Number.isInteger(value / step) ? exact : undefined;
}

function* textRules(schema: JsonSchema, value: string): Generator<Truth> {
  const length = codePoints(value);
  yield length >= (numberOf(schema, 'minLength') ?? 0);
  yield length <= (numberOf(schema, 'maxLength') ?? Number.POSITIVE_INFINITY);
  if (has(schema, 'pattern')) yield matches(String(own(schema, 'pattern')), value, { unicode: true });
  const format = has(schema, 'format') ? String(own(schema, 'format')) : undefined;
  if (format === undefined) return;
  yield isCommonFormat(format) && isFormat(format) ? hasFormat(format, value) : undefined;
}

/**
 * What the checker compares: sets of values, opened one level at a time. A contract type as its writer or its reader
 * sees it is a term, and so is a JSON Schema. Everything below speaks of terms alone.
 */
import type { Fraction } from './fraction.ts';

/** A set of values. */
export interface Term {
  /** Equal keys mean the same set, inside one search. */
  readonly key: string;
  /** The set as alternatives, one level deep. No alternative: the set is empty. */
  expand(): readonly Facet[];
  /** Whether a value is in the set, by reading the schema itself; undefined where that cannot be said. */
  accepts(value: unknown): boolean | undefined;
}

/** Values of one kind. */
export type Facet = ValuesFacet | NumbersFacet | TextsFacet | BytesFacet | ListsFacet | FieldsFacet;

export interface FacetBase {
  /** The term that this is an alternative of. */
  readonly owner: Term;
  /** Constraints that the other members do not express: with any of them, the facet holds too much. */
  readonly beyond: readonly string[];
}

/** Exactly these values. */
export interface ValuesFacet extends FacetBase {
  readonly kind: 'values';
  readonly values: readonly unknown[];
}

/** Finite numbers between bounds, of whole steps where one is given. Bounds may be infinite. */
export interface NumbersFacet extends FacetBase {
  readonly kind: 'numbers';
  readonly min: number;
  readonly minOpen: boolean;
  readonly max: number;
  readonly maxOpen: boolean;
  readonly step?: Fraction;
}

/** Texts. A text that lacks a length or pattern is out; whether formats decide as well is said by `formal`. */
export interface TextsFacet extends FacetBase {
  readonly kind: 'texts';
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  /** Formats are the model's own, with one meaning, so that lengths and inclusion follow from them. */
  readonly formal: boolean;
}

export interface BytesFacet extends FacetBase {
  readonly kind: 'bytes';
  readonly bytesMax: number;
}

/** Lists: `prefix` by place, then `rest`. Without `rest`, `max` is at most the length of `prefix`. */
export interface ListsFacet extends FacetBase {
  readonly kind: 'lists';
  readonly prefix: readonly Term[];
  readonly rest?: Term;
  readonly min: number;
  readonly max: number;
  readonly unique: boolean;
}

/** Objects: named fields, then `extra` for every other name that all of `names` accept. */
export interface FieldsFacet extends FacetBase {
  readonly kind: 'fields';
  readonly fields: ReadonlyMap<string, { readonly term: Term; readonly required: boolean }>;
  readonly extra?: Term;
  readonly names: readonly Term[];
}

/** What a search for a value says. `none` is a proof; `unknown` is neither. */
export type Answer =
  /** Without `value` where it would be too large to write out. */
  | { readonly kind: 'found'; readonly value?: unknown }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

export const none: Answer = { kind: 'none' };

/** The first value that is found for one of the items; else what stayed unknown; else none. */
export function firstFound<Item>(items: Iterable<Item>, answerOf: (item: Item) => Answer): Answer {
  let result = none;
  for (const item of items) {
    const answer = answerOf(item);
    if (answer.kind === 'found') return answer;
    if (answer.kind === 'unknown') result = answer;
  }
  return result;
}

/** Every value whatever, binary data included: what an open reader takes in a field that it does not know. */
export const everything: Term = { key: 'everything', expand: () => [], accepts: () => true };

/** Every text. */
export const allTexts: Term = {
  key: 'texts',
  expand: () => [
    {
      kind: 'texts',
      lengthMin: 0,
      lengthMax: Number.POSITIVE_INFINITY,
      patterns: [],
      formats: [],
      formal: true,
      owner: allTexts,
      beyond: [],
    },
  ],
  accepts: (value) => typeof value === 'string',
};

let valuesCount = 0;

/** A term of exactly these values. */
export function valuesTerm(values: readonly unknown[]): Term {
  const term: Term = {
    key: `values ${valuesCount++}`,
    expand: () => [{ kind: 'values', values, owner: term, beyond: [] }],
    accepts: (value) => values.some((known) => isEqual(known, value)),
  };
  return term;
}

/** Equal as JSON: the order of fields is no difference. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = Object.keys(left);
  const other = right as Readonly<Record<string, unknown>>;
  return (
    names.length === Object.keys(right).length &&
    names.every(
      (name) => Object.hasOwn(right, name) && isEqual((left as Readonly<Record<string, unknown>>)[name], other[name]),
    )
  );
}

/** What has to hold at once: references and `allOf` taken in, alternatives laid out one by one. */
import type { JsonSchema } from '../define.ts';
import { isSchema } from '../json-schema.ts';
import type { Place } from './schema-document.ts';
import { beyondOf, has, hasSiblings, isOutOfDialect, own } from './schema-keywords.ts';

/** Schemas whose own keywords hold together. */
export interface Combination {
  readonly rules: readonly Rule[];
  /** What is demanded besides. */
  readonly beyond: readonly string[];
}

/** A schema that is an object, read for its own keywords alone. */
export interface Rule {
  readonly place: Place;
  readonly schema: JsonSchema;
}

/** Whether no value is in two of the alternatives of `oneOf`. */
export type Apart = (places: readonly Place[]) => boolean;

const combinationsMax = 2_000;
/** Longer chains of references and `allOf` are not followed. */
const aboveMax = 200;

/** Every way in which all of the places can hold: one combination for each choice of alternatives. */
export function combinationsOf(places: readonly Place[], apart: Apart): readonly Combination[] {
  const first = new Gathering(apart);
  for (const place of places) first.add(place);
  const done: Gathering[] = [];
  const open = [first];
  for (let gathering = open.pop(); gathering !== undefined; gathering = open.pop()) {
    if (gathering.empty) continue;
    const choice = gathering.choices.pop();
    if (choice === undefined) done.push(gathering);
    else if (open.length + done.length + choice.length > combinationsMax) open.push(gathering.without(choice));
    else open.push(...choice.map((place) => gathering.with(place)).reverse());
  }
  return done;
}

class Gathering implements Combination {
  readonly rules: Rule[];
  readonly beyond: string[];
  readonly choices: (readonly Place[])[];
  empty = false;
  readonly #seen: Set<Place>;
  readonly #apart: Apart;

  constructor(apart: Apart, from?: Gathering) {
    this.#apart = apart;
    this.rules = [...(from?.rules ?? [])];
    this.beyond = [...(from?.beyond ?? [])];
    this.choices = [...(from?.choices ?? [])];
    this.#seen = new Set(from === undefined ? [] : from.#seen);
  }

  with(place: Place): Gathering {
    const next = new Gathering(this.#apart, this);
    next.add(place);
    return next;
  }

  /** The same without a choice for which there is no room. */
  without(choice: readonly Place[]): Gathering {
    const next = new Gathering(this.#apart, this);
    next.beyond.push(`alternatives ${choice.map(({ id }) => id).join(' ')}`);
    return next;
  }

  /** `above`: the schemas that this one stands in for at the same value. */
  add(place: Place, above: readonly Place[] = []): void {
    const { schema, document } = place;
    if (above.includes(place)) this.beyond.push(`a reference without end in the ${document.name} schema`);
    if (above.length > aboveMax) {
      this.beyond.push(`references and parts nested too deeply in the ${document.name} schema`);
      return;
    }
    if (this.#seen.has(place) || schema === true) return;
    this.#seen.add(place);
    if (schema === false) this.empty = true;
    else if (!isSchema(schema)) this.beyond.push(`something that is no schema in the ${document.name} schema`);
    else this.#addRules({ place, schema }, [...above, place]);
  }

  #addRules(rule: Rule, above: readonly Place[]): void {
    const { place, schema } = rule;
    const { document } = place;
    if (has(schema, '$ref')) {
      this.#addReference(rule, above);
      if (document.dialect === 'draft-07') return;
    }
    if (isOutOfDialect(schema, document.dialect)) {
      this.beyond.push(`items of another draft in the ${document.name} schema`);
      return;
    }
    const below = (keyword: string): Place[] =>
      has(schema, keyword) ? (own(schema, keyword) as unknown[]).map((sub) => document.below(sub, place)) : [];
    this.rules.push(rule);
    for (const part of below('allOf')) this.add(part, above);
    this.#choose(below('anyOf'));
    const exclusive = below('oneOf');
    this.#choose(exclusive);
    if (exclusive.length > 1 && !this.#apart(exclusive))
      this.beyond.push(document.textOf('oneOf', own(schema, 'oneOf')));
    for (const [keyword, value] of beyondOf(schema)) this.beyond.push(document.textOf(keyword, value));
  }

  #addReference({ place, schema }: Rule, above: readonly Place[]): void {
    const { document } = place;
    const target = document.resolve(own(schema, '$ref'), place);
    if (target === undefined) this.beyond.push(`$ref ${String(own(schema, '$ref'))} of the ${document.name} schema`);
    else this.add(target, above);
    if (document.dialect === 'draft-07' && hasSiblings(schema))
      this.beyond.push(document.textOf('beside $ref', schema));
  }

  #choose(places: readonly Place[]): void {
    if (places.length > 0) this.choices.push(places);
  }
}

/** JSON Schemas as terms: a term is a set of schemas that hold together. */
import { SchemaReader } from './schema-accepts.ts';
import { type Combination, combinationsOf, type Rule } from './schema-combine.ts';
import type { Place } from './schema-document.ts';
import { areTagged, constantsOf, greatest, least, numbersOf, oddFormats, textsOf } from './schema-facets.ts';
import { has, itemsOf, own, propertyOf, requiredOf, typeNames, typesOf } from './schema-keywords.ts';
import { Search } from './search.ts';
import type { Facet, FacetBase, FieldsFacet, ListsFacet, Term } from './term.ts';

/** What every name is. */
const text = { type: 'string' };

/** Makes terms of places; equal sets of places are one term. */
export class SchemaTerms {
  readonly #terms = new Map<string, Term>();
  /** By the places that are or are not. */
  readonly #apart = new Map<string, boolean>();
  readonly #reader = new SchemaReader();
  #pairsLeft = 20_000;

  /** Values that all of the places accept. */
  of(places: readonly Place[]): Term {
    const all = [...new Set(places)].filter(({ schema }) => schema !== true).sort((left, right) => left.id - right.id);
    const key = `schemas ${all.map(({ id }) => id).join(' ')}`;
    const known = this.#terms.get(key) ?? this.#make(key, all);
    this.#terms.set(key, known);
    return known;
  }

  #make(key: string, places: readonly Place[]): Term {
    let facets: readonly Facet[] | undefined;
    const expand = (): readonly Facet[] => {
      facets ??= combinationsOf(places, (members) => this.#areApart(members)).flatMap((combination) =>
        this.#facets(combination, term),
      );
      return facets;
    };
    const term: Term = { key, expand, accepts: (value) => this.#accepts(places, value) };
    return term;
  }

  #accepts(places: readonly Place[], value: unknown): boolean | undefined {
    const truths = places.map((place) => this.#reader.accepts(place, value));
    if (truths.includes(false)) return false;
    return truths.includes(undefined) ? undefined : true;
  }

  /** While it is being found out, it is not so. */
  #areApart(places: readonly Place[]): boolean {
    const key = places.map(({ id }) => id).join(' ');
    const known = this.#apart.get(key);
    if (known !== undefined) return known;
    if (areTagged(places)) return true;
    this.#apart.set(key, false);
    const pairs = places.flatMap((place, index) => places.slice(index + 1).map((other) => [place, other]));
    this.#pairsLeft -= pairs.length;
    const apart =
      this.#pairsLeft > 0 &&
      pairs.every((pair) => new Search({ workMax: 500, depthMax: 20 }).find(this.of(pair), []).kind === 'none');
    this.#apart.set(key, apart);
    return apart;
  }

  #facets({ rules, beyond }: Combination, owner: Term): readonly Facet[] {
    const base: FacetBase = { owner, beyond: [...new Set([...beyond, ...oddFormats(rules)])].sort() };
    const listed = rules.find(({ schema }) => has(schema, 'enum') || has(schema, 'const'));
    if (listed !== undefined) return constantsOf(listed, base);
    const allowed = rules.map(({ schema }) => typesOf(schema)).filter((types) => types !== undefined);
    const may = (type: string): boolean => allowed.every((types) => types.includes(type));
    const whole = allowed.every((types) => types.includes('number') || types.includes('integer'));
    return [...typeNames].flatMap((type): Facet[] => {
      if (type === 'integer') return [];
      if (type === 'number') return whole ? [numbersOf(rules, base, { whole: !may('number') })] : [];
      return may(type) ? [this.#facet(type, rules, base)] : [];
    });
  }

  #facet(type: string, rules: readonly Rule[], base: FacetBase): Facet {
    switch (type) {
      case 'string':
        return textsOf(rules, base);
      case 'array':
        return this.#lists(rules, base);
      case 'object':
        return this.#fields(rules, base);
      default:
        return { ...base, kind: 'values', values: type === 'null' ? [null] : [false, true] };
    }
  }

  #lists(rules: readonly Rule[], base: FacetBase): ListsFacet {
    const items = rules.map(({ place, schema }) => ({ place, ...itemsOf(schema) }));
    const longest = items.reduce((most, { prefix }) => Math.max(most, prefix.length), 0);
    const at = (index: number): Term =>
      this.of(
        items.flatMap(({ place, prefix, rest }) => this.#below(place, index < prefix.length ? prefix[index] : rest)),
      );
    const closed = items.filter(({ rest }) => rest === false).map(({ prefix }) => prefix.length);
    const max = Math.min(least(rules, 'maxItems'), ...closed);
    const prefix = Array.from({ length: Math.min(longest, max) }, (_, index) => at(index));
    const unique = rules.some(({ schema }) => has(schema, 'uniqueItems') && own(schema, 'uniqueItems') === true);
    const rest = closed.length > 0 ? {} : { rest: at(longest) };
    return { ...base, kind: 'lists', prefix, min: Math.max(0, greatest(rules, 'minItems')), max, unique, ...rest };
  }

  #fields(rules: readonly Rule[], base: FacetBase): FieldsFacet {
    const required = new Set(rules.flatMap(({ schema }) => requiredOf(schema)));
    const described = rules.flatMap(({ schema }) =>
      has(schema, 'properties') ? Object.keys(own(schema, 'properties') as object) : [],
    );
    const extras = (rule: Rule): Place[] =>
      has(rule.schema, 'additionalProperties') && !Object.hasOwn(rule.schema, 'patternProperties')
        ? this.#below(rule.place, own(rule.schema, 'additionalProperties'))
        : [];
    const at = (name: string): Term =>
      this.of(
        rules.flatMap((rule) => {
          const property = propertyOf(rule.schema, name);
          return property === undefined ? extras(rule) : this.#below(rule.place, property);
        }),
      );
    const names = rules
      .filter(({ schema }) => has(schema, 'propertyNames'))
      .map(({ place, schema }) =>
        this.of([own(schema, 'propertyNames'), text].flatMap((sub) => this.#below(place, sub))),
      );
    const extra = rules.flatMap(extras);
    return {
      ...base,
      kind: 'fields',
      fields: new Map(
        [...new Set([...described, ...required])].map((name) => [
          name,
          { term: at(name), required: required.has(name) },
        ]),
      ),
      names,
      ...(extra.some(({ schema }) => schema === false) ? {} : { extra: this.of(extra) }),
    };
  }

  #below(place: Place, schema: unknown): Place[] {
    return schema === undefined ? [] : [place.document.below(schema, place)];
  }
}

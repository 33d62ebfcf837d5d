/** An object of one kind and outside of others. */
import { choose } from './search-choice.ts';
import { type NameSearch, otherEntries } from './search-names.ts';
import { type Answer, type FieldsFacet, isEqual, none, type Term } from './term.ts';

/** What a part of the search needs of the whole. */
export interface Around {
  readonly search: { find(term: Term, others: readonly Term[]): Answer; spend(work: number): boolean };
  /** Constants that the value must not be. */
  readonly excluded: readonly unknown[];
}

/** The place of all names that no side knows. */
const other = Symbol('any other name');
type Place = string | typeof other;

/** An object of `facet` that none of `others` has and that is not excluded. */
export function findFields(facet: FieldsFacet, others: readonly FieldsFacet[], { search, excluded }: Around): Answer {
  const builder = new FieldsBuilder(facet, others, search);
  const answer = builder.find();
  const clash = answer.kind === 'found' && excluded.some((value) => 'value' in answer && isEqual(value, answer.value));
  return clash ? { kind: 'unknown', why: 'objects beside constants' } : answer;
}

class FieldsBuilder {
  readonly #facet: FieldsFacet;
  readonly #others: readonly FieldsFacet[];
  readonly #search: Around['search'];
  readonly #names: readonly string[];
  readonly #other: NameSearch;
  /** Of the fields that must be there. */
  readonly #samples = new Map<string, Answer>();

  constructor(facet: FieldsFacet, others: readonly FieldsFacet[], search: Around['search']) {
    this.#facet = facet;
    this.#search = search;
    this.#others = others.filter((item) => !this.#isApart(item));
    this.#names = [...new Set([facet, ...this.#others].flatMap(({ fields }) => [...fields.keys()]))];
    this.#other = { search, facet, known: this.#names };
  }

  find(): Answer {
    for (const [name, { required }] of this.#facet.fields) {
      if (!required) continue;
      const sample = this.#valueAt(name, []);
      if (sample.kind === 'none') return none;
      this.#samples.set(name, sample);
    }
    return choose<Place, FieldsFacet>({
      others: this.#others,
      placesOf: (item) => this.#placesOf(item),
      build: (groups) => this.#build(groups),
      spend: (work) => this.#search.spend(work),
    });
  }

  /** A field that both demand has constants alone, and none in common: nothing is in both. */
  #isApart(item: FieldsFacet): boolean {
    for (const [name, { term, required }] of item.fields) {
      const own = this.#facet.fields.get(name);
      if (!required || own?.required !== true) continue;
      const [values, others] = [constantsOf(own.term), constantsOf(term)];
      if (values === undefined || others === undefined || [...values, ...others].some(isCompound)) continue;
      const known = new Set(others);
      if (values.every((value) => !known.has(value))) return true;
    }
    return false;
  }

  /** At a name that neither of the two knows, it is as at any other, unless there are few names. */
  #placesOf(item: FieldsFacet): Place[] {
    const few = item.names.length > 0 || this.#facet.names.length > 0;
    const names = few ? this.#names : [...new Set([...item.fields.keys(), ...this.#facet.fields.keys()])];
    if (!this.#search.spend(names.length / 64)) return [...names, other];
    const named = names.filter((name) => this.#mayOmit(name, [item]) || this.#valueAt(name, [item]).kind !== 'none');
    return this.#otherAt(item).kind === 'none' ? named : [...named, other];
  }

  /** All of them demand the field, and who writes may leave it out. */
  #mayOmit(name: string, items: readonly FieldsFacet[]): boolean {
    return (
      this.#facet.fields.get(name)?.required !== true && items.every((item) => item.fields.get(name)?.required === true)
    );
  }

  /** A value of the field that all of `items` refuse there. */
  #valueAt(name: string, items: readonly FieldsFacet[]): Answer {
    const own = termAt(this.#facet, name);
    if (own === undefined) return none;
    if (own === 'unknown') return { kind: 'unknown', why: 'names of fields beside a pattern' };
    const terms = items.map((item) => termAt(item, name));
    if (terms.includes('unknown')) return { kind: 'unknown', why: 'names of fields beside a pattern' };
    return this.#search.find(
      own,
      terms.filter((term) => typeof term === 'object'),
    );
  }

  /** A field by a name that nobody knows, which `item` refuses. */
  #otherAt(item: FieldsFacet): Answer {
    const found = otherEntries([item], this.#other);
    return 'kind' in found ? found : { kind: 'found' };
  }

  #build(groups: ReadonlyMap<Place, readonly FieldsFacet[]>): Answer {
    const entries: (readonly [string, Answer])[] = [];
    for (const [place, items] of groups) {
      if (place === other) entries.push(...this.#othersAt(items));
      else if (!this.#mayOmit(place, items)) entries.push([place, this.#valueAt(place, items)]);
    }
    for (const [name, sample] of this.#samples) {
      if (!groups.has(name)) entries.push([name, sample]);
    }
    return objectOf(entries);
  }

  #othersAt(items: readonly FieldsFacet[]): readonly (readonly [string, Answer])[] {
    const found = otherEntries(items, this.#other);
    return 'kind' in found ? [['', found]] : found;
  }
}

/** What a facet allows at a name: undefined for nothing, `unknown` where a rule for names cannot be run. */
function termAt(facet: FieldsFacet, name: string): Term | 'unknown' | undefined {
  const term = facet.fields.get(name)?.term ?? facet.extra;
  if (term === undefined || facet.names.length === 0) return term;
  const allowed = facet.names.map((names) => names.accepts(name));
  if (allowed.includes(false)) return undefined;
  return allowed.includes(undefined) ? 'unknown' : term;
}

function constantsOf(term: Term): readonly unknown[] | undefined {
  const facets = term.expand();
  return facets.every((facet) => facet.kind === 'values') ? facets.flatMap(({ values }) => values) : undefined;
}

function isCompound(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function objectOf(entries: readonly (readonly [string, Answer])[]): Answer {
  if (entries.some(([, { kind }]) => kind === 'none')) return none;
  const unknown = entries.find(([, { kind }]) => kind === 'unknown');
  if (unknown !== undefined) return unknown[1];
  if (entries.some(([, answer]) => !('value' in answer))) return { kind: 'found' };
  return {
    kind: 'found',
    value: Object.fromEntries(entries.map(([name, answer]) => [name, 'value' in answer ? answer.value : null])),
  };
}

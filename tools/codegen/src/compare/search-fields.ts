/** An object of one kind and outside of others. */
import { choose } from './search-choice.ts';
import { type Answer, allTexts, type FieldsFacet, firstFound, isEqual, none, type Term, valuesTerm } from './term.ts';

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
  /** Of the fields that must be there. */
  readonly #samples = new Map<string, Answer>();

  constructor(facet: FieldsFacet, others: readonly FieldsFacet[], search: Around['search']) {
    this.#facet = facet;
    this.#search = search;
    this.#others = others.filter((item) => !this.#isApart(item));
    this.#names = [...new Set([facet, ...this.#others].flatMap(({ fields }) => [...fields.keys()]))];
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

  /** At a name that neither of the two knows, it is as at any other. */
  #placesOf(item: FieldsFacet): Place[] {
    const names = [...new Set([...item.fields.keys(), ...this.#facet.fields.keys()])];
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
    if (this.#facet.extra === undefined) return none;
    const name = this.#freshName(item);
    if (name.kind === 'found') return this.#search.find(this.#facet.extra, []);
    const value = item.extra === undefined ? none : this.#search.find(this.#facet.extra, [item.extra]);
    return value.kind === 'none' ? name : value;
  }

  /** A name that is not taken, that the facet allows and, where `item` is given, that it refuses. */
  #freshName(item: FieldsFacet | undefined, taken: readonly string[] = []): Answer {
    const { names } = this.#facet;
    const used = [...this.#names, ...taken];
    const refusing = item === undefined || item.extra === undefined ? undefined : item.names;
    if (refusing === undefined && names.length === 0) return { kind: 'found', value: unused(used) };
    const [first = allTexts, ...rest] = names;
    const known = valuesTerm(used);
    const answer = firstFound(refusing ?? [known], (term) => this.#search.find(first, [term, known]));
    const fits =
      answer.kind !== 'found' || rest.every((term) => 'value' in answer && term.accepts(answer.value) === true);
    return fits ? answer : { kind: 'unknown', why: 'names of fields under several rules' };
  }

  #build(groups: ReadonlyMap<Place, readonly FieldsFacet[]>): Answer {
    const entries: [string, Answer][] = [];
    for (const [place, items] of groups) {
      if (place === other) entries.push(...items.flatMap((item) => this.#otherEntry(item, entries)));
      else if (!this.#mayOmit(place, items)) entries.push([place, this.#valueAt(place, items)]);
    }
    for (const [name, sample] of this.#samples) {
      if (!groups.has(name)) entries.push([name, sample]);
    }
    return objectOf(entries);
  }

  #otherEntry(item: FieldsFacet, entries: readonly [string, Answer][]): [string, Answer][] {
    const taken = entries.map(([name]) => name);
    const refused = this.#freshName(item, taken);
    const name = refused.kind === 'found' ? refused : this.#freshName(undefined, taken);
    const others = refused.kind === 'found' || item.extra === undefined ? [] : [item.extra];
    const value = this.#facet.extra === undefined ? none : this.#search.find(this.#facet.extra, others);
    if (name.kind !== 'found') return [['', name]];
    return 'value' in name && typeof name.value === 'string' ? [[name.value, value]] : [['', { kind: 'found' }]];
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

function unused(names: readonly string[]): string {
  const known = new Set(names);
  for (let turn = 1; ; turn++) {
    const name = turn === 1 ? 'other' : `other${turn}`;
    if (!known.has(name)) return name;
  }
}

function objectOf(entries: readonly [string, Answer][]): Answer {
  if (entries.some(([, { kind }]) => kind === 'none')) return none;
  const unknown = entries.find(([, { kind }]) => kind === 'unknown');
  if (unknown !== undefined) return unknown[1];
  if (entries.some(([, answer]) => !('value' in answer))) return { kind: 'found' };
  return {
    kind: 'found',
    value: Object.fromEntries(entries.map(([name, answer]) => [name, 'value' in answer ? answer.value : null])),
  };
}

/** A list of one kind and outside of others. */
import { countBelow } from './fraction.ts';
import { choose } from './search-choice.ts';
import type { Around } from './search-fields.ts';
import { distinctOf } from './search-names.ts';
import { type Answer, firstFound, isEqual, type ListsFacet, none, type Term, valuesTerm } from './term.ts';

/** A place is an index; this one is for two items that are equal. */
const twice = -1;

/** Longer lists are not written out. */
const itemsWrittenMax = 200_000;
const uniqueWrittenMax = 2_000;

/** A list of `facet` that none of `others` has and that is not excluded. */
export function findLists(facet: ListsFacet, others: readonly ListsFacet[], { search, excluded }: Around): Answer {
  const max = greatest(facet, search);
  const answer = firstFound(regions(facet.min, max, others), ({ low, high }) => {
    const active = others.filter((other) => other.min <= low && other.max >= high);
    const longest = Math.max(...[facet, ...active].map(({ prefix }) => prefix.length));
    const enough = Math.min(high, Math.max(low, longest + active.length + 2));
    return firstFound(lengthsOf(low, enough, facet.unique), (length) =>
      new ListBuilder(facet, length, search).find(active),
    );
  });
  const clash = answer.kind === 'found' && excluded.some((value) => 'value' in answer && isEqual(value, answer.value));
  return clash ? { kind: 'unknown', why: 'lists beside constants' } : answer;
}

/** Where items may repeat, a longer list can always be made; where all differ there may be too few of them. */
function lengthsOf(low: number, enough: number, unique: boolean): ReadonlySet<number> {
  const between = unique ? Array.from({ length: enough - low + 1 }, (_, more) => enough - more) : [];
  return new Set([low, Math.min(low + 1, enough), Math.min(low + 2, enough), enough, ...between]);
}

/** The greatest length that there are items for. */
function greatest(facet: ListsFacet, search: Around['search']): number {
  const { prefix, rest, unique } = facet;
  const empty = prefix.slice(0, facet.max).findIndex((item) => search.find(item, []).kind === 'none');
  if (empty >= 0) return empty;
  if (rest === undefined || facet.max <= prefix.length) return facet.max;
  if (search.find(rest, []).kind === 'none') return prefix.length;
  return unique && prefix.length === 0 ? Math.min(facet.max, sizeOf(rest)) : facet.max;
}

/** How many values a term has at most. */
function sizeOf(term: Term): number {
  const facets = term.expand();
  return facets.reduce((total, facet) => {
    if (facet.kind === 'values') return total + facet.values.length;
    if (facet.kind === 'texts') return total + (facet.lengthMax === 0 ? 1 : Number.POSITIVE_INFINITY);
    if (facet.kind !== 'numbers' || !Number.isFinite(facet.max - facet.min)) return Number.POSITIVE_INFINITY;
    if (facet.min === facet.max) return total + 1;
    const { step, min, max } = facet;
    return step === undefined
      ? Number.POSITIVE_INFINITY
      : total + Number(countBelow(step, max) - countBelow(step, min)) + 1;
  }, 0);
}

/** Ranges of lengths that the same others allow. */
function regions(min: number, max: number, others: readonly ListsFacet[]): { low: number; high: number }[] {
  if (max < min) return [];
  const starts = [min, ...others.flatMap((other) => [other.min, other.max + 1])].filter(
    (start) => start >= min && start <= max,
  );
  const sorted = [...new Set(starts)].sort((left, right) => left - right);
  return sorted.map((low, index) => ({ low, high: (sorted[index + 1] ?? max + 1) - 1 }));
}

class ListBuilder {
  readonly #facet: ListsFacet;
  readonly #length: number;
  readonly #search: Around['search'];

  constructor(facet: ListsFacet, length: number, search: Around['search']) {
    this.#facet = facet;
    this.#length = length;
    this.#search = search;
  }

  find(others: readonly ListsFacet[]): Answer {
    return choose<number, ListsFacet>({
      others,
      placesOf: (item) => this.#placesOf(item, others.length),
      build: (groups) => this.#build(groups),
      spend: (work) => this.#search.spend(work),
    });
  }

  #placesOf(item: ListsFacet, count: number): number[] {
    const longest = Math.max(this.#facet.prefix.length, item.prefix.length);
    const indexes = Array.from({ length: Math.min(this.#length, longest + count) }, (_, index) => index);
    const places = indexes.filter((index) => this.#valueAt(index, [item]).kind !== 'none');
    return item.unique && !this.#facet.unique && this.#length > 1 ? [...places, twice] : places;
  }

  #valueAt(index: number, items: readonly ListsFacet[], used: readonly unknown[] = []): Answer {
    const own = itemAt(this.#facet, index);
    if (own === undefined) return none;
    const terms = items.map((item) => itemAt(item, index)).filter((term) => term !== undefined);
    return this.#search.find(own, used.length === 0 ? terms : [...terms, valuesTerm(used)]);
  }

  #build(groups: ReadonlyMap<number, readonly ListsFacet[]>): Answer {
    const { unique, prefix } = this.#facet;
    const written = this.#length <= (unique ? uniqueWrittenMax : itemsWrittenMax);
    if (!written) return this.#unwritten(groups);
    const values: unknown[] = Array.from({ length: this.#length });
    const free = [...values.keys()].filter((index) => !groups.has(index));
    const apart = unique && prefix.length === 0 && groups.size > 1 ? this.#allDifferent(groups) : [];
    if ('kind' in apart) return apart;
    for (const [index, value] of apart) values[index] = value;
    for (const index of [...groups.keys(), ...free]) {
      if (index === twice || values[index] !== undefined) continue;
      const answer = this.#item(index, groups.get(index) ?? [], values);
      if (answer.kind === 'none' && unique && prefix.length > 0)
        return { kind: 'unknown', why: 'items that are all different' };
      if (answer.kind !== 'found') return answer;
      if (!('value' in answer)) return { kind: 'found' };
      values[index] = answer.value;
    }
    return groups.has(twice) ? this.#doubled(values, free) : { kind: 'found', value: values };
  }

  /** An item for each place with readers to be refused by, all different: where these are chosen well, any others will do. */
  #allDifferent(groups: ReadonlyMap<number, readonly ListsFacet[]>): readonly (readonly [number, unknown])[] | Answer {
    const lists: unknown[][] = [];
    for (const [index, items] of groups) {
      const found: unknown[] = [];
      while (found.length < groups.size) {
        const answer = this.#valueAt(index, items, found);
        if (answer.kind === 'unknown') return answer;
        if (answer.kind === 'none') break;
        if (!('value' in answer)) return { kind: 'unknown', why: 'items that are all different' };
        found.push(answer.value);
      }
      lists.push(found);
    }
    const chosen = distinctOf(lists);
    return chosen === undefined ? none : [...groups.keys()].map((index, place) => [index, chosen[place]] as const);
  }

  #item(index: number, items: readonly ListsFacet[], values: readonly unknown[]): Answer {
    const { unique, prefix } = this.#facet;
    if (unique)
      return this.#valueAt(
        index,
        items,
        values.filter((value) => value !== undefined),
      );
    const before = index - 1;
    const repeats = items.length === 0 && before >= prefix.length && before in values && values[before] !== undefined;
    return repeats ? { kind: 'found', value: values[before] } : this.#valueAt(index, items);
  }

  /** As `build`, for a list that is too long to be written out. */
  #unwritten(groups: ReadonlyMap<number, readonly ListsFacet[]>): Answer {
    const places = [...groups].filter(([place]) => place !== twice);
    const answers = places.map(([place, items]) => this.#valueAt(place, items));
    const failed = answers.find(({ kind }) => kind !== 'found');
    if (failed !== undefined) return failed;
    // So long a list has two items at places that no reader looks at.
    const doubled = !groups.has(twice) || this.#length > this.#facet.prefix.length + groups.size + 1;
    return doubled ? { kind: 'found' } : { kind: 'unknown', why: 'items that are all different' };
  }

  /** Makes a free item equal to another. */
  #doubled(values: readonly unknown[], free: readonly number[]): Answer {
    const indexes = [...values.keys()].slice(-64);
    const pairs = free.slice(-8).flatMap((to) => indexes.filter((from) => from !== to).map((from) => ({ from, to })));
    const pair = pairs.find(({ from, to }) => itemAt(this.#facet, to)?.accepts(values[from]) === true);
    if (pair !== undefined) return { kind: 'found', value: values.with(pair.to, values[pair.from]) };
    const apart = pairs.every(({ from, to }) => areApart(itemAt(this.#facet, from), itemAt(this.#facet, to)));
    return apart && pairs.length > 0 ? none : { kind: 'unknown', why: 'items that are all different' };
  }
}

function itemAt({ prefix, rest }: ListsFacet, index: number): Term | undefined {
  return prefix[index] ?? rest;
}

/** Whether two terms have no kind of value in common. */
function areApart(left: Term | undefined, right: Term | undefined): boolean {
  const kinds = (term: Term | undefined): Set<string> =>
    new Set(term?.expand().flatMap((facet) => (facet.kind === 'values' ? facet.values.map(kindOf) : [facet.kind])));
  const known = kinds(right);
  return [...kinds(left)].every((kind) => !known.has(kind));
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'texts';
  if (typeof value === 'number') return 'numbers';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'lists' : 'fields';
  return String(value);
}

/** Fields by names that no side knows: which names and values all of several readers refuse. */
import { type Answer, allTexts, type FieldsFacet, firstFound, none, type Term, valuesTerm } from './term.ts';

export interface NameSearch {
  readonly search: { find(term: Term, others: readonly Term[]): Answer; spend(work: number): boolean };
  /** Who writes. */
  readonly facet: FieldsFacet;
  /** Names that some side knows. */
  readonly known: readonly string[];
}

type Entry = readonly [name: string, value: Answer];

/** Readers beyond this are not tried in every grouping. */
const groupingMax = 5;
const tooMany: Exclude<Answer, { kind: 'found' }> = { kind: 'unknown', why: 'names of fields under several rules' };

/** Fields that are refused by all of `items`, each by one at least; why not, where there are none. */
export function otherEntries(
  items: readonly FieldsFacet[],
  names: NameSearch,
): readonly Entry[] | Exclude<Answer, { kind: 'found' }> {
  const free = [names.facet, ...items].every((item) => item.names.length === 0);
  if (free) return byValues(items, names);
  const quick = oneByOne(items, names);
  if (quick !== undefined) return quick;
  return items.length > groupingMax ? tooMany : grouped(items, names);
}

/** Where any name will do, one field for each. */
function byValues(
  items: readonly FieldsFacet[],
  names: NameSearch,
): readonly Entry[] | Exclude<Answer, { kind: 'found' }> {
  const entries: Entry[] = [];
  const fresh = unusedNames(names.known);
  for (const item of items) {
    const value = valueFor([item], names);
    if (value.kind !== 'found') return value;
    entries.push([fresh(), value]);
  }
  return entries;
}

/** A field for each that no field before is refused by; undefined where the names do not suffice. */
function oneByOne(items: readonly FieldsFacet[], names: NameSearch): readonly Entry[] | undefined {
  const entries: Entry[] = [];
  for (const item of items) {
    if (entries.some((entry) => refuses(item, entry))) continue;
    const taken = entries.map(([name]) => name);
    const entry = entryFor([item], [], { names, taken }) ?? entryFor([], [item], { names, taken });
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return entries;
}

function refuses(item: FieldsFacet, [name, value]: Entry): boolean {
  if (item.extra === undefined || item.names.some((term) => term.accepts(name) === false)) return true;
  return 'value' in value && item.extra.accepts(value.value) === false;
}

interface Naming {
  readonly names: NameSearch;
  readonly taken: readonly string[];
}

function entryFor(
  byName: readonly FieldsFacet[],
  byValue: readonly FieldsFacet[],
  { names, taken }: Naming,
): Entry | undefined {
  const name = nameFor(byName, { names, taken });
  const value = name.kind === 'found' ? valueFor(byValue, names) : none;
  return name.kind === 'found' && typeof name.value === 'string' && value.kind === 'found'
    ? [name.value, value]
    : undefined;
}

/** A name that who writes may use and that each of `items` refuses. */
export function nameFor(
  items: readonly FieldsFacet[],
  { names, taken }: Naming,
): Answer & { readonly value?: unknown } {
  const { facet, search, known } = names;
  const used = [...known, ...taken];
  const limits = items.filter(({ extra }) => extra !== undefined).map((item) => item.names);
  if (limits.some((terms) => terms.length === 0)) return none;
  if (limits.length === 0 && facet.names.length === 0) return { kind: 'found', value: unusedNames(used)() };
  const [first = allTexts, ...rest] = facet.names;
  const answer = firstFound(choices(limits), (terms) => search.find(first, [...terms, valuesTerm(used)]));
  const fits =
    answer.kind !== 'found' || rest.every((term) => 'value' in answer && term.accepts(answer.value) === true);
  return fits ? answer : tooMany;
}

/** Every way to take one of each list. */
function* choices(lists: readonly (readonly Term[])[]): Generator<readonly Term[]> {
  const [first, ...rest] = lists;
  if (first === undefined) yield [];
  else for (const term of first) for (const others of choices(rest)) yield [term, ...others];
}

/** A value that each of `items` refuses by a name that it does not know. */
export function valueFor(items: readonly FieldsFacet[], { facet, search }: NameSearch): Answer {
  if (facet.extra === undefined) return none;
  return search.find(
    facet.extra,
    items.map(({ extra }) => extra).filter((extra) => extra !== undefined),
  );
}

function unusedNames(names: readonly string[]): () => string {
  let known: ReadonlySet<string> | undefined;
  let turn = 0;
  return () => {
    known ??= new Set(names);
    for (;;) {
      const name = ++turn === 1 ? 'other' : `other${turn}`;
      if (!known.has(name)) return name;
    }
  };
}

/** Readers that one field is to be refused by: some for its name, the others for its value. */
interface Group {
  readonly byName: readonly FieldsFacet[];
  readonly byValue: readonly FieldsFacet[];
}

/** Tries every grouping. */
function grouped(
  items: readonly FieldsFacet[],
  names: NameSearch,
): readonly Entry[] | Exclude<Answer, { kind: 'found' }> {
  let result: Exclude<Answer, { kind: 'found' }> = { kind: 'none' };
  for (const groups of groupings(items)) {
    if (!names.search.spend(1)) return { kind: 'unknown', why: 'the comparison is too large' };
    const values = groups.map(({ byValue }) => valueFor(byValue, names));
    if (values.some(({ kind }) => kind === 'none')) continue;
    const candidates = groups.map(({ byName }) => namesFor(byName, groups.length, names));
    const chosen = distinctOf(candidates.map(({ found }) => found));
    if (chosen !== undefined && values.every(({ kind }) => kind === 'found'))
      return groups.map((_, index) => [chosen[index] ?? '', values[index] ?? none] as const);
    if (chosen !== undefined || candidates.some(({ complete }) => !complete)) result = tooMany;
  }
  return result;
}

function* groupings(items: readonly FieldsFacet[]): Generator<readonly Group[]> {
  const [first, ...rest] = items;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const groups of groupings(rest)) {
    yield [{ byName: [first], byValue: [] }, ...groups];
    yield [{ byName: [], byValue: [first] }, ...groups];
    for (const [index, group] of groups.entries()) {
      yield groups.with(index, { ...group, byName: [first, ...group.byName] });
      yield groups.with(index, { ...group, byValue: [first, ...group.byValue] });
    }
  }
}

/** Up to `count` names; `complete` where there are no more, or more than enough. */
function namesFor(
  items: readonly FieldsFacet[],
  count: number,
  names: NameSearch,
): { readonly found: readonly string[]; readonly complete: boolean } {
  const found: string[] = [];
  while (found.length < count) {
    const name = nameFor(items, { names, taken: found });
    if (name.kind !== 'found' || typeof name.value !== 'string') return { found, complete: name.kind === 'none' };
    found.push(name.value);
  }
  return { found, complete: true };
}

/** One of each list, all different; undefined where there is no such choice. By augmenting paths, after Kuhn. */
export function distinctOf<Item>(lists: readonly (readonly Item[])[]): readonly Item[] | undefined {
  const owner = new Map<Item, number>();
  const place = (index: number, tried: Set<Item>): boolean =>
    (lists[index] ?? []).some((item) => {
      if (tried.has(item)) return false;
      tried.add(item);
      const before = owner.get(item);
      if (before !== undefined && !place(before, tried)) return false;
      owner.set(item, index);
      return true;
    });
  for (const index of lists.keys()) if (!place(index, new Set())) return undefined;
  const chosen = new Map([...owner].map(([item, index]) => [index, item]));
  return lists.map((_, index) => chosen.get(index)).filter((item) => item !== undefined);
}

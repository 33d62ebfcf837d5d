/** Compares two JSON Schemas as they were written: what is open is open, and what cannot be decided is said to be so. */
import { type Comparison, type Finding, findingOf, type Verdict, type Witness } from './finding.ts';
import { isHuge, isTooDeep } from './json-size.ts';
import { SchemaReader } from './schema-accepts.ts';
import { type Place, SchemaDocument } from './schema-document.ts';
import { loosened, propertyNames, type Refusal, refusalOf } from './schema-refusal.ts';
import { SchemaTerms } from './schema-terms.ts';
import { Search } from './search.ts';

/** Backward: all that the old schema accepts is accepted by the new one. Forward: the other way round. Never throws. */
export function compareSchemas(old: unknown, next: unknown): Comparison {
  if (isTooDeep(old) || isTooDeep(next)) return undecided('the schemas are nested too deeply');
  const [before, after] = [new SchemaDocument(old, { name: 'old' }), new SchemaDocument(next, { name: 'new' })];
  const terms = new SchemaTerms();
  const backward = direction(before.root, after.root, { terms, category: 'BACKWARD' });
  const forward = direction(after.root, before.root, { terms, category: 'FORWARD' });
  return {
    backward: backward.verdict,
    forward: forward.verdict,
    findings: [...backward.findings, ...forward.findings],
  };
}

interface Judged {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** Of one direction. */
const workMax = 200_000;
const othersMax = 20;

type Break = 'BACKWARD' | 'FORWARD';

const words: Readonly<Record<Break, string>> = {
  BACKWARD: 'the new schema refuses what the old one accepts',
  FORWARD: 'the old schema refuses what the new one accepts',
};

function direction(writer: Place, reader: Place, { terms, category }: { terms: SchemaTerms; category: Break }): Judged {
  const means = { terms, search: new Search({ workMax }), names: propertyNames(writer.schema) };
  const found = breakOf(writer, reader, means);
  if (found === undefined) return { verdict: 'yes', findings: [] };
  if (typeof found === 'string') return { verdict: 'undecided', findings: [finding(category, { undecided: found })] };
  const breaks = [found, ...others(writer, reader, { ...means, found })];
  const findings = breaks.map(({ payload, refusal: { path } }) =>
    finding(category, { witness: { payload, refusedAt: path } }),
  );
  return { verdict: 'no', findings };
}

interface Found {
  readonly payload: unknown;
  readonly refusal: Refusal;
}

interface Means {
  readonly terms: SchemaTerms;
  readonly search: Search;
  readonly names: ReadonlySet<string>;
}

/** What the writer accepts and the reader refuses; undefined for nothing, a text for why that cannot be told. */
function breakOf(writer: Place, reader: Place, { terms, search, names }: Means): Found | string | undefined {
  const answer = search.find(terms.of([writer]), [terms.of([reader])]);
  if (answer.kind === 'none') return undefined;
  if (answer.kind === 'unknown') return answer.why;
  if (!('value' in answer) || isHuge(answer.value)) return 'what shows it would be too large to write out';
  const values = new SchemaReader();
  const payload = answer.value;
  if (values.accepts(writer, payload) !== true || values.accepts(reader, payload) !== false)
    return 'readers of the schemas may differ on what was found';
  return { payload, refusal: refusalOf(reader, payload, { values, names, path: '', depth: 0 }) };
}

/**
 * Further breaks, one a place: what was found is let pass, and the search goes on with the work that is left. There may be
 * more where it ends early; the verdict stands without them.
 */
function others(writer: Place, reader: Place, { found: first, ...means }: Means & { readonly found: Found }): Found[] {
  const all: Found[] = [];
  for (let found = first, place = reader; all.length < othersMax; ) {
    const loose = loosened(place.schema, found.refusal);
    if (loose === undefined) break;
    place = new SchemaDocument(loose, { name: reader.document.name }).root;
    const next = breakOf(writer, place, means);
    // below a "not", what lets pass here refuses more there
    if (typeof next !== 'object' || new SchemaReader().accepts(reader, next.payload) !== false) break;
    all.push(next);
    found = next;
  }
  return all;
}

function finding(category: Break, detail: { witness?: Witness; undecided?: string }): Finding {
  const { witness, undecided: why } = detail;
  const message = why === undefined ? words[category] : `it is not decided whether ${words[category]}`;
  return findingOf({
    rule: 'schema-changed',
    subject: 'schema',
    path: witness?.refusedAt ?? '',
    category,
    message,
    stamp: witness ?? why,
    ...detail,
  });
}

function undecided(why: string): Comparison {
  const findings = [finding('BACKWARD', { undecided: why }), finding('FORWARD', { undecided: why })];
  return { backward: 'undecided', forward: 'undecided', findings };
}

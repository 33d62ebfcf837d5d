/** Compares two JSON Schemas as they were written: what is open is open, and what cannot be decided is said to be so. */
import { isSchema } from '../json-schema.ts';
import { type Comparison, type Finding, findingOf, type Verdict, type Witness } from './finding.ts';
import { isHuge, isTooDeep } from './json-size.ts';
import { fieldPath } from './place.ts';
import { SchemaReader } from './schema-accepts.ts';
import { type Place, SchemaDocument } from './schema-document.ts';
import { has, itemsOf, own, propertyOf, requiredOf } from './schema-keywords.ts';
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

type Break = 'BACKWARD' | 'FORWARD';

const words: Readonly<Record<Break, string>> = {
  BACKWARD: 'the new schema refuses what the old one accepts',
  FORWARD: 'the old schema refuses what the new one accepts',
};

function direction(writer: Place, reader: Place, { terms, category }: { terms: SchemaTerms; category: Break }): Judged {
  const answer = new Search({ workMax: 250_000 }).find(terms.of([writer]), [terms.of([reader])]);
  if (answer.kind === 'none') return { verdict: 'yes', findings: [] };
  if (answer.kind === 'unknown') return open(category, answer.why);
  if (!('value' in answer)) return open(category, 'what shows it would be too large to write out');
  const values = new SchemaReader();
  const payload = answer.value;
  if (isHuge(payload)) return open(category, 'what shows it would be too large to write out');
  if (values.accepts(writer, payload) !== true || values.accepts(reader, payload) !== false)
    return open(category, 'readers of the schemas may differ on what was found');
  const witness = { payload, refusedAt: refusedAt(reader, payload, { values, path: '', depth: 0 }) };
  return { verdict: 'no', findings: [finding(category, { witness })] };
}

function open(category: Break, why: string): Judged {
  return { verdict: 'undecided', findings: [finding(category, { undecided: why })] };
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

interface Spot {
  readonly values: SchemaReader;
  readonly path: string;
  readonly depth: number;
}

/** Path of the innermost value that is refused by itself. */
function refusedAt(place: Place, value: unknown, spot: Spot): string {
  if (!isSchema(place.schema) || spot.depth > 50) return spot.path;
  const refused = partsOf(place, value).find(({ sub, item }) => spot.values.accepts(sub, item) === false);
  if (refused === undefined) {
    const missing = isSchema(value) ? requiredOf(place.schema).find((name) => !Object.hasOwn(value, name)) : undefined;
    return missing === undefined ? spot.path : fieldPath(spot.path, missing);
  }
  const path =
    refused.step === undefined
      ? spot.path
      : typeof refused.step === 'number'
        ? `${spot.path}[${refused.step}]`
        : fieldPath(spot.path, refused.step);
  return refusedAt(refused.sub, refused.item, { ...spot, path, depth: spot.depth + 1 });
}

interface Part {
  readonly sub: Place;
  readonly item: unknown;
  readonly step?: string | number;
}

function partsOf(place: Place, value: unknown): Part[] {
  const { schema, document } = place;
  if (!isSchema(schema)) return [];
  const below = (sub: unknown): Place => document.below(sub, place);
  const target = has(schema, '$ref') ? document.resolve(own(schema, '$ref'), place) : undefined;
  const all = has(schema, 'allOf') ? (own(schema, 'allOf') as unknown[]) : [];
  const same = [...(target === undefined ? [] : [target]), ...all.map(below)].map((sub) => ({ sub, item: value }));
  const extra =
    has(schema, 'additionalProperties') && !Object.hasOwn(schema, 'patternProperties')
      ? own(schema, 'additionalProperties')
      : true;
  if (Array.isArray(value)) {
    const { prefix, rest = true } = itemsOf(schema);
    return [...same, ...value.map((item, step) => ({ sub: below(prefix[step] ?? rest), item: item as unknown, step }))];
  }
  if (!isSchema(value)) return same;
  return [
    ...same,
    ...Object.entries(value).map(([step, item]) => ({ sub: below(propertyOf(schema, step) ?? extra), item, step })),
  ];
}

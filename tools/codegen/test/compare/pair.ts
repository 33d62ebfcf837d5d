/** One random pair of schemas, compared, with everything that speaks against the verdicts. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { compareShapes } from '../../src/compare/compare.ts';
import { compareSchemas } from '../../src/compare/compare-schemas.ts';
import type { Comparison, Finding } from '../../src/compare/finding.ts';
import { evaluate } from '../../src/evaluate.ts';
import { hasFormat } from '../../src/formats.ts';
import { accepts } from '../../src/inspect.ts';
import type { Shape } from '../../src/model.ts';
import { Findings, type Problem } from '../../src/problem.ts';
import { Chance } from './chance.ts';
import { type Draft, type Making, makeSchema } from './make-schema.ts';
import { mutated } from './mutate.ts';
import { sample } from './sample.ts';
import { wild } from './wild.ts';

export interface SchemaPair {
  readonly old: Draft;
  readonly next: Draft;
  /** Values at the edges of both. */
  readonly values: readonly unknown[];
}

/** The pair of a seed, with half of the values made for either side. */
export function pairOf(seed: number, { count, patterns }: Making & { readonly count: number }): SchemaPair {
  const chance = new Chance(seed);
  const old = makeSchema(chance, { patterns });
  const next = chance.often(0.9) ? mutated(old, chance, { patterns }) : makeSchema(chance, { patterns });
  const values = Array.from({ length: count }, (_, index) => sample(index % 2 === 0 ? old : next, chance));
  return { old, next, values };
}

/** As `pairOf`, with rules that no message may have on either side or on both. */
export function wildPairOf(seed: number, { count }: { readonly count: number }): SchemaPair {
  const chance = new Chance(seed);
  const base = makeSchema(chance, { patterns: true });
  const other = mutated(base, chance, { patterns: true });
  const [one, two] = [chance.whole(0, 2 ** 30), chance.whole(0, 2 ** 30)];
  const old = wild(base, new Chance(one));
  const after = wild(chance.often(0.3) ? base : other, new Chance(chance.often(0.5) ? one : two));
  const values = Array.from({ length: count }, (_, index) => sample(index % 2 === 0 ? old : after, chance));
  return renamed({ old, next: after, values });
}

/** The other validator fails to compare objects with such a field. */
function renamed(pair: SchemaPair): SchemaPair {
  return JSON.parse(JSON.stringify(pair).replaceAll('"toString"', '"other"')) as SchemaPair;
}

/** The models of a pair, or undefined where the generator would refuse one of the schemas. */
export function shapesOf({ old, next }: SchemaPair): { readonly old: Shape; readonly next: Shape } | undefined {
  const problems: Problem[] = [];
  const shapes = [old, next].map(
    (schema) => evaluate(schema, new Findings(problems, { file: 'test.ts', path: [] })).shape,
  );
  const [before, after] = shapes;
  return problems.length > 0 || before === undefined || after === undefined ? undefined : { old: before, next: after };
}

/** Whether a value is accepted; undefined where the judge fails. */
type Judge = (value: unknown) => boolean | undefined;

/** Who says what is written and what is read. */
interface Judges {
  readonly writes: Judge;
  readonly reads: Judge;
}

/** Everything that refutes a comparison of models, by their plain interpreter. */
export function againstModels(
  pair: SchemaPair,
  { old, next }: { readonly old: Shape; readonly next: Shape },
): string[] {
  const comparison = compareShapes(old, next, { subject: 'Thing@1' });
  const judges = (writer: Shape, reader: Shape): Judges => ({
    writes: (value) => accepts(value, writer),
    reads: (value) => accepts(value, reader, { open: true }),
  });
  return [
    ...against(comparison, 'BACKWARD', { judges: judges(old, next), values: pair.values }),
    ...against(comparison, 'FORWARD', { judges: judges(next, old), values: pair.values }),
  ];
}

/** Everything that refutes a comparison of schemas as written, by another validator. */
export function againstSchemas({ old, next, values }: SchemaPair): string[] {
  const comparison = compareSchemas(old, next);
  const [before, after] = [validator(old), validator(next)];
  return [
    ...against(comparison, 'BACKWARD', { judges: { writes: before, reads: after }, values }),
    ...against(comparison, 'FORWARD', { judges: { writes: after, reads: before }, values }),
  ];
}

function validator(schema: Draft): Judge {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, multipleOfPrecision: 9, ownProperties: true });
  for (const format of ['date', 'date-time', 'email', 'uuid', 'ipv4', 'hostname'] as const)
    ajv.addFormat(format, (value: string) => hasFormat(format, value));
  const validate = ajv.compile(schema);
  return (value) => {
    try {
      return validate(value);
    } catch (error) {
      // Its code for patternProperties beside alternatives writes to what is not there.
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  };
}

interface Evidence {
  readonly judges: Judges;
  readonly values: readonly unknown[];
}

function against(
  { backward, forward, findings }: Comparison,
  category: 'BACKWARD' | 'FORWARD',
  { judges, values }: Evidence,
): string[] {
  const verdict = category === 'BACKWARD' ? backward : forward;
  const breaks = findings.filter((finding) => finding.category === category);
  if (verdict === 'yes') {
    const refuting = values
      .filter((value) => judges.writes(value) === true && judges.reads(value) === false)
      .slice(0, 1);
    return [
      ...refuting.map((value) => `${category}: said to be compatible, and yet ${JSON.stringify(value)}`),
      ...breaks.map(({ rule }) => `${category}: compatible with a finding ${rule}`),
    ];
  }
  const unshown = breaks
    .filter((finding) => !isShown(finding, judges))
    .map(({ rule, witness }) => `${category}: ${rule} is not shown by ${JSON.stringify(witness)}`);
  const decided = breaks.some(({ undecided }) => undecided === undefined);
  return (verdict === 'no') === decided && breaks.length > 0
    ? unshown
    : [...unshown, `${category}: ${verdict} with ${breaks.length} findings`];
}

function isShown({ witness, undecided }: Finding, { writes, reads }: Judges): boolean {
  if (undecided !== undefined) return true;
  return (
    witness !== undefined &&
    'payload' in witness &&
    writes(witness.payload) !== false &&
    reads(witness.payload) !== true
  );
}

/** Why a comparison was not decided, where it should have been: without patterns everything is. */
export function undecidedIn({ old, next }: { readonly old: Shape; readonly next: Shape }): string[] {
  const { findings } = compareShapes(old, next, { subject: 'Thing@1' });
  return findings.map(({ undecided }) => undecided).filter((why) => why !== undefined);
}

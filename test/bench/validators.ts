/** How fast generated validators are, beside the fastest ways of others to check the same payloads. */
import { type PayloadKind, payloads } from './payloads.ts';
import { child, interleave } from './rounds.ts';
import { grouped, median, printTable, type Row, verdictOf } from './table.ts';
import { type ValidatorName, validators } from './validators/contenders.ts';

/** The least that the generated validator reaches of each of the others, on every payload. */
const timesMin: Readonly<Record<Exclude<ValidatorName, 'myelin'>, number>> = {
  'zod parse': 5,
  'zod compile': 1,
  'ajv standalone': 1,
  'typebox compiled': 0.8,
};

/** Nanoseconds a payload, in the best window. */
interface Speed {
  readonly ns: number;
}

type Results = ReadonlyMap<string, readonly Speed[]>;

const SCRIPT = new URL('./validators/child.ts', import.meta.url);
const SEPARATOR = ': ';

/** True where every target is met. */
export async function validatorBench(options: { readonly rounds: number; readonly only: RegExp }): Promise<boolean> {
  const names = Object.keys(payloads)
    .flatMap((kind) => Object.keys(validators).map((validator) => nameOf(kind, validator)))
    .filter((name) => options.only.test(name));
  const one = (name: string): Promise<Speed> => child<Speed>(SCRIPT, name.split(SEPARATOR));
  const results = await interleave(names, { rounds: options.rounds, one });
  console.log(`checks of valid payloads per second, ${options.rounds} rounds of fresh processes, medians\n`);
  printTable(['', 'checks/s', 'ns'], [...results].map(speedRow));
  console.log();
  return printTable(['', 'measured', 'target'], ratioRows(results));
}

function nameOf(kind: string, validator: string): string {
  return `${kind}${SEPARATOR}${validator}`;
}

function speedRow([name, speeds]: [string, readonly Speed[]]): Row {
  const ns = median(speeds.map((speed) => speed.ns));
  return { cells: [name, grouped(1e9 / ns), ns.toFixed(0)], verdict: '' };
}

function ratioRows(results: Results): Row[] {
  return (Object.keys(payloads) as PayloadKind[]).flatMap((kind) =>
    Object.entries(timesMin).flatMap(([peer, target]) => {
      const [ours, theirs] = [results.get(nameOf(kind, 'myelin')), results.get(nameOf(kind, peer))];
      if (ours === undefined || theirs === undefined) return [];
      const ratio = median(ours.map(({ ns }, round) => (theirs[round]?.ns ?? Number.NaN) / ns));
      const cells = [`${kind}${SEPARATOR}myelin / ${peer}`, ratio.toFixed(2), `≥ ${target.toFixed(2)}`];
      return [{ cells, verdict: verdictOf(ratio >= target) }];
    }),
  );
}

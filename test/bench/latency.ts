/** How long messages take from the moment at which they should have been sent to their handler. */
import type { Summary } from './pace.ts';
import { child, interleave } from './rounds.ts';
import { type ScenarioName, type Summaries, scenarios } from './scenarios.ts';
import { grouped, median, printTable, type Row, verdictOf } from './table.ts';

type Measure = 'p50' | 'p95' | 'p99' | 'max';
type Limits = Partial<Record<Measure, number>>;

const columns: readonly Measure[] = ['p50', 'p95', 'p99', 'max'];

/** Milliseconds that stay below. */
const limits: Partial<Record<ScenarioName, Limits>> = {
  '10,000/s': { p50: 0.1, p95: 1, p99: 10 },
  '100,000/s': { p50: 0.02, p99: 1 },
  mix: { p95: 1, p99: 10 },
  '4 × bursts of 1,000': { p99: 10 },
  'high over a full low lane': { p99: 1 },
  'back-pressure': { max: 100 },
};

const SCRIPT = new URL('./latency-child.ts', import.meta.url);

/** True where every target is met and no message was lost. */
export async function latency(
  folder: string,
  options: { readonly rounds: number; readonly only: RegExp },
): Promise<boolean> {
  const names = Object.keys(scenarios).filter((name) => options.only.test(name));
  const one = (name: string): Promise<Summaries> => child<Summaries>(SCRIPT, [folder, name]);
  const results = await interleave(names, { rounds: options.rounds, one });
  console.log(
    `µs from the intended time, ${options.rounds} rounds of fresh processes, medians; max is the largest of all\n`,
  );
  const rows = [...results].flatMap(([name, rounds]) => rowsOf(name as ScenarioName, rounds));
  return printTable(['', 'messages', ...columns, 'lost', 'target'], rows);
}

function rowsOf(name: ScenarioName, rounds: readonly Summaries[]): Row[] {
  return Object.keys(rounds[0] ?? {}).map((part) => {
    const summaries = rounds.flatMap((round) => round[part] ?? []);
    return row(part === '' ? name : `${name}: ${part}`, { summaries, limits: limits[name] ?? {} });
  });
}

function row(name: string, found: { readonly summaries: readonly Summary[]; readonly limits: Limits }): Row {
  const { summaries } = found;
  const valueOf = (measure: Measure): number => {
    const values = summaries.map((summary) => summary[measure]);
    return measure === 'max' ? Math.max(...values) : median(values);
  };
  const count = summaries.reduce((sum, summary) => sum + summary.count, 0);
  const lost = summaries.reduce((sum, summary) => sum + summary.lost, 0);
  const set = Object.entries(found.limits) as [Measure, number][];
  const target = set.map(([measure, ms]) => `${measure} < ${micros(ms)}`).join(', ');
  const met = lost === 0 && set.every(([measure, ms]) => valueOf(measure) < ms);
  const cells = [name, grouped(count), ...columns.map((measure) => micros(valueOf(measure))), String(lost), target];
  return { cells, verdict: target === '' && lost === 0 ? '' : verdictOf(met) };
}

function micros(ms: number): string {
  return ms < 0.01 ? (ms * 1_000).toFixed(1) : grouped(ms * 1_000);
}

/** How fast messages are handed over inside one process, beside other buses. */
import { type ContenderName, contenders } from './contenders/index.ts';
import type { Speed } from './measure.ts';
import { child, interleave } from './rounds.ts';
import { grouped, median, printTable, type Row, verdictOf } from './table.ts';

/** Every in-process mode is faster than this, in messages per second. */
const SLOWEST_MIN = 663_187;

interface Target {
  readonly of: ContenderName;
  readonly than: ContenderName;
  /** The least that the one reaches of the other; absent where the ratio is only shown. */
  readonly timesMin?: number;
}

const targets: readonly Target[] = [
  { of: 'best effort', than: 'moleculer, 64 topics', timesMin: 7 },
  { of: 'best effort', than: 'moleculer, 1 topic' },
  { of: 'best effort', than: 'nest cqrs, 64 topics', timesMin: 7 },
  { of: 'best effort', than: 'nest cqrs, 1 topic', timesMin: 7 },
  { of: 'best effort', than: 'ee3 envelope', timesMin: 1 },
  { of: 'best effort, 10 subscribers', than: 'ee3 envelope, 10 subscribers', timesMin: 1 },
  { of: 'best effort, 10,000 on 1,000', than: 'ee3 bare, 10,000 on 1,000', timesMin: 0.35 },
  { of: 'best effort, patterns', than: 'best effort', timesMin: 0.7 },
  { of: 'reliable, explicit', than: 'best effort', timesMin: 0.5 },
  { of: 'reliable, implicit', than: 'best effort' },
  { of: 'publish awaited', than: 'emittery awaited', timesMin: 2.5 },
  { of: 'publish awaited, no history', than: 'emittery awaited' },
];

/** Contenders that are not ours. */
const PEERS = /^(?:ee3|moleculer|nest cqrs|emittery)/;

type Results = ReadonlyMap<string, readonly Speed[]>;

const SCRIPT = new URL('./child.ts', import.meta.url);

/** True where every target is met and no message was lost. */
export async function dispatch(
  folder: string,
  options: { readonly rounds: number; readonly only: RegExp },
): Promise<boolean> {
  const names = Object.keys(contenders).filter((name) => options.only.test(name));
  const one = (name: string): Promise<Speed> => child<Speed>(SCRIPT, [folder, name]);
  const results = await interleave(names, { rounds: options.rounds, one });
  console.log(`messages per second, ${options.rounds} rounds of fresh processes, medians\n`);
  const complete = printTable(['', 'best 60 ms', 'mean', 'ns', 'lost'], [...results].map(speedRow));
  console.log();
  const met = printTable(['', 'measured', 'target'], [...ratioRows(results), ...slowestRow(results)]);
  return complete && met;
}

function speedRow([name, speeds]: [string, readonly Speed[]]): Row {
  const best = median(speeds.map((speed) => speed.best));
  const mean = median(speeds.map((speed) => speed.mean));
  const lost = speeds.reduce((sum, speed) => sum + Math.abs(speed.lost), 0);
  const cells = [name, grouped(best), grouped(mean), (1e9 / best).toFixed(0), String(lost)];
  return { cells, verdict: lost === 0 ? '' : 'MISS' };
}

function ratioRows(results: Results): Row[] {
  return targets.flatMap(({ of, than, timesMin }) => {
    const [ours, theirs] = [results.get(of), results.get(than)];
    if (ours === undefined || theirs === undefined) return [];
    const ratio = median(ours.map(({ best }, round) => best / (theirs[round]?.best ?? Number.NaN)));
    const cells = [`${of} / ${than}`, ratio.toFixed(2), timesMin === undefined ? '' : `≥ ${timesMin.toFixed(2)}`];
    return [{ cells, verdict: timesMin === undefined ? '' : verdictOf(ratio >= timesMin) }];
  });
}

function slowestRow(results: Results): Row[] {
  const own = [...results].filter(([name]) => !PEERS.test(name));
  const speeds = own.map(([name, runs]) => ({ name, best: median(runs.map(({ best }) => best)) }));
  const slowest = speeds.toSorted((a, b) => a.best - b.best)[0];
  if (slowest === undefined) return [];
  const cells = [`slowest mode: ${slowest.name}`, grouped(slowest.best), `> ${grouped(SLOWEST_MIN)}`];
  return [{ cells, verdict: verdictOf(slowest.best > SLOWEST_MIN) }];
}

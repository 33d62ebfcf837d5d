/** One line per module: how many messages a second, how many wait, how long they waited. */
import { START_ORDER } from '../common/flows.ts';
import type { BusNumbers, GroupNumbers } from '../report/numbers.ts';
import { milliseconds } from '../report/table.ts';

/** What a line is made of. */
export interface ModuleLine {
  readonly module: string;
  /** Published and delivered since the start. */
  readonly total: number;
  readonly ratePerSecond: number;
  readonly queue: number;
  /** Of its busiest message; absent where none was sampled. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** Totals by module at the look before, and how long ago that was. */
export interface Before {
  readonly totals: ReadonlyMap<string, number>;
  readonly elapsedMs: number;
}

/** In the order of the stream. */
export function moduleLines(numbers: BusNumbers, before: Before): ModuleLine[] {
  return START_ORDER.toReversed().map((module) => {
    const groups = numbers.groups.filter((group) => group.module === module);
    const sent = numbers.published.filter((one) => one.module === module);
    const total = sum(sent, (one) => one.published) + sum(groups, (group) => group.acked);
    const gained = total - (before.totals.get(module) ?? 0);
    const ratePerSecond = before.elapsedMs <= 0 ? 0 : Math.round((gained * 1_000) / before.elapsedMs);
    const busiest = groups.reduce<GroupNumbers | undefined>(
      (a, b) => (a === undefined || b.acked > a.acked ? b : a),
      undefined,
    );
    const queue = sum(groups, (group) => group.pending);
    return { module, total, ratePerSecond, queue, p50Ms: busiest?.p50Ms, p99Ms: busiest?.p99Ms };
  });
}

/** For a terminal: one line per module. */
export function fullLines(lines: readonly ModuleLine[]): string[] {
  return lines.map(({ module, total, ratePerSecond, queue, p50Ms, p99Ms }) => {
    const counts = `${String(total).padStart(8)} msg ${String(ratePerSecond).padStart(7)}/s  queue ${String(queue).padStart(5)}`;
    return `${module.padEnd(16)}${counts}  p50 ${milliseconds(p50Ms)} ms  p99 ${milliseconds(p99Ms)} ms`;
  });
}

/** For a log: all modules that did anything in one line. */
export function shortLine(lines: readonly ModuleLine[]): string {
  const busy = lines.filter((line) => line.ratePerSecond > 0 || line.queue > 0);
  if (busy.length === 0) return 'quiet';
  return busy
    .map((line) => `${line.module} ${line.ratePerSecond}/s q${line.queue} p99 ${milliseconds(line.p99Ms)} ms`)
    .join(' | ');
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

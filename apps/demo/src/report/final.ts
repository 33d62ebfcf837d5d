/** The end of a run, as text. */

import type { ErrorReport } from '@skelly-jelly/event-bus';
import type { SourceReport } from '../capture/captured.ts';
import { START_ORDER } from '../common/flows.ts';
import { countOf, type Reports } from '../orchestration/expectations.ts';
import type { Check } from './conservation.ts';
import { type BusNumbers, droppedCount, type GroupNumbers } from './numbers.ts';
import { type Cell, formatTable, milliseconds } from './table.ts';

const HEADER = [
  'module',
  'message',
  'published',
  'delivered',
  'dropped',
  'reasons',
  'dead-lettered',
  'p50 ms',
  'p99 ms',
];

/**
 * A line per module and message, in the order of the stream; messages that never flowed are left out. The times are those
 * that handlers took, sampled where handlers are quick.
 */
export function finalTable({ published, groups }: BusNumbers): string[] {
  const rows = START_ORDER.toReversed().flatMap((module) => {
    const topics = [
      ...new Set([...published, ...groups].filter((one) => one.module === module).map((one) => one.topic)),
    ].sort();
    return topics.map((topic) => {
      const sent = published.find((one) => one.module === module && one.topic === topic)?.published ?? 0;
      return rowOf({ module, topic, sent, group: groups.find((one) => one.module === module && one.topic === topic) });
    });
  });
  return formatTable(
    HEADER,
    rows.filter((row) => row.slice(2, 4).some((cell) => cell !== 0 && cell !== '-')),
  );
}

interface RowOptions {
  readonly module: string;
  readonly topic: string;
  readonly sent: number;
  readonly group: GroupNumbers | undefined;
}

function rowOf({ module, topic, sent, group }: RowOptions): Cell[] {
  if (group === undefined) return [module, topic, sent, '-', '-', '', '-', '-', '-'];
  const reasons = Object.entries(group.dropped).map(([reason, count]) => `${reason} ${count}`);
  const numbers = [group.acked, droppedCount(group), reasons.join(', '), group.deadLettered];
  return [module, topic, sent === 0 ? '-' : sent, ...numbers, milliseconds(group.p50Ms), milliseconds(group.p99Ms)];
}

/** What became of the input. */
export function inputLines({ rowCount, malformedCount, firstProblem }: SourceReport): string[] {
  const rows = `input: ${rowCount} ${rowCount === 1 ? 'row' : 'rows'} read, ${malformedCount} malformed`;
  return firstProblem === undefined ? [rows] : [rows, `first malformed row: ${firstProblem}`];
}

/** What the companion is made of, by what the modules saw of it. */
export function usedLines(reports: Reports): string[] {
  const handled = (module: string, message: string): number => countOf(reports, module, { message, of: 'handled' });
  const asked = countOf(reports, 'gamification', { message: 'InterventionRequest', of: 'sent' });
  const statuses = countOf(reports, 'storage', { message: 'StorageStatus', of: 'sent' });
  return [
    `priority: ${handled('gamification', 'StateChange.high')} StateChange and ${handled('storage', 'Shutdown.high')} Shutdown came as high`,
    `requests: ${handled('gamification', 'InterventionResponse')} of ${asked} answered`,
    `batches: ${handled('analysis-engine', 'EventBatch')} EventBatch in ${handled('analysis-engine', 'EventBatch.calls')} calls`,
    `latest only: ${handled('orchestrator', 'StorageStatus')} of ${statuses} StorageStatus seen, all others replaced by newer ones`,
  ];
}

/** What went wrong, each kind once. */
export function errorLines(errors: readonly ErrorReport[]): string[] {
  const counts = new Map<string, number>();
  for (const { module, code, message } of errors) {
    const text = `error in ${module}: ${code} ${message}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`)).sort();
}

/** All that holds in one line where all holds, else a line for each check. */
export function conservationLines(checks: readonly Check[]): string[] {
  const broken = checks.filter((check) => !check.ok);
  const head =
    broken.length === 0
      ? `conservation: ok, ${checks.length} checks`
      : `conservation: FAILED, ${broken.length} of ${checks.length} checks`;
  return [head, ...checks.map((check) => `  ${check.ok ? 'ok    ' : 'BROKEN'} ${check.text}`)];
}

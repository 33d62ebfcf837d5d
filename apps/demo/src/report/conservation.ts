/**
 * Whether every row of the input is accounted for, all the way. What was accepted is what the sending module counted, what
 * was acked is what the receiving module counted; of the bus's own numbers only those are used that nobody else can know:
 * what it dropped, gave up on, or still holds.
 */
import type { SourceReport } from '../capture/captured.ts';
import { FLOWS, type Flow, type ModuleName } from '../common/flows.ts';
import { countOf, type Reports, sentOf } from '../orchestration/expectations.ts';
import { droppedCount, type GroupNumbers } from './numbers.ts';

export interface Check {
  readonly ok: boolean;
  readonly text: string;
}

export interface Evidence {
  readonly source: SourceReport;
  /** What the modules counted. */
  readonly reports: Reports;
  readonly groups: readonly GroupNumbers[];
}

/** The checks that hold and those that do not, contents first. */
export function checkConservation(evidence: Evidence): Check[] {
  const flows = FLOWS.flatMap((flow) => flow.to.map((module) => checkFlow(flow, module, evidence)));
  return [...checkContents(evidence), ...flows];
}

/** accepted = acked + dropped + dead-lettered + pending. */
function checkFlow(flow: Flow, module: ModuleName, { reports, groups }: Evidence): Check {
  const { message, topic } = flow;
  const accepted = sentOf(flow, reports);
  const acked = countOf(reports, module, { message, of: 'handled' });
  const mine = groups.filter((group) => group.module === module && group.topic === topic);
  const dropped = mine.reduce((sum, group) => sum + droppedCount(group), 0);
  const deadLettered = mine.reduce((sum, group) => sum + group.deadLettered, 0);
  const pending = mine.reduce((sum, group) => sum + group.pending, 0);
  const reasons = mine.flatMap((group) => Object.entries(group.dropped).map(([reason, count]) => `${reason} ${count}`));
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return {
    ok: accepted === acked + dropped + deadLettered + pending,
    text: `${message} to ${module}: ${accepted} sent = ${acked} handled + ${dropped} dropped${why} + ${deadLettered} dead-lettered + ${pending} pending`,
  };
}

/** The same events under the names that they have along the way. */
function checkContents({ source, reports, groups }: Evidence): Check[] {
  const emitted = countOf(reports, 'data-capture', { message: 'RawEvent', of: 'sent' });
  const stored = countOf(reports, 'storage', { message: 'RawEvent', of: 'handled' });
  const batched = countOf(reports, 'storage', { message: 'EventBatch.events', of: 'sent' });
  const received = countOf(reports, 'analysis-engine', { message: 'EventBatch.events', of: 'handled' });
  const analysed = countOf(reports, 'analysis-engine', { message: 'AnalysisComplete.events', of: 'sent' });
  const asked = countOf(reports, 'gamification', { message: 'InterventionRequest', of: 'sent' });
  const missing = countOf(reports, 'storage', { message: 'RawEvent.missing', of: 'failed' });
  const pushedOut = overflowOf(groups, { module: 'storage', topic: 'data-capture.raw-event' });
  const answered = countOf(reports, 'gamification', { message: 'InterventionResponse', of: 'handled' });
  return [
    equal(['rows of the input', source.rowCount], ['RawEvents emitted', emitted]),
    equal(['gaps in the sequence of events', missing], ['RawEvents pushed out of a full queue', pushedOut]),
    equal(['events stored', stored], ['events in batches', batched]),
    equal(['events in batches', batched], ['events received by analysis', received]),
    equal(['events received by analysis', received], ['events in windows', analysed]),
    equal(['interventions asked for', asked], ['replies', answered]),
  ];
}

function overflowOf(groups: readonly GroupNumbers[], of: Pick<GroupNumbers, 'module' | 'topic'>): number {
  const mine = groups.filter((group) => group.module === of.module && group.topic === of.topic);
  return mine.reduce((sum, group) => sum + (group.dropped['overflow'] ?? 0), 0);
}

function equal([name, count]: readonly [string, number], [otherName, otherCount]: readonly [string, number]): Check {
  return { ok: count === otherCount, text: `${count} ${name} = ${otherCount} ${otherName}` };
}

/**
 * Whether every row of the input is accounted for, all the way: accepted = acked + dropped + dead-lettered + pending. All of it
 * is what the modules counted: what was sent, handled, never came (by gaps), was lost at its only attempt, or was given up;
 * nothing may pend. The bus's own counts are held against that. Only of a status that a newer one replaced nobody else knows.
 */
import type { StorageStatus } from '@skelly-jelly/orchestrator';
import type { SourceReport } from '../capture/captured.ts';
import type { Deed } from '../chaos/chaos.ts';
import { FLOWS, type Flow, type ModuleName } from '../common/flows.ts';
import type { DeadLetterCount } from '../orchestration/dead-letter-log.ts';
import { countOf, endingsOf, type Reports, sentOf } from '../orchestration/expectations.ts';
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
  /** What event-bus found among the dead letters. */
  readonly deadLetters: readonly DeadLetterCount[];
  /** The latest that the orchestrator saw. */
  readonly status: StorageStatus | undefined;
  /** What was made to go wrong. */
  readonly deeds: readonly Deed[];
}

/** The checks that hold and those that do not, contents first. */
export function checkConservation(evidence: Evidence): Check[] {
  const flows = FLOWS.flatMap((flow) => flow.to.map((module) => checkFlow(flow, module, evidence)));
  return [...checkContents(evidence), ...flows];
}

function checkFlow(flow: Flow, module: ModuleName, { reports, groups }: Evidence): Check {
  const { message, topic, carried } = flow;
  const bus = busCounts(groups.filter((group) => group.module === module && group.topic === topic));
  const { missing, lost, dead } = endingsOf(reports, { module, message });
  const reasons = {
    'never came': missing,
    'handler failed': lost,
    superseded: carried === 'latest-only' ? bus.superseded : 0,
  };
  const dropped = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  const handled = countOf(reports, module, { message, of: 'handled' });
  const sent = sentOf(flow, reports);
  const why = Object.entries(reasons).flatMap(([reason, count]) => (count === 0 ? [] : `${count} ${reason}`));
  const sum = `${handled} handled + ${dropped} dropped${why.length === 0 ? '' : ` (${why.join(', ')})`} + ${dead} dead-lettered + 0 pending`;
  const agreed = bus.acked === handled && bus.dropped === dropped && bus.deadLettered === dead && bus.pending === 0;
  const but = `, but the bus counted ${bus.acked} + ${bus.dropped} + ${bus.deadLettered} + ${bus.pending}`;
  return {
    ok: sent === handled + dropped + dead && agreed,
    text: `${message} to ${module}: ${sent} sent = ${sum}${agreed ? '' : but}`,
  };
}

/** Over all groups of a module and topic. */
function busCounts(groups: readonly GroupNumbers[]) {
  const sum = (of: (group: GroupNumbers) => number): number => groups.reduce((total, group) => total + of(group), 0);
  return {
    acked: sum((group) => group.acked),
    dropped: sum(droppedCount),
    superseded: sum((group) => group.dropped['superseded'] ?? 0),
    deadLettered: sum((group) => group.deadLettered),
    pending: sum((group) => group.pending),
  };
}

/** The same events under the names that they have along the way, and what others say of the same thing. */
function checkContents(evidence: Evidence): Check[] {
  const { source, reports, deadLetters, status } = evidence;
  const sent = (module: string, message: string): number => countOf(reports, module, { message, of: 'sent' });
  const handled = (module: string, message: string): number => countOf(reports, module, { message, of: 'handled' });
  const stored = handled('storage', 'RawEvent');
  const batched = sent('storage', 'EventBatch.events');
  const received = handled('analysis-engine', 'EventBatch.events');
  const buried = deadLetters.reduce((sum, { eventCount }) => sum + eventCount, 0);
  const silent = countOf(reports, 'gamification', { message: 'InterventionResponse', of: 'failed' });
  const answered = handled('gamification', 'InterventionResponse');
  return [
    equal(['rows of the input', source.rowCount], ['RawEvents emitted', sent('data-capture', 'RawEvent')]),
    equal(['events stored', stored], ['events in batches', batched]),
    equal(['events in batches', batched], [`events received by analysis or in dead letters`, received + buried]),
    equal(
      ['events received by analysis', received],
      ['events in windows', sent('analysis-engine', 'AnalysisComplete.events')],
    ),
    equal(
      ['interventions asked for', sent('gamification', 'InterventionRequest')],
      ['replies or refusals', answered + silent],
    ),
    equal(['events stored', stored], ['events in the last StorageStatus', status?.eventsStored ?? 0]),
    ...checkTrouble(evidence),
  ];
}

/** What failed is what was made to fail, and what was given up lies among the dead letters. */
function checkTrouble({ reports, deadLetters, deeds }: Evidence): Check[] {
  const handlers = FLOWS.flatMap(({ message, to }) => to.map((module) => ({ module, message })));
  const failed = handlers.reduce(
    (sum, { module, message }) => sum + countOf(reports, module, { message, of: 'failed' }),
    0,
  );
  const givenUp = handlers.reduce((sum, arrival) => sum + endingsOf(reports, arrival).dead, 0);
  const wanted = deeds.filter((deed) => deed.trouble !== 'stall').reduce((sum, deed) => sum + deed.count, 0);
  const buried = deadLetters.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(deeds.length === 0 ? [] : [equal(['attempts failed', failed], ['failures that chaos made', wanted])]),
    equal(['messages given up', givenUp], ['dead letters', buried]),
  ];
}

function equal([name, count]: readonly [string, number], [otherName, otherCount]: readonly [string, number]): Check {
  return { ok: count === otherCount, text: `${count} ${name} = ${otherCount} ${otherName}` };
}

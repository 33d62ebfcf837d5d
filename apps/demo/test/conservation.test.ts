import type { HealthReport, StorageStatus } from '@skelly-jelly/orchestrator';
import { describe, expect, it } from 'vitest';
import { inboundOf, shortfall } from '../src/orchestration/expectations.ts';
import { checkConservation, type Evidence } from '../src/report/conservation.ts';
import type { GroupNumbers } from '../src/report/numbers.ts';

type Counts = Record<string, Partial<Record<'sent' | 'handled' | 'failed', number>>>;

function report(module: string, counts: Counts): [string, HealthReport] {
  const counters = Object.entries(counts).map(([message, count]) => ({
    message,
    sent: 0,
    handled: 0,
    failed: 0,
    ...count,
  }));
  return [module, { checkId: 'c', module, status: 'stopped', uptimeMs: 1, configRevision: 1, counters }];
}

function group(changes: Partial<GroupNumbers> = {}): GroupNumbers {
  return {
    module: 'storage',
    topic: 'data-capture.raw-event',
    accepted: 0,
    acked: 0,
    dropped: {},
    deadLettered: 0,
    pending: 0,
    p50Ms: undefined,
    p99Ms: undefined,
    ...changes,
  };
}

function statusOf(eventsStored: number): StorageStatus {
  const counts = { eventsPending: 0, eventsMissing: 0, batchesPublished: 0, screenshotsSeen: 0, screenshotBytes: 0 };
  return { at: 0, eventsStored, ...counts, rewardsStored: 0, countByKind: [] };
}

interface Ends {
  readonly stored: number;
  readonly missing?: number;
  readonly lost?: number;
  readonly buriedEvents?: number;
}

function reportsOf({ stored, missing = 0, lost = 0, buriedEvents = 0 }: Ends) {
  const received = stored - buriedEvents;
  return new Map([
    report('data-capture', { RawEvent: { sent: 10 } }),
    report('storage', {
      RawEvent: { handled: stored, failed: lost },
      'RawEvent.missing': { failed: missing },
      'RawEvent.lost': { failed: lost },
      'EventBatch.events': { sent: stored },
    }),
    report('analysis-engine', {
      'EventBatch.events': { handled: received },
      'AnalysisComplete.events': { sent: received },
    }),
  ]);
}

/** The checks that break, where the rest is as it should be. */
function broken(ends: Ends, of: GroupNumbers, changes: Partial<Evidence> = {}): string[] {
  const checks = checkConservation({
    source: { rowCount: 10, malformedCount: 0 },
    reports: reportsOf(ends),
    groups: [of],
    deadLetters: [],
    status: statusOf(ends.stored),
    deeds: [],
    ...changes,
  });
  return checks.filter((check) => !check.ok).map((check) => check.text);
}

describe('conservation', () => {
  it('holds where every row got through', () => {
    expect(broken({ stored: 10 }, group({ acked: 10 }))).toEqual([]);
  });

  it('holds where the modules know what never came and what they lost, and the bus agrees', () => {
    const bus = group({ acked: 5, dropped: { overflow: 3, 'handler-failed': 2 } });
    expect(broken({ stored: 5, missing: 3, lost: 2 }, bus)).toEqual([]);
  });

  it('breaks where the bus dropped more than the gaps tell', () => {
    const bus = group({ acked: 7, dropped: { overflow: 3 } });
    expect(broken({ stored: 7, missing: 2 }, bus)).toEqual([expect.stringContaining('the bus counted 7 + 3 + 0 + 0')]);
  });

  it('breaks where a message is gone without a reason, whatever the bus says of it', () => {
    const text = expect.stringContaining('RawEvent to storage: 10 sent = 9 handled + 0 dropped') as string;
    expect(broken({ stored: 9 }, group({ acked: 9 }))).toEqual([text]);
    expect(broken({ stored: 9 }, group({ accepted: 10, acked: 10 }))).toEqual([text]);
  });

  it('breaks where something still pends', () => {
    expect(broken({ stored: 10 }, group({ acked: 10, pending: 1 }))).toHaveLength(1);
  });

  it('breaks where a message is handled twice', () => {
    expect(broken({ stored: 11 }, group({ acked: 11 }))).toHaveLength(1);
  });

  it('breaks where a row never became an event', () => {
    const source = { rowCount: 11, malformedCount: 0 };
    expect(broken({ stored: 10 }, group({ acked: 10 }), { source })).toEqual([
      '11 rows of the input = 10 RawEvents emitted',
    ]);
  });

  it('finds events of a batch that was given up inside its dead letter', () => {
    const ends = { stored: 10, buriedEvents: 4 };
    const deadLetters = [{ group: 'analysis-engine/storage.event-batch', count: 1, eventCount: 4 }];
    expect(broken(ends, group({ acked: 10 }), { deadLetters })).toEqual(['0 messages given up = 1 dead letters']);
    expect(broken(ends, group({ acked: 10 }))).toContain(
      '10 events in batches = 6 events received by analysis or in dead letters',
    );
  });

  it('breaks where more failed than chaos made fail', () => {
    const deeds = [{ module: 'storage', message: 'RawEvent', trouble: 'lose', count: 1 }] as const;
    const bus = group({ acked: 8, dropped: { 'handler-failed': 2 } });
    expect(broken({ stored: 8, lost: 2 }, bus, { deeds })).toEqual(['2 attempts failed = 1 failures that chaos made']);
  });

  it('breaks where the last status is not the latest', () => {
    expect(broken({ stored: 10 }, group({ acked: 10 }), { status: statusOf(9) })).toEqual([
      '10 events stored = 9 events in the last StorageStatus',
    ]);
  });
});

describe('what a module has still to handle', () => {
  it('is what the others sent and it has neither handled nor given up', () => {
    const expected = inboundOf('storage', reportsOf({ stored: 9 }));
    expect(expected).toContainEqual({ module: 'storage', message: 'RawEvent', count: 10 });
    expect(shortfall(expected, reportsOf({ stored: 8 }))).toBe(2);
    expect(shortfall(expected, reportsOf({ stored: 10 }))).toBe(0);
    expect(shortfall(expected, reportsOf({ stored: 8, missing: 1, lost: 1 }))).toBe(0);
  });
});

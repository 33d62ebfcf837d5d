import type { HealthReport } from '@skelly-jelly/orchestrator';
import { describe, expect, it } from 'vitest';
import { inboundOf, unmet } from '../src/orchestration/expectations.ts';
import { checkConservation } from '../src/report/conservation.ts';
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

function reportsOf(stored: number, missing = 0) {
  return new Map([
    report('data-capture', { RawEvent: { sent: 10 } }),
    report('storage', {
      RawEvent: { handled: stored },
      'RawEvent.missing': { failed: missing },
      'EventBatch.events': { sent: stored },
    }),
    report('analysis-engine', {
      'EventBatch.events': { handled: stored },
      'AnalysisComplete.events': { sent: stored },
    }),
  ]);
}

interface Changes {
  readonly rowCount?: number;
  readonly missing?: number;
}

function broken(stored: number, groups: GroupNumbers[], { rowCount = 10, missing = 0 }: Changes = {}): string[] {
  const reports = reportsOf(stored, missing);
  const checks = checkConservation({ source: { rowCount, malformedCount: 0 }, reports, groups });
  return checks.filter((check) => !check.ok).map((check) => check.text);
}

describe('conservation', () => {
  it('holds where every row got through', () => {
    expect(broken(10, [group()])).toEqual([]);
  });

  it('holds where the bus says what it dropped, gave up on, or still has', () => {
    const known = group({ dropped: { overflow: 3 }, deadLettered: 1, pending: 1 });
    expect(broken(5, [known], { missing: 3 })).toEqual([]);
  });

  it('breaks where the bus says that it pushed out more or less than storage misses', () => {
    const known = group({ dropped: { overflow: 3 } });
    expect(broken(7, [known], { missing: 2 })).toEqual([expect.stringContaining('2 gaps in the sequence of events')]);
  });

  it('breaks where a message is gone without a reason', () => {
    expect(broken(9, [group()])).toEqual([
      expect.stringContaining('RawEvent to storage: 10 sent = 9 handled + 0 dropped'),
    ]);
  });

  it('breaks where a message is handled twice', () => {
    expect(broken(11, [group()])).toHaveLength(1);
  });

  it('breaks where a row never became an event', () => {
    expect(broken(10, [group()], { rowCount: 11 })).toEqual(['11 rows of the input = 10 RawEvents emitted']);
  });

  it('does not believe what the bus says that it accepted and acked', () => {
    expect(broken(9, [group({ accepted: 9, acked: 9 })])).toHaveLength(1);
  });
});

describe('what a module has still to handle', () => {
  it('is what the others sent and it has not handled', () => {
    const expected = inboundOf('storage', reportsOf(9));
    expect(expected).toContainEqual({ module: 'storage', message: 'RawEvent', count: 10 });
    expect(unmet(expected, reportsOf(9))).toEqual([{ module: 'storage', message: 'RawEvent', count: 10 }]);
    expect(unmet(expected, reportsOf(10))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { cpuRatio } from '../src/capture/host-sample.ts';
import { createStamper } from '../src/capture/stamper.ts';
import { createTally } from '../src/common/tally.ts';
import { formatTable, milliseconds } from '../src/report/table.ts';

describe('a table', () => {
  it('has numbers to the right and words to the left', () => {
    expect(
      formatTable(
        ['name', 'count'],
        [
          ['a', 5],
          ['longer', 12],
        ],
      ),
    ).toEqual(['name    count', '------  -----', 'a           5', 'longer     12']);
  });

  it('shows three digits that matter', () => {
    expect([milliseconds(0.123456), milliseconds(12.3456), milliseconds(undefined)]).toEqual([0.123, 12.3, '-']);
  });
});

describe('a tally', () => {
  it('counts by name what was sent, handled, and failed', () => {
    const tally = createTally();
    tally.sent('B');
    tally.handled('A', 3);
    tally.failed('A');
    expect(tally.counters()).toEqual([
      { message: 'A', sent: 0, handled: 3, failed: 1 },
      { message: 'B', sent: 1, handled: 0, failed: 0 },
    ]);
  });

  it('tells when a count is reached', async () => {
    const tally = createTally();
    const reached = tally.reached('A', { count: 2, patienceMs: 60_000 });
    tally.handled('A', 2);
    await expect(reached).resolves.toBeUndefined();
  });

  it('takes what is given up as settled, however it ended', async () => {
    const tally = createTally();
    const reached = tally.reached('A', { count: 4, patienceMs: 60_000 });
    tally.handled('A');
    tally.gaveUp('A', 'missing');
    tally.gaveUp('A', 'lost');
    tally.gaveUp('A', 'dead');
    await expect(reached).resolves.toBeUndefined();
    expect([tally.settled('A'), tally.settled('B')]).toEqual([4, 0]);
  });
});

describe('the load of the machine', () => {
  const cpu = (busy: number, idle: number) => ({ times: { user: busy, nice: 0, sys: 0, irq: 0, idle } });

  it('is the share of time that was not idle', () => {
    expect(cpuRatio([cpu(100, 100)], [cpu(125, 175)])).toBe(0.25);
  });

  it('is 0 where no time went by', () => {
    expect(cpuRatio([cpu(1, 1)], [cpu(1, 1)])).toBe(0);
  });
});

describe('the stamper', () => {
  it('numbers and dates events, and measures the time between keys', () => {
    const stamp = createStamper({ session: 's', startedAt: 1_000 });
    expect(stamp({ kind: 'keystroke', atMs: 5 })).toEqual({
      kind: 'keystroke',
      sessionId: 's',
      sequence: 0,
      at: 1_005,
    });
    expect(stamp({ kind: 'mouse-move', atMs: 7 })).toMatchObject({ sequence: 1, at: 1_007 });
    expect(stamp({ kind: 'keystroke', atMs: 105 })).toMatchObject({ sequence: 2, sinceLastMs: 100 });
  });
});

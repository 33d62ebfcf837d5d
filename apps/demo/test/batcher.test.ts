import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatcher } from '../src/storage/batcher.ts';
import { createLedger } from '../src/storage/ledger.ts';
import { key, move } from './events.ts';

function event(at: number, sequence: number) {
  return { ...key(at), sequence };
}

describe('the batcher', () => {
  it('closes a batch that has its number of events', () => {
    const batcher = createBatcher(() => ({ countMax: 2, spanMs: 1_000 }));
    expect(batcher.add(event(0, 0))).toBeUndefined();
    expect(batcher.add(event(1, 1))).toMatchObject({ sequence: 0, closedBy: 'count', startAt: 0, endAt: 1 });
    expect(batcher.pendingCount).toBe(0);
  });

  it('closes a batch by event time before the event that is too late for it', () => {
    const batcher = createBatcher(() => ({ countMax: 10, spanMs: 1_000 }));
    batcher.add(event(0, 0));
    expect(batcher.add(event(1_000, 1))).toMatchObject({ closedBy: 'time', events: [{ at: 0 }] });
    expect(batcher.flush()).toMatchObject({ sequence: 1, closedBy: 'flush', events: [{ at: 1_000 }] });
  });

  it('has nothing to flush when nothing is open', () => {
    expect(createBatcher(() => ({ countMax: 1, spanMs: 1 })).flush()).toBeUndefined();
  });

  it('tells what is missing by gaps in the sequence', () => {
    const batcher = createBatcher(() => ({ countMax: 2, spanMs: 1_000 }));
    batcher.add(event(0, 0));
    expect(batcher.add(event(1, 5))).toMatchObject({ missingCount: 4 });
    expect(batcher.missingCount).toBe(4);
  });

  it('hands on every event once, in order, in batches within their limits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 10_000 })), fc.integer({ min: 1, max: 10 }), (times, countMax) => {
        const batcher = createBatcher(() => ({ countMax, spanMs: 500 }));
        const events = times.map(event);
        const closed = events.map((one) => batcher.add(one));
        const batches = [...closed, batcher.flush()].filter((batch) => batch !== undefined);
        expect(batches.flatMap((batch) => batch.events)).toEqual(events);
        expect(batches.every((batch) => batch.events.length <= countMax)).toBe(true);
        expect(batches.map((batch) => batch.sequence)).toEqual(batches.map((_, index) => index));
      }),
    );
  });
});

describe('the ledger', () => {
  it('counts events by kind and what waits for its batch', () => {
    const ledger = createLedger();
    ledger.event(key(5), 0);
    ledger.event(move(9, 1, 1), 2);
    ledger.batch(1);
    expect(ledger.status()).toMatchObject({
      at: 9,
      eventsStored: 2,
      eventsPending: 1,
      eventsMissing: 2,
      countByKind: [
        { kind: 'keystroke', count: 1 },
        { kind: 'mouse-move', count: 1 },
      ],
    });
  });

  it('counts a reward that comes twice once', () => {
    const ledger = createLedger();
    ledger.reward('a');
    ledger.reward('a');
    expect(ledger.status().rewardsStored).toBe(1);
  });
});

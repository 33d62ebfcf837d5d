import { describe, expect, it } from 'vitest';
import type { HandleMiddleware } from '../src/options.ts';
import type { SubscriberStats } from '../src/subscriber-stats.ts';
import { connectNotes, contract, reliable, testBus } from './support/bus.ts';

async function start(handle: readonly HandleMiddleware[] = []) {
  const fixture = testBus({ middleware: { handle } });
  const { note } = await connectNotes(fixture.bus, contract('notes.note', reliable));
  const row = (): SubscriberStats | undefined => fixture.bus.getSubscriberStats()[0];
  return { ...fixture, note, row };
}

const never = (): Promise<void> => new Promise(() => undefined);
const rare = { attemptsMax: 2, backoff: 'fixed', delayMs: 60_000 } as const;

describe('the deadline of a batch', () => {
  it('counts from the call of its handler, not from when a message began to wait', async () => {
    const { note, clock, bus } = await start();
    note.subscribeBatch(never, { waitMs: 1_000, ackTimeoutMs: 300, retry: rare });
    await note.publish({});
    await clock.advance(1_290);
    expect(bus.stats().groups[0]?.retries).toBe(0);
    await clock.advance(20);
    expect(bus.stats().groups[0]?.retries).toBe(1);
  });

  it('is moved for the message that asks for it', async () => {
    const { note, clock, bus } = await start();
    const handler = (batch: readonly { extend(ms: number): void }[]): Promise<void> => {
      batch[0]?.extend(5_000);
      return never();
    };
    note.subscribeBatch(handler, { waitMs: 10, ackTimeoutMs: 300, retry: rare });
    await note.publishBatch([{}, {}]);
    await clock.advance(1_000);
    expect(bus.stats().groups[0]).toMatchObject({ retries: 1, pending: { leased: 1 } });
  });
});

describe('what is measured of a batch', () => {
  it('is one duration for the call, without the wait for it', async () => {
    const { note, clock, row } = await start();
    const handler = (): Promise<void> => new Promise((resolve) => void clock.setTimer(resolve, 20));
    note.subscribeBatch(handler, { sizeMax: 10, waitMs: 1_000 });
    await note.publishBatch([{}, {}, {}]);
    await clock.advance(2_000);
    expect(row()).toMatchObject({ delivered: 3, processingMs: { count: 1, max: 20 } });
  });

  it('tells of a slow handler once', async () => {
    const { note, clock, bus } = await start();
    const slow: unknown[] = [];
    bus.events.on('subscriber-slow', (event) => slow.push(event));
    const handler = (): Promise<void> => new Promise((resolve) => void clock.setTimer(resolve, 150));
    note.subscribeBatch(handler, { sizeMax: 10, waitMs: 1_000 });
    await note.publishBatch([{}, {}, {}]);
    await clock.advance(2_000);
    expect(slow).toEqual([{ group: 'notes/notes.note', elapsedMs: 150 }]);
  });
});

describe('layers around the handler of a batch', () => {
  it('see each message end when its batch does', async () => {
    const ended: unknown[] = [];
    const { note, clock, bus } = await start([
      async (_message, next) => {
        ended.push(await next());
      },
    ]);
    const sizes: number[] = [];
    note.subscribeBatch(
      (batch) => {
        sizes.push(batch.length);
        return Promise.resolve('done');
      },
      { waitMs: 10_000, ackTimeoutMs: 100 },
    );
    await note.publishBatch([{}, {}]);
    await clock.advance(9_000);
    expect([sizes, ended, bus.stats().groups[0]?.acked]).toEqual([[], [], 0]);
    await clock.advance(2_000);
    expect([sizes, ended, bus.stats().groups[0]?.acked]).toEqual([[2], ['done', 'done'], 2]);
  });

  it('see it fail with its batch, and again alone', async () => {
    const failures: unknown[] = [];
    const { note, clock } = await start([
      async (_message, next) => {
        try {
          await next();
        } catch (error) {
          failures.push(error);
          throw error;
        }
      },
    ]);
    note.subscribeBatch(() => Promise.reject(new TypeError('all of it')), { waitMs: 10, retry: rare });
    await note.publishBatch([{}, {}]);
    await clock.advance(100);
    expect(failures.map(String)).toEqual(Array.from({ length: 4 }, () => 'TypeError: all of it'));
  });
});

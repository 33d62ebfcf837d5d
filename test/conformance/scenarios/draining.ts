/** Drain: finish what was accepted, take no more. */
import assert from 'node:assert/strict';
import { connect, items, keyed, numbers, reliable, request } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const byNumber = (a: number, b: number): number => a - b;
const never = (): Promise<void> => new Promise(() => undefined);

export const draining: Theme = theme('drain', [
  scenario(
    'drain of a bus finishes what was accepted: waiting, parked and delayed by a retry',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [keyed('note')], bus);
      const seen: number[] = [];
      note.subscribe(
        ({ payload, attempt }) => {
          if (payload.n === 0 && attempt < 3) throw new Error('not yet');
          seen.push(payload.n);
        },
        { retry: { backoff: 'fixed', delayMs: 1_000 } },
      );
      await t.publish(
        note,
        items(100, (n) => `key-${n % 5}`),
      );
      assert.equal((await t.done(bus.drain())).finished, true);
      assert.deepEqual(seen.toSorted(byNumber), numbers(100));
    },
    ['process-span'],
  ),

  scenario('drain ends at its deadline, and says that it did not finish', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    note.subscribe(never, { ackTimeoutMs: 60_000 });
    await t.publish(note, items(3));
    await t.advance(100);
    const startMs = t.clock.monotonic();
    const left = await t.done(bus.drain({ timeoutMs: 2_000 }));
    assert.deepEqual([left.finished, left.groups], [false, [{ group: 'desk/conformance.note', count: 3 }]]);
    const tookMs = t.clock.monotonic() - startMs;
    assert.ok(tookMs >= 2_000 && tookMs <= 2_100, `after ${tookMs} ms`);
    await t.close(bus);
  }),

  scenario('a handler at work while its bus drains may publish, and so can finish', async (t) => {
    const bus = await t.bus();
    const { note, echo } = await t.module('desk', [reliable('note'), reliable('echo')], bus);
    const go: (() => void)[] = [];
    note.subscribe(async ({ payload }) => {
      await new Promise<void>((resolve) => go.push(resolve));
      await echo.publish(payload);
    });
    await t.publish(note, items(1));
    await t.until(() => go.length === 1, 'it is at work');
    const drain = bus.drain();
    await t.rest();
    go[0]?.();
    assert.equal((await t.done(drain)).finished, true);
    t.accounts(bus, 'desk/conformance.note', { accepted: 1, acked: 1 });
    await t.refused(note.publish({ n: 2 }), 'BUS_CLOSED');
  }),

  scenario('while it drains and after it closed a bus refuses with BUS_CLOSED', async (t) => {
    const bus = await t.bus();
    const { note, ask } = await t.module('desk', [reliable('note'), request('ask')], bus);
    note.subscribe(never, { ackTimeoutMs: 60_000 });
    await t.publish(note, items(1));
    await t.advance(100);
    const drain = bus.drain({ timeoutMs: 1_000 });
    await t.refused(note.publish({ n: 1 }), 'BUS_CLOSED');
    await t.done(drain);
    await t.close(bus);
    await t.refused(note.publish({ n: 2 }), 'BUS_CLOSED');
    await t.refused(ask.request({ n: 3 }), 'BUS_CLOSED');
    assert.throws(() => note.subscribe(() => undefined, { name: 'late' }), { code: 'BUS_CLOSED' });
    await t.refused(connect(bus, 'late', [reliable('note')]), 'BUS_CLOSED');
  }),
]);

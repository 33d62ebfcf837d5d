/** Delays, expiry and the dedupe window. */
import assert from 'node:assert/strict';
import type { Receipt } from '@myelin/bus-core';
import { items, keyed, message, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';

export const time: Theme = theme('delay, expiry, dedupe', [
  scenario(
    '200 delayed messages come in the order of their times, none too early',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const startMs = t.clock.monotonic();
      const seen: { readonly n: number; readonly afterMs: number }[] = [];
      note.subscribe(({ payload: { n } }) => seen.push({ n, afterMs: t.clock.monotonic() - startMs }));
      const delayMsOf = (n: number): number => ((n * 37) % 200) * 100;
      await t.done(Promise.all(items(200).map((item) => note.publish(item, { delayMs: delayMsOf(item.n) }))));
      await t.until(() => seen.length === 200, 'all arrive');
      for (const { n, afterMs } of seen) {
        assert.ok(afterMs >= delayMsOf(n), `${n} due after ${delayMsOf(n)} ms came after ${afterMs}`);
        assert.ok(afterMs <= delayMsOf(n) + 1_000, `${n} due after ${delayMsOf(n)} ms came only after ${afterMs}`);
      }
    },
    ['delay'],
  ),

  scenario(
    'deliverAt names the time itself; a time that is over means now',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const atMs: number[] = [];
      note.subscribe(({ payload }) => {
        atMs[payload.n] = t.clock.now();
      });
      const startMs = t.clock.now();
      await t.done(note.publish({ n: 0 }, { deliverAt: startMs + 30_000 }));
      await t.done(note.publish({ n: 1 }, { deliverAt: startMs - 30_000 }));
      await t.until(() => atMs.length === 2 && atMs[0] !== undefined, 'both arrive');
      assert.ok((atMs[0] ?? 0) >= startMs + 30_000);
      assert.ok((atMs[1] ?? 0) <= startMs + 1_000);
    },
    ['delay'],
  ),

  scenario(
    'a delay longer than the longest timer of a system does not fire at once',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const seen: number[] = [];
      const subscription = note.subscribe(({ payload }) => seen.push(payload.n));
      await t.done(note.publish({ n: 0 }, { delayMs: 2 ** 31 + 5_000 }));
      await t.advance(60_000);
      assert.deepEqual(seen, []);
      await t.done(subscription.close());
    },
    ['delay'],
  ),

  scenario('negative, endless and meaningless delays are refused', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    for (const delayMs of [-1, Number.POSITIVE_INFINITY, Number.NaN]) {
      await t.refused(note.publish({ n: 0 }, { delayMs }), 'BUS_CONFIG_INVALID');
    }
  }),

  scenario(
    'a delayed message holds up nobody and takes its place in its key when it is due',
    async (t) => {
      const { note } = await t.module('desk', [keyed('note')]);
      const seen: number[] = [];
      note.subscribe(({ payload }) => seen.push(payload.n));
      await t.done(note.publish({ n: 0, key: 'one' }, { delayMs: 5_000 }));
      await t.publish(
        note,
        [1, 2].map((n) => ({ n, key: 'one' })),
      );
      await t.until(() => seen.length === 2, 'the others do not wait', 1_000);
      await t.until(() => seen.length === 3, 'it follows');
      assert.deepEqual(seen, [1, 2, 0]);
    },
    ['delay', 'key-order'],
  ),

  scenario('a message that is still waiting at its expiry is dropped and counted', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const seen: number[] = [];
    const subscription = note.subscribe(({ payload }) => seen.push(payload.n));
    await t.done(subscription.ready);
    subscription.pause();
    await t.done(note.publish({ n: 0 }, { expiresAt: t.clock.now() + 5_000 }));
    await t.done(note.publish({ n: 1 }));
    await t.advance(6_000);
    subscription.resume();
    await t.until(() => seen.length > 0, 'the other one arrives');
    await t.advance(1_000);
    assert.deepEqual(seen, [1]);
    t.accounts(bus, group, { accepted: 2, acked: 1, dropped: { expired: 1 } });
  }),

  scenario('a message expires between its attempts too', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    let calls = 0;
    note.subscribe(() => ++calls < 0, { retry: { backoff: 'fixed', delayMs: 4_000, attemptsMax: 100 } });
    await t.done(note.publish({ n: 0 }, { expiresAt: t.clock.now() + 10_000 }));
    await t.advance(60_000);
    assert.equal(calls, 3);
    t.accounts(bus, group, { accepted: 1, dropped: { expired: 1 } });
  }),

  scenario(
    'an id that was refused is not remembered',
    async (t) => {
      const { note } = await t.module('desk', [message('note')], await t.bus({ ringSize: 4 }));
      const seen: number[] = [];
      note.subscribe(({ payload }) => seen.push(payload.n));
      const critical = (n: number): Promise<Receipt> =>
        note.publish({ n }, { priority: 'critical', ...(n === 4 ? { id: 'same' } : {}) });
      const sent = Promise.allSettled([0, 1, 2, 3, 4].map(critical));
      const results = await t.done(sent);
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
      );
      await t.rest();
      assert.equal((await t.done(critical(4))).duplicate, false);
      await t.rest();
      assert.deepEqual(seen, [0, 1, 2, 3, 4]);
    },
    ['dedupe', 'process-span'],
  ),

  scenario(
    'inside the dedupe window an id is taken once, after it again',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const seen: number[] = [];
      note.subscribe(({ payload }) => seen.push(payload.n));
      const publish = async (n: number) => (await t.done(note.publish({ n }, { id: 'same' }))).duplicate;
      assert.equal(await publish(0), false);
      await t.advance(599_000);
      assert.equal(await publish(1), true);
      await t.advance(2_000);
      assert.equal(await publish(2), false);
      await t.advance(1_000);
      assert.deepEqual(seen, [0, 2]);
    },
    ['dedupe'],
  ),

  scenario(
    'an id counts per topic',
    async (t) => {
      const { note, other } = await t.module('desk', [reliable('note'), message('other')]);
      const first = await t.done(note.publish({ n: 0 }, { id: 'same' }));
      const second = await t.done(other.publish({ n: 0 }, { id: 'same' }));
      assert.deepEqual([first.duplicate, second.duplicate], [false, false]);
    },
    ['dedupe'],
  ),

  scenario(
    'what a handler publishes again in its next attempt is taken once',
    async (t) => {
      const { ask, tell } = await t.module('desk', [reliable('ask'), reliable('tell')]);
      const seen: number[] = [];
      ask.subscribe(
        async ({ payload, attempt }) => {
          for (const n of numbers(3)) await tell.publish({ n });
          if (attempt < 3) throw new Error(`after publishing for ${payload.n}`);
        },
        { retry: { backoff: 'fixed', delayMs: 1_000 } },
      );
      tell.subscribe(({ payload }) => seen.push(payload.n), { concurrency: 1 });
      await t.publish(ask, items(1));
      await t.advance(60_000);
      assert.deepEqual(seen, [0, 1, 2]);
    },
    ['dedupe'],
  ),
]);

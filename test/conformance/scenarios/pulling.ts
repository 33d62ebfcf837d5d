/** Messages one by one, for a caller that asks. */
import assert from 'node:assert/strict';
import type { Delivery } from '@myelin/bus-core';
import { type Item, items, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';
import type { World } from '../world.ts';

const group = 'desk/conformance.note';
const retry = { backoff: 'fixed', delayMs: 1_000 } as const;

async function take(t: World, iterator: AsyncIterator<Delivery<Item>>): Promise<Delivery<Item>> {
  const next = await t.done(iterator.next());
  assert.ok(next.done !== true);
  return next.value;
}

export const pulling: Theme = theme('pull', [
  scenario('messages come one by one, in order, and are settled by the caller', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const pull = note.pull();
    const iterator = pull[Symbol.asyncIterator]();
    await t.publish(note, items(20));
    const seen: number[] = [];
    for (let i = 0; i < 20; i++) {
      const delivery = await take(t, iterator);
      seen.push(delivery.payload.n);
      delivery.ack();
    }
    assert.deepEqual(seen, numbers(20));
    await t.advance(1_000);
    t.accounts(bus, group, { accepted: 20, acked: 20 });
    await t.done(pull.close());
  }),

  scenario('what the caller does not settle in time comes again', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const pull = note.pull({ ackTimeoutMs: 3_000, retry });
    const iterator = pull[Symbol.asyncIterator]();
    await t.publish(note, items(1));
    const first = await take(t, iterator);
    const second = await take(t, iterator);
    assert.deepEqual([first.attempt, second.attempt, first.signal.aborted], [1, 2, true]);
    second.ack();
    await t.done(pull.close());
  }),

  scenario('what only waits to be asked for is not charged', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const pull = note.pull({ ackTimeoutMs: 3_000 });
    const iterator = pull[Symbol.asyncIterator]();
    await t.publish(note, items(2));
    await t.advance(60_000);
    const delivery = await take(t, iterator);
    assert.deepEqual([delivery.payload.n, delivery.attempt], [0, 1]);
    delivery.ack();
    await t.done(pull.close());
  }),

  scenario('no more than prefetch are held for the caller', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const pull = note.pull({ prefetch: 4 });
    await t.publish(note, items(50));
    await t.advance(1_000);
    assert.equal(bus.stats().groups[0]?.pending.leased, 4);
    await t.done(pull.close());
  }),

  scenario('a caller that waits is told when the pull closes', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const pull = note.pull();
    const waiting = pull[Symbol.asyncIterator]().next();
    await t.rest();
    await t.done(pull.close());
    assert.equal((await t.done(waiting)).done, true);
  }),

  scenario(
    'what was prefetched and not asked for goes back uncharged when the pull closes',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const pull = note.pull({ prefetch: 8 });
      const iterator = pull[Symbol.asyncIterator]();
      await t.publish(note, items(10));
      (await take(t, iterator)).ack();
      await t.done(pull.close());
      const attempts = new Map<number, number>();
      note.subscribe(({ payload, attempt }) => {
        attempts.set(payload.n, attempt);
      });
      await t.until(() => attempts.size === 9, 'the rest arrives');
      assert.deepEqual(new Set(attempts.values()), new Set([1]));
    },
    ['groups-remembered'],
  ),
]);

/** What a full best-effort queue drops, and what it never drops. */
import assert from 'node:assert/strict';
import { items, message, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';

export const overflow: Theme = theme('overflow', [
  scenario(
    "'drop-oldest' keeps the newest and counts the others",
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [message('note')], bus);
      const { seen, subscription } = await t.paused(note, { queueSizeMax: 10, overflow: 'drop-oldest' });
      await t.publish(note, items(25));
      await t.rest();
      t.accounts(bus, group, { accepted: 25, dropped: { overflow: 15 }, pending: { waiting: 10 } });
      subscription.resume();
      await t.until(() => seen.length === 10, 'the newest arrive');
      assert.deepEqual(seen, numbers(25).slice(15));
    },
    ['process-span'],
  ),

  scenario(
    "'drop-newest' keeps the oldest and counts the others",
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [message('note')], bus);
      const { seen, subscription } = await t.paused(note, { queueSizeMax: 10, overflow: 'drop-newest' });
      await t.publish(note, items(25));
      subscription.resume();
      await t.until(() => seen.length === 10, 'the oldest arrive');
      assert.deepEqual(seen, numbers(10));
      t.accounts(bus, group, { accepted: 25, acked: 10, dropped: { overflow: 15 } });
    },
    ['process-span'],
  ),

  scenario(
    "'drop-low-priority' lets the more urgent push out the less urgent",
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [message('note')], bus);
      const { seen, subscription } = await t.paused(note, { queueSizeMax: 10, overflow: 'drop-low-priority' });
      const publish = (n: number, priority: 'low' | 'high') => note.publish({ n }, { priority });
      await t.done(Promise.all(numbers(10).map((n) => publish(n, 'low'))));
      await t.done(Promise.all(numbers(4).map((n) => publish(100 + n, 'high'))));
      await t.done(publish(50, 'low'));
      subscription.resume();
      await t.until(() => seen.length === 10, 'ten arrive');
      assert.deepEqual(
        seen.filter((n) => n >= 100),
        [100, 101, 102, 103],
      );
      t.accounts(bus, group, { accepted: 15, acked: 10, dropped: { overflow: 5 } });
    },
    ['process-span'],
  ),

  scenario(
    'critical messages are never dropped: those that do not fit are refused',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [message('note')], bus);
      const { seen, subscription } = await t.paused(note, { queueSizeMax: 10, overflow: 'drop-oldest' });
      let refused = 0;
      for (const item of items(15)) {
        try {
          await t.done(note.publish(item, { priority: 'critical' }));
        } catch (error) {
          assert.equal((error as { code?: unknown }).code, 'BUS_QUEUE_FULL');
          refused++;
        }
      }
      subscription.resume();
      await t.rest();
      assert.deepEqual([seen.length, refused], [10, 5]);
      assert.equal(bus.stats().groups[0]?.dropped.overflow, 0);
    },
    ['process-span'],
  ),

  scenario(
    'ordinary messages do not push out critical ones',
    async (t) => {
      const { note } = await t.module('desk', [message('note')]);
      const { seen, subscription } = await t.paused(note, { queueSizeMax: 4, overflow: 'drop-oldest' });
      await t.done(Promise.all(items(4).map((item) => note.publish(item, { priority: 'critical' }))));
      await t.done(Promise.all(items(20).map(({ n }) => note.publish({ n: 100 + n }))));
      subscription.resume();
      await t.until(() => seen.length >= 4, 'they arrive');
      assert.deepEqual(
        seen.filter((n) => n < 100),
        numbers(4),
      );
    },
    ['process-span'],
  ),

  scenario('dropping policies are refused for reliable subscriptions', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    for (const overflow of ['drop-oldest', 'drop-newest', 'drop-low-priority'] as const) {
      assert.throws(() => note.subscribe(() => undefined, { overflow }), { code: 'BUS_CONFIG_INVALID' });
    }
  }),
]);

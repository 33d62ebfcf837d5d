/** Priority: what is more urgent goes first, and nothing starves. */
import assert from 'node:assert/strict';
import type { Subscription } from '@myelin/bus-core';
import { type ItemHandle, keyed, message, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';
import type { World } from '../world.ts';

type Priority = 'low' | 'normal' | 'high' | 'critical';

async function paused(t: World, subscription: Subscription): Promise<Subscription> {
  await t.done(subscription.ready);
  subscription.pause();
  return subscription;
}

async function publish(t: World, handle: ItemHandle, { count, priority }: { count: number; priority: Priority }) {
  await t.done(Promise.all(numbers(count).map((n) => handle.publish({ n, text: priority }, { priority }))));
}

export const priority: Theme = theme('priority', [
  scenario(
    'of every 16 deliveries one comes from the lowest lane that has something, the others from the highest',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const seen: string[] = [];
      const all = note.subscribe(({ payload }) => seen.push(payload.text ?? ''), { concurrency: 1 });
      const subscription = await paused(t, all);
      await publish(t, note, { count: 100, priority: 'low' });
      await publish(t, note, { count: 150, priority: 'high' });
      subscription.resume();
      await t.until(() => seen.length === 250, 'all arrive');
      for (let start = 0; start < 144; start += 16) {
        const low = seen.slice(start, start + 16).filter((text) => text === 'low').length;
        assert.equal(low, 1, `deliveries ${start} to ${start + 16}`);
      }
    },
    ['priority-ready'],
  ),

  scenario(
    'among all that waits, the four priorities come highest first',
    async (t) => {
      const { note } = await t.module('desk', [message('note')]);
      const seen: string[] = [];
      const all = note.subscribe(({ payload }) => seen.push(payload.text ?? ''), { concurrency: 1 });
      const subscription = await paused(t, all);
      for (const level of ['low', 'high', 'critical', 'normal'] as const) {
        await publish(t, note, { count: 3, priority: level });
      }
      subscription.resume();
      await t.until(() => seen.length === 12, 'all arrive');
      const expected = ['critical', 'high', 'normal', 'low'].flatMap((level) => [level, level, level]);
      assert.deepEqual(seen, expected);
    },
    ['priority-ready'],
  ),

  scenario(
    'a more urgent message of another key goes first, within a key none does',
    async (t) => {
      const { note } = await t.module('desk', [keyed('note')]);
      const seen: string[] = [];
      const all = note.subscribe(({ payload }) => seen.push(`${payload.key}${payload.n}`), { concurrency: 1 });
      const subscription = await paused(t, all);
      await t.done(note.publish({ n: 0, key: 'a' }, { priority: 'low' }));
      await t.done(note.publish({ n: 1, key: 'a' }, { priority: 'high' }));
      await t.done(note.publish({ n: 0, key: 'b' }, { priority: 'high' }));
      subscription.resume();
      await t.until(() => seen.length === 3, 'all arrive');
      assert.deepEqual(seen, ['b0', 'a0', 'a1']);
    },
    ['priority-ready', 'key-order'],
  ),

  scenario('a message takes the priority of its definition where the publish names none', async (t) => {
    const { note } = await t.module('desk', [reliable('note', { priority: 'high' })]);
    const seen: string[] = [];
    note.subscribe((delivery) => seen.push(delivery.priority));
    await t.done(note.publish({ n: 0 }));
    await t.done(note.publish({ n: 1 }, { priority: 'low' }));
    await t.until(() => seen.length === 2, 'both arrive');
    assert.deepEqual(seen.toSorted(), ['high', 'low']);
  }),
]);

/** Order: per (topic, key, group), through failures, verdicts and dead letters. */
import assert from 'node:assert/strict';
import { seededRandom } from '../../../packages/bus-core/src/virtual-clock.ts';
import { type Item, items, keyed, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const retry = { backoff: 'fixed', delayMs: 1_000, attemptsMax: 50 } as const;
const ofKey = (seen: readonly Item[], key: string): number[] =>
  seen.filter((item) => item.key === key).map(({ n }) => n);
const rising = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);

export const order: Theme = theme('order', [
  scenario(
    '50 keys × 40 messages stay in order though one attempt in three fails',
    async (t) => {
      const { note } = await t.module('desk', [keyed('note')]);
      const random = seededRandom(7);
      const seen: Item[] = [];
      note.subscribe(
        async ({ payload }) => {
          await Promise.resolve();
          if (random.next() < 1 / 3) throw new Error('by chance');
          seen.push(payload);
        },
        { retry: { ...retry, backoff: 'exponential', delayMs: 50 }, breaker: 'off' },
      );
      await t.publish(
        note,
        items(2_000, (n) => `key-${n % 50}`),
      );
      await t.until(() => seen.length >= 2_000, 'all succeed', 600_000);
      for (let key = 0; key < 50; key++) {
        const list = ofKey(seen, `key-${key}`);
        assert.deepEqual(list, rising(list));
      }
    },
    ['key-order'],
  ),

  scenario(
    'while a message waits for its retry, its key waits and other keys go on',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [keyed('note')], bus);
      const seen: Item[] = [];
      note.subscribe(
        ({ payload, attempt }) => {
          if (payload.n === 0 && attempt === 1) throw new Error('not yet');
          seen.push(payload);
        },
        { retry },
      );
      await t.publish(
        note,
        items(10, (n) => (n % 2 === 0 ? 'slow' : 'quick')),
      );
      await t.until(() => ofKey(seen, 'quick').length === 5, 'the other key', 500);
      assert.deepEqual(ofKey(seen, 'slow'), []);
      const { pending } = bus.stats().groups[0]!;
      assert.deepEqual([pending.delayed, pending.parked], [1, 4]);
      await t.until(() => seen.length === 10, 'then the rest');
      assert.deepEqual(ofKey(seen, 'slow'), [0, 2, 4, 6, 8]);
    },
    ['key-order', 'process-span'],
  ),

  scenario("order 'none' lets later messages of the key pass", async (t) => {
    const { note } = await t.module('desk', [keyed('note')]);
    const seen: number[] = [];
    note.subscribe(
      ({ payload, attempt }) => {
        if (payload.n === 0 && attempt === 1) throw new Error('not yet');
        seen.push(payload.n);
      },
      { retry, order: 'none' },
    );
    await t.publish(
      note,
      items(3, () => 'one'),
    );
    await t.until(() => seen.length === 3, 'all succeed');
    assert.deepEqual(seen, [1, 2, 0]);
  }),

  scenario(
    'a key given at the publish keeps order like one of the definition',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const seen: number[] = [];
      note.subscribe(
        ({ payload, attempt }) => {
          if (payload.n === 0 && attempt === 1) throw new Error('not yet');
          seen.push(payload.n);
        },
        { retry },
      );
      await t.done(Promise.all(items(3).map((item) => note.publish(item, { key: 'one' }))));
      await t.until(() => seen.length === 3, 'all succeed');
      assert.deepEqual(seen, [0, 1, 2]);
    },
    ['key-order'],
  ),

  scenario(
    'priority never changes the order within a key',
    async (t) => {
      const { note } = await t.module('desk', [keyed('note')]);
      const seen: number[] = [];
      const subscription = note.subscribe(({ payload }) => seen.push(payload.n), { concurrency: 1 });
      subscription.pause();
      const priorities = ['low', 'critical', 'normal', 'high'] as const;
      const all = items(40, () => 'one').map((item) =>
        note.publish(item, { priority: priorities[item.n % 4] ?? 'normal' }),
      );
      await t.done(Promise.all(all));
      subscription.resume();
      await t.until(() => seen.length === 40, 'all arrive');
      assert.deepEqual(seen, numbers(40));
    },
    ['key-order'],
  ),
]);

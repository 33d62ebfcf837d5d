/** Latest-only: a table of values, not a stream of them. */
import assert from 'node:assert/strict';
import { type Item, items, message } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const status = message('status', { channel: 'status', key: ({ key }: Item) => key ?? '' });
const group = 'desk/conformance.status';

export const latest: Theme = theme('latest only', [
  scenario('the last value of each key always arrives, and no value after a newer one', async (t) => {
    const { status: handle } = await t.module('desk', [status]);
    const seen: Item[] = [];
    await t.done(
      handle.subscribe(async ({ payload }) => {
        await Promise.resolve();
        seen.push(payload);
      }).ready,
    );
    await t.publish(
      handle,
      items(1_000, (n) => `key-${n % 10}`),
    );
    await t.advance(5_000);
    for (let key = 0; key < 10; key++) {
      const values = seen.filter((item) => item.key === `key-${key}`).map(({ n }) => n);
      assert.deepEqual(
        values,
        values.toSorted((a, b) => a - b),
      );
      assert.equal(values.at(-1), 990 + key);
    }
  }),

  scenario(
    'the last value arrives even when a flood of other messages comes right behind it',
    async (t) => {
      const bus = await t.bus({ ringSize: 64 });
      const { status: handle, ping } = await t.module('desk', [status, message('ping')], bus);
      const seen: number[] = [];
      await t.done(handle.subscribe(({ payload }) => seen.push(payload.n)).ready);
      await t.publish(
        handle,
        items(3, () => 'one'),
      );
      for (const item of items(200)) ping.publish(item).catch(assert.ifError);
      await t.until(() => seen.length > 0, 'it arrives');
      assert.equal(seen.at(-1), 2);
    },
    ['process-span'],
  ),

  scenario('a slow subscriber gets the newest, and what it missed is counted as superseded', async (t) => {
    const bus = await t.bus();
    const { status: handle } = await t.module('desk', [status], bus);
    const seen: number[] = [];
    const free: (() => void)[] = [];
    const subscription = handle.subscribe(({ payload }) => {
      seen.push(payload.n);
      return new Promise<void>((resolve) => free.push(resolve));
    });
    await t.done(subscription.ready);
    for (const item of items(50, () => 'one')) await t.done(handle.publish(item));
    await t.advance(100);
    free[0]?.();
    await t.until(() => seen.length === 2, 'the newest follows');
    free[1]?.();
    await t.advance(1_000);
    assert.deepEqual(seen, [0, 49]);
    t.accounts(bus, group, { accepted: 50, acked: 2, dropped: { superseded: 48 } });
  }),

  scenario('a new subscriber gets the current value of every key', async (t) => {
    const bus = await t.bus();
    const { status: handle } = await t.module('desk', [status], bus);
    await t.publish(
      handle,
      items(20, (n) => `key-${n % 4}`),
    );
    const late = await t.module('late', [status], await t.elsewhere(bus));
    const seen: number[] = [];
    late.status.subscribe(({ payload }) => seen.push(payload.n));
    await t.until(() => seen.length === 4, 'four values');
    await t.advance(1_000);
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      [16, 17, 18, 19],
    );
  }),

  scenario('a failed value is counted, and the next one comes all the same', async (t) => {
    const bus = await t.bus();
    const { status: handle } = await t.module('desk', [status], bus);
    const seen: number[] = [];
    const subscription = handle.subscribe(
      ({ payload }) => {
        if (payload.n === 0) throw new Error('failed');
        seen.push(payload.n);
      },
      { breaker: 'off' },
    );
    await t.done(subscription.ready);
    await t.publish(handle, [{ n: 0, key: 'one' }]);
    await t.advance(1_000);
    await t.publish(handle, [{ n: 1, key: 'one' }]);
    await t.until(() => seen.length === 1, 'the next value');
    t.accounts(bus, group, { accepted: 2, acked: 1, dropped: { 'handler-failed': 1 } });
  }),

  scenario(
    'a table holds latestKeysMax keys, and refuses one more',
    async (t) => {
      const bus = await t.bus({ latestKeysMax: 3 });
      const { status: handle } = await t.module('desk', [status], bus);
      await t.publish(
        handle,
        items(3, (n) => `key-${n}`),
      );
      await t.refused(handle.publish({ n: 3, key: 'key-3' }), 'BUS_QUEUE_FULL');
      await t.done(handle.publish({ n: 4, key: 'key-0' }));
    },
    ['process-span'],
  ),
]);

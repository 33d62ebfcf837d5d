/** Several messages in one call, and messages by request. */
import assert from 'node:assert/strict';
import { items, keyed, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';
const retry = { backoff: 'fixed', delayMs: 100 } as const;

export const batches: Theme = theme('batches', [
  scenario('a batch is handed over when it is full', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const sizes: number[] = [];
    note.subscribeBatch((batch) => sizes.push(batch.length), { sizeMax: 10, waitMs: 60_000 });
    await t.publish(note, items(30));
    await t.until(() => sizes.length === 3, 'three batches', 1_000);
    assert.deepEqual(sizes, [10, 10, 10]);
  }),

  scenario('a smaller one is handed over after waitMs', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const sizes: number[] = [];
    note.subscribeBatch((batch) => sizes.push(batch.length), { sizeMax: 10, waitMs: 500 });
    await t.publish(note, items(4));
    await t.advance(400);
    assert.deepEqual(sizes, []);
    await t.until(() => sizes.length === 1, 'one batch', 1_000);
    assert.deepEqual(sizes, [4]);
  }),

  scenario('one batch is at work at a time', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const free: (() => void)[] = [];
    note.subscribeBatch(() => new Promise<void>((resolve) => free.push(resolve)), { sizeMax: 5, waitMs: 10 });
    await t.publish(note, items(10));
    await t.advance(1_000);
    assert.equal(free.length, 1);
    free[0]?.();
    await t.until(() => free.length === 2, 'then the next');
    free[1]?.();
  }),

  scenario('when a batch fails its items are tried alone, and only the poison message is charged', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const done: [number, number][] = [];
    note.subscribeBatch(
      (batch) => {
        if (batch.some(({ payload }) => payload.n === 3)) throw new Error('poison');
        done.push(...batch.map(({ payload, attempt }): [number, number] => [payload.n, attempt]));
      },
      { sizeMax: 10, waitMs: 10, retry, breaker: 'off' },
    );
    await t.publish(note, items(10));
    await t.until(() => bus.stats().deadLetters === 1, 'it is given up');
    await t.until(() => done.length === 9, 'the others succeed');
    assert.deepEqual(
      done.filter(([, attempt]) => attempt > 1),
      [],
    );
    const [letter] = await t.done(bus.deadLetters.list());
    assert.deepEqual([letter?.envelope?.payload, letter?.attempts], [{ n: 3 }, 4]);
    await t.advance(1_000);
    t.accounts(bus, group, { accepted: 10, acked: 9, deadLettered: 1 });
  }),

  scenario('items settle one by one: a batch that fails takes back nothing that was acked', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const calls = new Map<number, number>();
    note.subscribeBatch(
      (batch) => {
        for (const { payload } of batch) calls.set(payload.n, (calls.get(payload.n) ?? 0) + 1);
        batch.find(({ payload }) => payload.n === 0)?.ack();
        batch.find(({ payload }) => payload.n === 1)?.reject('no');
        if (batch.length > 1) throw new Error('the rest');
      },
      { sizeMax: 4, waitMs: 10, retry, breaker: 'off' },
    );
    await t.publish(note, items(4));
    await t.advance(10_000);
    assert.deepEqual(
      [...calls],
      [
        [0, 1],
        [1, 1],
        [2, 2],
        [3, 2],
      ],
    );
    t.accounts(bus, group, { accepted: 4, acked: 3, deadLettered: 1 });
  }),

  scenario(
    'a key keeps its order through batches that fail',
    async (t) => {
      const { note } = await t.module('desk', [keyed('note')]);
      const seen: number[] = [];
      let failures = 0;
      note.subscribeBatch(
        (batch) => {
          if (failures++ % 3 === 0) throw new Error('now and then');
          seen.push(...batch.map(({ payload }) => payload.n));
        },
        { sizeMax: 7, waitMs: 10, retry: { ...retry, attemptsMax: 100 }, breaker: 'off' },
      );
      await t.publish(
        note,
        items(100, () => 'one'),
      );
      await t.until(() => seen.length >= 100, 'all succeed', 600_000);
      assert.deepEqual(seen, numbers(100));
    },
    ['key-order'],
  ),

  scenario('publishBatch answers item by item', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const seen: number[] = [];
    note.subscribe(({ payload }) => seen.push(payload.n), { concurrency: 1 });
    const wrong = JSON.parse('{"n":"wrong"}') as { n: number };
    const results = await t.done(note.publishBatch([{ n: 0 }, wrong, { n: 2 }]));
    assert.deepEqual(
      results.map(({ ok }) => ok),
      [true, false, true],
    );
    await t.until(() => seen.length === 2, 'the valid ones arrive');
    assert.deepEqual(seen, [0, 2]);
  }),
]);

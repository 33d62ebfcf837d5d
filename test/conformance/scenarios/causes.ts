/** In whose name a handler publishes. */
import assert from 'node:assert/strict';
import { items, keyed, message, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const retry = { backoff: 'fixed', delayMs: 100 } as const;

export const causes: Theme = theme('causes', [
  scenario('a handler that another one set off publishes in its own name', async (t) => {
    const { note, ping, echo } = await t.module('desk', [reliable('note'), message('ping'), reliable('echo')]);
    const causedBy: (string | undefined)[] = [];
    note.subscribe(({ payload }) => ping.publish(payload));
    ping.subscribe(({ payload }) => echo.publish(payload));
    echo.subscribe(({ causationId }) => causedBy.push(causationId));
    await t.publish(note, items(20));
    await t.until(() => causedBy.length === 20, 'all arrive');
    assert.deepEqual(new Set(causedBy), new Set([undefined]));
  }),

  scenario('an early ack does not call the next handler in the name of this one', async (t) => {
    const { note, echo } = await t.module('desk', [keyed('note'), reliable('echo')]);
    const echoed: number[] = [];
    note.subscribe(
      async (delivery) => {
        delivery.ack();
        await echo.publish(delivery.payload);
      },
      { context: 'explicit' },
    );
    echo.subscribe(({ payload, causationId }) => {
      assert.equal(causationId, undefined);
      echoed.push(payload.n);
    });
    await t.publish(
      note,
      items(50, () => 'one'),
    );
    await t.until(() => echoed.length === 50, 'all arrive');
    assert.deepEqual(echoed, numbers(50));
  }),

  scenario(
    'what a batch handler publishes is not taken for a duplicate when one of the batch is tried again',
    async (t) => {
      const { note, echo } = await t.module('desk', [reliable('note'), reliable('echo')]);
      const echoed: number[] = [];
      note.subscribeBatch(
        async (batch) => {
          for (const delivery of batch) {
            if (delivery.payload.n === 2 && delivery.attempt === 1) delivery.retry({ delayMs: 50 });
            else await echo.publish(delivery.payload);
          }
        },
        { sizeMax: 3, waitMs: 60_000, retry, breaker: 'off' },
      );
      echo.subscribe(({ payload }) => echoed.push(payload.n));
      await t.publish(note, items(3));
      await t.until(() => echoed.length >= 3, 'all arrive');
      assert.deepEqual(
        echoed.toSorted((a, b) => a - b),
        [0, 1, 2],
      );
    },
    ['dedupe'],
  ),

  scenario('what was parked behind a failed batch does not wait for batches to fill', async (t) => {
    const { note } = await t.module('desk', [keyed('note')]);
    const seen: number[] = [];
    let failed = false;
    note.subscribeBatch(
      (batch) => {
        if (!failed) {
          failed = true;
          throw new Error('once');
        }
        seen.push(...batch.map(({ payload }) => payload.n));
      },
      { sizeMax: 10, waitMs: 10_000, retry, breaker: 'off' },
    );
    await t.publish(
      note,
      items(60, () => 'one'),
    );
    await t.until(() => seen.length === 60, 'all arrive', 9_000);
    assert.deepEqual(seen, numbers(60));
  }),
]);

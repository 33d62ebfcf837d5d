/** Processes that die, stall, or are cut off, on a store that outlives them. */
import assert from 'node:assert/strict';
import type { Bus, Delivery } from '@myelin/bus-core';
import { type Item, items, keyed, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const byNumber = (a: number, b: number): number => a - b;
const never = (): Promise<void> => new Promise(() => undefined);
const shared = ['machine-span', 'durable'] as const;
const retry = { backoff: 'fixed', delayMs: 500 } as const;

export const crashes: Theme = theme('crash and takeover', [
  scenario(
    '10,000 messages survive two restarts in the middle',
    async (t) => {
      const note = reliable('note');
      const seen = new Set<number>();
      const { note: writer } = await t.module('desk', [note]);
      let reader = await t.bus();
      const read = async (): Promise<void> => {
        const module = await t.module('reader', [note], reader);
        module.note.subscribe(({ payload }) => seen.add(payload.n));
      };
      await read();
      for (const part of [0, 1, 2, 3, 4]) {
        await t.publish(
          writer,
          items(2_000).map(({ n }) => ({ n: n + part * 2_000 })),
        );
        if (part === 1 || part === 3) {
          await t.crash(reader);
          reader = await t.bus();
          await read();
        }
      }
      await t.until(() => seen.size === 10_000, 'all arrive', 300_000);
    },
    shared,
  ),

  scenario(
    'what a dead process had in hand comes to a living one, within lease and sweep',
    async (t) => {
      const note = reliable('note');
      const first = await t.bus();
      const dying = await t.module('reader', [note], first);
      const taken: number[] = [];
      dying.note.subscribe(
        ({ payload }) => {
          taken.push(payload.n);
          return never();
        },
        { ackTimeoutMs: 600_000 },
      );
      const { note: writer } = await t.module('desk', [note]);
      await t.publish(writer, items(10));
      await t.until(() => taken.length === 10, 'it has them all');
      await t.crash(first);
      const seen: number[] = [];
      const living = await t.module('reader', [note]);
      living.note.subscribe(({ payload }) => seen.push(payload.n));
      await t.until(() => seen.length >= 10, 'they come again', 36_000);
      assert.deepEqual(seen.toSorted(byNumber), numbers(10));
    },
    shared,
  ),

  scenario(
    'of what a dead process had in hand, only what dies alone is charged',
    async (t) => {
      const note = reliable('note');
      const { note: writer } = await t.module('desk', [note]);
      await t.publish(writer, items(10));
      const seen = new Map<number, number>();
      const operator = await t.bus();
      for (let life = 0; life < 12 && operator.stats().deadLetters === 0; life++) {
        const process = await t.bus();
        const { note: reader } = await t.module('reader', [note], process);
        let killed = false;
        reader.subscribe(
          async ({ payload, attempt }) => {
            if (payload.n === 3) {
              killed = true;
              await never();
            }
            await Promise.resolve();
            seen.set(payload.n, attempt);
          },
          { retry, ackTimeoutMs: 600_000, breaker: 'off' },
        );
        await t.until(() => killed || operator.stats().deadLetters > 0, 'the poison message is met');
        if (killed) await t.crash(process);
      }
      const letters = await t.done(operator.deadLetters.list());
      assert.deepEqual(
        letters.map(({ envelope }) => envelope?.payload),
        [{ n: 3 }],
      );
      await t.until(() => seen.size === 9, 'its neighbours get through');
      assert.deepEqual(
        [...seen.values()].filter((attempt) => attempt > 2),
        [],
      );
    },
    shared,
  ),

  scenario(
    'a process that dies before the handler starts charges nothing, whenever that is',
    async (t) => {
      const note = reliable('note');
      const { note: writer } = await t.module('desk', [note]);
      let hand: [n: number, attempt: number] = [-1, 0];
      const read = async (ends: boolean): Promise<Bus> => {
        const bus = await t.bus();
        const { note: reader } = await t.module('reader', [note], bus);
        const handler = ({ payload, attempt }: Delivery<Item>): unknown => {
          hand = [payload.n, attempt];
          return ends ? undefined : never();
        };
        reader.subscribe(handler, { ackTimeoutMs: 600_000 });
        return bus;
      };
      const outcomes = new Set<string>();
      for (let n = 0; n < 30; n++) {
        const first = await read(false);
        await t.publish(writer, [{ n }]);
        await t.until(() => hand[0] === n, 'one has it');
        await t.crash(first);
        hand = [-1, 0];
        const second = await read(false);
        await t.advance(30_000 + n / 4);
        const started = hand[0] === n;
        await t.crash(second);
        hand = [-1, 0];
        const third = await read(true);
        await t.until(() => hand[0] === n, 'it comes again', 66_000);
        if (!started) assert.equal(hand[1], 1, `not charged by a death after ${n / 4} ms`);
        outcomes.add(`${started} ${hand[1]}`);
        await t.rest();
        await t.close(third);
      }
      assert.ok(outcomes.has('false 1'), 'some died before');
      assert.ok(outcomes.has('true 2'), 'some died with it in hand, and it is charged');
    },
    shared,
  ),

  scenario(
    'what a dead process had in hand stays in order of its keys, whatever fails and waits for its breaker',
    async (t) => {
      const note = keyed('note', { partitions: 1 });
      const { note: writer } = await t.module('desk', [note]);
      const first = await t.bus();
      const dying = await t.module('reader', [note], first);
      let taken = 0;
      dying.note.subscribeBatch((batch) => (taken += batch.length) < 0 || never(), { sizeMax: 4, waitMs: 10 });
      await t.publish(
        writer,
        items(4, (n) => (n < 2 ? 'one' : 'two')),
      );
      await t.until(() => taken === 4, 'it has them all');
      await t.crash(first);
      const seen: number[] = [];
      const living = await t.module('reader', [note]);
      living.note.subscribeBatch(
        (batch) => {
          for (const { payload } of batch) {
            seen.push(payload.n);
            if (seen.length < 3) throw new Error('the first of each key, once');
          }
        },
        { sizeMax: 4, waitMs: 10, retry, breaker: { consecutiveFailuresMax: 2, openMs: 2_000 } },
      );
      await t.until(() => seen.length === 6, 'two of them come twice', 66_000);
      assert.deepEqual(seen.slice(0, 2), [0, 2]);
      for (const key of [
        [0, 1],
        [2, 3],
      ])
        assert.deepEqual(
          seen.slice(2).filter((n) => key.includes(n)),
          key,
        );
    },
    [...shared, 'key-order'],
  ),

  scenario(
    'nothing is tried beside what a dead process had in hand',
    async (t) => {
      const note = reliable('note');
      const { note: writer } = await t.module('desk', [note]);
      const first = await t.bus();
      const dying = await t.module('reader', [note], first);
      let taken = 0;
      dying.note.subscribe(() => ++taken < 0 || never(), { ackTimeoutMs: 600_000 });
      await t.publish(writer, items(3));
      await t.until(() => taken === 3, 'it has three');
      await t.crash(first);
      await t.publish(writer, items(10).slice(3));
      const living = await t.module('reader', [note]);
      const busy = new Set<number>();
      const together: number[] = [];
      let done = 0;
      living.note.subscribe(
        async ({ payload }) => {
          busy.add(payload.n);
          if (busy.size > 1) together.push(...busy);
          await new Promise<void>((resolve) => t.clock.setTimer(resolve, 100));
          busy.delete(payload.n);
          done++;
        },
        { concurrency: 8 },
      );
      await t.until(() => done === 10, 'all are done', 66_000);
      assert.deepEqual(
        together.filter((n) => n < 3),
        [],
      );
      assert.ok(together.length > 0, 'the others are tried together');
    },
    shared,
  ),

  scenario(
    'a publisher that dies loses nothing that it was told is accepted',
    async (t) => {
      const note = reliable('note');
      const seen = new Set<number>();
      const { note: reader } = await t.module('reader', [note]);
      reader.subscribe(({ payload }) => seen.add(payload.n));
      const accepted: number[] = [];
      for (let life = 0; life < 10; life++) {
        const bus = await t.bus();
        const { note: writer } = await t.module('desk', [note], bus);
        const all = items(50).map(({ n }) => n + life * 50);
        for (const n of all) {
          // one that dies never answers
          void Promise.allSettled([writer.publish({ n }).then(() => accepted.push(n))]);
        }
        await t.advance(life % 3);
        await t.crash(bus);
      }
      await t.advance(60_000);
      assert.deepEqual(
        accepted.filter((n) => !seen.has(n)),
        [],
      );
      assert.ok(accepted.length > 0);
    },
    shared,
  ),
]);

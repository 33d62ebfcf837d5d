/** What holds up a key, and what lets it go on. */
import assert from 'node:assert/strict';
import type { Bus } from '@myelin/bus-core';
import { items, keyed, numbers } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';
const retry = { backoff: 'fixed', delayMs: 1_000, attemptsMax: 50 } as const;

export const blockedKeys: Theme = theme('keys that wait', [
  scenario(
    'a dead letter unblocks its key',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [keyed('note')], bus);
      const seen: number[] = [];
      note.subscribe(
        ({ payload }) => {
          if (payload.n === 1) throw new Error('poison');
          seen.push(payload.n);
        },
        { retry: { ...retry, attemptsMax: 2 } },
      );
      await t.publish(
        note,
        items(4, () => 'one'),
      );
      await t.until(() => seen.length === 3, 'the others come');
      assert.deepEqual(seen, [0, 2, 3]);
      assert.equal(bus.stats().deadLetters, 1);
    },
    ['key-order'],
  ),

  scenario(
    "with 'block-key' a dead letter shuts its key until it is redriven, and comes back before the rest",
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [keyed('note')], bus);
      let broken = true;
      const seen: number[] = [];
      note.subscribe(
        ({ payload }) => {
          if (payload.n === 1 && broken) throw new Error('poison');
          seen.push(payload.n);
        },
        { retry: { ...retry, attemptsMax: 1 }, onDeadLetter: 'block-key' },
      );
      await t.publish(note, [...items(4, () => 'one'), { n: 9, key: 'other' }]);
      await t.until(() => bus.stats().deadLetters === 1 && seen.includes(9), 'one is given up');
      await t.advance(60_000);
      assert.deepEqual(
        seen.filter((n) => n !== 9),
        [0],
      );
      broken = false;
      assert.equal(await t.done(bus.deadLetters.redrive()), 1);
      await t.until(() => seen.length === 5, 'the key goes on');
      assert.deepEqual(
        seen.filter((n) => n !== 9),
        numbers(4),
      );
    },
    ['key-order'],
  ),

  scenario(
    "with 'block-key' a dead letter that is purged opens its key too",
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [keyed('note')], bus);
      const seen: number[] = [];
      note.subscribe(
        ({ payload }) => {
          if (payload.n === 1) throw new Error('poison');
          seen.push(payload.n);
        },
        { retry: { ...retry, attemptsMax: 1 }, onDeadLetter: 'block-key' },
      );
      await t.publish(
        note,
        items(4, () => 'one'),
      );
      await t.advance(60_000);
      assert.deepEqual(seen, [0]);
      assert.equal(await t.done(bus.deadLetters.purge()), 1);
      await t.until(() => seen.length === 3, 'the rest comes');
      assert.deepEqual(seen, [0, 2, 3]);
    },
    ['key-order'],
  ),

  scenario(
    "with 'block-key' a message of a batch that is rejected shuts its key",
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [keyed('note')], bus);
      let broken = true;
      const seen: number[] = [];
      note.subscribeBatch(
        (batch) => {
          for (const message of batch) {
            if (message.payload.n === 1 && broken) message.reject('poison');
            else seen.push(message.payload.n);
          }
        },
        { sizeMax: 2, waitMs: 10, onDeadLetter: 'block-key' },
      );
      await t.publish(
        note,
        items(6, () => 'one'),
      );
      await t.advance(60_000);
      assert.deepEqual(seen, [0]);
      broken = false;
      assert.equal(await t.done(bus.deadLetters.redrive()), 1);
      await t.until(() => seen.length === 6, 'the key goes on');
      assert.deepEqual(seen, numbers(6));
    },
    ['key-order'],
  ),

  ...(['redriven', 'purged'] as const).map((way) =>
    scenario(
      `a key that a dead letter shut stays shut when its process dies, until the letter is ${way}`,
      async (t) => {
        const notes = [keyed('note')];
        const operator = await t.bus();
        const { note: writer } = await t.module('writer', notes, operator);
        let broken = true;
        const seen: number[] = [];
        const read = async (bus: Bus): Promise<void> => {
          const { note } = await t.module('desk', notes, bus);
          note.subscribe(
            ({ payload }) => {
              if (payload.n === 1 && broken) throw new Error('poison');
              seen.push(payload.n);
            },
            { retry: { ...retry, attemptsMax: 1 }, onDeadLetter: 'block-key' },
          );
        };
        const first = await t.bus();
        await read(first);
        await t.publish(
          writer,
          items(4, () => 'one'),
        );
        await t.until(() => operator.stats().deadLetters === 1, 'it is given up');
        await t.advance(1_000);
        await t.crash(first);
        await read(await t.bus());
        await t.publish(writer, [
          { n: 9, key: 'other' },
          { n: 4, key: 'one' },
        ]);
        await t.until(() => seen.includes(9), 'other keys go on', 66_000);
        await t.advance(60_000);
        assert.deepEqual(seen, [0, 9]);
        broken = false;
        const { deadLetters } = operator;
        assert.equal(await t.done(way === 'purged' ? deadLetters.purge() : deadLetters.redrive()), 1);
        const rest = way === 'purged' ? [2, 3, 4] : [1, 2, 3, 4];
        await t.until(() => seen.length === 2 + rest.length, 'the key goes on');
        assert.deepEqual(seen.slice(2), rest);
      },
      ['key-order', 'machine-span', 'durable'],
    ),
  ),

  scenario(
    'a retry that does not count keeps its key shut too',
    async (t) => {
      const { note } = await t.module('desk', [keyed('note')]);
      const seen: number[] = [];
      let asked = 0;
      note.subscribe(
        (delivery) => {
          if (delivery.payload.n === 0 && asked++ < 5) delivery.retry({ delayMs: 500, counts: false });
          else seen.push(delivery.payload.n);
        },
        { retry },
      );
      await t.publish(
        note,
        items(5, () => 'one'),
      );
      await t.until(() => seen.length === 5, 'all succeed');
      assert.deepEqual(seen, numbers(5));
    },
    ['key-order'],
  ),

  scenario(
    '5,000 messages behind one key neither overflow the stack nor get lost',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [keyed('note')], bus);
      const seen: number[] = [];
      note.subscribe(({ payload }) => seen.push(payload.n));
      await t.publish(
        note,
        items(5_000, () => 'one'),
      );
      await t.until(() => seen.length >= 5_000, 'all arrive');
      assert.deepEqual(seen, numbers(5_000));
      await t.rest();
      t.accounts(bus, group, { accepted: 5_000, acked: 5_000 });
    },
    ['key-order'],
  ),
]);

/** Partitions and leases that change hands. */
import assert from 'node:assert/strict';
import type { Delivery } from '@myelin/bus-core';
import { type Item, items, keyed, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const byNumber = (a: number, b: number): number => a - b;
const never = (): Promise<void> => new Promise(() => undefined);
const shared = ['machine-span', 'durable'] as const;
const retry = { backoff: 'fixed', delayMs: 500 } as const;

export const takeover: Theme = theme('takeover', [
  scenario(
    'a process that was cut off and comes back settles nothing that was given to another',
    async (t) => {
      const note = keyed('note');
      const stalled = await t.bus();
      const slow = await t.module('reader', [note], stalled);
      const hands: Delivery<Item>[] = [];
      slow.note.subscribe(
        (delivery) => {
          hands.push(delivery);
          return never();
        },
        { ackTimeoutMs: 600_000 },
      );
      const { note: writer } = await t.module('desk', [note]);
      await t.publish(
        writer,
        items(1, () => 'one'),
      );
      await t.until(() => hands.length === 1, 'it has the message');
      t.pause(stalled);
      const seen: number[] = [];
      const other = await t.bus();
      const living = await t.module('reader', [note], other);
      living.note.subscribe(({ payload }) => seen.push(payload.n), { retry });
      await t.until(() => seen.length === 1, 'the other one takes over', 66_000);
      hands[0]?.reject('from the past');
      t.resume(stalled);
      await t.advance(60_000);
      assert.equal(other.stats().deadLetters, 0);
      assert.deepEqual(seen, [0]);
      const late = stalled.stats().groups.find(({ group }) => group === 'reader/conformance.note')?.lateAcks;
      assert.equal(late, 1, 'refused and counted');
    },
    shared,
  ),

  scenario(
    'what a process reported before it was cut off, and comes late, changes nothing that another holds',
    async (t) => {
      const note = keyed('note');
      const stalled = await t.bus();
      const slow = await t.module('reader', [note], stalled);
      const hands: Delivery<Item>[] = [];
      slow.note.subscribe((delivery) => hands.push(delivery) && never());
      const { note: writer } = await t.module('desk', [note]);
      await t.publish(
        writer,
        items(1, () => 'one'),
      );
      await t.until(() => hands.length === 1, 'it has the message');
      t.pause(stalled);
      hands[0]?.reject('on its way');
      const other = await t.bus();
      const living = await t.module('reader', [note], other);
      const held: Delivery<Item>[] = [];
      living.note.subscribe((delivery) => held.push(delivery) && never(), { ackTimeoutMs: 600_000 });
      await t.until(() => held.length === 1, 'the other one takes over', 66_000);
      t.resume(stalled);
      await t.advance(10_000);
      assert.equal(other.stats().deadLetters, 0);
      held[0]?.ack();
      await t.until(
        () => other.stats().groups.some(({ acked, pending }) => acked === 1 && pending.leased === 0),
        'it is done',
      );
    },
    shared,
  ),

  scenario(
    '50 keys × 100 messages stay in order while processes die',
    async (t) => {
      const note = keyed('note');
      const { note: writer } = await t.module('desk', [note]);
      const done = new Map<string, number[]>();
      let buses = [await t.bus(), await t.bus(), await t.bus()];
      const read = async (bus: (typeof buses)[number]): Promise<void> => {
        const alive = (): boolean => buses.includes(bus);
        const { note: reader } = await t.module('reader', [note], bus);
        reader.subscribe(
          async ({ payload, key = '', attempt }) => {
            await Promise.resolve();
            if (!alive()) return await never();
            if (payload.n % 17 === 0 && attempt === 1) throw new Error('now and then');
            const list = done.get(key) ?? [];
            done.set(key, list);
            if (!list.includes(payload.n)) list.push(payload.n);
          },
          { retry, breaker: 'off' },
        );
      };
      for (const bus of buses) await read(bus);
      for (let part = 0; part < 5; part++) {
        await t.publish(
          writer,
          items(1_000, (n) => `key-${n % 50}`).map((item) => ({ ...item, n: item.n + part * 1_000 })),
        );
        const [victim] = buses;
        if (victim === undefined) break;
        const spare = await t.bus();
        buses = [...buses.slice(1), spare];
        await t.crash(victim);
        await read(spare);
      }
      const count = (): number => [...done.values()].reduce((sum, list) => sum + list.length, 0);
      await t.until(() => count() === 5_000, 'all succeed', 1_200_000);
      for (const list of done.values()) assert.deepEqual(list, list.toSorted(byNumber));
    },
    [...shared, 'key-order'],
  ),

  scenario(
    'a process that goes in order gives back what it has not started, uncharged and at once',
    async (t) => {
      const note = reliable('note');
      const first = await t.bus();
      const leaving = await t.module('reader', [note], first);
      let started = 0;
      leaving.note.subscribe(
        () => {
          started++;
          return never();
        },
        { concurrency: 1, ackTimeoutMs: 600_000 },
      );
      const { note: writer } = await t.module('desk', [note]);
      await t.publish(writer, items(20));
      await t.until(() => started === 1, 'one is at work');
      await t.close(first);
      const attempts = new Map<number, number>();
      const staying = await t.module('reader', [note]);
      staying.note.subscribe(({ payload, attempt }) => {
        attempts.set(payload.n, attempt);
      });
      await t.until(() => attempts.size >= 19, 'the rest arrives', 6_000);
      assert.deepEqual(new Set(attempts.values()), new Set([1]));
    },
    shared,
  ),

  scenario(
    'a process that is cut off closes all the same',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [reliable('note')], bus);
      note.subscribe(never, { ackTimeoutMs: 600_000 });
      await t.publish(note, items(5));
      await t.advance(1_000);
      t.pause(bus);
      const startMs = t.clock.monotonic();
      await t.close(bus);
      assert.ok(t.clock.monotonic() - startMs < 5_000);
    },
    shared,
  ),

  scenario(
    'the instances of a group share its messages across processes',
    async (t) => {
      const note = keyed('note');
      const seen: number[] = [];
      const shares = [0, 0];
      for (const process of [0, 1]) {
        const { note: reader } = await t.module('reader', [note]);
        await t.done(
          reader.subscribe(({ payload }) => {
            shares[process] = (shares[process] ?? 0) + 1;
            seen.push(payload.n);
          }).ready,
        );
      }
      const { note: writer } = await t.module('desk', [note]);
      await t.advance(10_000);
      await t.publish(
        writer,
        items(1_000, (n) => `key-${n}`),
      );
      await t.until(() => seen.length >= 1_000, 'all arrive');
      assert.deepEqual(seen.toSorted(byNumber), numbers(1_000));
      assert.ok(
        shares.every((share) => share > 100),
        `shares of ${shares.join(' and ')}`,
      );
    },
    ['machine-span'],
  ),
]);

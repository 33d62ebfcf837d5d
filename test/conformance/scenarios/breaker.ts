/** The breaker of a subscription: opens, probes, closes; what happens to messages meanwhile. */
import assert from 'node:assert/strict';
import type { Delivery } from '@myelin/bus-core';
import { type Item, items, keyed, message, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';
const breaker = { consecutiveFailuresMax: 3, openMs: 30_000 } as const;
const retry = { backoff: 'fixed', delayMs: 100, attemptsMax: 100 } as const;

export const breakers: Theme = theme('breaker', [
  scenario('it opens after consecutive failures, and nothing is delivered while it is open', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    let calls = 0;
    note.subscribe(() => ++calls < 0, { breaker, retry, concurrency: 1 });
    await t.publish(note, items(20));
    await t.advance(29_000);
    assert.equal(calls, 3);
  }),

  scenario('it opens at a rate of failures too', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    let calls = 0;
    note.subscribe(() => calls++ % 2 === 0, {
      breaker: { consecutiveFailuresMax: 100, sampleCount: 10, failureRateMax: 0.5, openMs: 30_000 },
      retry,
      concurrency: 1,
    });
    await t.publish(note, items(50));
    await t.advance(20_000);
    assert.equal(calls, 10);
  }),

  scenario('half-open, one message is tried; its failure opens the breaker again', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const atMs: number[] = [];
    note.subscribe(
      () => {
        atMs.push(t.clock.monotonic());
        return false;
      },
      { breaker, retry, concurrency: 16 },
    );
    await t.publish(note, items(3));
    await t.until(() => atMs.length === 3, 'it opens');
    await t.advance(100_000);
    assert.equal(atMs.length, 6, 'one probe every 30 seconds');
    for (let probe = 4; probe < 6; probe++) {
      assert.ok((atMs[probe] ?? 0) - (atMs[probe - 1] ?? 0) >= 30_000, `probes at ${atMs.join()}`);
    }
  }),

  scenario('a probe that succeeds closes it, and everything that waited arrives', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    let broken = true;
    const seen: number[] = [];
    note.subscribe(
      ({ payload }) => {
        if (broken) throw new Error('down');
        seen.push(payload.n);
      },
      { breaker, retry },
    );
    await t.publish(note, items(100));
    await t.advance(10_000);
    broken = false;
    await t.until(() => seen.length === 100, 'all arrive', 60_000);
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      numbers(100),
    );
    await t.rest();
    t.accounts(bus, group, { accepted: 100, acked: 100 });
  }),

  scenario('while it is open, reliable messages wait and are not charged', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    let broken = true;
    const attempts = new Map<number, number>();
    note.subscribe(
      ({ payload, attempt }) => {
        if (broken) throw new Error('down');
        attempts.set(payload.n, attempt);
      },
      { breaker, retry, concurrency: 1 },
    );
    await t.publish(note, items(10));
    await t.advance(20_000);
    broken = false;
    await t.until(() => attempts.size === 10, 'all arrive');
    const untouched = [...attempts.values()].filter((attempt) => attempt === 1).length;
    assert.ok(untouched >= 7, `${untouched} were never charged`);
  }),

  scenario(
    'while it is open, best-effort messages are dropped and counted',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [message('note')], bus);
      await t.done(note.subscribe(() => false, { breaker }).ready);
      await t.publish(note, items(3));
      await t.rest();
      await t.publish(note, items(10));
      await t.rest();
      t.accounts(bus, group, { accepted: 13, dropped: { 'handler-failed': 3, 'breaker-open': 10 } });
    },
    ['process-span'],
  ),

  scenario(
    'a fallback group receives while it is open',
    async (t) => {
      const bus = await t.bus();
      const note = reliable('note');
      const desk = await t.module('desk', [note], bus);
      const spare = await t.module('spare', [note], bus);
      const seen: number[] = [];
      spare.note.subscribe(({ payload }) => seen.push(payload.n), {
        name: 'help',
        from: 'now',
        filter: { sources: ['desk'] },
      });
      desk.note.subscribe(() => false, { breaker, retry, fallback: 'spare/help', concurrency: 1 });
      await t.publish(desk.note, items(3));
      await t.until(() => bus.stats().groups.some(({ dropped }) => dropped['breaker-open'] > 0), 'it opens');
      seen.length = 0;
      await t.publish(desk.note, [{ n: 100 }]);
      await t.rest();
      assert.deepEqual(seen, [100, 100], 'once as itself, once for the other group');
    },
    ['process-span'],
  ),

  scenario(
    'a fallback group receives through its own queue in the store while it is open, and nothing is lost between them',
    async (t) => {
      const bus = await t.bus();
      const note = keyed('note');
      const desk = await t.module('desk', [note], bus);
      const spare = await t.module('spare', [note], bus);
      const [own, help]: [number[], number[]] = [[], []];
      let broken = true;
      await t.done(spare.note.subscribe(({ payload }) => help.push(payload.n), { name: 'help' }).ready);
      const work = async ({ payload }: Delivery<Item>): Promise<void> => {
        await Promise.resolve();
        if (broken) throw new Error('down');
        own.push(payload.n);
      };
      const fallback = 'spare/help';
      await t.done(desk.note.subscribe(work, { breaker, retry, fallback, concurrency: 4 }).ready);
      await t.publish(
        desk.note,
        items(20, (n) => `key-${n % 3}`),
      );
      await t.until(() => help.length === 40, 'each comes as its own, and once more for the other group', 20_000);
      assert.deepEqual(
        help.toSorted((a, b) => a - b),
        numbers(20).flatMap((n) => [n, n]),
      );
      broken = false;
      await t.advance(60_000);
      await t.publish(desk.note, [{ n: 20, key: 'key-0' }]);
      await t.until(() => own.length === 1 && help.length === 41, 'the group works again');
      await t.rest();
      t.accounts(bus, group, { accepted: 21, acked: 1, dropped: { 'breaker-open': 20 } });
    },
    ['machine-span'],
  ),

  scenario(
    'a member whose breaker is open gives its share to healthy ones in other processes',
    async (t) => {
      const note = keyed('note');
      const { note: writer } = await t.module('writer', [note]);
      const broken = await t.module('desk', [note]);
      await t.done(broken.note.subscribe(() => false, { breaker: { ...breaker, openMs: 600_000 }, retry }).ready);
      await t.publish(
        writer,
        items(20, (n) => `key-${n}`),
      );
      await t.advance(5_000);
      const seen: number[] = [];
      const sound = await t.module('desk', [note]);
      sound.note.subscribe(({ payload }) => seen.push(payload.n));
      await t.until(() => seen.length === 20, 'the healthy one does it all', 20_000);
    },
    ['machine-span', 'durable'],
  ),

  scenario('the clock of deadLetterAfterMs stands still while it is open', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    let calls = 0;
    note.subscribe(() => ++calls > 5, { breaker, retry: { ...retry, deadLetterAfterMs: 5_000 }, concurrency: 1 });
    await t.publish(note, items(1));
    await t.until(() => calls === 6, 'two probes fail, the third succeeds', 120_000);
    await t.rest();
    t.accounts(bus, group, { accepted: 1, acked: 1 });
  }),

  scenario('the healthy member of a group takes over from one whose breaker is open', async (t) => {
    const bus = await t.bus();
    const note = reliable('note');
    const broken = await t.module('desk', [note], bus);
    const sound = await t.module('desk', [note], bus);
    const seen: number[] = [];
    broken.note.subscribe(() => false, { breaker, retry, concurrency: 1 });
    sound.note.subscribe(({ payload }) => seen.push(payload.n), { breaker, retry, concurrency: 1 });
    await t.publish(sound.note, items(20));
    await t.until(() => seen.length === 20, 'the healthy one does it all', 5_000);
  }),
]);

/** What one group, topic or message must not do to the others. */
import assert from 'node:assert/strict';
import { items, message, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';
const never = (): Promise<void> => new Promise(() => undefined);

export const isolation: Theme = theme('isolation', [
  scenario('a slow group does not delay messages that another group has accepted', async (t) => {
    const bus = await t.bus();
    const note = reliable('note');
    const slow = await t.module('slow', [note], bus);
    const quick = await t.module('quick', [note], bus);
    slow.note.subscribe(never, { concurrency: 1, ackTimeoutMs: 600_000 });
    const atMs: number[] = [];
    quick.note.subscribe(() => atMs.push(t.clock.monotonic()));
    const startMs = t.clock.monotonic();
    await t.publish(quick.note, items(1_000));
    await t.until(() => atMs.length === 1_000, 'the quick group gets all');
    assert.ok((atMs.at(-1) ?? 0) - startMs <= 1_000, `the last one ${(atMs.at(-1) ?? 0) - startMs} ms later`);
  }),

  scenario(
    'a full group holds the publishers of its own topic only',
    async (t) => {
      const bus = await t.bus();
      const { note, other } = await t.module('desk', [reliable('note'), reliable('other')], bus);
      note.subscribe(never, { concurrency: 1, queueSizeMax: 5, ackTimeoutMs: 600_000 });
      const seen: number[] = [];
      other.subscribe(({ payload }) => seen.push(payload.n));
      await t.publish(note, items(5));
      const refused = t.refused(note.publish({ n: 5 }), 'BUS_QUEUE_FULL');
      await other.publish({ n: 0 });
      await refused;
      assert.deepEqual(seen, [0]);
    },
    ['process-span'],
  ),

  scenario(
    'a slow best-effort group loses its own messages only',
    async (t) => {
      const bus = await t.bus();
      const note = message('note');
      const slow = await t.module('slow', [note], bus);
      const quick = await t.module('quick', [note], bus);
      slow.note.subscribe(never, { concurrency: 1, queueSizeMax: 10, ackTimeoutMs: 600_000 });
      const seen: number[] = [];
      quick.note.subscribe(({ payload }) => seen.push(payload.n));
      await t.publish(quick.note, items(1_000));
      await t.until(() => seen.length === 1_000, 'the quick group gets all');
      t.accounts(bus, 'slow/conformance.note', {
        accepted: 1_000,
        dropped: { overflow: 989 },
        pending: { waiting: 10, leased: 1 },
      });
    },
    ['process-span'],
  ),

  scenario('a poison message goes to the dead letters alone', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const attempts = new Map<number, number>();
    note.subscribe(({ payload, attempt }) => {
      attempts.set(payload.n, attempt);
      if (payload.n === 50) throw new Error('poison');
    });
    await t.publish(note, items(100));
    await t.until(() => bus.stats().deadLetters === 1 && attempts.size === 100, 'it is given up');
    const charged = [...attempts].filter(([, attempt]) => attempt > 1).map(([n]) => n);
    assert.deepEqual(charged, [50]);
    await t.rest();
    t.accounts(bus, group, { accepted: 100, acked: 99, deadLettered: 1 });
  }),

  scenario('a waiting retry holds no handler slot', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const seen: number[] = [];
    note.subscribe(
      ({ payload }) => {
        if (payload.n < 5) throw new Error('not yet');
        seen.push(payload.n);
      },
      { concurrency: 1, retry: { backoff: 'fixed', delayMs: 30_000 }, breaker: 'off' },
    );
    await t.publish(note, items(20));
    await t.until(() => seen.length === 15, 'the others get through', 5_000);
    assert.deepEqual(seen, numbers(20).slice(5));
  }),

  scenario('a handler that throws disturbs neither another group nor the publisher', async (t) => {
    const bus = await t.bus();
    const note = reliable('note');
    const broken = await t.module('broken', [note], bus);
    const sound = await t.module('sound', [note], bus);
    broken.note.subscribe(() => {
      throw new Error('broken');
    });
    const seen: number[] = [];
    sound.note.subscribe(({ payload }) => seen.push(payload.n));
    await t.publish(sound.note, items(20));
    await t.until(() => seen.length === 20, 'the sound group gets all');
    await t.rest();
    t.accounts(bus, 'sound/conformance.note', { accepted: 20, acked: 20 });
  }),
]);

/** Closing, of subscriptions and of the bus. */
import assert from 'node:assert/strict';
import { items, numbers, reliable, request } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const byNumber = (a: number, b: number): number => a - b;
const never = (): Promise<void> => new Promise(() => undefined);

export const closing: Theme = theme('close', [
  scenario(
    'the subscriber closes 20 times in the middle of 5,000 messages, and none is lost',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const seen = new Set<number>();
      const first = note.subscribe(() => undefined);
      await t.done(first.ready);
      await t.done(first.close());
      await t.publish(note, items(5_000));
      for (let round = 0; round < 20; round++) {
        const enough = seen.size + 200;
        let closes: Promise<void> | undefined;
        const subscription = note.subscribe(async ({ payload }) => {
          await Promise.resolve();
          seen.add(payload.n);
          if (seen.size >= enough) closes ??= subscription.close();
        });
        await t.until(() => closes !== undefined, 'it works');
        await t.done(closes ?? Promise.resolve());
      }
      assert.ok(seen.size < 5_000, 'it closes before the end');
      note.subscribe(({ payload }) => seen.add(payload.n));
      await t.until(() => seen.size === 5_000, 'the rest arrives');
      assert.deepEqual([...seen].toSorted(byNumber), numbers(5_000));
    },
    ['groups-remembered'],
  ),

  scenario('a subscription closes when its handlers are done, and takes no more meanwhile', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const free: (() => void)[] = [];
    const subscription = note.subscribe(() => new Promise<void>((resolve) => free.push(resolve)), { concurrency: 2 });
    await t.publish(note, items(5));
    await t.until(() => free.length === 2, 'two are at work');
    const closed = { yet: false };
    const closes = subscription.close().then(() => {
      closed.yet = true;
    });
    await t.advance(1_000);
    assert.equal(closed.yet, false);
    for (const go of free) go();
    await t.done(closes);
    assert.equal(free.length, 2);
  }),

  scenario(
    'closing 50 subscriptions at once while messages arrive ends, and loses nothing',
    async (t) => {
      const bus = await t.bus();
      const note = reliable('note');
      const seen: number[] = [];
      const readers = [];
      for (let i = 0; i < 50; i++) readers.push(await t.module('reader', [note], bus));
      for (const reader of readers) reader.note.subscribe(({ payload }) => seen.push(payload.n));
      const { note: writer } = await t.module('desk', [note], bus);
      const published = Promise.all(items(500).map((item) => writer.publish(item)));
      await t.done(Promise.all(readers.map((reader) => reader.close())));
      await t.done(published);
      const last = await t.module('reader', [note], bus);
      last.note.subscribe(({ payload }) => seen.push(payload.n));
      await t.until(() => seen.length >= 500, 'all arrive');
      assert.deepEqual(seen.toSorted(byNumber), numbers(500));
    },
    ['groups-remembered'],
  ),

  scenario(
    'a bus closes while a publisher waits for room, and that publish is refused',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [reliable('note')], bus);
      note.subscribe(never, { queueSizeMax: 1, ackTimeoutMs: 60_000 });
      await t.publish(note, items(1));
      const refused = assert.rejects(note.publish({ n: 1 }), { code: 'BUS_CLOSED' });
      await t.rest();
      await t.close(bus);
      await refused;
    },
    ['process-span'],
  ),

  scenario('a bus closes while requests wait for replies, and they are refused', async (t) => {
    const bus = await t.bus();
    const { ask } = await t.module('desk', [request('ask')], bus);
    await t.done(ask.serve(() => new Promise(() => undefined), { ackTimeoutMs: 60_000 }).ready);
    const refused = assert.rejects(ask.request({ n: 1 }), { code: 'BUS_CLOSED' });
    await t.advance(100);
    await t.close(bus);
    await refused;
  }),

  scenario('closing twice, and at the same time, is closing once', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    note.subscribe(() => undefined);
    await t.publish(note, items(10));
    await t.done(Promise.all([bus.close(), bus.close()]));
    await t.close(bus);
  }),
]);

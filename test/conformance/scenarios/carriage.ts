/** Publish and subscribe, at the sizes of Watermill's acceptance suite. */
import assert from 'node:assert/strict';
import { type ItemHandle, items, keyed, message, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const byNumber = (a: number, b: number): number => a - b;

export const carriage: Theme = theme('publish and subscribe', [
  scenario('100 messages arrive, each once, with payload and headers', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const seen: [number, string | undefined][] = [];
    note.subscribe(({ payload, headers }) => seen.push([payload.n, headers['number']]));
    await t.done(Promise.all(items(100).map((item) => note.publish(item, { headers: { number: `#${item.n}` } }))));
    await t.until(() => seen.length >= 100, 'all arrive');
    assert.deepEqual(
      seen.toSorted(([a], [b]) => a - b),
      numbers(100).map((n) => [n, `#${n}`]),
    );
    await t.rest();
    t.accounts(bus, 'desk/conformance.note', { accepted: 100, acked: 100 });
  }),

  scenario('50 publishers at once send 5,000 messages to 50 instances of one group', async (t) => {
    const bus = await t.bus();
    const note = reliable('note');
    const seen: number[] = [];
    for (let i = 0; i < 50; i++) {
      const reader = await t.module('reader', [note], bus);
      reader.note.subscribe(({ payload }) => seen.push(payload.n));
    }
    const writers: ItemHandle[] = [];
    for (let i = 0; i < 50; i++) writers.push((await t.module(`writer-${i}`, [note], bus)).note);
    await t.done(Promise.all(items(5_000).map((item) => writers[item.n % 50]!.publish(item))));
    await t.until(() => seen.length >= 5_000, 'all arrive');
    assert.deepEqual(seen.toSorted(byNumber), numbers(5_000), 'each once, by whichever instance');
  }),

  scenario('20 topics at once keep their messages apart', async (t) => {
    const bus = await t.bus();
    const names = Array.from({ length: 20 }, (_, n) => `topic-${n}`);
    const module: Readonly<Record<string, ItemHandle | undefined>> = await t.module<string>(
      'desk',
      names.map((name) => reliable(name)),
      bus,
    );
    const seen = new Map<string, number[]>();
    for (const name of names) {
      const list: number[] = [];
      seen.set(name, list);
      module[name]?.subscribe(({ payload }) => list.push(payload.n));
    }
    await t.done(Promise.all(items(100).flatMap((item) => names.map((name) => module[name]!.publish(item)))));
    await t.until(() => [...seen.values()].every((list) => list.length >= 100), 'all arrive');
    for (const list of seen.values()) assert.deepEqual(list.toSorted(byNumber), numbers(100));
  }),

  scenario('1,000 messages of one publisher come in the order of publishing', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const seen: number[] = [];
    note.subscribe(({ payload }) => seen.push(payload.n), { concurrency: 1 });
    await t.publish(note, items(1_000));
    await t.until(() => seen.length >= 1_000, 'all arrive');
    assert.deepEqual(seen, numbers(1_000));
  }),

  scenario(
    '1,000 messages of 20 keys come in order per key, however many are handled at once',
    async (t) => {
      const { note } = await t.module('desk', [keyed('note')]);
      const seen = new Map<string, number[]>();
      const work = { now: 0, most: 0 };
      note.subscribe(async ({ payload, key }) => {
        work.most = Math.max(work.most, ++work.now);
        await Promise.resolve();
        work.now--;
        seen.set(key ?? '', [...(seen.get(key ?? '') ?? []), payload.n]);
      });
      await t.publish(
        note,
        items(1_000, (n) => `key-${n % 20}`),
      );
      await t.until(() => [...seen.values()].flat().length >= 1_000, 'all arrive');
      for (const list of seen.values()) assert.deepEqual(list, list.toSorted(byNumber));
      assert.ok(work.most > 1, 'keys are handled side by side');
    },
    ['key-order'],
  ),

  scenario('each group gets every message, its members share them', async (t) => {
    const bus = await t.bus();
    const note = reliable('note');
    const seen = { first: [] as number[], second: [] as number[] };
    const shares = [0, 0];
    for (const member of [0, 1]) {
      const reader = await t.module('first', [note], bus);
      reader.note.subscribe(
        async ({ payload }) => {
          await Promise.resolve();
          shares[member]!++;
          seen.first.push(payload.n);
        },
        { concurrency: 1 },
      );
    }
    const other = await t.module('second', [note], bus);
    other.note.subscribe(({ payload }) => seen.second.push(payload.n));
    await t.publish(other.note, items(50));
    await t.until(() => seen.first.length >= 50 && seen.second.length >= 50, 'both groups get all');
    assert.deepEqual(seen.first.toSorted(byNumber), numbers(50));
    assert.deepEqual(seen.second.toSorted(byNumber), numbers(50));
    assert.ok(
      shares.every((share) => share > 0),
      `members take turns: ${shares.join()}`,
    );
  }),

  scenario('a publish inside a handler carries on the conversation', async (t) => {
    const { ask, tell } = await t.module('desk', [reliable('ask'), reliable('tell')]);
    const seen: unknown[] = [];
    ask.subscribe(async ({ payload }) => await tell.publish(payload));
    tell.subscribe(({ correlationId, causationId, traceparent }) =>
      seen.push({ correlationId, causationId, traceparent }),
    );
    const receipt = await t.done(ask.publish({ n: 1 }, { correlationId: 'talk', traceparent: '00-1-2-01' }));
    await t.until(() => seen.length === 1, 'the second message arrives');
    assert.deepEqual(seen, [{ correlationId: 'talk', causationId: receipt.id, traceparent: '00-1-2-01' }]);
  }),

  scenario('a best-effort message is handed over once, and its failure is counted', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [message('note')], bus);
    let calls = 0;
    await t.done(
      note.subscribe(
        () => {
          calls++;
          throw new Error('failed');
        },
        { breaker: 'off' },
      ).ready,
    );
    await t.publish(note, items(3));
    await t.advance(60_000);
    assert.equal(calls, 3);
    t.accounts(bus, 'desk/conformance.note', { accepted: 3, dropped: { 'handler-failed': 3 } });
  }),

  scenario(
    'a message that nobody listens to is counted as unrouted',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [message('note')], bus);
      await t.publish(note, items(3));
      assert.equal(bus.stats().unrouted, 3);
    },
    ['process-span'],
  ),
]);

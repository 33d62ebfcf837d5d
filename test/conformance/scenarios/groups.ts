/** Where groups start, what they remember, and what every instance gets. */
import assert from 'node:assert/strict';
import { items, message, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const byNumber = (a: number, b: number): number => a - b;

export const groups: Theme = theme('groups', [
  scenario(
    'a reliable group that joins late starts at the oldest message that is kept',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [reliable('note')], bus);
      await t.publish(note, items(50));
      const late = await t.module('late', [reliable('note')], await t.elsewhere(bus));
      const seen: number[] = [];
      late.note.subscribe(({ payload }) => seen.push(payload.n));
      await t.publish(note, [{ n: 50 }]);
      await t.until(() => seen.length >= 51, 'all arrive');
      assert.deepEqual(seen.toSorted(byNumber), numbers(51));
    },
    ['history'],
  ),

  scenario("with from: 'now' a late group gets only what comes after it", async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    await t.publish(note, items(10));
    const late = await t.module('late', [reliable('note')], await t.elsewhere(bus));
    const seen: number[] = [];
    await t.done(late.note.subscribe(({ payload }) => seen.push(payload.n), { from: 'now' }).ready);
    await t.publish(note, [{ n: 10 }]);
    await t.advance(5_000);
    assert.deepEqual(seen, [10]);
  }),

  scenario('a best-effort group starts now', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [message('note')], bus);
    await t.publish(note, items(10));
    const late = await t.module('late', [message('note')], await t.elsewhere(bus));
    const seen: number[] = [];
    await t.done(late.note.subscribe(({ payload }) => seen.push(payload.n)).ready);
    await t.publish(note, [{ n: 10 }]);
    await t.advance(5_000);
    assert.deepEqual(seen, [10]);
  }),

  scenario(
    'a group without members is remembered, and what comes meanwhile waits for it',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [reliable('note')], bus);
      const seen: number[] = [];
      const first = note.subscribe(({ payload }) => seen.push(payload.n));
      await t.publish(note, items(5));
      await t.until(() => seen.length === 5, 'the first five');
      await t.done(first.close());
      await t.publish(
        note,
        [5, 6, 7].map((n) => ({ n })),
      );
      await t.advance(3_600_000);
      note.subscribe(({ payload }) => seen.push(payload.n));
      await t.until(() => seen.length === 8, 'the others');
      assert.deepEqual(seen.toSorted(byNumber), numbers(8));
    },
    ['groups-remembered'],
  ),

  scenario(
    'a group that is forgotten has nothing waiting when it comes again',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const subscription = note.subscribe(() => undefined, { from: 'now' });
      await t.done(subscription.ready);
      await t.done(subscription.close({ forget: true }));
      await t.publish(note, items(5));
      const seen: number[] = [];
      await t.done(note.subscribe(({ payload }) => seen.push(payload.n), { from: 'now' }).ready);
      await t.advance(5_000);
      assert.deepEqual(seen, []);
    },
    ['groups-remembered'],
  ),

  scenario('two subscriptions of one name in one instance are refused, two names are two groups', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const seen: string[] = [];
    note.subscribe(() => seen.push('first'));
    assert.throws(() => note.subscribe(() => undefined), { code: 'BUS_CONFIG_INVALID' });
    note.subscribe(() => seen.push('second'), { name: 'second' });
    await t.publish(note, items(1));
    await t.until(() => seen.length === 2, 'both get it');
    assert.deepEqual(seen.toSorted(), ['first', 'second']);
  }),

  scenario(
    'a reliable broadcast reaches every instance, and is retried for each by itself',
    async (t) => {
      const bus = await t.bus();
      const notice = message('notice', { channel: 'broadcast', guarantee: 'at-least-once' });
      const seen: string[] = [];
      for (const name of ['one', 'two', 'three']) {
        const instance = await t.module('reader', [notice], await t.elsewhere(bus));
        const subscription = instance.notice.subscribe(
          ({ attempt }) => {
            if (name === 'two' && attempt === 1) throw new Error('not yet');
            seen.push(`${name}${attempt}`);
          },
          { retry: { backoff: 'fixed', delayMs: 100 } },
        );
        await t.done(subscription.ready);
      }
      const { notice: sender } = await t.module('desk', [notice], bus);
      await t.publish(sender, items(1));
      await t.until(() => seen.length === 3, 'all three');
      assert.deepEqual(seen.toSorted(), ['one1', 'three1', 'two2']);
    },
    ['broadcast'],
  ),

  scenario('a filter by source, priority and payload is counted, not lost', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const other = await t.module('other', [reliable('note')], bus);
    const seen: number[] = [];
    note.subscribe(({ payload }) => seen.push(payload.n), {
      filter: { sources: ['desk'], priorities: ['high'], where: ({ payload }) => payload.n % 2 === 0 },
    });
    await t.done(Promise.all(items(4).map((item) => note.publish(item, { priority: 'high' }))));
    await t.publish(note, [{ n: 100 }]);
    await t.done(other.note.publish({ n: 200 }, { priority: 'high' }));
    await t.advance(1_000);
    assert.deepEqual(seen.toSorted(byNumber), [0, 2]);
    t.accounts(bus, 'desk/conformance.note', { accepted: 6, acked: 2, dropped: { filtered: 4 } });
  }),

  scenario('a subscription may ask for less than the definition gives, never for more', async (t) => {
    const { note } = await t.module('desk', [message('note')]);
    assert.throws(() => note.subscribe(() => undefined, { guarantee: 'at-least-once' }), {
      code: 'BUS_CAPABILITY_MISSING',
    });
  }),
]);

/** Subscriptions by pattern: `*` is one segment, `**` the rest; topics may come later. */
import assert from 'node:assert/strict';
import { items, keyed, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const options = { guarantee: 'at-least-once', name: 'all' } as const;

export const patterns: Theme = theme('patterns', [
  scenario('a pattern gets the topics that match it, and no others', async (t) => {
    const bus = await t.bus({ guarantee: 'at-least-once' });
    const desk = await t.module('desk', [], bus);
    const reader = await t.module('reader', [], await t.elsewhere(bus, { guarantee: 'at-least-once' }));
    const seen: string[] = [];
    const topics = ['user.login', 'user.login.failed', 'team.user.login', 'user.logout'];
    for (const topic of topics) await t.done(desk.publish(topic, {}));
    for (const [index, pattern] of ['user.*', 'user.**', '*.user.**'].entries()) {
      reader.subscribe(pattern, ({ topic }) => seen.push(`${pattern} ${topic}`), {
        ...options,
        name: `group-${index}`,
      });
    }
    await t.advance(5_000);
    assert.deepEqual(seen.toSorted(), [
      '*.user.** team.user.login',
      'user.* user.login',
      'user.* user.logout',
      'user.** user.login',
      'user.** user.login.failed',
      'user.** user.logout',
    ]);
  }),

  scenario('a pattern gets a topic that appears later, from its first message', async (t) => {
    const bus = await t.bus({ guarantee: 'at-least-once' });
    const reader = await t.module('reader', [], bus);
    const seen: string[] = [];
    await t.done(reader.subscribe('room.**', ({ topic }) => seen.push(topic), options).ready);
    const desk = await t.module('desk', [], await t.elsewhere(bus, { guarantee: 'at-least-once' }));
    for (const n of numbers(5)) await t.done(desk.publish(`room.number-${n}`, { n }));
    await t.until(() => seen.length === 5, 'all arrive');
    assert.deepEqual(
      seen.toSorted(),
      numbers(5).map((n) => `room.number-${n}`),
    );
  }),

  scenario(
    'what a pattern finds of a reliable topic is retried and kept in order like any other',
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [keyed('note')], bus);
      const reader = await t.module('reader', [], bus);
      const seen: number[] = [];
      const subscription = reader.subscribe(
        'conformance.*',
        ({ payload, attempt }) => {
          const { n } = payload as { readonly n: number };
          if (n % 5 === 0 && attempt === 1) throw new Error('now and then');
          seen.push(n);
        },
        { ...options, retry: { backoff: 'fixed', delayMs: 100 }, breaker: 'off' },
      );
      await t.done(subscription.ready);
      await t.publish(
        note,
        items(50, () => 'one'),
      );
      await t.until(() => seen.length === 50, 'all succeed');
      assert.deepEqual(seen, numbers(50));
    },
    ['key-order'],
  ),

  scenario('a key of one topic does not hold up the same key of another', async (t) => {
    const bus = await t.bus();
    const { note, echo } = await t.module('desk', [keyed('note'), keyed('echo')], bus);
    const reader = await t.module('reader', [], bus);
    const seen: string[] = [];
    const take = ({ topic, attempt }: { readonly topic: string; readonly attempt: number }): void => {
      seen.push(`${topic} ${attempt}`);
      assert.ok(topic !== 'conformance.note' || attempt > 1, 'not at once');
    };
    const retry = { backoff: 'fixed', delayMs: 10_000 } as const;
    await t.done(reader.subscribe('conformance.*', take, { ...options, retry }).ready);
    await t.publish(
      note,
      items(1, () => 'one'),
    );
    await t.until(() => seen.length === 1, 'the note has failed');
    await t.publish(
      echo,
      items(1, () => 'one'),
    );
    await t.until(() => seen.length === 2, 'the echo does not wait', 5_000);
    await t.until(() => seen.length === 3, 'the note comes again');
    assert.deepEqual(seen, ['conformance.note 1', 'conformance.echo 1', 'conformance.note 2']);
  }),

  scenario('members of a group with a pattern share what it finds', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const seen: number[] = [];
    for (const _member of [0, 1]) {
      const reader = await t.module('reader', [], await t.elsewhere(bus));
      const take = ({ payload }: { readonly payload: unknown }): number =>
        seen.push((payload as { readonly n: number }).n);
      await t.done(reader.subscribe('conformance.*', take, options).ready);
    }
    await t.publish(note, items(50));
    await t.until(() => seen.length >= 50, 'all arrive');
    await t.advance(5_000);
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      numbers(50),
    );
  }),
]);

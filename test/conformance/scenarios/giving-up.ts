/** When a message is given up, and what is left of it. */
import assert from 'node:assert/strict';
import { items, message, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';
const fixed = (delayMs: number, attemptsMax = 4) => ({ backoff: 'fixed', delayMs, attemptsMax }) as const;

export const givingUp: Theme = theme('giving up', [
  scenario('attempts end at attemptsMax, with a dead letter that says why', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    let attempts = 0;
    note.subscribe(
      () => {
        attempts++;
        throw new Error('it burns');
      },
      { retry: fixed(10, 3) },
    );
    const [receipt] = await t.publish(note, items(1));
    await t.until(() => bus.stats().deadLetters === 1, 'it is given up');
    const [letter] = await t.done(bus.deadLetters.list());
    assert.ok(letter);
    const { reason, error, attempts: charged, envelope } = letter;
    assert.deepEqual({ reason, error, charged }, { reason: 'attempts-exhausted', error: 'it burns', charged: 3 });
    assert.deepEqual([envelope?.id, envelope?.payload, letter.group], [receipt?.id, { n: 0 }, group]);
    await t.advance(120_000);
    assert.equal(attempts, 3);
    t.accounts(bus, group, { accepted: 1, deadLettered: 1 });
  }),

  scenario('with dead letters off, what is given up is counted and dropped', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    note.subscribe(() => false, { deadLetters: 'off', retry: fixed(10, 2) });
    await t.publish(note, items(2));
    await t.advance(10_000);
    assert.equal(bus.stats().deadLetters, 0);
    t.accounts(bus, group, { accepted: 2, dropped: { 'handler-failed': 2 } });
  }),

  scenario('a message older than deadLetterAfterMs is given up at its next failure', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    note.subscribe(() => false, { retry: { ...fixed(1_000, 1_000), deadLetterAfterMs: 5_000 }, breaker: 'off' });
    await t.publish(note, items(1));
    await t.advance(30_000);
    const [letter] = await t.done(bus.deadLetters.list());
    assert.equal(letter?.reason, 'too-old');
    assert.ok((letter?.attempts ?? 0) >= 5 && (letter?.attempts ?? 0) <= 8, `after ${letter?.attempts} attempts`);
  }),

  scenario('a best-effort subscription of a reliable message is not retried', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note'), message('other')], bus);
    let calls = 0;
    const count = (): boolean => ++calls < 0;
    await t.done(note.subscribe(count, { guarantee: 'at-most-once', breaker: 'off' }).ready);
    await t.publish(note, items(3));
    await t.advance(60_000);
    assert.equal(calls, 3);
    t.accounts(bus, group, { accepted: 3, dropped: { 'handler-failed': 3 } });
  }),
]);

/** What follows a failed attempt. */
import assert from 'node:assert/strict';
import { type Item, items, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';
const fixed = (delayMs: number, attemptsMax = 4) => ({ backoff: 'fixed', delayMs, attemptsMax }) as const;

export const failures: Theme = theme('failures and retries', [
  scenario('a message that fails twice is delivered a third time, and the rest is not disturbed', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const attempts = new Map<number, number[]>();
    note.subscribe(
      ({ payload, attempt }) => {
        attempts.set(payload.n, [...(attempts.get(payload.n) ?? []), attempt]);
        if (payload.n === 3 && attempt < 3) throw new Error('not yet');
      },
      { retry: fixed(100) },
    );
    await t.publish(note, items(10));
    await t.until(() => attempts.get(3)?.length === 3 && attempts.size === 10, 'all succeed');
    for (const n of numbers(10)) assert.deepEqual(attempts.get(n), n === 3 ? [1, 2, 3] : [1]);
    await t.rest();
    t.accounts(bus, group, { accepted: 10, acked: 10 });
  }),

  scenario('300 failures in a row, then success: all 50 messages arrive with the breaker off', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    let failed = 0;
    const seen: number[] = [];
    note.subscribe(
      ({ payload }) => {
        if (failed < 300) {
          failed++;
          throw new Error('not yet');
        }
        seen.push(payload.n);
      },
      { breaker: 'off', retry: fixed(10, 1_000) },
    );
    await t.publish(note, items(50));
    await t.until(() => seen.length >= 50, 'all succeed');
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      numbers(50),
    );
    await t.rest();
    t.accounts(bus, group, { accepted: 50, acked: 50 });
  }),

  scenario('nothing more is delivered before the message in hand is acked', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const held: (() => void)[] = [];
    const hold = (): Promise<void> => new Promise((resolve) => held.push(resolve));
    note.subscribe(hold, { concurrency: 1, ackTimeoutMs: 60_000 });
    await t.publish(note, items(2));
    await t.until(() => held.length > 0, 'the first arrives');
    await t.advance(10_000);
    assert.equal(held.length, 1);
    held[0]?.();
    await t.until(() => held.length === 2, 'then the second');
    held[1]?.();
  }),

  scenario('a retry waits as long as its backoff says, never less', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const atMs: number[] = [];
    note.subscribe(
      () => {
        atMs.push(t.clock.monotonic());
        throw new Error('failed');
      },
      { retry: fixed(7_000) },
    );
    await t.publish(note, items(1));
    await t.until(() => atMs.length === 4, 'four attempts');
    for (const [index, at] of atMs.entries()) {
      if (index > 0) assert.ok(at - (atMs[index - 1] ?? 0) >= 7_000, `attempts at ${atMs.join()}`);
    }
  }),

  scenario('returning false is a failure, returning anything else is not', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const answers: unknown[] = [undefined, null, 0, '', true, {}];
    note.subscribe(({ payload }) => (payload.n < answers.length ? answers[payload.n] : false), {
      retry: fixed(10, 1),
    });
    await t.publish(note, items(answers.length + 1));
    await t.until(() => bus.stats().deadLetters === 1, 'the last is given up');
    await t.rest();
    t.accounts(bus, group, { accepted: answers.length + 1, acked: answers.length, deadLettered: 1 });
  }),

  scenario('whatever is thrown is a failure: undefined, null, a promise that rejects with nothing', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const reasons: unknown[] = [undefined, null, Symbol('odd')];
    const failing = ({ payload }: { readonly payload: Item }): Promise<unknown> => {
      const { promise, reject } = Promise.withResolvers();
      reject(reasons[payload.n]);
      return promise;
    };
    note.subscribe(failing, { retry: fixed(10, 1) });
    await t.publish(note, items(3));
    await t.until(() => bus.stats().deadLetters === 3, 'all are given up');
    t.accounts(bus, group, { accepted: 3, deadLettered: 3 });
  }),
]);

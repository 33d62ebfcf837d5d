/** The handler's own clock: `ackTimeoutMs`. */
import assert from 'node:assert/strict';
import type { Delivery } from '@myelin/bus-core';
import { type Item, items, keyed, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';
const options = { ackTimeoutMs: 5_000, retry: { backoff: 'fixed', delayMs: 1_000 } } as const;

export const timeouts: Theme = theme('ack timeout', [
  scenario('a handler that runs too long is aborted and its message tried again', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const hands: Delivery<Item>[] = [];
    note.subscribe((delivery) => {
      hands.push(delivery);
      return delivery.attempt === 1 ? new Promise<void>(() => undefined) : undefined;
    }, options);
    await t.publish(note, items(1));
    await t.until(() => hands.length === 1, 'it arrives');
    await t.advance(4_900);
    assert.equal(hands[0]?.signal.aborted, false);
    await t.until(() => hands.length === 2, 'it comes again', 10_000);
    assert.equal(hands[0]?.signal.aborted, true);
    await t.rest();
    assert.deepEqual(
      hands.map(({ attempt }) => attempt),
      [1, 2],
    );
    t.accounts(bus, group, { accepted: 1, acked: 1 });
  }),

  scenario('what a handler says after its time is refused and counted', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const hands: Delivery<Item>[] = [];
    note.subscribe(
      (delivery) => {
        hands.push(delivery);
        return new Promise<void>(() => undefined);
      },
      { ...options, retry: { ...options.retry, attemptsMax: 1 } },
    );
    await t.publish(note, items(1));
    await t.until(() => bus.stats().deadLetters === 1, 'it is given up');
    hands[0]?.ack();
    await t.rest();
    t.accounts(bus, group, { accepted: 1, deadLettered: 1 });
    assert.equal(bus.stats().groups[0]?.lateAcks, 1);
  }),

  scenario('a handler that returns after its time does not settle the next attempt', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const finish: (() => void)[] = [];
    note.subscribe(() => new Promise<void>((resolve) => finish.push(resolve)), options);
    await t.publish(note, items(1));
    await t.until(() => finish.length === 2, 'the second attempt runs');
    finish[0]?.();
    await t.rest();
    t.accounts(bus, group, { accepted: 1, pending: { leased: 1 } });
    finish[1]?.();
    await t.rest();
    t.accounts(bus, group, { accepted: 1, acked: 1 });
  }),

  scenario('a hanging handler frees its slot, and shows as abandoned until it comes back', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const finish: (() => void)[] = [];
    const seen: number[] = [];
    note.subscribe(
      ({ payload, attempt }) => {
        if (payload.n === 0 && attempt === 1) return new Promise<void>((resolve) => finish.push(resolve));
        seen.push(payload.n);
        return undefined;
      },
      { ...options, concurrency: 1 },
    );
    await t.publish(note, items(3));
    await t.until(() => seen.length === 3, 'the others get through');
    const abandoned = (): number | undefined => bus.getSubscriberStats()[0]?.abandoned;
    assert.equal(abandoned(), 1);
    finish[0]?.();
    await t.rest();
    assert.equal(abandoned(), 0);
  }),

  scenario('a message that hangs every time becomes a dead letter', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [keyed('note')], bus);
    const seen: number[] = [];
    note.subscribe(
      ({ payload }) => {
        if (payload.n === 0) return new Promise<void>(() => undefined);
        seen.push(payload.n);
        return undefined;
      },
      { ...options, breaker: 'off' },
    );
    await t.publish(
      note,
      items(3, () => 'one'),
    );
    await t.until(() => seen.length === 2, 'its key goes on');
    const [letter] = await t.done(bus.deadLetters.list());
    assert.deepEqual([letter?.reason, letter?.attempts], ['attempts-exhausted', 4]);
  }),

  scenario('the close of the bus aborts the handlers at work', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const hands: Delivery<Item>[] = [];
    note.subscribe((delivery) => {
      hands.push(delivery);
      return new Promise<void>(() => undefined);
    }, options);
    await t.publish(note, items(1));
    await t.until(() => hands.length === 1, 'it arrives');
    await t.close(bus);
    assert.equal(hands[0]?.signal.aborted, true);
  }),
]);

/** What a handler says of its message: ack, retry, reject, extend. The first word counts. */
import assert from 'node:assert/strict';
import type { Delivery } from '@myelin/bus-core';
import { type Item, items, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';
const retry = { backoff: 'fixed', delayMs: 1_000 } as const;

export const verdicts: Theme = theme('verdicts', [
  scenario('ack settles before the handler returns; what it throws after that changes nothing', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    note.subscribe(
      (delivery) => {
        delivery.ack();
        throw new Error('too late');
      },
      { breaker: 'off' },
    );
    await t.publish(note, items(3));
    await t.advance(60_000);
    t.accounts(bus, group, { accepted: 3, acked: 3 });
  }),

  scenario('retry takes the delay that it is given', async (t) => {
    const { note } = await t.module('desk', [reliable('note')]);
    const atMs: number[] = [];
    note.subscribe(
      (delivery) => {
        atMs.push(t.clock.monotonic());
        if (delivery.attempt === 1) delivery.retry({ delayMs: 20_000 });
      },
      { retry },
    );
    await t.publish(note, items(1));
    await t.until(() => atMs.length === 2, 'it comes again');
    const waitedMs = (atMs[1] ?? 0) - (atMs[0] ?? 0);
    assert.ok(waitedMs >= 20_000 && waitedMs < 26_000, `after ${waitedMs} ms`);
  }),

  scenario('a retry that does not count leaves the attempt as it was', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const attempts: number[] = [];
    note.subscribe(
      (delivery) => {
        attempts.push(delivery.attempt);
        if (attempts.length <= 10) delivery.retry({ delayMs: 0, counts: false });
      },
      { retry: { ...retry, attemptsMax: 2 } },
    );
    await t.publish(note, items(1));
    await t.until(() => attempts.length === 11, 'it comes again and again');
    assert.deepEqual(new Set(attempts), new Set([1]));
    await t.rest();
    assert.equal(bus.stats().deadLetters, 0);
  }),

  scenario('a retry that counts ends in the dead letters', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    let calls = 0;
    note.subscribe(
      (delivery) => {
        calls++;
        delivery.retry({ delayMs: 0 });
      },
      { retry: { ...retry, attemptsMax: 3 } },
    );
    await t.publish(note, items(1));
    await t.until(() => bus.stats().deadLetters === 1, 'it is given up');
    assert.equal(calls, 3);
  }),

  scenario('reject goes to the dead letters at once, with the reason', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    let calls = 0;
    note.subscribe(
      (delivery) => {
        calls++;
        delivery.reject('nobody wants it');
      },
      { retry },
    );
    await t.publish(note, items(1));
    await t.until(() => bus.stats().deadLetters === 1, 'it is given up');
    const [letter] = await t.done(bus.deadLetters.list());
    assert.deepEqual([letter?.reason, letter?.error, calls], ['rejected', 'nobody wants it', 1]);
  }),

  scenario('the first verdict wins', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const verdictsOf: ((delivery: Delivery<Item>) => void)[] = [
      (delivery) => (delivery.ack(), delivery.reject('no')),
      (delivery) => (delivery.reject('no'), delivery.ack()),
      (delivery) => (delivery.ack(), delivery.retry()),
    ];
    note.subscribe((delivery) => verdictsOf[delivery.payload.n]?.(delivery), { retry });
    await t.publish(note, items(3));
    await t.advance(10_000);
    t.accounts(bus, group, { accepted: 3, acked: 2, deadLettered: 1 });
    assert.equal(bus.stats().groups[0]?.lateAcks, 3, 'each second verdict is refused and counted');
  }),

  scenario('extend moves the deadline of the handler', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const done: (() => void)[] = [];
    let calls = 0;
    note.subscribe(
      (delivery) => {
        calls++;
        delivery.extend(20_000);
        return new Promise<void>((resolve) => done.push(resolve));
      },
      { ackTimeoutMs: 5_000 },
    );
    await t.publish(note, items(1));
    await t.advance(19_000);
    done[0]?.();
    await t.advance(60_000);
    assert.equal(calls, 1);
    t.accounts(bus, group, { accepted: 1, acked: 1 });
  }),

  scenario('extend works later too, from the moment that it is called', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const hands: Delivery<Item>[] = [];
    note.subscribe(
      (delivery) => {
        hands.push(delivery);
        return new Promise<void>(() => undefined);
      },
      { ackTimeoutMs: 5_000 },
    );
    await t.publish(note, items(1));
    await t.until(() => hands.length === 1, 'it arrives');
    await t.advance(4_000);
    hands[0]?.extend(10_000);
    await t.advance(9_000);
    assert.equal(hands[0]?.signal.aborted, false);
    await t.advance(2_000);
    assert.equal(hands[0]?.signal.aborted, true);
  }),
]);

/** Dead letters: listed, inspected, redriven to the group that gave them up, purged. */
import assert from 'node:assert/strict';
import { items, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';
import type { World } from '../world.ts';

const group = 'desk/conformance.note';

/** A bus on which `count` messages of one group have died, while another group has handled them; `heal` mends the handler. */
async function graveyard(t: World, count: number) {
  const bus = await t.bus();
  const { note } = await t.module('desk', [reliable('note')], bus);
  const other = await t.module('other', [reliable('note')], bus);
  const handler = { broken: true };
  const seen: number[] = [];
  const seenByOther: number[] = [];
  note.subscribe(
    ({ payload, attempt }) => {
      if (handler.broken) throw new Error(`attempt ${attempt}`);
      seen.push(payload.n);
    },
    { retry: { backoff: 'none', attemptsMax: 2 }, breaker: 'off' },
  );
  other.note.subscribe(({ payload }) => seenByOther.push(payload.n));
  await t.publish(note, items(count));
  await t.until(() => bus.stats().deadLetters === count, 'all are given up');
  await t.until(() => seenByOther.length === count, 'the other group has them all');
  const heal = (): void => {
    handler.broken = false;
  };
  return { bus, note, seen, seenByOther, heal };
}

export const deadLetters: Theme = theme('dead letters', [
  scenario('they come back in pages, oldest first', async (t) => {
    const { bus } = await graveyard(t, 25);
    const pages: number[] = [];
    let after = 0;
    for (;;) {
      const page = await t.done(bus.deadLetters.list({ group, after, limit: 10 }));
      if (page.length === 0) break;
      pages.push(page.length);
      after = page.at(-1)?.sequence ?? after;
    }
    assert.deepEqual(pages, [10, 10, 5]);
  }),

  scenario('one can be inspected: reason, error, attempts, time, message', async (t) => {
    const { bus } = await graveyard(t, 1);
    const [listed] = await t.done(bus.deadLetters.list());
    const letter = await t.done(bus.deadLetters.inspect(listed?.sequence ?? -1));
    assert.ok(letter);
    const { reason, error, attempts, envelope, time } = letter;
    assert.deepEqual([reason, error, attempts], ['attempts-exhausted', 'attempt 2', 2]);
    assert.deepEqual([envelope?.payload, letter.group], [{ n: 0 }, group]);
    assert.ok(Math.abs(time - t.clock.now()) < 60_000);
  }),

  scenario('redrive gives them to the group that gave them up, and to no other', async (t) => {
    const { bus, seen, seenByOther, heal } = await graveyard(t, 20);
    heal();
    assert.equal(await t.done(bus.deadLetters.redrive()), 20);
    await t.until(() => seen.length === 20, 'all arrive');
    await t.advance(1_000);
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      numbers(20),
    );
    assert.equal(seenByOther.length, 20);
    assert.equal(bus.stats().deadLetters, 0);
  }),

  scenario('redrive moves what the query finds, and a dry run moves nothing', async (t) => {
    const { bus, seen, heal } = await graveyard(t, 5);
    heal();
    assert.equal(await t.done(bus.deadLetters.redrive({}, { dryRun: true })), 5);
    assert.equal(await t.done(bus.deadLetters.redrive({ group: 'nobody/here' })), 0);
    const [first] = await t.done(bus.deadLetters.list());
    const one = await t.done(bus.deadLetters.redrive({ after: (first?.sequence ?? 0) - 1, limit: 1 }));
    assert.equal(one, 1);
    await t.until(() => seen.length === 1, 'that one arrives');
    await t.advance(5_000);
    assert.deepEqual([seen.length, bus.stats().deadLetters], [1, 4]);
  }),

  scenario('redrive keeps to its rate', async (t) => {
    const { bus, seen, heal } = await graveyard(t, 10);
    heal();
    const redrive = bus.deadLetters.redrive({}, { ratePerSecond: 2 });
    await t.advance(2_000);
    assert.ok(seen.length >= 3 && seen.length <= 5, `${seen.length} after two seconds`);
    assert.equal(await t.done(redrive), 10);
  }),

  scenario('a redriven message starts its attempts anew, and may die again', async (t) => {
    const { bus } = await graveyard(t, 1);
    await t.done(bus.deadLetters.redrive());
    await t.until(() => bus.stats().deadLetters === 1, 'it dies again');
    await t.advance(1_000);
    const [letter] = await t.done(bus.deadLetters.list());
    assert.equal(letter?.attempts, 2);
  }),

  scenario('purge removes for good', async (t) => {
    const { bus, seen, heal } = await graveyard(t, 5);
    heal();
    assert.equal(await t.done(bus.deadLetters.purge({ limit: 3 })), 3);
    assert.equal(await t.done(bus.deadLetters.purge()), 2);
    assert.equal(await t.done(bus.deadLetters.redrive()), 0);
    await t.advance(5_000);
    assert.deepEqual([seen.length, bus.stats().deadLetters], [0, 0]);
  }),

  scenario('the operator hears of each', async (t) => {
    const bus = await t.bus();
    const { note } = await t.module('desk', [reliable('note')], bus);
    const heard: unknown[] = [];
    bus.events.on('dead-letter', ({ group: from, reason }) => heard.push([from, reason]));
    note.subscribe((delivery) => delivery.reject('no'));
    await t.publish(note, items(2));
    await t.until(() => heard.length === 2, 'two events');
    assert.deepEqual(heard[0], [group, 'rejected']);
  }),
]);

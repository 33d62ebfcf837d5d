/** Full queues: who waits, who is refused, what is dropped. */
import assert from 'node:assert/strict';
import { items, numbers, reliable } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

const group = 'desk/conformance.note';

export const pressure: Theme = theme('back-pressure', [
  scenario(
    "'wait' holds the publisher until there is room",
    async (t) => {
      const bus = await t.bus();
      const { note } = await t.module('desk', [reliable('note')], bus);
      const { seen, subscription } = await t.paused(note, { queueSizeMax: 10 });
      await t.publish(note, items(10));
      let accepted = false;
      const waiting = note.publish({ n: 10 }).then(() => {
        accepted = true;
      });
      await t.advance(4_000);
      assert.equal(accepted, false);
      subscription.resume();
      await t.done(waiting);
      await t.until(() => seen.length === 11, 'all arrive');
      assert.deepEqual(seen, numbers(11));
    },
    ['process-span'],
  ),

  scenario(
    'a publisher that waits longer than publishTimeoutMs gets BUS_QUEUE_FULL, and its message is not taken',
    async (t) => {
      const bus = await t.bus({ publishTimeoutMs: 3_000 });
      const { note } = await t.module('desk', [reliable('note')], bus);
      await t.paused(note, { queueSizeMax: 10 });
      await t.publish(note, items(10));
      const startMs = t.clock.monotonic();
      await t.refused(note.publish({ n: 10 }), 'BUS_QUEUE_FULL');
      const waitedMs = t.clock.monotonic() - startMs;
      assert.ok(waitedMs >= 3_000 && waitedMs < 3_500, `after ${waitedMs} ms`);
      t.accounts(bus, group, { accepted: 10, pending: { waiting: 10 } });
    },
    ['process-span'],
  ),

  scenario(
    'those who wait are let in first come, first served',
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      const { seen, subscription } = await t.paused(note, { queueSizeMax: 1, concurrency: 1 });
      const all = Promise.all(items(50).map((item) => note.publish(item)));
      await t.advance(1_000);
      subscription.resume();
      await t.done(all);
      await t.until(() => seen.length === 50, 'all arrive');
      assert.deepEqual(seen, numbers(50));
    },
    ['process-span'],
  ),

  scenario(
    "'reject' refuses at once",
    async (t) => {
      const { note } = await t.module('desk', [reliable('note')]);
      await t.paused(note, { queueSizeMax: 10, overflow: 'reject' });
      await t.publish(note, items(10));
      const startMs = t.clock.monotonic();
      await t.refused(note.publish({ n: 10 }), 'BUS_QUEUE_FULL');
      assert.equal(t.clock.monotonic(), startMs);
    },
    ['process-span'],
  ),
]);

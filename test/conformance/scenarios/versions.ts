/** Members of one group whose SDKs are of different versions, as while an upgrade is rolled out. */
import assert from 'node:assert/strict';
import type { OlderVersion } from '../../../packages/bus-core/src/contract.ts';
import { type Item, type ItemDescriptor, items, keyed, numbers } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';
import type { World } from '../world.ts';

const shared = ['machine-span', 'durable'] as const;
const byNumber = (a: number, b: number): number => a - b;

const first: ItemDescriptor<'note'> = keyed('note', { version: 1, fingerprint: 'first' });

const older: OlderVersion = {
  version: 1,
  fingerprint: 'first',
  accepts: first.check,
  check: first.check,
  explain: first.explain,
  upcast: (payload: Item) => payload,
};

const second: ItemDescriptor<'note'> = keyed('note', { version: 2, fingerprint: 'second', older: [older] });

/** A member of the group, with what it was given. */
async function member(t: World, note: ItemDescriptor<'note'>, all: Item[] = []): Promise<Item[]> {
  const seen: Item[] = [];
  const { note: reader } = await t.module('reader', [note]);
  await t.done(reader.subscribe(({ payload }) => seen.push(payload) + all.push(payload)).ready);
  return seen;
}

export const versions: Theme = theme('versions', [
  scenario(
    'in a group of mixed versions the newer ones go to members that read them, in order of their keys',
    async (t) => {
      const all: Item[] = [];
      const old = await member(t, first, all);
      await member(t, second, all);
      const operator = await t.bus();
      const { note: before } = await t.module('desk', [first], operator);
      const { note: after } = await t.module('office', [second]);
      for (const item of items(200, (n) => `key-${n % 20}`)) {
        const writer = Math.floor(item.n / 20) % 2 === 0 ? before : after;
        await t.done(writer.publish({ ...item, text: writer === after ? 'second' : 'first' }));
      }
      await t.until(() => all.length === 200, 'all arrive', 300_000);
      assert.deepEqual(all.map(({ n }) => n).toSorted(byNumber), numbers(200));
      const misled = old.filter(({ text }) => text === 'second');
      assert.deepEqual(misled, []);
      assert.ok(old.length > 0, 'the older member has its share');
      for (const key of new Set(all.map((item) => item.key))) {
        const ofKey = all.filter((item) => item.key === key).map(({ n }) => n);
        assert.deepEqual(ofKey, ofKey.toSorted(byNumber), key);
      }
      assert.equal(operator.stats().deadLetters, 0);
    },
    [...shared, 'key-order'],
  ),

  scenario(
    'where no member reads a version it comes to the dead letters, and its redrive to one that reads it',
    async (t) => {
      const old = await member(t, first);
      const operator = await t.bus();
      const { note: writer } = await t.module('desk', [second], operator);
      await t.publish(
        writer,
        items(5, () => 'one'),
      );
      await t.until(() => operator.stats().deadLetters === 5, 'nobody reads it');
      const letters = await t.done(operator.deadLetters.list());
      assert.deepEqual(new Set(letters.map(({ reason }) => reason)), new Set(['unknown-version']));
      const young = await member(t, second);
      await t.done(operator.deadLetters.redrive());
      await t.until(() => young.length === 5, 'the newer member gets them', 66_000);
      assert.deepEqual(
        young.map(({ n }) => n),
        numbers(5),
      );
      assert.deepEqual(old, []);
    },
    shared,
  ),
]);

/** Members of two versions in one group: each is given what it reads, and nothing is lost. */
import type { OlderVersion } from '../../../packages/bus-core/src/contract.ts';
import { connect, type Item, type ItemDescriptor, type ItemHandle, keyed } from '../../conformance/modules.ts';
import { numberOf } from '../instrument.ts';
import type { Part } from './part.ts';
import type { Place } from './stage.ts';

const first: ItemDescriptor<'price'> = keyed('price', { version: 1, fingerprint: 'first', partitions: 4 });
const older: OlderVersion = {
  version: 1,
  fingerprint: 'first',
  accepts: first.check,
  check: first.check,
  explain: first.explain,
  upcast: (payload: Item) => payload,
};
const second: ItemDescriptor<'price'> = keyed('price', {
  version: 2,
  fingerprint: 'second',
  partitions: 4,
  older: [older],
});

export const versions: Part = {
  name: 'versions',
  stores: ['log'],
  states: [
    'newer version to a newer member',
    'older version to a newer member',
    'older version to an older member',
    'version that nobody read',
  ],
  play: (stage) => {
    const writers = new Map<Place, readonly [ItemHandle, ItemHandle]>();
    const newer = new Set<Place>();
    const accepted = new Map<number, Item>();
    const done = new Set<number>();
    /** In the order of their first success, by key. */
    const orders = new Map<string, number[]>();
    const handle = (place: Place, reads: number, { n, text, key = '' }: Item): void => {
      stage.note(`process ${place.index} of version ${reads} is given ${n} of version ${text ?? ''}`);
      const written = Number(text);
      if (written > reads) stage.fail('version', `${n} of version ${written} came to a member of version ${reads}`);
      const [kind, who] = [written === 2 ? 'newer' : 'older', reads === 2 ? 'a newer' : 'an older'];
      stage.count(`${kind} version to ${who} member`);
      if (done.has(n)) return;
      done.add(n);
      const order = orders.get(key) ?? [];
      orders.set(key, order);
      order.push(n);
    };
    return {
      join: async (place) => {
        const isNewer = place.index > 0 && stage.chance.happens(0.6);
        if (isNewer) newer.add(place);
        const { price } = await connect<'price'>(place.bus, 'reader', [isNewer ? second : first]);
        const { price: before } = await connect<'price'>(place.bus, 'desk', [first]);
        const { price: after } = await connect<'price'>(place.bus, 'office', [second]);
        const reads = isNewer ? 2 : 1;
        await price.subscribe(({ payload }) => handle(place, reads, payload), { name: 'prices', breaker: 'off' }).ready;
        writers.set(place, [before, after]);
      },
      act: async (place, n) => {
        const version = stage.chance.pick([1, 2]);
        const writer = writers.get(place)?.[version - 1];
        if (writer === undefined) return;
        const item = { n, key: `key-${n % 3}`, text: `${version}` };
        const code = await stage.codeOf(writer.publish(item));
        if (place.alive && code === undefined) accepted.set(n, item);
      },
      check: async () => {
        const [place] = stage.living;
        if (place === undefined) return;
        const letters = await stage.done(place.bus.deadLetters.list({ limit: 1_000 }));
        stage.count('version that nobody read', letters.length);
        for (const { reason } of letters)
          if (reason !== 'unknown-version') stage.fail('reason', `a dead letter is ${reason}`);
        if (letters.length > 0 && [...newer].some((member) => isSteady(member, stage.stormMs)))
          stage.fail('version', `${letters.length} were given up though a member read them`);
        const given = new Set(letters.map(({ envelope }) => envelope && numberOf(envelope)));
        for (const n of accepted.keys()) if (!done.has(n) && !given.has(n)) stage.fail('fate', `price ${n} was lost`);
      },
    };
  },
};

/** There from the beginning, all the time. */
function isSteady({ alive, cut, sinceMs }: Place, stormMs: number): boolean {
  return alive && !cut && sinceMs < stormMs;
}

import { describe, expect, it } from 'vitest';
import type { Bus } from '../src/bus.ts';
import type { MessageDescriptor } from '../src/contract.ts';
import type { Delivery } from '../src/envelope.ts';
import { connectModule } from '../src/module-connection.ts';
import { connectNotes, moduleOf, testBus } from './support/bus.ts';
import { type Prices, price } from './support/versions.ts';

type Seen = [version: number, payload: unknown];

function publisher(bus: Bus, message: MessageDescriptor): Promise<Prices> {
  return connectModule<Prices>(bus, moduleOf('shop', { publishes: [message] }));
}

async function reader(bus: Bus, message: MessageDescriptor): Promise<Seen[]> {
  const till = await connectModule<Prices>(bus, moduleOf('till', { subscribes: [message] }));
  const seen: Seen[] = [];
  till.note.subscribe(({ version, payload }: Delivery) => {
    seen.push([version, payload]);
  });
  return seen;
}

describe('a subscription in memory', () => {
  it('gets older versions as its own, over every step and with defaults filled in', async () => {
    const { bus, clock } = testBus();
    const seen = await reader(bus, price[3]);
    const [one, two, three] = [
      await publisher(bus, price[1]),
      await publisher(bus, price[2]),
      await publisher(bus, price[3]),
    ];
    await one.note.publish({ text: '5' });
    await two.note.publish({ amount: 6 });
    await three.note.publish({ cents: 700 });
    await clock.advance(0);
    expect(seen).toEqual([
      [3, { cents: 500, currency: 'EUR' }],
      [3, { cents: 600, currency: 'EUR' }],
      [3, { cents: 700 }],
    ]);
  });

  it('gets them whether it comes before the publisher or after', async () => {
    const { bus, clock } = testBus();
    const one = await publisher(bus, price[1]);
    const seen = await reader(bus, price[2]);
    await one.note.publish({ text: '5' });
    await clock.advance(0);
    expect(seen).toEqual([[2, { amount: 5, currency: 'EUR' }]]);
  });

  it('gets a newer version as its own where there is a way back', async () => {
    const { bus, clock } = testBus();
    const seen = await reader(bus, price[1]);
    const two = await publisher(bus, price[2]);
    await two.note.publish({ amount: 6 });
    await clock.advance(0);
    expect(seen).toEqual([[1, { text: '6' }]]);
  });

  it('keeps a newer version without a way back in the dead letters, and gets it when it was upgraded', async () => {
    const { bus, clock } = testBus();
    const old = await connectModule<Prices>(bus, moduleOf('till', { subscribes: [price[2]] }));
    const before: unknown[] = [];
    const subscription = old.note.subscribe(({ payload }) => void before.push(payload));
    const three = await publisher(bus, price[3]);
    await three.note.publish({ cents: 700 });
    await clock.advance(0);
    const [letter] = await bus.deadLetters.list();
    expect([before, letter?.reason, letter?.envelope?.version]).toEqual([[], 'unknown-version', 3]);
    await subscription.close();
    await old.close();
    const seen = await reader(bus, price[3]);
    await bus.deadLetters.redrive();
    await clock.advance(0);
    expect(seen).toEqual([[3, { cents: 700 }]]);
  });

  it('keeps the message as it was published where its handler fails', async () => {
    const { bus, clock } = testBus();
    const till = await connectModule<Prices>(bus, moduleOf('till', { subscribes: [price[2]] }));
    till.note.subscribe((message) => message.reject('no'));
    const one = await publisher(bus, price[1]);
    await one.note.publish({ text: '5' });
    await clock.advance(0);
    const [letter] = await bus.deadLetters.list();
    expect([letter?.envelope?.version, letter?.envelope?.payload]).toEqual([1, { text: '5' }]);
  });

  it('sees its own version again in the second attempt', async () => {
    const { bus, clock } = testBus();
    const till = await connectModule<Prices>(bus, moduleOf('till', { subscribes: [price[2]] }));
    const seen: unknown[] = [];
    till.note.subscribe(({ payload, attempt }) => {
      seen.push(payload);
      return attempt > 1;
    });
    const one = await publisher(bus, price[1]);
    await one.note.publish({ text: '5' });
    await clock.advance(60_000);
    expect(seen).toEqual([
      { amount: 5, currency: 'EUR' },
      { amount: 5, currency: 'EUR' },
    ]);
  });

  it('asks its predicate about its own version', async () => {
    const { bus, clock } = testBus();
    const till = await connectModule<Prices>(bus, moduleOf('till', { subscribes: [price[2]] }));
    const seen: unknown[] = [];
    const where = ({ payload }: { readonly payload: unknown }): boolean => (payload as { amount: number }).amount > 5;
    till.note.subscribe(({ payload }) => void seen.push(payload), { filter: { where } });
    const one = await publisher(bus, price[1]);
    await one.note.publish({ text: '5' });
    await one.note.publish({ text: '6' });
    await clock.advance(0);
    expect(seen).toEqual([{ amount: 6, currency: 'EUR' }]);
  });

  it('counts what it cannot have as failed where messages are handed over once', async () => {
    const { bus, clock } = testBus();
    const once = (message: MessageDescriptor): MessageDescriptor => ({ ...message, guarantee: 'at-most-once' });
    const seen = await reader(bus, once(price[2]));
    const three = await publisher(bus, once(price[3]));
    const one = await publisher(bus, once(price[1]));
    await three.note.publish({ cents: 700 });
    await one.note.publish({ text: '5' });
    await clock.advance(0);
    expect(seen).toEqual([[2, { amount: 5, currency: 'EUR' }]]);
  });
});

describe('publishVersion', () => {
  it('publishes an older version beside the newest', async () => {
    const { bus, clock } = testBus();
    const three = await publisher(bus, price[3]);
    const till = await reader(bus, price[2]);
    await three.note.publishVersion(2, { amount: 6 });
    await clock.advance(0);
    expect(till).toEqual([[2, { amount: 6, currency: 'EUR' }]]);
  });

  it('refuses what that version refuses, and versions that there are not', async () => {
    const { bus } = testBus();
    const three = await publisher(bus, price[3]);
    await expect(three.note.publishVersion(2, { cents: 1 })).rejects.toMatchObject({ code: 'BUS_PAYLOAD_INVALID' });
    await expect(three.note.publishVersion(7, {})).rejects.toMatchObject({ code: 'BUS_CONFIG_INVALID' });
  });

  it('is refused where the module may not publish', async () => {
    const { bus } = testBus();
    const till = await connectModule<Prices>(bus, moduleOf('till', { subscribes: [price[3]] }));
    await expect(till.note.publishVersion(2, { amount: 6 })).rejects.toMatchObject({ code: 'BUS_NOT_ALLOWED' });
  });
});

describe('two SDKs of one bus', () => {
  const first: MessageDescriptor = { ...price[1], fingerprint: 'r1' };
  const second: MessageDescriptor = { ...price[1], fingerprint: 'r2', compatible: ['r1'] };

  it.each([
    ['older', first, second, 'one'],
    ['newer', second, first, 'two'],
  ])(
    'work together where the first has an %s revision, and it is told who is older',
    async (_word, one, two, older) => {
      const { bus } = testBus();
      const told: unknown[] = [];
      bus.events.on('sdk-older', (event) => told.push(event));
      await connectNotes(bus, one, { name: 'one' });
      await connectNotes(bus, two, { name: 'two' });
      expect(new Set(told.map((event) => JSON.stringify(event)))).toEqual(
        new Set([JSON.stringify({ module: older, topic: 'shop.price', version: 1 })]),
      );
    },
  );

  it('do not meet where they mean different things by one version', async () => {
    const { bus } = testBus();
    await connectNotes(bus, price[1], { name: 'one' });
    await expect(connectNotes(bus, { ...price[1], fingerprint: 'other' }, { name: 'two' })).rejects.toMatchObject({
      code: 'BUS_STALE_SDK',
    });
  });

  it('do not meet where they mean different things by an older version', async () => {
    const { bus } = testBus();
    await connectNotes(bus, { ...price[1], fingerprint: 'other' }, { name: 'one' });
    await expect(connectNotes(bus, price[2], { name: 'two' })).rejects.toMatchObject({ code: 'BUS_STALE_SDK' });
  });
});

describe('a version that is deprecated', () => {
  const deprecated = { since: '2026-01-01', sunset: '2026-12-31' };

  async function users(one: MessageDescriptor, two: MessageDescriptor): Promise<unknown> {
    const { bus } = testBus();
    await connectNotes(bus, one, { name: 'one' });
    await connectNotes(bus, two, { name: 'two' });
    return bus.readings().find(({ name }) => name === 'myelin.schema.deprecated.users')?.series ?? [];
  }

  it('has a reading of who still uses it, also of who does not know so yet', async () => {
    const newer = { ...price[2], older: (price[2].older ?? []).map((older) => ({ ...older, deprecated })) };
    const one = { labels: { module: 'one', topic: 'shop.price' }, value: 1 };
    expect(await users(price[1], newer)).toEqual([one]);
    expect(await users({ ...price[1], deprecated }, price[1])).toEqual([
      one,
      { labels: { module: 'two', topic: 'shop.price' }, value: 1 },
    ]);
    expect(await users(price[1], price[2])).toEqual([]);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { Bus } from '../src/bus.ts';
import { resolveBusOptions } from '../src/bus-options.ts';
import type { MessageDescriptor } from '../src/contract.ts';
import { connectModule } from '../src/module-connection.ts';
import { SharedLog } from '../src/testing/shared-log/store.ts';
import { SharedLogTransport } from '../src/testing/shared-log/transport.ts';
import { seededRandom, VirtualClock } from '../src/virtual-clock.ts';
import { moduleOf } from './support/bus.ts';
import { type Prices, price } from './support/versions.ts';

const open: { readonly bus: Bus; readonly clock: VirtualClock }[] = [];

afterEach(async () => {
  for (const { bus, clock } of open.splice(0)) {
    const closed = bus.close();
    await clock.advance(5_000);
    await closed;
  }
});

interface Machines {
  readonly clock: VirtualClock;
  /** A bus of its own over the shared log. */
  readonly machine: () => Bus;
}

function machines(): Machines {
  const clock = new VirtualClock();
  const log = new SharedLog({ clock });
  let seed = 1;
  const machine = (): Bus => {
    const options = resolveBusOptions({ clock, random: seededRandom(seed++) });
    const bus = new Bus(options, new SharedLogTransport(log));
    open.push({ bus, clock });
    return bus;
  };
  return { clock, machine };
}

async function till(bus: Bus, message: MessageDescriptor): Promise<unknown[]> {
  const seen: unknown[] = [];
  const sdk = await connectModule<Prices>(bus, moduleOf('till', { subscribes: [message] }));
  sdk.note.subscribe(({ payload }) => void seen.push(payload));
  return seen;
}

function shop(bus: Bus, message: MessageDescriptor): Promise<Prices> {
  return connectModule<Prices>(bus, moduleOf('shop', { publishes: [message] }));
}

describe('between processes', () => {
  it('a new subscriber gets what an old publisher wrote', async () => {
    const { clock, machine } = machines();
    const one = await shop(machine(), price[1]);
    const seen = await till(machine(), price[3]);
    void one.note.publish({ text: '5' });
    await clock.advance(1_000);
    expect(seen).toEqual([{ cents: 500, currency: 'EUR' }]);
  });

  it('an old subscriber keeps a newer version for later, and its upgrade gets it from there', async () => {
    const { clock, machine } = machines();
    const three = await shop(machine(), price[3]);
    const old = machine();
    const before = await till(old, price[1]);
    void three.note.publish({ cents: 700 });
    await clock.advance(1_000);
    expect(before).toEqual([]);
    void old.close();
    await clock.advance(60_000);
    const upgraded = machine();
    const seen = await till(upgraded, price[3]);
    const letters = upgraded.deadLetters.list();
    await clock.advance(1_000);
    expect((await letters).map(({ reason }) => reason)).toEqual(['unknown-version']);
    void upgraded.deadLetters.redrive();
    await clock.advance(1_000);
    expect(seen).toEqual([{ cents: 700 }]);
  });

  it('of two versions in one group each member gets what it reads', async () => {
    const { clock, machine } = machines();
    const three = await shop(machine(), price[3]);
    const old = machine();
    const older = await till(old, price[2]);
    const newer = machine();
    const seen = await till(newer, price[3]);
    await clock.advance(1_000);
    for (let cents = 0; cents < 50; cents++) {
      void three.note.publish({ cents }, { key: `k${cents}` });
      void three.note.publishVersion(2, { amount: cents }, { key: `k${cents}` });
    }
    await clock.advance(60_000);
    expect(older.every((payload) => Object.hasOwn(payload as object, 'amount'))).toBe(true);
    expect(seen.length + older.length).toBe(100);
    expect(newer.stats().deadLetters).toBe(0);
  });

  it('what its version refuses goes to the dead letters as invalid', async () => {
    const { clock, machine } = machines();
    const liar = await shop(machine(), { ...price[3], check: (payload): payload is unknown => payload !== null });
    const bus = machine();
    const seen = await till(bus, price[3]);
    void liar.note.publish({ cents: 'many' });
    await clock.advance(1_000);
    const letters = bus.deadLetters.list();
    await clock.advance(1_000);
    expect([seen, (await letters).map(({ reason }) => reason)]).toEqual([[], ['invalid']]);
  });
});

import { expect, it } from 'vitest';
import type { BusEventMap } from '../src/events.ts';
import { SharedLog, sharedLogBus } from '../src/testing/shared-log/index.ts';
import { VirtualClock } from '../src/virtual-clock.ts';
import { connectNotes, contract, reliable } from './support/bus.ts';

it('a store that fails is told once per kind of call, and again when it fails anew', async () => {
  const clock = new VirtualClock();
  const link = { lostAnswers: 0 };
  const { bus } = sharedLogBus(new SharedLog({ clock }), { clock }, link);
  const told: BusEventMap['store-failed'][] = [];
  bus.events.on('store-failed', (event) => told.push(event));
  const connected = connectNotes(bus, contract('notes.note', reliable));
  await clock.advance(100);
  const { note } = await connected;
  const seen: unknown[] = [];
  note.subscribe(({ payload }) => void seen.push(payload), { name: 'desk' });
  await clock.advance(100);
  expect(told).toEqual([]);

  const failFor = async (ms: number): Promise<string[]> => {
    link.lostAnswers = 1;
    await clock.advance(ms);
    link.lostAnswers = 0;
    await clock.advance(30_000);
    return told.splice(0).map(({ group, call, error }) => `${group} ${call}: ${String(error)}`);
  };
  const lost = ['lease', 'renew'].map((call) => `notes/desk ${call}: BusError: the answer was lost`);
  expect((await failFor(60_000)).sort()).toEqual(lost);
  expect((await failFor(60_000)).sort()).toEqual(lost);

  const published = note.publish({ n: 1 });
  await clock.advance(1_000);
  await published;
  expect(seen).toEqual([{ n: 1 }]);
  const closed = bus.close();
  await clock.advance(10_000);
  await closed;
});

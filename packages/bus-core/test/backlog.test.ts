import { afterEach, describe, expect, it } from 'vitest';
import { type Bus, engineOf } from '../src/bus.ts';
import { createBus } from '../src/index.ts';
import type { LogHistogram } from '../src/metrics.ts';
import { SharedLog, sharedLogBus } from '../src/testing/shared-log/index.ts';
import { VirtualClock } from '../src/virtual-clock.ts';
import { connectNotes, contract, reliable, testBus } from './support/bus.ts';

const keyed = contract('notes.note', { ...reliable, key: () => 'one' });
const never = (): Promise<void> => new Promise(() => undefined);

/** The series of an instrument, by the value of one of its labels. */
function values(bus: Bus, name: string, label: string): Record<string, unknown> {
  const series = bus.readings().find((instrument) => instrument.name === name)?.series ?? [];
  return Object.fromEntries(series.map(({ labels, value }) => [labels[label] ?? '', value]));
}

interface Run {
  readonly bus: Bus;
  readonly clock: VirtualClock;
}

function onLog(): Run {
  const clock = new VirtualClock();
  return { clock, bus: sharedLogBus(new SharedLog({ clock }), { clock }).bus };
}

describe.each<[store: string, make: () => Run]>([
  ['memory', testBus],
  ['the shared log', onLog],
])('readings of what a group has yet to do, over %s', (_store, make) => {
  let run: Run;
  async function start(handler: () => unknown, definition = keyed) {
    run = make();
    const opened = connectNotes(run.bus, definition);
    await run.clock.advance(100);
    const { note } = await opened;
    note.subscribe(handler, {
      name: 'desk',
      retry: { attemptsMax: 1 },
      onDeadLetter: 'block-key',
      ackTimeoutMs: 600_000,
    });
    await run.clock.advance(100);
    return note;
  }
  afterEach(async () => {
    const closed = run.bus.close();
    await run.clock.advance(10_000);
    await closed;
  });

  it('say how many and how old they are', async () => {
    const note = await start(never);
    for (let n = 0; n < 5; n++) void note.publish({ n });
    await run.clock.advance(30_000);
    expect(values(run.bus, 'myelin.subscription.lag', 'group')).toEqual({ 'notes/desk': 5 });
    const { 'notes/desk': age } = values(run.bus, 'myelin.subscription.oldest_message.age', 'group');
    expect(age).toBeCloseTo(30, 0);
  });

  it('count the keys that dead letters keep shut, and what was redriven', async () => {
    const note = await start(() => false);
    void note.publish({});
    await run.clock.advance(10_000);
    expect(values(run.bus, 'myelin.keys.blocked', 'group')).toEqual({ 'notes/desk': 1 });
    void run.bus.deadLetters.redrive();
    await run.clock.advance(10_000);
    expect(values(run.bus, 'myelin.dead_letter.redriven.messages', 'group')).toEqual({ 'notes/desk': 1 });
  });

  it('are at zero when all is done', async () => {
    const note = await start(() => undefined);
    void note.publish({});
    await run.clock.advance(10_000);
    expect(values(run.bus, 'myelin.subscription.lag', 'group')).toEqual({ 'notes/desk': 0 });
    expect(values(run.bus, 'myelin.subscription.oldest_message.age', 'group')).toEqual({ 'notes/desk': 0 });
    expect(values(run.bus, 'myelin.keys.blocked', 'group')).toEqual({ 'notes/desk': 0 });
  });

  it('measure requests from the asking to the reply', async () => {
    const question = contract('notes.note', { channel: 'request', reply: contract('notes.answer') });
    const note = await start(() => undefined, question);
    note.serve(() => new Promise((resolve) => void run.clock.setTimer(() => resolve({}), 1_000)));
    await run.clock.advance(100);
    const reply = note.request({});
    await run.clock.advance(3_000);
    await reply;
    const durations = values(run.bus, 'myelin.request.duration', 'topic')['notes.note'] as LogHistogram;
    expect(durations.count).toBe(1);
    expect(durations.max / 1e6).toBeCloseTo(1, 1);
  });
});

describe('the duration of publishing', () => {
  it('is measured where it is a round trip', async () => {
    const { bus, clock } = onLog();
    const opened = connectNotes(bus, keyed);
    await clock.advance(100);
    const { note } = await opened;
    void note.publish({});
    await clock.advance(100);
    const durations = values(bus, 'messaging.client.operation.duration', 'transport')['shared-log'] as LogHistogram;
    expect(durations.count).toBe(1);
    const closed = bus.close();
    await clock.advance(10_000);
    await closed;
  });
});

describe('the delay of the event loop', () => {
  it('is read where time is the system’s, from the second sweep on', async () => {
    await using bus = createBus();
    expect(values(bus, 'myelin.event_loop.delay', '')).toEqual({});
    engineOf(bus).observe();
    expect(values(bus, 'myelin.event_loop.delay', '')).toEqual({ '': expect.any(Number) as number });
  });

  it('is not told under a virtual clock', async () => {
    const { bus } = testBus();
    engineOf(bus).observe();
    expect(values(bus, 'myelin.event_loop.delay', '')).toEqual({});
    await bus.close();
  });
});

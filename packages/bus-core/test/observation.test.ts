import { describe, expect, it } from 'vitest';
import { engineOf } from '../src/bus.ts';
import type { BusEventMap } from '../src/events.ts';
import { connectNotes, contract, type Fixture, reliable, testBus } from './support/bus.ts';

const SWEEP_MS = 5_000;

function heard<Name extends keyof BusEventMap>({ bus }: Fixture, name: Name): BusEventMap[Name][] {
  const seen: BusEventMap[Name][] = [];
  bus.events.on(name, (event) => seen.push(event));
  return seen;
}

describe('metrics of a bus', () => {
  it('count what was published, delivered and failed', async () => {
    const { bus, clock } = testBus();
    const { note } = await connectNotes(bus, contract('notes.note'));
    let calls = 0;
    note.subscribe(() => ++calls % 4 !== 0);
    for (let i = 0; i < 8; i++) await note.publish({ i });
    await expect(note.publish(7)).rejects.toThrow('payload of notes.note is invalid');
    await clock.runUntilIdle();
    expect(bus.metrics()).toMatchObject({
      published: 8,
      refused: { invalid: 1, notAllowed: 0 },
      delivered: 8,
      failed: 2,
      successRate: 0.75,
      droppedCount: 2,
      activeSubscriptions: 1,
      queueDepth: 0,
      isHealthy: true,
    });
    expect(bus.metrics().dropped['handler-failed']).toBe(2);
    expect(bus.metrics().memory.heapUsedBytes).toBeGreaterThan(0);
  });

  it('count retries and dead letters', async () => {
    const { bus, clock } = testBus();
    const { note } = await connectNotes(bus, contract('notes.note', reliable));
    note.subscribe(() => false, { retry: { attemptsMax: 3, backoff: 'none' } });
    await note.publish({});
    await clock.runUntilIdle();
    expect(bus.metrics()).toMatchObject({ retries: 2, deadLettered: 1, delivered: 3, failed: 3, successRate: 0 });
  });

  it('measure how long handlers take and how long messages wait for them', async () => {
    const { bus, clock } = testBus();
    const { note } = await connectNotes(bus, contract('notes.note'));
    note.subscribe(() => new Promise<void>((resolve) => void clock.setTimer(resolve, 40)), { concurrency: 1 });
    for (let i = 0; i < 257; i++) await note.publish({ i });
    await clock.advance(20_000);
    const [row] = bus.getSubscriberStats();
    expect(row?.processingMs).toMatchObject({ count: 257, p50: expect.closeTo(40, -1) as number, max: 40 });
    // the first and the 257th message are measured; the latter waited for 256 others
    expect(row?.deliveryMs).toMatchObject({ count: 2, max: 256 * 40 });
    expect(bus.metrics().averageProcessingMs).toBeCloseTo(40, 6);
  });

  it('measure the way of what a handler publishes too', async () => {
    const { bus, clock } = testBus();
    const first = await connectNotes(bus, contract('notes.note', reliable));
    const second = await connectNotes(bus, contract('desk.note', reliable), { name: 'desk' });
    first.note.subscribe(async () => void (await second.note.publish({})));
    second.note.subscribe(() => undefined);
    await first.note.publish({});
    await clock.runUntilIdle();
    expect(bus.getSubscriberStats().map(({ deliveryMs }) => deliveryMs.count)).toEqual([1, 1]);
  });

  it('keep the counts of connections that are closed, as sums', async () => {
    const { bus } = testBus();
    for (let n = 0; n < 20; n++) {
      const notes = await connectNotes(bus, contract('notes.note'));
      await notes.note.publish({});
      await expect(notes.note.publish(7)).rejects.toMatchObject({ code: 'BUS_PAYLOAD_INVALID' });
      await notes.close();
      await expect(notes.note.publish({})).rejects.toMatchObject({ code: 'BUS_CLOSED' });
    }
    expect(bus.metrics()).toMatchObject({ published: 20, refused: { invalid: 20 } });
    expect([...engineOf(bus).publishers]).toHaveLength(1);
    expect(bus.stats().topics).toEqual([{ topic: 'notes.note', source: 'notes', published: 20 }]);
  });

  it('give rates that are counted from the growth of counters', async () => {
    const { bus, clock } = testBus();
    const { note } = await connectNotes(bus, contract('notes.note'));
    let calls = 0;
    note.subscribe(() => ++calls % 2 === 0, { breaker: 'off' });
    for (let second = 0; second < 30; second++) {
      await note.publish({});
      await note.publish({});
      await clock.advance(1_000);
    }
    const [row] = bus.getSubscriberStats();
    expect(row?.ratePerSecond).toBeCloseTo(2, 6);
    expect(row?.errorsPerMinute).toBe(30);
    expect(row?.lastProcessedAt).toBe(clock.now());
  });

  it('call a subscription unhealthy when it fails now, and healthy when that is over', async () => {
    const { bus, clock } = testBus();
    const { note } = await connectNotes(bus, contract('notes.note'));
    let works = false;
    note.subscribe(() => works, { breaker: 'off' });
    for (let i = 0; i < 10; i++) await note.publish({});
    await clock.advance(SWEEP_MS);
    expect(bus.metrics().isHealthy).toBe(false);
    works = true;
    await clock.advance(120_000);
    await note.publish({});
    await clock.runUntilIdle();
    expect(bus.getSubscriberStats()[0]?.isHealthy).toBe(true);
    expect(bus.getSubscriberStats()[0]?.successRate).toBeCloseTo(1 / 11, 6);
  });

  it('carry the names of the table in readings', async () => {
    const { bus, clock } = testBus();
    const { note } = await connectNotes(bus, contract('notes.note'));
    note.subscribe(() => undefined);
    await note.publish({});
    await clock.runUntilIdle();
    const readings = new Map(bus.readings().map((reading) => [reading.name, reading.series]));
    expect(readings.get('messaging.client.sent.messages')).toEqual([
      { labels: { topic: 'notes.note', module: 'notes' }, value: 1 },
    ]);
    expect(readings.get('messaging.client.consumed.messages')).toEqual([
      { labels: { group: 'notes/notes.note', module: 'notes' }, value: 1 },
    ]);
    expect(readings.get('myelin.module.status')).toEqual([
      { labels: { module: 'notes', status: 'starting' }, value: 1 },
    ]);
  });
});

describe('status events of a bus', () => {
  it('tell of retries and dead letters', async () => {
    const fixture = testBus();
    const retries = heard(fixture, 'retry');
    const letters = heard(fixture, 'dead-letter');
    const { note } = await connectNotes(fixture.bus, contract('notes.note', reliable));
    note.subscribe(() => false, { retry: { attemptsMax: 2, backoff: 'none' } });
    const { id } = await note.publish({});
    await fixture.clock.runUntilIdle();
    expect(retries).toEqual([{ group: 'notes/notes.note', topic: 'notes.note', id, attempt: 1 }]);
    expect(letters).toEqual([{ group: 'notes/notes.note', topic: 'notes.note', id, reason: 'attempts-exhausted' }]);
  });

  it('tell of a breaker that opens, probes and closes, and the module follows', async () => {
    const fixture = testBus();
    const { bus, clock } = fixture;
    const states: string[] = [];
    for (const name of ['breaker-open', 'breaker-half-open', 'breaker-closed'] as const) {
      bus.events.on(name, () => states.push(name));
    }
    const modules = heard(fixture, 'module-status');
    const notes = await connectNotes(bus, contract('notes.note'));
    notes.ready();
    let works = false;
    notes.note.subscribe(() => works, { breaker: { consecutiveFailuresMax: 2, openMs: 1_000 } });
    await notes.note.publish({});
    await notes.note.publish({});
    await clock.runUntilIdle();
    works = true;
    await clock.advance(2_000);
    await notes.note.publish({});
    await clock.runUntilIdle();
    expect(states).toEqual(['breaker-open', 'breaker-half-open', 'breaker-closed']);
    expect(modules.map(({ status }) => status)).toEqual(['healthy', 'degraded', 'healthy']);
  });

  it('tell of a queue that is high, once until it was low', async () => {
    const fixture = testBus({ queueSizeMax: 10 });
    const high = heard(fixture, 'queue-high');
    const { note } = await connectNotes(fixture.bus, contract('notes.note', reliable));
    const subscription = note.subscribe(() => undefined);
    for (let round = 0; round < 2; round++) {
      subscription.pause();
      for (let i = 0; i < 9; i++) await note.publish({});
      await fixture.clock.advance(2 * SWEEP_MS);
      subscription.resume();
      await fixture.clock.advance(SWEEP_MS);
    }
    const event = { group: 'notes/notes.note', depth: 9, limit: 10 };
    expect(high).toEqual([event, event]);
  });

  it('tell of a full queue as soon as a publisher has to wait', async () => {
    const fixture = testBus({ queueSizeMax: 2 });
    const high = heard(fixture, 'queue-high');
    const { note } = await connectNotes(fixture.bus, contract('notes.note', reliable));
    note.subscribe(() => undefined).pause();
    await note.publishBatch([{}, {}]);
    const third = note.publish({});
    expect(high).toEqual([{ group: 'notes/notes.note', depth: 2, limit: 2 }]);
    const refused = expect(third).rejects.toMatchObject({ code: 'BUS_QUEUE_FULL' });
    await fixture.clock.advance(SWEEP_MS);
    await refused;
  });

  it('tell of drops once a sweep, with their number', async () => {
    const fixture = testBus();
    const drops = heard(fixture, 'dropped');
    const { note } = await connectNotes(fixture.bus, contract('notes.note'));
    note.subscribe(() => false, { breaker: 'off' });
    for (let i = 0; i < 20; i++) await note.publish({});
    await fixture.clock.advance(3 * SWEEP_MS);
    expect(drops).toEqual([{ group: 'notes/notes.note', reason: 'handler-failed', count: 20 }]);
  });

  it('tell of a slow handler', async () => {
    const fixture = testBus();
    const slow = heard(fixture, 'subscriber-slow');
    const { note } = await connectNotes(fixture.bus, contract('notes.note'));
    note.subscribe(() => new Promise<void>((resolve) => void fixture.clock.setTimer(resolve, 150)));
    await note.publish({});
    await fixture.clock.advance(1_000);
    expect(slow).toEqual([{ group: 'notes/notes.note', elapsedMs: 150 }]);
  });

  it('do not disturb delivery when their listener throws', async () => {
    const { bus, clock } = testBus();
    bus.events.on('listener-error', () => undefined);
    bus.events.on('retry', () => {
      throw new TypeError('a listener of mine');
    });
    const { note } = await connectNotes(bus, contract('notes.note', reliable));
    let calls = 0;
    note.subscribe(() => ++calls === 3, { retry: { backoff: 'none' } });
    await note.publish({});
    await clock.runUntilIdle();
    expect(bus.stats().groups[0]).toMatchObject({ acked: 1, retries: 2 });
  });
});

describe('modules', () => {
  it('follow their health checks', async () => {
    const { bus } = testBus();
    const notes = await connectNotes(bus, contract('notes.note'));
    notes.ready();
    bus.reportHealth('notes', 'degraded');
    expect(bus.systemStatus()).toBe('degraded');
    bus.reportHealth('notes', 'unhealthy');
    expect(bus.systemStatus()).toBe('critical');
    expect(bus.metrics().isHealthy).toBe(false);
    bus.reportHealth('notes', 'healthy');
    expect(bus.systemStatus()).toBe('healthy');
  });

  it('are stale when they answered checks and then fall silent', async () => {
    const { bus, clock } = testBus({ staleAfterMs: 10_000 });
    const notes = await connectNotes(bus, contract('notes.note'));
    notes.ready();
    await clock.advance(60_000);
    expect(bus.systemStatus()).toBe('healthy');
    bus.reportHealth('notes', 'healthy');
    await clock.advance(15_000);
    expect(bus.modules()).toMatchObject([{ module: 'notes', status: 'unhealthy', silentMs: 15_000 }]);
    await notes.note.publish({});
    await clock.advance(SWEEP_MS);
    expect(bus.systemStatus()).toBe('healthy');
  });

  it('are unhealthy when they never say that they are ready', async () => {
    const { bus, clock } = testBus({ staleAfterMs: 10_000 });
    await connectNotes(bus, contract('notes.note'));
    await clock.advance(9_000);
    expect(bus.systemStatus()).toBe('transitioning');
    await clock.advance(6_000);
    expect(bus.systemStatus()).toBe('critical');
  });

  it('are told of when they stop', async () => {
    const fixture = testBus();
    const modules = heard(fixture, 'module-status');
    const notes = await connectNotes(fixture.bus, contract('notes.note'));
    notes.ready();
    await notes.drain();
    expect(modules.map(({ status }) => status)).toEqual(['healthy', 'shutting-down', 'stopped']);
    expect(fixture.bus.systemStatus()).toBe('unknown');
  });
});

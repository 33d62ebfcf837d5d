import { describe, expect, it } from 'vitest';
import type { Delivery } from '../src/envelope.ts';
import { connectNotes, contract, reliable, testBus } from './support/bus.ts';

const ids = (messages: readonly { readonly id: string }[]): string[] => messages.map(({ id }) => id);

describe('recent events', () => {
  it('are the newest of what matches, oldest first', async () => {
    const { bus, clock } = testBus();
    const a = await connectNotes(bus, contract('notes.a'));
    const b = await connectNotes(bus, contract('notes.b'), { name: 'others' });
    a.note.subscribe(() => undefined);
    for (const [id, module] of [
      ['1', a],
      ['2', b],
      ['3', a],
      ['4', b],
    ] as const) {
      await module.note.publish({}, { id });
      await clock.advance(10);
    }
    expect(ids(await bus.getRecentEvents({ pattern: 'notes.*' }))).toEqual(['1', '2', '3', '4']);
    expect(ids(await bus.getRecentEvents({ pattern: 'notes.*', limit: 3 }))).toEqual(['2', '3', '4']);
    expect(ids(await bus.getRecentEvents({ pattern: 'notes.a', since: clock.now() - 25 }))).toEqual(['3']);
  });

  it.each([
    ['count', { historyCountMax: 3 }],
    ['bytes', { historyBytesMax: 100 }],
  ])('are bounded by %s', async (_what, options) => {
    const { bus, clock } = testBus(options);
    const { note } = await connectNotes(bus, contract('notes.note'));
    for (let i = 0; i < 10; i++) await note.publish({ n: i });
    await clock.runUntilIdle();
    // a payload takes 33 bytes: a name, punctuation and a number
    expect((await bus.getRecentEvents({ pattern: '**' })).map(({ payload }) => payload)).toEqual([
      { n: 7 },
      { n: 8 },
      { n: 9 },
    ]);
  });

  it('are bounded by age', async () => {
    const { bus, clock } = testBus({ historyTtlSeconds: 10 });
    const { note } = await connectNotes(bus, contract('notes.note'));
    await note.publish({}, { id: 'old' });
    await clock.advance(8_000);
    await note.publish({}, { id: 'new' });
    await clock.advance(8_000);
    expect(ids(await bus.getRecentEvents({ pattern: '**' }))).toEqual(['new']);
  });
});

describe('a replay', () => {
  async function played() {
    const { bus, clock } = testBus();
    const source = await connectNotes(bus, contract('notes.note', reliable));
    for (const id of ['1', '2', '3']) {
      await source.note.publish({}, { id });
      await clock.advance(1_000);
    }
    const seen: Delivery[] = [];
    const times: number[] = [];
    source.note.subscribe(
      (message) => {
        seen.push(message);
        times.push(clock.monotonic());
      },
      { name: 'again', from: 'now' },
    );
    let others = 0;
    source.note.subscribe(() => void others++, { name: 'other', from: 'now' });
    await clock.runUntilIdle();
    return { bus, clock, seen, times, others: () => others };
  }

  it('gives one group what is kept, marked, with its ids', async () => {
    const { bus, clock, seen, others } = await played();
    const result = await bus.replay({ pattern: 'notes.*', to: 'notes/again' });
    await clock.runUntilIdle();
    expect(result).toEqual({ found: 3, replayed: 3, skipped: 0 });
    expect(seen.map(({ id, replay }) => [id, replay])).toEqual([
      ['1', true],
      ['2', true],
      ['3', true],
    ]);
    expect(others()).toBe(0);
    expect(bus.stats().groups.find(({ group }) => group === 'notes/again')).toMatchObject({ accepted: 3, acked: 3 });
  });

  it('is bounded in time', async () => {
    const { bus, clock, seen } = await played();
    const nowMs = clock.now();
    await bus.replay({ pattern: '**', to: 'notes/again', since: nowMs - 2_000, until: nowMs - 1_000 });
    await clock.runUntilIdle();
    expect(ids(seen)).toEqual(['2']);
  });

  it('keeps the distances, faster by its speed', async () => {
    const { bus, clock, seen, times } = await played();
    await bus.replay({ pattern: '**', to: 'notes/again', speed: 2 });
    const startMs = clock.monotonic();
    await clock.advance(5_000);
    expect(ids(seen)).toEqual(['1', '2', '3']);
    expect(times.map((atMs) => Math.round(atMs - startMs))).toEqual([0, 500, 1_000]);
  });

  it('leaves out topics that the group does not subscribe to', async () => {
    const { bus } = await played();
    const others = await connectNotes(bus, contract('others.note'), { name: 'others' });
    await others.note.publish({});
    expect(await bus.replay({ pattern: '**', to: 'notes/again' })).toEqual({ found: 4, replayed: 3, skipped: 1 });
  });

  it('is refused for a group that nobody has here, and for a speed that is none', async () => {
    const { bus } = await played();
    await expect(bus.replay({ pattern: '**', to: 'notes/none' })).rejects.toMatchObject({ code: 'BUS_CONFIG_INVALID' });
    await expect(bus.replay({ pattern: '**', to: 'notes/again', speed: 0 })).rejects.toThrow('speed is a number');
  });
});

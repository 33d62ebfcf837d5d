import { describe, expect, it } from 'vitest';
import { createTestBus } from '../src/testing.ts';
import { connectNotes, contract, reliable } from './support/bus.ts';

const definition = contract('notes.note', reliable);

describe('a test bus', () => {
  it('is settled when every handler has come back, those that do input and output too', async () => {
    await using test = createTestBus();
    const { note } = await connectNotes(test.bus, definition);
    let done = 0;
    note.subscribe(async () => {
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      done++;
    });
    for (let i = 0; i < 20; i++) await note.publish({ i });
    await test.settled();
    expect(done).toBe(20);
  });

  it('says who is at work when a handler waits for time', async () => {
    await using test = createTestBus();
    const { note } = await connectNotes(test.bus, definition);
    note.subscribe(() => new Promise<void>((resolve) => void test.clock.setTimer(resolve, 1_000)));
    await note.publish({});
    await expect(test.settled()).rejects.toThrow('still at work: notes/notes.note');
    await test.advance(1_000);
    expect(test.bus.stats().groups[0]).toMatchObject({ acked: 1 });
  });

  it('is settled while a retry waits, and brings it when time moves', async () => {
    await using test = createTestBus();
    const { note } = await connectNotes(test.bus, definition);
    const attempts: number[] = [];
    note.subscribe(({ attempt }) => void attempts.push(attempt), { retry: { backoff: 'fixed', delayMs: 1_000 } });
    test.failNext('notes/notes.note');
    await note.publish({});
    await test.settled();
    expect(attempts).toEqual([]);
    await test.advance(1_000);
    expect(attempts).toEqual([2]);
  });

  it.each(['notes/notes.note', 'notes.note', 'note'])('fails what is named %s, as often as ordered', async (name) => {
    await using test = createTestBus();
    const { note } = await connectNotes(test.bus, definition);
    note.subscribe(() => undefined, { retry: { backoff: 'none', attemptsMax: 2 } });
    test.failNext(name, 3);
    await note.publish({}, { id: 'first' });
    await note.publish({}, { id: 'second' });
    await test.settled();
    expect(test.deadLetters()).toMatchObject([{ error: 'failed by the test', envelope: { id: 'first' } }]);
    expect(test.bus.stats().groups[0]).toMatchObject({ acked: 1, retries: 2 });
  });

  it('remembers what was published, by topic and by member', async () => {
    await using test = createTestBus();
    const { note } = await connectNotes(test.bus, definition);
    await note.publish({ a: 1 }, { id: 'one' });
    await note.publish({ a: 1 }, { id: 'one' });
    expect(test.published()).toHaveLength(1);
    expect(test.published(definition)).toMatchObject([{ id: 'one', payload: { a: 1 } }]);
    expect(test.published('note')).toHaveLength(1);
    expect(test.published('other.topic')).toEqual([]);
  });

  it('delivers once more what is duplicated', async () => {
    await using test = createTestBus();
    const { note } = await connectNotes(test.bus, definition);
    const seen: string[] = [];
    note.subscribe(({ id }) => void seen.push(id));
    const { id } = await note.publish({});
    await test.settled();
    for (const message of test.published()) await test.duplicate(message, 'notes/notes.note');
    await test.settled();
    expect(seen).toEqual([id, id]);
  });

  it('does nothing more after a crash', async () => {
    await using test = createTestBus();
    const { note } = await connectNotes(test.bus, definition);
    let signal: AbortSignal | undefined;
    note.subscribe((message) => {
      signal = message.signal;
      return new Promise(() => undefined);
    });
    await note.publish({});
    await test.clock.runUntilIdle();
    test.crash();
    expect(signal?.aborted).toBe(true);
    await expect(note.publish({})).rejects.toMatchObject({ code: 'BUS_CLOSED' });
  });

  it('repeats itself for the same seed', async () => {
    const run = async (seed: number): Promise<unknown> => {
      await using test = createTestBus({ seed });
      const { note } = await connectNotes(test.bus, definition);
      const times: number[] = [];
      note.subscribe(() => {
        times.push(test.clock.monotonic());
        return false;
      });
      const { id } = await note.publish({});
      await test.advance(10_000);
      return { id, times };
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });

  it('keeps the middleware that it was given', async () => {
    const seen: string[] = [];
    await using test = createTestBus({ middleware: { handle: [({ topic }, next) => (seen.push(topic), next())] } });
    const { note } = await connectNotes(test.bus, definition);
    note.subscribe(() => undefined);
    await note.publish({});
    await test.settled();
    expect(seen).toEqual(['notes.note']);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { connectNotes, contract, reliable, testBus } from './support/bus.ts';

const childFile = fileURLToPath(new URL('./support/signal-child.ts', import.meta.url));
let child: ChildProcess | undefined;

afterEach(() => void child?.kill('SIGKILL'));

/** A child whose handler is at work, and what it wrote to stderr. */
async function started(
  mode: 'returns' | 'hangs',
): Promise<{ readonly child: ChildProcess; readonly errors: () => string }> {
  const process_ = spawn(process.execPath, ['--conditions=@myelin/source', childFile, mode]);
  child = process_;
  let errors = '';
  process_.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  await once(process_.stdout, 'data');
  return { child: process_, errors: () => errors };
}

describe('a process that closes on signals', () => {
  it('finishes what it has and exits with 0', async () => {
    const { child: running } = await started('returns');
    running.kill('SIGTERM');
    expect(await once(running, 'exit')).toEqual([0, null]);
  });

  it('exits with 1 and names what it could not finish', async () => {
    const { child: running, errors } = await started('hangs');
    running.kill('SIGTERM');
    expect(await once(running, 'close')).toEqual([1, null]);
    expect(errors()).toContain('not finished when the bus was closed:\n  notes/notes.note: 1 messages\n');
  });

  it('exits at once at the second signal', async () => {
    const { child: running, errors } = await started('hangs');
    running.kill('SIGINT');
    running.kill('SIGTERM');
    expect(await once(running, 'close')).toEqual([1, null]);
    expect(errors()).not.toContain('not finished');
  });
});

describe('a drain', () => {
  it('says that everything was finished', async () => {
    const { bus } = testBus();
    const { note } = await connectNotes(bus, contract('notes.note', reliable));
    note.subscribe(() => undefined);
    await note.publish({});
    expect(await bus.drain()).toEqual({ finished: true, groups: [], unsent: 0, requests: 0 });
    await expect(note.publish({})).rejects.toMatchObject({ code: 'BUS_CLOSED' });
  });

  it('says what is left at its deadline', async () => {
    const { bus, clock } = testBus();
    const { note } = await connectNotes(bus, contract('notes.note', reliable));
    note.subscribe(() => new Promise(() => undefined), { ackTimeoutMs: 60_000, concurrency: 1 });
    await note.publishBatch([{}, {}, {}]);
    const drained = bus.drain({ timeoutMs: 500 });
    await clock.advance(1_000);
    expect(await drained).toMatchObject({ finished: false, groups: [{ group: 'notes/notes.note', count: 3 }] });
  });
});

describe('handlers of signals', () => {
  it('are gone when they are disposed of', () => {
    const { bus } = testBus();
    const before = process.listenerCount('SIGTERM');
    const handlers = bus.closeOnSignals();
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    handlers[Symbol.dispose]();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

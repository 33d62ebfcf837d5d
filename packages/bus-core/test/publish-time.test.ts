import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../src/clock.ts';
import type { Message } from '../src/envelope.ts';
import { connectNotes, contract, testBus } from './support/bus.ts';

/** Passes in one run of synchronous work, as while a handler computes. */
const blockedMs = 100;

describe('the time of a message on the system clock', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is read anew for a delay, so that a message is not early after a publisher blocked', async () => {
    vi.useFakeTimers();
    const { bus } = testBus({ clock: systemClock });
    const notes = await connectNotes(bus, contract('user.note'));
    const handled: unknown[] = [];
    notes.note.subscribe(({ payload }) => void handled.push(payload));
    notes.note.emit({ nr: 1 });
    notes.note.emit({ nr: 2 });
    vi.advanceTimersByTime(blockedMs);
    await notes.note.publish({ nr: 3 }, { delayMs: 50 });
    await vi.advanceTimersByTimeAsync(49);
    expect(handled).toEqual([{ nr: 1 }, { nr: 2 }]);
    await vi.advanceTimersByTimeAsync(2);
    expect(handled).toEqual([{ nr: 1 }, { nr: 2 }, { nr: 3 }]);
  });

  it('is read anew for an expiry, so that a message lives as long as its contract says', async () => {
    vi.useFakeTimers();
    const { bus } = testBus({ clock: systemClock });
    const plain = await connectNotes(bus, contract('user.note'));
    const brief = await connectNotes(bus, contract('user.brief', { expiresMs: 50 }), { name: 'brief' });
    const handled: Message[] = [];
    plain.note.subscribe(() => undefined);
    brief.note.subscribe((message) => void handled.push(message));
    plain.note.emit({ nr: 1 });
    plain.note.emit({ nr: 2 });
    vi.advanceTimersByTime(blockedMs);
    const now = Date.now();
    brief.note.emit({ nr: 3 });
    await vi.advanceTimersByTimeAsync(1);
    expect(handled.map(({ expiresAt }) => expiresAt)).toEqual([now + 50]);
  });
});

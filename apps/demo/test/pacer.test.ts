import { describe, expect, it } from 'vitest';
import { createPacer } from '../src/capture/pacer.ts';

const signal = new AbortController().signal;

describe('the pacer', () => {
  it('does not wait at full speed, but lets others run in between', async () => {
    const pacer = createPacer('max', () => 0);
    const waits = Array.from({ length: 512 }, (_, index) => pacer.waitFor(index * 1_000, signal));
    const turns = waits.filter((wait) => wait !== undefined);
    expect(turns).toHaveLength(2);
    await Promise.all(turns);
  });

  it('does not wait for what is due, nor where time steps back', () => {
    const pacer = createPacer(10, () => 0);
    expect(pacer.waitFor(5_000, signal)).toBeUndefined();
    expect(pacer.waitFor(5_000, signal)).toBeUndefined();
    expect(pacer.waitFor(4_000, signal)).toBeUndefined();
  });

  it('waits for recorded time divided by the speed', () => {
    let nowMs = 0;
    const pacer = createPacer(10, () => nowMs);
    expect(pacer.waitFor(2_000, signal)).toBeUndefined();
    nowMs = 100;
    expect(pacer.waitFor(3_000, signal)).toBeUndefined();
    expect(pacer.waitFor(4_000, AbortSignal.abort())).toBeInstanceOf(Promise);
  });

  it('stops waiting when it is asked to', async () => {
    const pacer = createPacer(1, () => 0);
    const stop = new AbortController();
    expect(pacer.waitFor(0, stop.signal)).toBeUndefined();
    const waiting = pacer.waitFor(3_600_000, stop.signal);
    stop.abort();
    await expect(waiting).resolves.toBeUndefined();
  });
});

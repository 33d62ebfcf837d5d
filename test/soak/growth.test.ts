import { describe, expect, it } from 'vitest';
import { growth, NOISE_BYTES, RATE_MIN, type Sample, verdictOf } from './growth.ts';

const MINUTE_MS = 60_000;

/** A sample every second, over ten minutes. */
function heap(bytesAt: (second: number) => number): Sample[] {
  return Array.from({ length: 600 }, (_, second) => ({ atMs: second * 1_000, bytes: bytesAt(second) }));
}

function failures(samples: readonly Sample[], ratePerSecond = 100_000): readonly string[] {
  return verdictOf({ grown: growth(samples), ratePerSecond }).failures;
}

describe('a heap', () => {
  it('that moves up and down is flat', () => {
    expect(failures(heap((second) => 10_000_000 + (second % 7) * 30_000))).toEqual([]);
  });

  it('with one odd sample is flat', () => {
    expect(failures(heap((second) => (second === 599 ? 90_000_000 : 10_000_000)))).toEqual([]);
  });

  it('that keeps a byte of every ten messages is not', () => {
    expect(failures(heap((second) => 10_000_000 + second * 10_000))).toHaveLength(1);
  });

  it('is measured between the middles of its first and its last third', () => {
    const grown = growth(heap((second) => second * 1_000));
    expect(grown.overMs / MINUTE_MS).toBeCloseTo(6.67, 1);
    expect(grown.bytes).toBe(400_000);
    expect(grown.bytes).toBeGreaterThan(NOISE_BYTES);
  });

  it('of a run that was too slow shows nothing', () => {
    expect(
      failures(
        heap(() => 10_000_000),
        RATE_MIN - 1,
      ),
    ).toHaveLength(1);
  });
});

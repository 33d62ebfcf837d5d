import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogHistogram, RateMeter } from '../src/metrics.ts';

const durations = fc.array(
  fc.oneof(fc.nat(40), fc.nat(5000), fc.nat(2 ** 31 - 1), fc.double({ min: 0, max: 1e6, noNaN: true })),
  {
    minLength: 1,
    maxLength: 200,
  },
);

describe('a log-linear histogram', () => {
  it('gives percentiles within 1/32, or 1 µs, of the sorted values', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 100, noNaN: true }), (values, percent) => {
        const exact = exactPercentile(values, percent);
        const error = Math.abs(recorded(values).percentile(percent) - exact);
        expect(error).toBeLessThanOrEqual(Math.max(1, exact / 32));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps to its bound at each edge of its buckets', () => {
    for (let power = 0; power < 31; power += 1) {
      for (const value of [2 ** power - 1, 2 ** power, 2 ** power + 1, 1.49 * 2 ** power]) {
        const histogram = recorded([value, 2 ** 31 - 1]);
        expect(Math.abs(histogram.percentile(50) - value)).toBeLessThanOrEqual(Math.max(1, value / 32));
      }
    }
  });

  it('is exact below 32 µs', () => {
    for (let value = 0; value < 32; value += 1) expect(recorded([value, 1000]).percentile(50)).toBe(value);
  });

  it('has exact count, mean and maximum', () => {
    const histogram = recorded([1, 2, 1000, 5e9]);
    expect([histogram.count, histogram.sum, histogram.mean, histogram.max]).toEqual([
      4,
      5e9 + 1003,
      5e9 / 4 + 250.75,
      5e9,
    ]);
  });

  it('gives no percentile above the maximum', () => {
    const histogram = recorded([64]);
    expect(histogram.percentile(50)).toBe(64);
  });

  it('answers 0 where nothing was recorded', () => {
    const empty = new LogHistogram();
    expect([empty.count, empty.mean, empty.max, empty.percentile(99)]).toEqual([0, 0, 0, 0]);
  });

  it('keeps what is beyond its range in the last bucket', () => {
    const histogram = recorded([1, 1e12, Number.MAX_VALUE]);
    expect(histogram.percentile(60)).toBeGreaterThan(2 ** 30);
    expect(histogram.percentile(100)).toBe(Number.MAX_VALUE);
  });

  it('counts a negative value and NaN as 0', () => {
    const histogram = recorded([-5, Number.NaN]);
    expect([histogram.count, histogram.mean, histogram.percentile(100)]).toEqual([2, 0, 0]);
  });

  it('merges as if all had been recorded in one', () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        const merged = recorded(some);
        merged.merge(recorded(others));
        expect(summary(merged)).toEqual(summary(recorded([...some, ...others])));
      }),
    );
  });

  it('is as new after a reset', () => {
    const histogram = recorded([5, 500]);
    histogram.reset();
    expect(summary(histogram)).toEqual(summary(new LogHistogram()));
  });
});

describe('a rate meter', () => {
  it('gives the steady rate of a steady stream', () => {
    const meter = new RateMeter(0);
    for (let nowMs = 0; nowMs < 60_000; nowMs += 10) meter.mark(nowMs);
    expect(meter.perSecond(60_000)).toBeCloseTo(100, 1);
  });

  it('counts what came within its window, and nothing older', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 100 }), fc.nat(5000), (gaps, restMs) => {
        const meter = new RateMeter(0);
        const times: number[] = [];
        let nowMs = 20_000;
        for (const gapMs of gaps) {
          nowMs += gapMs;
          meter.mark(nowMs);
          times.push(nowMs);
        }
        nowMs += restMs;
        const startMs = (Math.floor(nowMs / 500) - 19) * 500;
        const events = times.filter((atMs) => atMs >= startMs).length;
        expect(meter.perSecond(nowMs)).toBeCloseTo((events * 1000) / (nowMs - startMs), 6);
      }),
    );
  });

  it('divides by its age while it is young', () => {
    const meter = new RateMeter(1_000_000);
    meter.mark(1_000_100, 20);
    expect(meter.perSecond(1_002_000)).toBe(10);
  });

  it('falls to nothing after its window', () => {
    const meter = new RateMeter(0);
    meter.mark(0, 1000);
    expect(meter.perSecond(10_000)).toBe(0);
  });

  it('counts time that goes back for the latest slot', () => {
    const meter = new RateMeter(0);
    meter.mark(20_000);
    meter.mark(1000);
    expect(meter.perSecond(20_000)).toBeGreaterThan(0.2);
  });

  it('refuses to start at a time that is no number', () => {
    expect(() => new RateMeter(Number.NaN)).toThrow(expect.objectContaining({ code: 'BUS_CONFIG_INVALID' }));
  });
});

function recorded(values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

function exactPercentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1] ?? Number.NaN;
}

function summary(histogram: LogHistogram): Record<string, unknown> {
  return {
    count: histogram.count,
    mean: Number(histogram.mean.toPrecision(12)),
    max: histogram.max,
    percentiles: [0, 10, 50, 90, 99, 100].map((percent) => histogram.percentile(percent)),
  };
}

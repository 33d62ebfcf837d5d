import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../src/metrics.ts';
import { perUnit, Trend } from '../src/trend.ts';

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

  it('counts what does not exceed a bound', () => {
    const histogram = recorded([1, 10, 30, 31, 500]);
    expect([0, 10, 31, 1_000].map((bound) => histogram.countUpTo(bound))).toEqual([0, 2, 4, 5]);
  });
});

describe('a trend', () => {
  it('gives the steady rate of a steady counter', () => {
    const trend = new Trend(0);
    for (let nowMs = 5_000; nowMs <= 60_000; nowMs += 5_000) trend.read(nowMs, nowMs / 10);
    expect(perUnit(trend.growth(62_000, { count: 6_200, windowMs: 10_000 }), 1_000)).toBeCloseTo(100, 6);
  });

  it('forgets what is older than its window', () => {
    const trend = new Trend(0);
    trend.read(5_000, 900);
    trend.read(10_000, 900);
    expect(trend.growth(20_000, { count: 900, windowMs: 10_000 })).toEqual({ count: 0, overMs: 10_000 });
  });

  it('counts a young counter by its age, of at least a second', () => {
    expect(perUnit(new Trend(1_000).growth(1_200, { count: 6, windowMs: 10_000 }), 1_000)).toBe(6);
    expect(perUnit(new Trend(1_000).growth(4_000, { count: 6, windowMs: 10_000 }), 1_000)).toBe(2);
  });

  it('knows when its counter last moved', () => {
    const trend = new Trend(0);
    trend.read(100, 0);
    expect(trend.changedMs).toBeUndefined();
    trend.read(200, 1);
    trend.read(9_000, 1);
    expect(trend.changedMs).toBe(200);
  });

  it('keeps a bounded number of readings', () => {
    const trend = new Trend(0);
    for (let nowMs = 1_000; nowMs <= 100_000; nowMs += 1_000) trend.read(nowMs, nowMs);
    expect(trend.growth(100_000, { count: 100_000, windowMs: 100_000 }).overMs).toBe(31_000);
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

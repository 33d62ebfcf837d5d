import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../src/rate-limit.ts';

const refused: unknown = expect.objectContaining({ code: 'BUS_CONFIG_INVALID' });

describe('a token bucket', () => {
  it('gives its burst at once, and then at its rate', () => {
    const bucket = new TokenBucket({ ratePerSecond: 10, burst: 3 });
    expect([0, 0, 0, 0, 99, 100, 100].map((nowMs) => bucket.take(nowMs))).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('is never fuller than its burst, however long it rests', () => {
    const bucket = new TokenBucket({ ratePerSecond: 1000, burst: 2 });
    expect([1e9, 1e9, 1e9].map((nowMs) => bucket.take(nowMs))).toEqual([true, true, false]);
  });

  it('takes nothing where it cannot give all', () => {
    const bucket = new TokenBucket({ ratePerSecond: 1, burst: 3 });
    expect([bucket.take(0, 4), bucket.take(0, 3)]).toEqual([false, true]);
  });

  it('does not drift: a saturated bucket gives exactly its burst and rate times time', () => {
    const bucket = new TokenBucket({ ratePerSecond: 3, burst: 2 });
    let given = 0;
    for (let nowMs = 0; nowMs <= 1_000_000; nowMs += 1) if (bucket.take(nowMs)) given += 1;
    expect(given).toBe(3002);
  });

  it('gives, at any times, what a bucket counted in exact thousandths of a token gives', () => {
    const takes = fc.array(fc.tuple(fc.nat(700), fc.integer({ min: 1, max: 4 })), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 20 }), takes, (rate, burst, steps) => {
        const bucket = new TokenBucket({ ratePerSecond: rate, burst });
        let thousandths = burst * 1000;
        let nowMs = 0;
        for (const [waitMs, count] of steps) {
          nowMs += waitMs;
          thousandths = Math.min(burst * 1000, thousandths + waitMs * rate);
          const gives = thousandths >= count * 1000;
          if (gives) thousandths -= count * 1000;
          expect(bucket.take(nowMs, count)).toBe(gives);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says the first whole millisecond at which it gives again', () => {
    const rate = fc.constantFrom(1, 5, 8, 10, 100, 1000);
    const limit = fc.record({
      ratePerSecond: fc.oneof(rate, fc.double({ min: 0.1, max: 5000, noNaN: true })),
      burst: fc.nat(50),
    });
    fc.assert(
      fc.property(
        limit,
        fc.nat(1e9).map((tick) => tick / 7),
        ({ ratePerSecond, burst }, nowMs) => {
          const bucket = new TokenBucket({ ratePerSecond, burst: burst + 1 });
          while (bucket.take(nowMs));
          const waitMs = bucket.retryAfterMs(nowMs);
          expect(Number.isInteger(waitMs) && waitMs > 0).toBe(true);
          expect(bucket.take(nowMs + waitMs - 1)).toBe(false);
          expect(bucket.take(nowMs + waitMs)).toBe(true);
        },
      ),
    );
  });

  it('keeps its word where the sum of times is rounded', () => {
    const bucket = new TokenBucket({ ratePerSecond: 1000, burst: 1 });
    const nowMs = 1.0027000000000001;
    expect([bucket.take(nowMs), bucket.retryAfterMs(nowMs), bucket.take(nowMs + 1)]).toEqual([true, 1, true]);
  });

  it('needs no wait where it has tokens, and none will do for more than its burst', () => {
    const bucket = new TokenBucket({ ratePerSecond: 1, burst: 2 });
    expect([bucket.retryAfterMs(0), bucket.retryAfterMs(0, 3)]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('gives nothing for time that goes back', () => {
    const bucket = new TokenBucket({ ratePerSecond: 1000, burst: 1 });
    expect([bucket.take(5000), bucket.take(0), bucket.take(5000), bucket.take(5001)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('is not filled twice for the same time where time goes back in between', () => {
    const bucket = new TokenBucket({ ratePerSecond: 1000, burst: 1 });
    expect([bucket.retryAfterMs(5000), bucket.take(0), bucket.take(5000)]).toEqual([0, true, false]);
  });

  it.each([
    [{ ratePerSecond: 0, burst: 1 }],
    [{ ratePerSecond: Number.NaN, burst: 1 }],
    [{ ratePerSecond: 1, burst: 0 }],
    [{ ratePerSecond: 1, burst: Number.POSITIVE_INFINITY }],
  ])('refuses %j', (limit) => {
    expect(() => new TokenBucket(limit)).toThrow(refused);
  });
});

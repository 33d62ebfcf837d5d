import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveRetry, retryDelayMs } from '../src/backoff.ts';
import type { BackoffKind, RetryPolicy } from '../src/contract.ts';
import { seededRandom } from '../src/virtual-clock.ts';

const least = { next: () => 0 };
const most = { next: () => 1 - 2 ** -53 };
const refused: unknown = expect.objectContaining({ code: 'BUS_CONFIG_INVALID' });

describe('a retry policy', () => {
  it('has the documented defaults', () => {
    expect(resolveRetry()).toEqual({
      backoff: 'exponential',
      attemptsMax: 4,
      delayMs: 1000,
      delayMsMax: 60_000,
      deadLetterAfterMs: undefined,
    });
  });

  it('of a subscription stands over that of the definition', () => {
    const definition = resolveRetry({ attemptsMax: 7, delayMs: 50, deadLetterAfterMs: 9000 });
    expect(resolveRetry({ attemptsMax: 2 }, definition)).toMatchObject({
      attemptsMax: 2,
      delayMs: 50,
      deadLetterAfterMs: 9000,
    });
  });

  it('raises an unstated limit to the delay', () => {
    expect(resolveRetry({ delayMs: 90_000 }).delayMsMax).toBe(90_000);
  });

  it.each<[string, RetryPolicy]>([
    ['an unknown backoff', { backoff: 'toString' as BackoffKind }],
    ['no attempt at all', { attemptsMax: 0 }],
    ['half an attempt', { attemptsMax: 1.5 }],
    ['endless attempts', { attemptsMax: Number.POSITIVE_INFINITY }],
    ['a negative delay', { delayMs: -1 }],
    ['a delay that is no number', { delayMs: Number.NaN }],
    ['a limit below the delay', { delayMs: 100, delayMsMax: 99 }],
    ['a negative age', { deadLetterAfterMs: -1 }],
  ])('may not have %s', (_, policy) => {
    expect(() => resolveRetry(policy)).toThrow(refused);
  });
});

describe('the delay before a retry', () => {
  const limits = (backoff: BackoffKind): number[] => {
    const policy = resolveRetry({ backoff, delayMs: 1000, delayMsMax: 5000 });
    return [1, 2, 3, 4, 5].map((attempt) => retryDelayMs(policy, attempt, most));
  };

  it('is nothing without backoff', () => {
    expect(limits('none')).toEqual([0, 0, 0, 0, 0]);
  });

  it('is always the same where it is fixed, whatever chance says', () => {
    expect(limits('fixed')).toEqual([1000, 1000, 1000, 1000, 1000]);
    expect(retryDelayMs(resolveRetry({ backoff: 'fixed' }), 1, least)).toBe(1000);
  });

  it('grows by steps up to the limit where it is linear', () => {
    expect(limits('linear')).toEqual([1000, 2000, 3000, 4000, 5000]);
  });

  it('doubles up to the limit where it is exponential', () => {
    expect(limits('exponential')).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  it.each<BackoffKind>(['linear', 'exponential'])('may be nothing at all where it is %s', (backoff) => {
    expect(retryDelayMs(resolveRetry({ backoff }), 3, least)).toBe(0);
  });

  it('is spread evenly over the whole range', () => {
    const random = seededRandom(11);
    const policy = resolveRetry({ delayMs: 1000 });
    const delays = Array.from({ length: 20_000 }, () => retryDelayMs(policy, 1, random));
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeCloseTo(500, -1.2);
    expect([Math.min(...delays) < 5, Math.max(...delays) > 995]).toEqual([true, true]);
  });

  it('is a whole number from 0 to the limit for any attempt', () => {
    const policies = fc.record({
      backoff: fc.constantFrom<BackoffKind>('none', 'fixed', 'linear', 'exponential'),
      delayMs: fc.nat(60_000),
    });
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 2 ** 31 }), fc.integer(), (policy, attempt, seed) => {
        const delay = retryDelayMs(resolveRetry(policy), attempt, seededRandom(seed));
        expect(Number.isInteger(delay) && delay >= 0 && delay <= 60_000).toBe(true);
      }),
    );
  });
});

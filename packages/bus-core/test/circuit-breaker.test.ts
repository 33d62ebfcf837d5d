import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from '../src/circuit-breaker.ts';
import type { BreakerOptions } from '../src/options.ts';

const refused: unknown = expect.objectContaining({ code: 'BUS_CONFIG_INVALID' });

describe('a circuit breaker', () => {
  it('opens at five failures in a row', () => {
    const breaker = new CircuitBreaker();
    fail(breaker, 4);
    expect(breaker.state).toBe('closed');
    fail(breaker, 1);
    expect(breaker.state).toBe('open');
    expect(breaker.allows(29_999)).toBe(false);
  });

  it('forgets failures in a row at a success', () => {
    const breaker = new CircuitBreaker();
    fail(breaker, 4);
    breaker.onSuccess();
    fail(breaker, 4);
    expect(breaker.state).toBe('closed');
  });

  it('opens where half of the last twenty failed', () => {
    const breaker = new CircuitBreaker();
    for (let pair = 0; pair < 9; pair += 1) outcomes(breaker, 'sf');
    breaker.onSuccess();
    expect(breaker.state).toBe('closed');
    breaker.onFailure(0);
    expect(breaker.state).toBe('open');
  });

  it('does not judge the rate before it has its samples', () => {
    const breaker = new CircuitBreaker();
    outcomes(breaker, 'ffffsffffsffffs');
    expect(breaker.state).toBe('closed');
  });

  it('says how long it stays open', () => {
    const breaker = opened();
    expect(breaker.retryAfterMs(10_000)).toBe(20_000);
    expect(breaker.retryAfterMs(99_000)).toBe(0);
  });

  it('lets one probe through when its time is over', () => {
    const breaker = opened();
    expect([breaker.allows(30_000), breaker.state, breaker.allows(30_001)]).toEqual([true, 'half-open', false]);
  });

  it('closes when the probe succeeds, and starts afresh', () => {
    const breaker = opened();
    breaker.allows(30_000);
    breaker.onSuccess();
    fail(breaker, 4);
    expect(breaker.state).toBe('closed');
  });

  it('opens again when the probe fails, for the whole time', () => {
    const breaker = opened();
    breaker.allows(30_000);
    breaker.onFailure(31_000);
    expect(breaker.state).toBe('open');
    expect([breaker.allows(60_999), breaker.allows(61_000)]).toEqual([false, true]);
  });

  it('gives another probe where the first was lost', () => {
    const breaker = opened();
    breaker.allows(30_000);
    breaker.onProbeLost();
    expect([breaker.allows(30_001), breaker.allows(30_002)]).toEqual([true, false]);
  });

  it('does not count late results while it is open', () => {
    const breaker = opened();
    breaker.onSuccess();
    breaker.onFailure(20_000);
    expect([breaker.state, breaker.retryAfterMs(20_000)]).toEqual(['open', 10_000]);
  });

  it('never opens where it is off', () => {
    const breaker = new CircuitBreaker('off');
    fail(breaker, 1000);
    expect([breaker.state, breaker.allows(0)]).toEqual(['closed', true]);
  });

  it('opens exactly when its two rules say so', () => {
    const options = fc.record({
      consecutiveFailuresMax: fc.integer({ min: 1, max: 6 }),
      sampleCount: fc.integer({ min: 1, max: 12 }),
      failureRateMax: fc.constantFrom(0.2, 0.5, 0.75, 1),
    });
    fc.assert(
      fc.property(options, fc.array(fc.boolean(), { maxLength: 60 }), (given, results) => {
        const breaker = new CircuitBreaker(given);
        const past: boolean[] = [];
        for (const failed of results) {
          if (failed) breaker.onFailure(0);
          else breaker.onSuccess();
          past.push(failed);
          expect(breaker.state).toBe(failed && mustOpen(past, given) ? 'open' : 'closed');
          if (breaker.state === 'open') return;
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each<[BreakerOptions]>([
    [{ consecutiveFailuresMax: 0 }],
    [{ sampleCount: 1001 }],
    [{ failureRateMax: 0 }],
    [{ failureRateMax: 1.1 }],
    [{ openMs: Number.NaN }],
  ])('refuses %j', (options) => {
    expect(() => new CircuitBreaker(options)).toThrow(refused);
  });
});

function fail(breaker: CircuitBreaker, times: number): void {
  for (let failure = 0; failure < times; failure += 1) breaker.onFailure(0);
}

function outcomes(breaker: CircuitBreaker, text: string): void {
  for (const outcome of text) {
    if (outcome === 'f') breaker.onFailure(0);
    else breaker.onSuccess();
  }
}

function opened(): CircuitBreaker {
  const breaker = new CircuitBreaker();
  fail(breaker, 5);
  return breaker;
}

function mustOpen(past: readonly boolean[], options: Required<Omit<BreakerOptions, 'openMs'>>): boolean {
  const row = past.length - 1 - past.lastIndexOf(false);
  const last = past.slice(-options.sampleCount);
  const rate = last.filter(Boolean).length / last.length;
  return (
    row >= options.consecutiveFailuresMax || (last.length === options.sampleCount && rate >= options.failureRateMax)
  );
}

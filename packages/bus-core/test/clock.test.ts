import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock, systemRandom } from '../src/clock.ts';

const longestTimeoutMs = 2 ** 31 - 1;

describe('the system clock', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives wall time in whole milliseconds', () => {
    expect(Number.isInteger(systemClock.now())).toBe(true);
  });

  it('reads coarse time at every call of a loop that is not busy', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
    expect(systemClock.coarse()).toBe(1_000);
    vi.setSystemTime(2_000);
    expect(systemClock.coarse()).toBe(2_000);
  });

  it('reads coarse time once in 8 calls of a busy turn of the loop, and exact time always', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 10_000 });
    for (let calls = 0; calls < 34; calls++) systemClock.coarse();
    vi.setSystemTime(20_000);
    const many = Array.from({ length: 16 }, () => systemClock.coarse());
    const first = many.filter((time) => time === 10_000).length;
    expect([1, 2, 3, 4, 5, 6, 7]).toContain(first);
    expect(many).toEqual(many.map((_, index) => (index < first ? 10_000 : 20_000)));
    vi.setSystemTime(30_000);
    expect(systemClock.now()).toBe(30_000);
    expect(systemClock.coarse()).toBe(30_000);
    await new Promise<void>((turned) => systemClock.yield(turned));
    vi.setSystemTime(40_000);
    expect(systemClock.coarse()).toBe(40_000);
  });

  it('gives a monotonic time that never goes back', () => {
    const first = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a delay of %d', (delayMs) => {
    expect(() => systemClock.setTimer(() => undefined, delayMs)).toThrow(
      expect.objectContaining({ code: 'BUS_CONFIG_INVALID' }),
    );
  });

  it('fires a timer once, not before it is due', () => {
    vi.useFakeTimers();
    const fired = vi.fn();
    systemClock.setTimer(fired, 50);
    vi.advanceTimersByTime(49);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  it('does not fire a timer that was cancelled', () => {
    vi.useFakeTimers();
    const fired = vi.fn();
    const timer = systemClock.setTimer(fired, 50);
    timer.cancel();
    timer.cancel();
    vi.advanceTimersByTime(1000);
    expect(fired).not.toHaveBeenCalled();
  });

  it('chains a timer that is longer than the system can take', () => {
    vi.useFakeTimers();
    const fired = vi.fn();
    systemClock.setTimer(fired, longestTimeoutMs * 2 + 10);
    vi.advanceTimersByTime(longestTimeoutMs * 2 + 9);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  it('cancels a chained timer in a later link', () => {
    vi.useFakeTimers();
    const fired = vi.fn();
    const timer = systemClock.setTimer(fired, longestTimeoutMs + 10);
    vi.advanceTimersByTime(longestTimeoutMs + 1);
    timer.cancel();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(longestTimeoutMs);
    expect(fired).not.toHaveBeenCalled();
  });

  it('does not hold the process open unless asked', () => {
    const before = timeoutsHolding();
    const idle = systemClock.setTimer(() => undefined, 60_000);
    expect(timeoutsHolding()).toBe(before);
    const holding = systemClock.setTimer(() => undefined, 60_000, { keepAlive: true });
    expect(timeoutsHolding()).toBe(before + 1);
    idle.cancel();
    holding.cancel();
    expect(timeoutsHolding()).toBe(before);
  });

  it('runs deferred work before yielded work', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.yield(() => {
        order.push('yield');
        resolve();
      });
      systemClock.defer(() => order.push('defer'));
    });
    expect(order).toEqual(['defer', 'yield']);
  });
});

describe('the system random', () => {
  it('gives numbers from 0 to below 1', () => {
    const numbers = Array.from({ length: 1000 }, () => systemRandom.next());
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  });

  it('gives as many bytes as asked', () => {
    expect(systemRandom.bytes(16)).toHaveLength(16);
  });
});

function timeoutsHolding(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

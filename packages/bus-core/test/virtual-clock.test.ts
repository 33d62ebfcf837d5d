import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, VirtualClock } from '../src/virtual-clock.ts';

const refused: unknown = expect.objectContaining({ code: 'BUS_CONFIG_INVALID' });

describe('a virtual clock', () => {
  it('stands still until it is advanced', async () => {
    const clock = new VirtualClock({ wallMs: 1000 });
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
    await clock.advance(250.5);
    expect([clock.now(), clock.monotonic()]).toEqual([1250, 250.5]);
  });

  it('runs timers in order of due time, and of setting where that is equal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 40 }), async (delays) => {
        const clock = new VirtualClock();
        const fired: number[] = [];
        for (const [index, delayMs] of delays.entries()) clock.setTimer(() => fired.push(index), delayMs);
        await clock.advance(20);
        const expected = delays.map((delayMs, index) => ({ delayMs, index }));
        expected.sort((a, b) => a.delayMs - b.delayMs || a.index - b.index);
        expect(fired).toEqual(expected.map(({ index }) => index));
      }),
      { numRuns: 50 },
    );
  });

  it('shows each timer its own due time', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    clock.setTimer(() => seen.push(clock.monotonic()), 30);
    clock.setTimer(() => seen.push(clock.monotonic()), 10);
    await clock.advance(100);
    expect(seen).toEqual([10, 30]);
    expect(clock.monotonic()).toBe(100);
  });

  it('leaves later timers alone', async () => {
    const clock = new VirtualClock();
    let fired = false;
    clock.setTimer(() => {
      fired = true;
    }, 10.5);
    await clock.advance(10);
    expect(fired).toBe(false);
    expect(clock.timerCount).toBe(1);
  });

  it('runs a timer set by another within the same advance', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    clock.setTimer(() => clock.setTimer(() => seen.push(clock.monotonic()), 5), 5);
    await clock.advance(10);
    expect(seen).toEqual([10]);
  });

  it('drains microtasks and yields between timers', async () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.setTimer(() => {
      clock.yield(() => {
        order.push('yield');
        clock.yield(() => order.push('second yield'));
      });
      clock.defer(() => order.push('defer'));
    }, 5);
    clock.setTimer(() => order.push('next timer'), 5);
    await clock.advance(5);
    expect(order).toEqual(['defer', 'yield', 'second yield', 'next timer']);
  });

  it('does not fire a timer that was cancelled, whatever stands beside it', async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.setTimer(() => fired.push('first'), 5);
    const timer = clock.setTimer(() => fired.push('cancelled'), 5);
    clock.setTimer(() => fired.push('last'), 5);
    timer.cancel();
    timer.cancel();
    await clock.advance(10);
    expect(fired).toEqual(['first', 'last']);
  });

  it('takes delays beyond 2^31 ms', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    clock.setTimer(() => seen.push(clock.monotonic()), 2 ** 33);
    await clock.advance(2 ** 34);
    expect(seen).toEqual([2 ** 33]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a delay of %d', (delayMs) => {
    expect(() => new VirtualClock().setTimer(() => undefined, delayMs)).toThrow(refused);
  });

  it('runs until idle without moving time', async () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.setTimer(() => order.push('due'), 0);
    clock.setTimer(() => order.push('later'), 1);
    clock.yield(() => order.push('yield'));
    await clock.runUntilIdle();
    expect(order).toEqual(['yield', 'due']);
    expect(clock.monotonic()).toBe(0);
  });

  it('jumps from timer to timer up to the horizon, and stays at the last', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    for (const delayMs of [40, 70, 200]) clock.setTimer(() => seen.push(delayMs), delayMs);
    await clock.runUntilIdle({ horizonMs: 100 });
    expect(seen).toEqual([40, 70]);
    expect(clock.monotonic()).toBe(70);
  });

  it('gives up on a timer that re-arms itself for ever', async () => {
    const clock = new VirtualClock({ stepsMax: 100 });
    const again = (): void => {
      clock.setTimer(again, 0);
    };
    again();
    await expect(clock.advance(1)).rejects.toThrow(refused);
  });

  it('refuses a second run inside the first', async () => {
    const clock = new VirtualClock();
    const first = clock.advance(10);
    await expect(clock.advance(10)).rejects.toThrow(refused);
    await first;
  });

  it('lets the wall clock jump back while the monotonic time stays', () => {
    const clock = new VirtualClock({ wallMs: 5000 });
    clock.jumpWall(-4000);
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
  });

  it('rejects with what a timer throws, and can go on', async () => {
    const clock = new VirtualClock();
    clock.setTimer(() => expect.fail('thrown by a timer'), 5);
    await expect(clock.advance(10)).rejects.toThrow('thrown by a timer');
    await clock.advance(1);
    expect(clock.monotonic()).toBe(6);
  });
});

describe('the seeded random', () => {
  it('repeats itself for a seed, and differs for another', () => {
    const stream = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 100 }, () => random.next());
    };
    expect(stream(42)).toEqual(stream(42));
    expect(stream(42)).not.toEqual(stream(43));
  });

  it('is xoshiro128** over splitmix32, as an independent model in big integers computes it', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const words = Array.from({ length: 20 }, () => BigInt(random.next() * 2 ** 32));
        expect(words).toEqual(modelWords(seed, 20));
      }),
      { numRuns: 50 },
    );
  });

  it('spreads evenly', () => {
    const random = seededRandom(7);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let drawn = 0; drawn < 100_000; drawn += 1) {
      const bucket = Math.floor(random.next() * 10);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('gives bytes of the whole range', () => {
    expect(new Set(seededRandom(1).bytes(5000)).size).toBe(256);
  });
});

/** Arithmetic modulo 2^32 in big integers. */
function modelWords(seed: number, count: number): bigint[] {
  const mask = 0xffffffffn;
  const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & mask;
  let counter = BigInt.asUintN(32, BigInt(seed));
  const s = Array.from({ length: 4 }, () => {
    counter = (counter + 0x9e3779b9n) & mask;
    let z = ((counter ^ (counter >> 16n)) * 0x85ebca6bn) & mask;
    z = ((z ^ (z >> 13n)) * 0xc2b2ae35n) & mask;
    return z ^ (z >> 16n);
  }) as [bigint, bigint, bigint, bigint];
  return Array.from({ length: count }, () => {
    const result = (rotate((s[1] * 5n) & mask, 7n) * 9n) & mask;
    const t = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
    return result;
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimerWheel, type WheelEntry } from '../src/timer-wheel.ts';

interface Entry extends WheelEntry<Entry> {
  readonly id: number;
}

const refused: unknown = expect.objectContaining({ code: 'BUS_CONFIG_INVALID' });

describe('a timer wheel', () => {
  const near = fc.nat(2100);
  const far = fc.oneof(
    near,
    fc.integer({ min: -5000, max: 70_000 }).map((parts) => parts / 1024),
    fc.nat(2 ** 31),
    fc.nat(2 ** 40),
  );

  it.each([
    ['seconds', near],
    ['years', far],
  ])('fires exactly what a sorted list fires, over %s: never early, at most one tick late', (_, delay) => {
    const align = fc.constantFrom(1, 1, 32, 1024);
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('schedule' as const), ms: delay, align }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), ms: fc.nat(40), align }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: delay, align: fc.constant(1) }) },
    );
    const steps = fc.array(step, { maxLength: 80 });
    fc.assert(
      fc.property(delay, fc.constantFrom(1, 1, 3, 20), steps, (startMs, tickMs, given) => {
        const wheel = new TimerWheel<Entry>(startMs, { tickMs });
        const model = new Model(tickMs);
        let nowMs = startMs;
        for (const { do: action, ms, align: width } of given) {
          const atMs = width === 1 ? nowMs + ms : Math.ceil((nowMs + ms) / (width * tickMs)) * width * tickMs;
          if (action === 'schedule') wheel.schedule(model.add(atMs), atMs);
          if (action === 'cancel') expect(wheel.cancel(model.entryAt(ms))).toBe(model.remove(ms));
          if (action === 'advance') {
            nowMs = Math.max(nowMs, atMs);
            expect(fire(wheel, nowMs)).toEqual(model.due(nowMs));
          }
          expect(wheel.size).toBe(model.size);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('loses and duplicates nothing when driven by nextDueMs alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 37), { maxLength: 50 }), (delays) => {
        const wheel = new TimerWheel<Entry>(0);
        for (const [id, dueMs] of delays.entries()) wheel.schedule(entry(id), dueMs);
        const fired: number[] = [];
        for (let next = wheel.nextDueMs(); next !== undefined; next = wheel.nextDueMs()) {
          const nowMs = next;
          wheel.advance(nowMs, ({ dueMs }) => {
            expect(dueMs).toBeLessThanOrEqual(nowMs);
            fired.push(dueMs);
          });
        }
        expect(fired).toEqual(delays.toSorted((a, b) => a - b));
      }),
    );
  });

  it('names a next time that is never later than the earliest entry', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 36), { minLength: 1, maxLength: 20 }), fc.nat(100_000), (delays, startMs) => {
        const wheel = new TimerWheel<Entry>(startMs);
        for (const [id, delayMs] of delays.entries()) wheel.schedule(entry(id), startMs + delayMs);
        const next = wheel.nextDueMs() ?? Number.NaN;
        expect(next).toBeLessThanOrEqual(startMs + Math.min(...delays));
        expect(next).toBeGreaterThanOrEqual(startMs);
      }),
    );
  });

  it('names the exact tick of an entry within 31 ticks', () => {
    const wheel = new TimerWheel<Entry>(100);
    wheel.schedule(entry(1), 117.2);
    expect(wheel.nextDueMs()).toBe(118);
  });

  it('has no next time when empty', () => {
    const wheel = new TimerWheel<Entry>(0);
    const only = entry(1);
    wheel.schedule(only, 10);
    wheel.cancel(only);
    expect(wheel.nextDueMs()).toBeUndefined();
  });

  it('fires an entry that is overdue when scheduled at the next advance', () => {
    const wheel = new TimerWheel<Entry>(1000);
    wheel.schedule(entry(1), 5);
    expect(wheel.nextDueMs()).toBe(1000);
    expect(fire(wheel, 1000)).toEqual([1]);
  });

  it('moves an entry that is scheduled again', () => {
    const wheel = new TimerWheel<Entry>(0);
    const moved = entry(1);
    wheel.schedule(moved, 10);
    wheel.schedule(moved, 50_000);
    expect(wheel.size).toBe(1);
    expect(fire(wheel, 49_999)).toEqual([]);
    expect(fire(wheel, 50_000)).toEqual([1]);
  });

  it('lets an expired entry schedule itself without end', () => {
    const wheel = new TimerWheel<Entry>(0);
    wheel.schedule(entry(1), 10);
    let fired = 0;
    wheel.advance(100, (again) => {
      fired += 1;
      wheel.schedule(again, again.dueMs + 10);
    });
    expect(fired).toBe(10);
    expect(wheel.size).toBe(1);
  });

  it('does not loop on an entry that schedules itself for the past', () => {
    const wheel = new TimerWheel<Entry>(0);
    wheel.schedule(entry(1), 0);
    let fired = 0;
    wheel.advance(1, (again) => {
      fired += 1;
      wheel.schedule(again, 0);
    });
    expect(fired).toBe(1);
    expect(fire(wheel, 1)).toEqual([1]);
  });

  it('heeds a cancel made while its slot is being emptied', () => {
    const wheel = new TimerWheel<Entry>(0);
    const [first, second] = [entry(1), entry(2)];
    wheel.schedule(first, 10);
    wheel.schedule(second, 10);
    const fired: number[] = [];
    wheel.advance(20, ({ id }) => {
      fired.push(id);
      wheel.cancel(second);
    });
    expect(fired).toEqual([1]);
    expect(wheel.size).toBe(0);
  });

  it.each([10, 5000])('loses nobody where a callback throws, %d ms away', (dueMs) => {
    const wheel = new TimerWheel<Entry>(0);
    for (const id of [1, 2, 3]) wheel.schedule(entry(id), dueMs);
    wheel.schedule(entry(4), dueMs + 3);
    expect(() => wheel.advance(dueMs, () => expect.fail('thrown by a callback'))).toThrow('thrown by a callback');
    expect(wheel.nextDueMs()).toBe(dueMs);
    expect(fire(wheel, dueMs)).toEqual([2, 3]);
    expect(fire(wheel, dueMs + 3)).toEqual([4]);
  });

  it('fires on time where slots of two levels begin at the same tick', () => {
    const wheel = new TimerWheel<Entry>(1000);
    wheel.schedule(entry(1), 1000 + 2000);
    wheel.schedule(entry(2), 2048 + 4);
    expect(fire(wheel, 1030)).toEqual([]);
    wheel.schedule(entry(3), 2048);
    expect(fire(wheel, 2047)).toEqual([]);
    expect(fire(wheel, 2048)).toEqual([3]);
    expect(fire(wheel, 2052)).toEqual([2]);
  });

  it('ignores a time that goes back', () => {
    const wheel = new TimerWheel<Entry>(1000);
    wheel.schedule(entry(1), 1010);
    expect(fire(wheel, 0)).toEqual([]);
    expect(wheel.nextDueMs()).toBe(1010);
    expect(fire(wheel, 1010)).toEqual([1]);
  });

  it('skips years without an entry at once', () => {
    const wheel = new TimerWheel<Entry>(0);
    wheel.schedule(entry(1), 100 * 365 * 86_400_000);
    expect(fire(wheel, 100 * 365 * 86_400_000 - 1)).toEqual([]);
    expect(fire(wheel, 101 * 365 * 86_400_000)).toEqual([1]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('refuses a time of %d', (atMs) => {
    const wheel = new TimerWheel<Entry>(0);
    expect(() => wheel.schedule(entry(1), atMs)).toThrow(refused);
    expect(() => wheel.advance(atMs, () => undefined)).toThrow(refused);
  });

  it.each([0, 0.5, Number.NaN])('refuses a tick of %d ms', (tickMs) => {
    expect(() => new TimerWheel<Entry>(0, { tickMs })).toThrow(refused);
  });
});

function entry(id: number): Entry {
  return { id, dueMs: 0, wheelPrevious: undefined, wheelNext: undefined, wheelSlot: -1 };
}

/** Ids of what fires, sorted, as entries of one tick have no order. */
function fire(wheel: TimerWheel<Entry>, nowMs: number): number[] {
  const fired: number[] = [];
  wheel.advance(nowMs, ({ id, dueMs }) => {
    expect(dueMs).toBeLessThanOrEqual(nowMs);
    fired.push(id);
  });
  return fired.sort((a, b) => a - b);
}

/** The wheel's promise in its plainest form: due times rounded up to a tick, looked through one by one. */
class Model {
  readonly #tickMs: number;
  readonly #entries: Entry[] = [];
  readonly #waiting = new Map<Entry, number>();

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  get size(): number {
    return this.#waiting.size;
  }

  add(dueMs: number): Entry {
    const added = entry(this.#entries.length);
    this.#entries.push(added);
    this.#waiting.set(added, dueMs);
    return added;
  }

  entryAt(index: number): Entry {
    return this.#entries[index] ?? entry(-1);
  }

  remove(index: number): boolean {
    return this.#waiting.delete(this.entryAt(index));
  }

  due(nowMs: number): number[] {
    const reached = Math.floor(nowMs / this.#tickMs);
    const due = [...this.#waiting].filter(([, dueMs]) => Math.ceil(dueMs / this.#tickMs) <= reached);
    for (const [fired] of due) this.#waiting.delete(fired);
    return due.map(([{ id }]) => id);
  }
}

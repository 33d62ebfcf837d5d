import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DedupeWindow } from '../src/dedupe.ts';

const refused: unknown = expect.objectContaining({ code: 'BUS_CONFIG_INVALID' });

describe('a dedupe window', () => {
  it('answers as a plain list of the last new ids does', () => {
    const wait = fc.oneof({ weight: 15, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(80) });
    const steps = fc.array(fc.tuple(wait, fc.nat(60)), { maxLength: 600 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 40 }),
        steps,
        (windowMs, countMax, given) => {
          const window = new DedupeWindow({ windowMs, countMax });
          let model: { id: string; atMs: number }[] = [];
          let nowMs = 0;
          for (const [waitMs, number] of given) {
            nowMs += waitMs;
            const id = String(number);
            model = model.filter(({ atMs }) => nowMs - atMs < windowMs);
            const duplicate = model.some((known) => known.id === id);
            if (!duplicate) model = [...model, { id, atMs: nowMs }].slice(-countMax);
            expect(window.seen(id, nowMs)).toBe(duplicate);
            expect(window.size).toBeLessThanOrEqual(countMax);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('forgets an id when its window ends, counted from when it was first seen', () => {
    const window = new DedupeWindow({ windowMs: 100 });
    expect([0, 60, 99, 100].map((nowMs) => window.seen('id', nowMs))).toEqual([false, true, true, false]);
  });

  it('remembers an id that came again after it had expired', () => {
    const window = new DedupeWindow({ windowMs: 10 });
    for (const id of 'abcdefgh') window.seen(id, 0);
    expect(['h', 'x', 'y', 'z', 'h'].map((id) => window.seen(id, 10))).toEqual([false, false, false, false, true]);
  });

  it('remembers ten minutes and 100,000 ids by default', () => {
    const window = new DedupeWindow();
    for (let id = 0; id < 100_000; id += 1) window.seen(`id ${id}`, 0);
    expect(window.seen('id 0', 599_999)).toBe(true);
    expect(window.seen('one more', 599_999)).toBe(false);
    expect(window.seen('id 0', 599_999)).toBe(false);
    expect(window.size).toBe(100_000);
  });

  it('gives memory back while new ids keep coming', () => {
    const window = new DedupeWindow({ windowMs: 1000 });
    for (let id = 0; id < 10_000; id += 1) window.seen(`early ${id}`, 0);
    for (let id = 0; id < 10_000; id += 1) window.seen(`late ${id}`, 5000);
    expect(window.size).toBe(10_000);
  });

  it('is not confused by ids that name members of Object', () => {
    const window = new DedupeWindow();
    const ids = ['__proto__', 'constructor', '', 'toString'];
    expect(ids.map((id) => window.seen(id, 0))).toEqual([false, false, false, false]);
    expect(ids.map((id) => window.seen(id, 0))).toEqual([true, true, true, true]);
  });

  it('keeps its order when time goes back', () => {
    const window = new DedupeWindow({ windowMs: 100 });
    window.seen('a', 1000);
    expect(window.seen('a', 0)).toBe(true);
    window.seen('b', 0);
    expect(window.seen('b', 1099)).toBe(true);
  });

  it.each([{ windowMs: 0 }, { windowMs: Number.NaN }, { countMax: 0 }, { countMax: 1.5 }])('refuses %j', (options) => {
    expect(() => new DedupeWindow(options)).toThrow(refused);
  });
});

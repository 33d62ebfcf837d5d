import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Parking } from '../src/parking.ts';

/** The same, as plain as it can be said: a line per held key, and the keys that are shut. */
class Model {
  readonly #lines = new Map<string, number[]>();
  readonly #blocked = new Set<string>();

  hold(key: string, item: number): boolean {
    const line = this.#lines.get(key);
    if (line === undefined) this.#lines.set(key, []);
    else line.push(item);
    return line !== undefined;
  }
  holds(key: string): boolean {
    return this.#lines.has(key);
  }
  release(key: string): number | undefined {
    if (this.#blocked.has(key)) return undefined;
    const next = this.#lines.get(key)?.shift();
    if (next === undefined) this.#lines.delete(key);
    return next;
  }
  remove(key: string, item: number): void {
    const line = this.#lines.get(key) ?? [];
    if (line.includes(item)) line.splice(line.indexOf(item), 1);
  }
  block(key: string): void {
    this.#blocked.add(key);
    if (!this.#lines.has(key)) this.#lines.set(key, []);
  }
  unblock(key: string): boolean {
    return this.#blocked.delete(key);
  }
  forget(key: string): void {
    this.#blocked.delete(key);
    this.#lines.delete(key);
  }
  drain(): number[] {
    const items = [...this.#lines.values()].flat();
    this.#lines.clear();
    this.#blocked.clear();
    return items.toSorted((a, b) => a - b);
  }
  get size(): number {
    return [...this.#lines.values()].flat().length;
  }
}

const keys = ['a', 'b', 'c'] as const;
const step = fc.record({
  verb: fc.constantFrom('hold', 'hold', 'hold', 'release', 'release', 'remove', 'block', 'unblock'),
  key: fc.constantFrom(...keys),
  item: fc.nat(20),
});

function apply(parking: Parking<number> | Model, { verb, key, item }: { verb: string; key: string; item: number }) {
  switch (verb) {
    case 'hold':
      return parking.hold(key, item);
    case 'release':
      return parking.release(key);
    case 'remove':
      return parking.remove(key, item);
    case 'block':
      return parking.block(key);
    default:
      return parking.unblock(key);
  }
}

describe('parking', () => {
  it('behaves as a line per key', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const parking = new Parking<number>();
        const model = new Model();
        for (const one of steps) {
          expect(apply(parking, one)).toBe(apply(model, one));
          expect([parking.size, ...keys.map((key) => parking.holds(key))]).toEqual([
            model.size,
            ...keys.map((key) => model.holds(key)),
          ]);
        }
        expect(parking.drain().toSorted((a, b) => a - b)).toEqual(model.drain());
        expect(keys.map((key) => parking.holds(key))).toEqual([false, false, false]);
      }),
    );
  });

  it('forgets a key that nothing is parked behind', () => {
    const parking = new Parking<number>();
    parking.hold('a', 1);
    parking.forget('a');
    expect(parking.holds('a')).toBe(false);
  });
});

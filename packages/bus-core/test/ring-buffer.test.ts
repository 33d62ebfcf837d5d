import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RingBuffer } from '../src/ring-buffer.ts';

type Step = { readonly do: 'push' | 'drop-oldest' | 'shift' | 'peek' | 'clear' };

const step = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>({ do: 'push' }) },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'drop-oldest' }) },
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'shift' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'peek' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'clear' }) },
);

describe('a ring buffer', () => {
  it('behaves as a bounded array, grown or preallocated', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.boolean(),
        fc.array(step, { maxLength: 300 }),
        (max, pre, steps) => {
          const ring = new RingBuffer<number>(max, { preallocate: pre });
          const model: number[] = [];
          for (const [item, { do: action }] of steps.entries()) {
            expect(apply(ring, action, item)).toBe(applyToModel({ model, max }, action, item));
            expect([ring.size, ring.isFull]).toEqual([model.length, model.length === max]);
          }
          expect([...ring]).toEqual(model);
        },
      ),
    );
  });

  it('answers false when full, and keeps what it has', () => {
    const ring = new RingBuffer<string>(2);
    expect([ring.push('a'), ring.push('b'), ring.push('c')]).toEqual([true, true, false]);
    expect([...ring]).toEqual(['a', 'b']);
  });

  it('drops the oldest where it is told to', () => {
    const ring = new RingBuffer<string>(2);
    expect(['a', 'b', 'c'].map((item) => ring.pushDroppingOldest(item))).toEqual([undefined, undefined, 'a']);
    expect([...ring]).toEqual(['b', 'c']);
  });

  it('holds exactly sizeMax items where that is no power of two', () => {
    const ring = new RingBuffer<number>(10_000);
    let taken = 0;
    while (ring.push(taken)) taken += 1;
    expect(taken).toBe(10_000);
  });

  it('keeps order while it grows with its head in the middle', () => {
    const ring = new RingBuffer<number>(1000);
    for (let item = 0; item < 12; item += 1) ring.push(item);
    for (let item = 0; item < 10; item += 1) ring.shift();
    for (let item = 12; item < 200; item += 1) ring.push(item);
    expect([...ring]).toEqual(Array.from({ length: 190 }, (_, index) => index + 10));
  });

  it('does not keep alive what has left it', async () => {
    const ring = new RingBuffer<object>(4);
    const left = pushAndShift(ring);
    await collectGarbage();
    expect(left.deref()).toBeUndefined();
    expect(ring.size).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 24 + 1])('refuses a size of %d', (sizeMax) => {
    expect(() => new RingBuffer(sizeMax)).toThrow(expect.objectContaining({ code: 'BUS_CONFIG_INVALID' }));
  });
});

function apply(ring: RingBuffer<number>, action: Step['do'], item: number): number | boolean | undefined {
  switch (action) {
    case 'push':
      return ring.push(item);
    case 'drop-oldest':
      return ring.pushDroppingOldest(item);
    case 'shift':
      return ring.shift();
    case 'peek':
      return ring.peek();
    case 'clear':
      ring.clear();
      return undefined;
  }
}

function applyToModel(
  { model, max }: { readonly model: number[]; readonly max: number },
  action: Step['do'],
  item: number,
): number | boolean | undefined {
  switch (action) {
    case 'push':
      return model.length < max && model.push(item) > 0;
    case 'drop-oldest': {
      const dropped = model.length === max ? model.shift() : undefined;
      model.push(item);
      return dropped;
    }
    case 'shift':
      return model.shift();
    case 'peek':
      return model[0];
    case 'clear':
      model.length = 0;
      return undefined;
  }
}

function pushAndShift(ring: RingBuffer<object>): WeakRef<object> {
  const item = { large: 'x'.repeat(100) };
  ring.push(item);
  ring.shift();
  return new WeakRef(item);
}

/** A WeakRef holds its target until the turn of the loop ends, so the collector runs in the next one. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  collect();
}

/**
 * A bounded first-in, first-out queue over an array whose length is a power of two.
 *
 *   slots   [ 6 | 7 |   |   | 2 | 3 | 4 | 5 ]      size = 6, capacity = 8, mask = 7
 *                 ▲           ▲
 *                 │           └ head: the oldest, next to be shifted
 *                 └ (head + size - 1) & mask: the newest; the next push goes one further
 *
 * Capacity starts small and doubles while items wait, up to `sizeMax`, so that idle queues are cheap;
 * it never shrinks. A slot is emptied as its item leaves, so that nothing is kept alive by a queue.
 */
import { BusError } from './errors.ts';

export interface RingBufferOptions {
  /**
   * Takes the whole capacity at once, so that no push ever copies.
   * @default false
   */
  readonly preallocate?: boolean;
}

const capacityMin = 16;
const ringSizeMax = 2 ** 24;

/** `undefined` is no item. All operations are O(1), `push` amortised. */
export class RingBuffer<T extends NonNullable<unknown>> {
  readonly sizeMax: number;
  #slots: (T | undefined)[];
  #mask: number;
  #head = 0;
  #size = 0;

  /** @throws BusError `BUS_CONFIG_INVALID` where `sizeMax` is not an integer from 1 to 16,777,216 */
  constructor(sizeMax: number, options: RingBufferOptions = {}) {
    if (!Number.isInteger(sizeMax) || sizeMax < 1 || sizeMax > ringSizeMax) {
      throw new BusError('BUS_CONFIG_INVALID', `the size of a queue is an integer from 1 to ${ringSizeMax}`, {
        details: { sizeMax },
      });
    }
    this.sizeMax = sizeMax;
    const capacity = options.preallocate === true ? powerOfTwoFrom(sizeMax) : capacityMin;
    this.#slots = emptySlots<T>(capacity);
    this.#mask = capacity - 1;
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.sizeMax;
  }

  /** False where the queue is full: nothing was added. */
  push(item: T): boolean {
    if (this.#size === this.sizeMax) return false;
    if (this.#size > this.#mask) this.#grow();
    this.#slots[(this.#head + this.#size) & this.#mask] = item;
    this.#size += 1;
    return true;
  }

  /** Always adds; what it pushed out to make room, or undefined. */
  pushDroppingOldest(item: T): T | undefined {
    const dropped = this.#size === this.sizeMax ? this.shift() : undefined;
    this.push(item);
    return dropped;
  }

  /** Takes the oldest out; undefined where the queue is empty. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const head = this.#head;
    const item = this.#slots[head];
    this.#slots[head] = undefined;
    this.#head = (head + 1) & this.#mask;
    this.#size -= 1;
    return item;
  }

  /** The oldest, which stays. */
  peek(): T | undefined {
    return this.#slots[this.#head];
  }

  /** Empties the queue and keeps its capacity. */
  clear(): void {
    this.#slots.fill(undefined);
    this.#head = 0;
    this.#size = 0;
  }

  /** From the oldest to the newest, for inspection; not for use while the queue changes. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let offset = 0; offset < this.#size; offset += 1) {
      const item = this.#slots[(this.#head + offset) & this.#mask];
      if (item !== undefined) yield item;
    }
  }

  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    const slots = emptySlots<T>(capacity);
    for (let offset = 0; offset < this.#size; offset += 1) {
      slots[offset] = this.#slots[(this.#head + offset) & this.#mask];
    }
    this.#slots = slots;
    this.#mask = capacity - 1;
    this.#head = 0;
  }
}

/** Filled one by one, so that the array has no holes: V8 reads such arrays without looking for them. */
function emptySlots<T>(capacity: number): (T | undefined)[] {
  const slots: (T | undefined)[] = [];
  for (let index = 0; index < capacity; index += 1) slots.push(undefined);
  return slots;
}

function powerOfTwoFrom(size: number): number {
  return size === 1 ? 1 : 2 ** (32 - Math.clz32(size - 1));
}

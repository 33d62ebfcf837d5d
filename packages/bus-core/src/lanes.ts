/** Several queues in one, by priority: the highest first, and one of every 16 from the lowest so that none starves. */
import { RingBuffer, type RingBufferOptions } from './ring-buffer.ts';

const STARVATION_TURNS = 16;
const TOP_BIT = 31;

export interface LanesOptions extends RingBufferOptions {
  /** At most 31. Lane 0 is the lowest. */
  readonly laneCount: number;
  /** Items of one lane. */
  readonly sizeMax: number;
}

/** Lanes take memory only when they are used. All operations are O(1). */
export class Lanes<T extends NonNullable<unknown>> {
  readonly #options: LanesOptions;
  readonly #rings: (RingBuffer<T> | undefined)[];
  /** Bit n is set while lane n has something. */
  #ready = 0;
  #turn = 0;
  size = 0;

  constructor(options: LanesOptions) {
    this.#options = options;
    this.#rings = Array.from({ length: options.laneCount }, () => undefined);
  }

  /** False when the lane is full. */
  push(item: T, lane: number): boolean {
    const ring = this.#rings[lane] ?? this.#open(lane);
    if (!ring.push(item)) return false;
    this.#ready |= 1 << lane;
    this.size++;
    return true;
  }

  /** Always takes it; returns the oldest of the lane where that had to go. */
  pushDroppingOldest(item: T, lane: number): T | undefined {
    const ring = this.#rings[lane] ?? this.#open(lane);
    const dropped = ring.pushDroppingOldest(item);
    this.#ready |= 1 << lane;
    if (dropped === undefined) this.size++;
    return dropped;
  }

  /** The next in turn. */
  shift(): T | undefined {
    if (this.#ready === 0) return undefined;
    if (++this.#turn < STARVATION_TURNS) return this.shiftFrom(TOP_BIT - Math.clz32(this.#ready));
    this.#turn = 0;
    return this.shiftFrom(this.lowest);
  }

  /** The oldest of one lane. */
  shiftFrom(lane: number): T | undefined {
    const ring = this.#rings[lane];
    const item = ring?.shift();
    if (ring === undefined || item === undefined) return undefined;
    this.size--;
    if (ring.size === 0) this.#ready &= ~(1 << lane);
    return item;
  }

  /** Whether a lane has something. */
  holds(lane: number): boolean {
    return (this.#ready & (1 << lane)) !== 0;
  }

  /** The lowest lane that has something; -1 when all are empty. */
  get lowest(): number {
    return TOP_BIT - Math.clz32(this.#ready & -this.#ready);
  }

  /** The oldest of each lane. */
  heads(): T[] {
    return this.#rings.flatMap((ring) => ring?.peek() ?? []);
  }

  /** Empties all lanes, highest first. */
  drain(): T[] {
    const items: T[] = [];
    while (this.#ready !== 0) {
      const item = this.shiftFrom(TOP_BIT - Math.clz32(this.#ready));
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  #open(lane: number): RingBuffer<T> {
    const ring = new RingBuffer<T>(this.#options.sizeMax, this.#options);
    this.#rings[lane] = ring;
    return ring;
  }
}

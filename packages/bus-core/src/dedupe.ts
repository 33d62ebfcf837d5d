/** Which message ids were seen lately: one window per topic, bounded by time and by count. */
import { BusError } from './errors.ts';

export interface DedupeOptions {
  /**
   * How long an id is remembered, in milliseconds from when it was first seen.
   * @default 600_000
   */
  readonly windowMs?: number;
  /**
   * How many ids are remembered at most; the oldest go first.
   * @default 100_000
   */
  readonly countMax?: number;
}

/** Expired ids that one call clears away: two for the one that it may add, so the memory follows without long pauses. */
const evictionsPerCall = 2;
const compactFrom = 64;

/**
 * Exact: an id is a duplicate if and only if it is among the last `countMax` new ids and younger than `windowMs`.
 * Ids wait in order of arrival in two parallel arrays, whose dead front is cut off once it is half of them: O(1) amortised.
 */
export class DedupeWindow {
  readonly #windowMs: number;
  readonly #countMax: number;
  /** When each id was first seen. */
  readonly #seenAtMs = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #timesMs: number[] = [];
  #head = 0;
  #latestMs = Number.NEGATIVE_INFINITY;

  /** @throws BusError `BUS_CONFIG_INVALID` where an option is no positive integer */
  constructor(options: DedupeOptions = {}) {
    this.#windowMs = positiveInteger('dedupeWindowMs', options.windowMs ?? 600_000);
    this.#countMax = positiveInteger('dedupeCountMax', options.countMax ?? 100_000);
  }

  /** Ids held in memory; some may have expired. At most `countMax`. */
  get size(): number {
    return this.#ids.length - this.#head;
  }

  /** Whether the id was seen within the window. */
  holds(id: string, nowMs: number): boolean {
    if (nowMs > this.#latestMs) this.#latestMs = nowMs;
    this.#evictExpired(this.#latestMs);
    const firstMs = this.#seenAtMs.get(id);
    return firstMs !== undefined && this.#latestMs - firstMs < this.#windowMs;
  }

  /** True where the id was seen within the window; else remembers it. A duplicate does not prolong its stay. */
  seen(id: string, nowMs: number): boolean {
    if (this.holds(id, nowMs)) return true;
    const now = this.#latestMs;
    if (this.size === this.#countMax) this.#evictOldest();
    this.#seenAtMs.set(id, now);
    this.#ids.push(id);
    this.#timesMs.push(now);
    return false;
  }

  #evictExpired(nowMs: number): void {
    for (let evicted = 0; evicted < evictionsPerCall; evicted += 1) {
      const oldestMs = this.#timesMs[this.#head];
      if (oldestMs === undefined || nowMs - oldestMs < this.#windowMs) return;
      this.#evictOldest();
    }
  }

  #evictOldest(): void {
    const id = this.#ids[this.#head] ?? '';
    // an id that expired and came again stands in the queue twice; only its last place counts
    if (this.#seenAtMs.get(id) === this.#timesMs[this.#head]) this.#seenAtMs.delete(id);
    this.#ids[this.#head] = '';
    this.#head += 1;
    if (this.#head >= compactFrom && this.#head * 2 >= this.#ids.length) this.#compact();
  }

  #compact(): void {
    const live = this.size;
    this.#ids.copyWithin(0, this.#head);
    this.#timesMs.copyWithin(0, this.#head);
    this.#ids.length = live;
    this.#timesMs.length = live;
    this.#head = 0;
  }
}

function positiveInteger(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new BusError('BUS_CONFIG_INVALID', `${option} must be an integer from 1 on`, { details: { option } });
}

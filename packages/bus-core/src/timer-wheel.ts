/**
 * Many timers for the price of one: a hierarchical timing wheel (G. Varghese and T. Lauck, "Hashed and
 * Hierarchical Timing Wheels", SOSP 1987, scheme 7), seven levels of 32 slots.
 *
 *   level 0   32 slots of 1 tick          due within 32 ticks: fires when its slot is reached
 *   level 1   32 slots of 32 ticks        its slot is reached: its entries move down a level
 *   level n   32 slots of 32^n ticks      …level 6 reaches 2^35 ticks, a year at 1 ms; what is further goes round
 *
 * Entries are linked into their slot through their own fields, so scheduling allocates nothing. One bit per slot says
 * that it is occupied, so empty time is skipped, however long. The caller brings the time, and calls `advance`.
 */
import { BusError } from './errors.ts';

/** What a timer looks like to the wheel; the caller owns it and adds its own fields. Only the wheel writes these. */
export interface WheelEntry<Self> {
  dueMs: number;
  wheelPrevious: Self | undefined;
  wheelNext: Self | undefined;
  /** Where it is linked; -1 while it is not scheduled. */
  wheelSlot: number;
}

export interface TimerWheelOptions {
  /**
   * Width of a tick in whole milliseconds: how late an entry may fire.
   * @default 1
   */
  readonly tickMs?: number;
}

const levelBits = 5;
const slotsPerLevel = 32;
const levels = 7;
const levelTicks: readonly number[] = Array.from({ length: levels }, (_, level) => slotsPerLevel ** level);
/** Entries that were due already when scheduled wait here for the next `advance`. */
const overdueSlot = levels * slotsPerLevel;
/** Entries of the slots that were reached, until they have fired or moved down a level. */
const reachedSlot = overdueSlot + 1;

/** An entry never fires before `dueMs`, and at the first `advance` to `dueMs` plus one tick or later. */
export class TimerWheel<Entry extends WheelEntry<Entry>> {
  readonly #tickMs: number;
  /** First and last entry of each slot. */
  readonly #heads: (Entry | undefined)[] = Array.from<undefined>({ length: levels * slotsPerLevel + 2 });
  readonly #tails: (Entry | undefined)[] = Array.from<undefined>({ length: levels * slotsPerLevel + 2 });
  /** One bit per slot, one word per level. */
  readonly #occupied = new Int32Array(levels);
  /** The tick that was last reached: every occupied slot begins after it. */
  #cursor: number;
  #size = 0;

  /** @throws BusError `BUS_CONFIG_INVALID` where the tick is no whole number of milliseconds or `startMs` is not finite */
  constructor(startMs: number, options: TimerWheelOptions = {}) {
    const tickMs = options.tickMs ?? 1;
    if (!Number.isInteger(tickMs) || tickMs < 1) {
      throw new BusError('BUS_CONFIG_INVALID', 'a tick is a whole number of milliseconds', { details: { tickMs } });
    }
    assertTime(startMs);
    this.#tickMs = tickMs;
    this.#cursor = Math.floor(startMs / tickMs);
  }

  /** Entries that are scheduled. */
  get size(): number {
    return this.#size;
  }

  /**
   * Schedules the entry, or moves it where it is scheduled already. O(1).
   * @throws BusError `BUS_CONFIG_INVALID` where `dueMs` is not finite; nothing changed then
   */
  schedule(entry: Entry, dueMs: number): void {
    assertTime(dueMs);
    this.cancel(entry);
    entry.dueMs = dueMs;
    this.#size += 1;
    this.#place(entry);
  }

  /** False where the entry was not scheduled, or has fired. O(1). */
  cancel(entry: Entry): boolean {
    if (entry.wheelSlot < 0) return false;
    this.#unlink(entry);
    this.#size -= 1;
    return true;
  }

  /**
   * Calls `expired` for each entry that is due by `nowMs`, tick by tick; it may schedule and cancel any entry, this one included.
   * An entry that it schedules for a time already passed fires at the next `advance`. What it throws ends this
   * `advance`; nothing is lost, the next one goes on.
   */
  advance(nowMs: number, expired: (entry: Entry) => void): void {
    assertTime(nowMs);
    const target = Math.floor(nowMs / this.#tickMs);
    this.#reach(overdueSlot);
    this.#drain(expired);
    for (let start = this.#nextStart(); start <= target; start = this.#nextStart()) {
      this.#cursor = start;
      this.#reachAll();
      this.#drain(expired);
    }
    if (target > this.#cursor) this.#cursor = target;
  }

  /**
   * When to call `advance` next; undefined where nothing is scheduled. Never later than an entry's tick; earlier
   * where the next entry is more than 31 ticks away, as entries then have to move down a level.
   */
  nextDueMs(): number | undefined {
    if (this.#size === 0) return undefined;
    const isDue = this.#heads[overdueSlot] !== undefined || this.#heads[reachedSlot] !== undefined;
    return (isDue ? this.#cursor : this.#nextStart()) * this.#tickMs;
  }

  /** Fires or moves down what was reached. Taken out one by one, so that a callback that throws or cancels harms no other. */
  #drain(expired: (entry: Entry) => void): void {
    for (let entry = this.#heads[reachedSlot]; entry !== undefined; entry = this.#heads[reachedSlot]) {
      this.#unlink(entry);
      if (this.#tickOf(entry.dueMs) > this.#cursor) this.#place(entry);
      else {
        this.#size -= 1;
        expired(entry);
      }
    }
  }

  /** Reaches the slot of each level that begins at the cursor; were one left out, it would wait a whole turn. */
  #reachAll(): void {
    for (let level = 0; level < levels && this.#cursor % (levelTicks[level] ?? 1) === 0; level += 1) {
      this.#reach(level * slotsPerLevel + this.#indexOfCursor(level));
    }
  }

  #reach(slot: number): void {
    for (let entry = this.#heads[slot]; entry !== undefined; entry = this.#heads[slot]) {
      this.#unlink(entry);
      this.#link(entry, reachedSlot);
    }
  }

  #tickOf(dueMs: number): number {
    return Math.ceil(dueMs / this.#tickMs);
  }

  #place(entry: Entry): void {
    const tick = this.#tickOf(entry.dueMs);
    const distance = tick - this.#cursor;
    if (distance <= 0) {
      this.#link(entry, overdueSlot);
      return;
    }
    const level = distance < 2 ** 31 ? ((31 - Math.clz32(distance)) / levelBits) | 0 : levels - 1;
    const index = Math.floor(tick / (levelTicks[level] ?? 1)) & (slotsPerLevel - 1);
    this.#occupied[level] = (this.#occupied[level] ?? 0) | (1 << index);
    this.#link(entry, level * slotsPerLevel + index);
  }

  #link(entry: Entry, slot: number): void {
    const last = this.#tails[slot];
    entry.wheelSlot = slot;
    entry.wheelPrevious = last;
    entry.wheelNext = undefined;
    if (last === undefined) this.#heads[slot] = entry;
    else last.wheelNext = entry;
    this.#tails[slot] = entry;
  }

  #unlink(entry: Entry): void {
    const slot = entry.wheelSlot;
    const { wheelPrevious: previous, wheelNext: next } = entry;
    if (previous === undefined) this.#heads[slot] = next;
    else previous.wheelNext = next;
    if (next === undefined) this.#tails[slot] = previous;
    else next.wheelPrevious = previous;
    entry.wheelPrevious = undefined;
    entry.wheelNext = undefined;
    entry.wheelSlot = -1;
    if (previous === undefined && next === undefined) this.#vacate(slot);
  }

  #vacate(slot: number): void {
    const level = slot >>> levelBits;
    if (level < levels) this.#occupied[level] = (this.#occupied[level] ?? 0) & ~(1 << (slot & (slotsPerLevel - 1)));
  }

  /** The tick at which the next occupied slot begins; Infinity where there is none. */
  #nextStart(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (let level = 0; level < levels; level += 1) {
      const occupied = this.#occupied[level] ?? 0;
      if (occupied === 0) continue;
      const start = this.#nextStartAt(level, occupied);
      if (start < earliest) earliest = start;
    }
    return earliest;
  }

  /** The first occupied slot after the cursor's, going round; the cursor's own comes last, a whole turn ahead. */
  #nextStartAt(level: number, occupied: number): number {
    const after = (this.#indexOfCursor(level) + 1) & (slotsPerLevel - 1);
    const rotated = (occupied >>> after) | (occupied << ((slotsPerLevel - after) & (slotsPerLevel - 1)));
    const ahead = 32 - Math.clz32(rotated & -rotated);
    const ticks = levelTicks[level] ?? 1;
    return (Math.floor(this.#cursor / ticks) + ahead) * ticks;
  }

  #indexOfCursor(level: number): number {
    return Math.floor(this.#cursor / (levelTicks[level] ?? 1)) & (slotsPerLevel - 1);
  }
}

function assertTime(atMs: number): void {
  if (Math.abs(atMs) <= Number.MAX_SAFE_INTEGER) return;
  throw new BusError('BUS_CONFIG_INVALID', `a time is a finite number of milliseconds, not ${atMs}`, {
    details: { atMs },
  });
}

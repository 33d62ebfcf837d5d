/**
 * Many timers for the price of one: a hierarchical timing wheel (G. Varghese and T. Lauck, "Hashed and
 * Hierarchical Timing Wheels", SOSP 1987, scheme 7), seven levels of 32 slots.
 *
 *   level 0   32 slots of 1 tick          due within 32 ticks: fires when its slot is reached
 *   level 1   32 slots of 32 ticks        its slot is reached: its entries move down a level
 *   level n   32 slots of 32^n ticks      …level 6 reaches 2^35 ticks, a year at 1 ms; what is further waits there
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
const reachTicks = slotsPerLevel ** levels;
const levelTicks: readonly number[] = Array.from({ length: levels }, (_, level) => slotsPerLevel ** level);
/** Entries that are due already wait here for the next `advance`; two lists, so that a round is finite. */
const overdueSlots: readonly [number, number] = [levels * slotsPerLevel, levels * slotsPerLevel + 1];

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
  #overdue: number = overdueSlots[0];
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
    if (this.#hasOverdue()) this.#fireOverdue(expired);
    for (let slot = this.#nextSlot(target); slot >= 0; slot = this.#nextSlot(target)) {
      this.#cursor = this.#startOf(slot);
      this.#drain(slot, expired);
    }
    if (target > this.#cursor) this.#cursor = target;
  }

  /**
   * When to call `advance` next; undefined where nothing is scheduled. Never later than an entry's tick; earlier
   * where the next entry is more than 31 ticks away, as entries then have to move down a level.
   */
  nextDueMs(): number | undefined {
    if (this.#size === 0) return undefined;
    if (this.#hasOverdue()) return this.#cursor * this.#tickMs;
    return this.#startOf(this.#nextSlot(Number.POSITIVE_INFINITY)) * this.#tickMs;
  }

  #hasOverdue(): boolean {
    return this.#heads[overdueSlots[0]] !== undefined || this.#heads[overdueSlots[1]] !== undefined;
  }

  /** One round over the entries that were overdue when it began. */
  #fireOverdue(expired: (entry: Entry) => void): void {
    const [first, second] = overdueSlots;
    const slot = this.#overdue;
    this.#overdue = slot === first ? second : first;
    this.#drain(slot, expired);
  }

  #drain(slot: number, expired: (entry: Entry) => void): void {
    try {
      for (let entry = this.#heads[slot]; entry !== undefined; entry = this.#heads[slot]) {
        this.#unlink(entry);
        if (this.#tickOf(entry.dueMs) > this.#cursor) this.#place(entry);
        else {
          this.#size -= 1;
          expired(entry);
        }
      }
    } finally {
      this.#spill(slot);
    }
  }

  /** After a throw: what is left of the slot is looked at first thing in the next `advance`. */
  #spill(slot: number): void {
    for (let entry = this.#heads[slot]; entry !== undefined; entry = this.#heads[slot]) {
      this.#unlink(entry);
      this.#link(entry, this.#overdue);
    }
  }

  #tickOf(dueMs: number): number {
    return Math.ceil(dueMs / this.#tickMs);
  }

  #place(entry: Entry): void {
    const tick = this.#tickOf(entry.dueMs);
    const distance = tick - this.#cursor;
    if (distance <= 0) {
      this.#link(entry, this.#overdue);
      return;
    }
    const reached = distance < reachTicks ? tick : this.#cursor + reachTicks - 1;
    const level = distance < 2 ** 31 ? ((31 - Math.clz32(distance)) / levelBits) | 0 : levels - 1;
    const index = Math.floor(reached / (levelTicks[level] ?? 1)) & (slotsPerLevel - 1);
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

  /** The occupied slot that begins first, at `target` or before; -1 where there is none. Of equals the highest level. */
  #nextSlot(target: number): number {
    let next = -1;
    let earliest = target;
    for (let level = 0; level < levels; level += 1) {
      const occupied = this.#occupied[level] ?? 0;
      if (occupied === 0) continue;
      const slot = level * slotsPerLevel + this.#nextIndex(level, occupied);
      const start = this.#startOf(slot);
      if (start > earliest) continue;
      earliest = start;
      next = slot;
    }
    return next;
  }

  /** The first occupied index after the cursor's, going round; the cursor's own comes last. */
  #nextIndex(level: number, occupied: number): number {
    const after = (this.#indexOfCursor(level) + 1) & (slotsPerLevel - 1);
    const rotated = (occupied >>> after) | (occupied << ((slotsPerLevel - after) & (slotsPerLevel - 1)));
    const lowest = 31 - Math.clz32(rotated & -rotated);
    return (after + lowest) & (slotsPerLevel - 1);
  }

  /** The first tick of an occupied slot, which is after the cursor. */
  #startOf(slot: number): number {
    const level = slot >>> levelBits;
    const ticks = levelTicks[level] ?? 1;
    const current = this.#indexOfCursor(level);
    const ahead = ((slot - current - 1) & (slotsPerLevel - 1)) + 1;
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

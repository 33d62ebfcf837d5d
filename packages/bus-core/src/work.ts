/** The asynchronous handlers of one subscription that are at work, each with its deadline. */
import type { ConsumerStats } from './consumer-stats.ts';
import type { Deadlines } from './deadlines.ts';
import type { Delivery } from './envelope.ts';
import { Deferral, type Failure, Slot, type SlotOwner, UNTIMED } from './slot.ts';

/** What ends by itself, or runs out of time, is no longer at work when its owner hears of it. */
export interface WorkOwner {
  /** `startedMs` is `UNTIMED` where its duration is measured by somebody else. */
  ended(item: Delivery, failure: Failure | undefined, startedMs: number): void;
  overran(item: Delivery): void;
}

export interface WorkContext {
  readonly deadlines: Deadlines;
  /** Monotonic milliseconds. */
  now(): number;
}

/** Slots that come free are used again. Who starts work bounds how many there are. */
export class Work implements SlotOwner {
  readonly #owner: WorkOwner;
  readonly #context: WorkContext;
  readonly #stats: ConsumerStats;
  readonly #timeoutMs: number;
  readonly #free: Slot[] = [];
  /** In no order. */
  readonly #busy: Slot[] = [];
  /** Asked for by a handler before it returned its promise. */
  #extended: { readonly item: Delivery; readonly ms: number } | undefined;

  constructor(
    owner: WorkOwner,
    context: WorkContext,
    plan: { readonly stats: ConsumerStats; readonly timeoutMs: number },
  ) {
    this.#owner = owner;
    this.#context = context;
    this.#stats = plan.stats;
    this.#timeoutMs = plan.timeoutMs;
  }

  /** Waits for what a handler returned. */
  add(item: Delivery, result: PromiseLike<unknown> | Deferral): void {
    const slot = this.#free.pop() ?? new Slot(this);
    slot.item = item;
    slot.place = this.#busy.push(slot) - 1;
    if (result instanceof Deferral) {
      result.hear(slot);
      return;
    }
    slot.startedMs = this.#context.now();
    const allowedMs = this.#extended?.item === item ? this.#extended.ms : this.#timeoutMs;
    this.begun(slot, slot.startedMs + allowedMs);
    // A foreign thenable may throw, or answer twice: a promise of ours hears it once, whatever it does.
    const heard = result instanceof Promise ? result : Promise.resolve(result);
    heard.then(slot.fulfilled, slot.rejected);
  }

  /** Moves the deadline of a handler, even of one that has yet to return its promise. */
  extend(item: Delivery, ms: number): void {
    const slot = this.#busy.find((candidate) => candidate.item === item);
    if (slot === undefined) this.#extended = { item, ms };
    else this.#context.deadlines.schedule(slot, this.#context.now() + ms);
  }

  items(): Delivery[] {
    return this.#busy.flatMap(({ item }) => item ?? []);
  }

  /** Leaves all handlers alone: their results are refused. What they worked on. */
  abandonAll(): Delivery[] {
    const items = this.items();
    for (const slot of this.#busy.slice()) this.#abandon(slot);
    return items;
  }

  begun(slot: Slot, dueMs: number): void {
    if (slot.wheelSlot < 0) this.#context.deadlines.schedule(slot, dueMs);
  }

  ended(slot: Slot, failure: Failure | undefined): void {
    const { item, startedMs } = slot;
    slot.item = undefined;
    if (slot.abandoned || item === undefined) {
      this.#stats.abandoned--;
      return;
    }
    this.#leave(slot);
    slot.startedMs = UNTIMED;
    this.#free.push(slot);
    this.#owner.ended(item, failure, startedMs);
  }

  overran(slot: Slot): void {
    const { item } = slot;
    if (item === undefined) return;
    this.#abandon(slot);
    this.#owner.overran(item);
  }

  #abandon(slot: Slot): void {
    this.#leave(slot);
    slot.abandoned = true;
    this.#stats.abandoned++;
  }

  #leave(slot: Slot): void {
    this.#context.deadlines.cancel(slot);
    const last = this.#busy.pop();
    if (last === undefined || last === slot) return;
    this.#busy[slot.place] = last;
    last.place = slot.place;
  }
}

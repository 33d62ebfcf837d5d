/** An asynchronous handler at work, and what its promise may answer. */
import { Deadline } from './deadlines.ts';
import type { Delivery } from './envelope.ts';

/** A failed attempt. The error is what was thrown, whatever it is. */
export interface Failure {
  readonly error: unknown;
}

export const UNTIMED = -1;
export const RETURNED_FALSE: Failure = { error: 'the handler returned false' };

/** A delivery whose handler has yet to say how it went. */
export interface Pending {
  readonly item: Delivery | undefined;
  /** A handler is at work on it, and has until then, unless it asked for another time already. */
  begin(dueMs: number): void;
  fulfilled(value: unknown): void;
  rejected(error: unknown): void;
}

/** What a handler of the engine's own returns in place of a promise: it tells the pending delivery itself. */
export abstract class Deferral {
  /** Called once for each delivery, right after the handler returned. */
  abstract hear(pending: Pending): void;
}

/** Who made a slot. */
export interface SlotOwner {
  begun(slot: Slot, dueMs: number): void;
  ended(slot: Slot, failure: Failure | undefined): void;
  overran(slot: Slot): void;
}

/** One asynchronous handler. Kept and used again, so that an async delivery makes no closure. */
export class Slot extends Deadline implements Pending {
  item: Delivery | undefined;
  /** When its handler was called; `UNTIMED` where its duration is measured by somebody else. */
  startedMs: number = UNTIMED;
  abandoned = false;
  /** Its index among those at work. */
  place = 0;
  readonly fulfilled: (value: unknown) => void;
  readonly rejected: (error: unknown) => void;
  readonly #owner: SlotOwner;

  constructor(owner: SlotOwner) {
    super();
    this.#owner = owner;
    this.fulfilled = (value) => owner.ended(this, value === false ? RETURNED_FALSE : undefined);
    this.rejected = (error) => owner.ended(this, { error });
  }

  begin(dueMs: number): void {
    this.#owner.begun(this, dueMs);
  }

  expire(): void {
    this.#owner.overran(this);
  }
}

/** True as well where looking at `then` throws: whoever waits for it is told so. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return 'then' in value && typeof value.then === 'function';
  } catch {
    return true;
  }
}

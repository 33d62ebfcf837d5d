/** An asynchronous handler at work, and what its promise may answer. */
import { Deadline } from './deadlines.ts';
import type { Delivery } from './envelope.ts';

/** How a handler failed. */
interface Ending {
  readonly error: unknown;
}

export const RETURNED_FALSE: Ending = { error: 'the handler returned false' };

/** What a handler of the engine's own returns to be heard later: at once when it is answered, without a promise. */
export class Answer {
  #slot: Slot | undefined;
  /** Given before anybody could hear it. */
  #early: ((slot: Slot) => void) | undefined;

  /** Called once, by the consumer that got it. */
  hear(slot: Slot): void {
    this.#slot = slot;
    this.#early?.(slot);
  }

  resolve(value: unknown): void {
    if (this.#slot === undefined) this.#early = (slot) => slot.fulfilled(value);
    else this.#slot.fulfilled(value);
  }

  reject(error: unknown): void {
    if (this.#slot === undefined) this.#early = (slot) => slot.rejected(error);
    else this.#slot.rejected(error);
  }
}

/** One handler at work. Kept and used again, so that an async delivery makes no closure. */
export class Slot extends Deadline {
  item: Delivery | undefined;
  startedMs = 0;
  abandoned = false;
  readonly fulfilled: (value: unknown) => void;
  readonly rejected: (error: unknown) => void;
  readonly #deadline: (slot: Slot) => void;

  constructor(end: (slot: Slot, failure: Ending | undefined) => void, deadline: (slot: Slot) => void) {
    super();
    this.fulfilled = (value) => end(this, value === false ? RETURNED_FALSE : undefined);
    this.rejected = (error) => end(this, { error });
    this.#deadline = deadline;
  }

  expire(): void {
    this.#deadline(this);
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

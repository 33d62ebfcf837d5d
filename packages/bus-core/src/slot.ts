/** An asynchronous handler at work, and what its promise may answer. */
import { Deadline } from './deadlines.ts';
import type { Delivery } from './envelope.ts';

/** How a handler failed. */
interface Ending {
  readonly error: unknown;
}

export const RETURNED_FALSE: Ending = { error: 'the handler returned false' };

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

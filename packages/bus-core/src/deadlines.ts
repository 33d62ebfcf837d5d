/** Everything in a bus that waits for a time, on one timing wheel and one timer. */
import type { Clock, Timer } from './clock.ts';
import { TimerWheel, type WheelEntry } from './timer-wheel.ts';

/** What waits: `expire` is called once, never early, unless cancelled before. */
export abstract class Deadline implements WheelEntry<Deadline> {
  dueMs = 0;
  wheelPrevious: Deadline | undefined = undefined;
  wheelNext: Deadline | undefined = undefined;
  wheelSlot = -1;

  abstract expire(): void;
}

/** Something to do at a time, where no object stands for it. */
export class Alarm extends Deadline {
  readonly expire: () => void;

  constructor(expire: () => void) {
    super();
    this.expire = expire;
  }
}

/** Scheduling and cancelling are O(1); the timer is armed for the earliest time only. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #keepAlive: boolean;
  readonly #wheel: TimerWheel<Deadline>;
  #timer: Timer | undefined;
  #timerDueMs = Number.POSITIVE_INFINITY;

  /** `keepAlive`: what waits here keeps the process alive, as a retry should and a handler's deadline need not. */
  constructor(clock: Clock, options: { readonly keepAlive: boolean }) {
    this.#clock = clock;
    this.#keepAlive = options.keepAlive;
    this.#wheel = new TimerWheel<Deadline>(clock.monotonic());
  }

  get size(): number {
    return this.#wheel.size;
  }

  /** Calls `entry.expire()` at `dueMs` of the monotonic clock. The entry must not be waiting already. */
  schedule(entry: Deadline, dueMs: number): void {
    this.#wheel.schedule(entry, dueMs);
    if (dueMs < this.#timerDueMs) this.#arm(dueMs);
  }

  cancel(entry: Deadline): void {
    this.#wheel.cancel(entry);
    if (this.#keepAlive && this.#wheel.size === 0) this.close();
  }

  /** Forgets the timer; what waits stays and is armed again with the next `schedule`. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerDueMs = Number.POSITIVE_INFINITY;
  }

  #arm(dueMs: number): void {
    this.#timer?.cancel();
    this.#timerDueMs = dueMs;
    this.#timer = this.#clock.setTimer(this.#fire, Math.max(0, dueMs - this.#clock.monotonic()), {
      keepAlive: this.#keepAlive,
    });
  }

  readonly #fire = (): void => {
    this.#timer = undefined;
    this.#timerDueMs = Number.POSITIVE_INFINITY;
    this.#wheel.advance(this.#clock.monotonic(), expire);
    const next = this.#wheel.nextDueMs();
    if (next !== undefined && next < this.#timerDueMs) this.#arm(next);
  };
}

function expire(entry: Deadline): void {
  entry.expire();
}

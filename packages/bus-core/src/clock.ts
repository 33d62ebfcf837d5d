/** Time and chance come in through these ports. Only this file touches the system's clock, timers and randomness. */
import { BusError } from './errors.ts';

export interface Clock {
  /** Wall time in whole milliseconds since the epoch; for people, may jump. */
  now(): number;
  /**
   * As `now`, but within one run of synchronous work the time is read once in 8 calls. For times that only people look
   * at: what is due, or expires, is reckoned from `now`.
   */
  coarse(): number;
  /** Milliseconds with fraction since some origin; never goes back. For durations and due times. */
  monotonic(): number;
  /**
   * Calls back once, `delayMs` from now or later, never earlier and never synchronously.
   * @throws BusError `BUS_CONFIG_INVALID` where `delayMs` is negative or not finite
   */
  setTimer(callback: () => void, delayMs: number, options?: TimerOptions): Timer;
  /** Calls back in a microtask. */
  defer(callback: () => void): void;
  /** Calls back after pending input and output had their turn. */
  yield(callback: () => void): void;
}

export interface TimerOptions {
  /**
   * True holds the process open until the timer fires or is cancelled.
   * @default false
   */
  readonly keepAlive?: boolean;
}

export interface Timer {
  /** Idempotent; does nothing once the timer has fired. */
  cancel(): void;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** `count` random bytes, at most 65,536. */
  bytes(count: number): Uint8Array;
}

/** The longest delay that the system's timers take; a longer one fires at once there, so it is chained here. */
const systemDelayMsMax = 2 ** 31 - 1;

/** @throws BusError `BUS_CONFIG_INVALID` where `delayMs` is negative or not finite */
export function assertDelay(delayMs: number): void {
  if (delayMs >= 0 && delayMs < Number.POSITIVE_INFINITY) return;
  throw new BusError('BUS_CONFIG_INVALID', `a delay is a finite number of milliseconds from 0 on, not ${delayMs}`, {
    details: { delayMs },
  });
}

/** One timeout after the other until the due time is reached, as the system's timers are bounded and may fire early. */
class SystemTimer implements Timer {
  readonly #callback: () => void;
  readonly #dueMs: number;
  readonly #keepAlive: boolean;
  #timeout: NodeJS.Timeout | undefined;

  constructor(callback: () => void, delayMs: number, options: TimerOptions | undefined) {
    assertDelay(delayMs);
    this.#callback = callback;
    this.#dueMs = performance.now() + delayMs;
    this.#keepAlive = options?.keepAlive === true;
    this.#arm(delayMs);
  }

  cancel(): void {
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  #arm(delayMs: number): void {
    this.#timeout = setTimeout(SystemTimer.#fire, Math.min(Math.ceil(delayMs), systemDelayMsMax), this);
    if (!this.#keepAlive) this.#timeout.unref();
  }

  static #fire(this: void, timer: SystemTimer): void {
    const restMs = timer.#dueMs - performance.now();
    if (restMs > 0) timer.#arm(restMs);
    else timer.#callback();
  }
}

/** Within a run of synchronous work coarse time is read once in this many calls: a reading costs as much as a publish. */
const READ_EVERY = 8;

/** Wall time and microtasks of this process. A run goes from a `defer` to the microtask that follows. */
class Run {
  #nowMs = 0;
  #readsLeft = 0;
  /** One for each microtask that is on its way. */
  readonly #deferred: (() => void)[] = [];

  /** What is coarse is not earlier than what was read exactly before. */
  now(): number {
    this.#nowMs = Date.now();
    return this.#nowMs;
  }

  coarse(): number {
    if (this.#readsLeft > 0) {
      this.#readsLeft--;
      return this.#nowMs;
    }
    if (this.#deferred.length > 0) this.#readsLeft = READ_EVERY - 1;
    return this.now();
  }

  defer(callback: () => void): void {
    this.#readsLeft = 0;
    this.#deferred.push(callback);
    queueMicrotask(this.#next);
  }

  readonly #next = (): void => {
    this.#readsLeft = 0;
    this.#deferred.shift()?.();
  };
}

const run = new Run();

export const systemClock: Clock = {
  now: () => run.now(),
  coarse: () => run.coarse(),
  monotonic: () => performance.now(),
  setTimer: (callback, delayMs, options) => new SystemTimer(callback, delayMs, options),
  defer: (callback) => run.defer(callback),
  yield: (callback) => {
    setImmediate(callback);
  },
};

export const systemRandom: Random = {
  next: () => Math.random(),
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

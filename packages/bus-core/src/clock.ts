/** Time and chance come in through these ports. Only this file touches the system's clock, timers and randomness. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BusError } from './errors.ts';

export interface Clock {
  /** Wall time in whole milliseconds since the epoch; for people, may jump. */
  now(): number;
  /**
   * As `now`, but in a busy turn of the event loop the time is read once in 8 calls. For times that only people look at:
   * what is due, or expires, is reckoned from `now`.
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
  /** Begins to watch how late the event loop is; absent where time is not the system's. */
  readonly watchLoop?: () => LoopWatch;
}

export interface LoopWatch {
  /** How late 99 of 100 turns were at most since the last call, in milliseconds. */
  read(): number;
  /** Nothing of it is left. */
  close(): void;
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

/** While the event loop is busy coarse time is read once in this many calls: a reading costs as much as a publish. */
const READ_EVERY = 8;
/** Readings of one millisecond after which the loop counts as busy: fewer cost less than to hear of its next turn. */
const BUSY_READINGS = 32;

/** Wall time of this process. */
class WallTime {
  /**
   * Messages of one millisecond share the object that V8 makes of this number, as long as it is handed on as it is. A
   * field that never was anything but a number would be copied into a new one for each of them.
   */
  #nowMs: number | undefined;
  #readsLeft = 0;
  /** Readings since the millisecond began. */
  #readings = 0;
  /** Until the event loop turns. */
  #busy = false;

  /** What is coarse is not earlier than what was read exactly before. */
  now(): number {
    const nowMs = Date.now();
    if (nowMs === this.#nowMs) return this.#nowMs;
    this.#nowMs = nowMs;
    return nowMs;
  }

  coarse(): number {
    const earlierMs = this.#nowMs;
    if (this.#readsLeft > 0 && earlierMs !== undefined) {
      this.#readsLeft--;
      return earlierMs;
    }
    const nowMs = this.now();
    this.#readings = nowMs === earlierMs ? this.#readings + 1 : 0;
    if (this.#busy) this.#readsLeft = READ_EVERY - 1;
    else if (this.#readings === BUSY_READINGS) this.#work();
    return nowMs;
  }

  #work(): void {
    this.#busy = true;
    setImmediate(this.#turned);
  }

  readonly #turned = (): void => {
    this.#busy = false;
    this.#readsLeft = 0;
    this.#readings = 0;
  };
}

const LOOP_RESOLUTION_MS = 20;
const NANOSECONDS = 1e6;

/** The system's own histogram of timers that should fire every `LOOP_RESOLUTION_MS`. */
class SystemLoopWatch implements LoopWatch {
  readonly #delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });

  constructor() {
    this.#delays.enable();
  }

  read(): number {
    const p99Ms = this.#delays.percentile(99) / NANOSECONDS;
    this.#delays.reset();
    return Math.max(0, p99Ms - LOOP_RESOLUTION_MS);
  }

  close(): void {
    this.#delays.disable();
  }
}

const wallTime = new WallTime();

export const systemClock: Clock = {
  now: () => wallTime.now(),
  coarse: () => wallTime.coarse(),
  monotonic: () => performance.now(),
  setTimer: (callback, delayMs, options) => new SystemTimer(callback, delayMs, options),
  defer: queueMicrotask,
  yield: (callback) => {
    setImmediate(callback);
  },
  watchLoop: () => new SystemLoopWatch(),
};

export const systemRandom: Random = {
  next: () => Math.random(),
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

/** Time and chance of tests and simulations: nothing happens by itself, and the same seed gives the same run. */
import { assertDelay, type Clock, type Random, systemClock, type Timer } from './clock.ts';
import { BusError } from './errors.ts';

export interface VirtualClockOptions {
  /**
   * Wall time at the start, in milliseconds since the epoch.
   * @default 1_700_000_000_000
   */
  readonly wallMs?: number;
  /**
   * Timers and turns that one `advance` or `runUntilIdle` may run before it gives up.
   * @default 1_000_000
   */
  readonly stepsMax?: number;
}

/**
 * A clock that moves only when told. Timers fire in (due time, order of setting); microtasks and yields
 * are drained between them. An error thrown by a callback rejects the call that ran it.
 */
export class VirtualClock implements Clock {
  readonly #stepsMax: number;
  #wallMs: number;
  #elapsedMs = 0;
  #sequence = 0;
  #yields = 0;
  #steps = 0;
  #running = false;
  /** Latest first, so that the next timer is popped off the end. */
  readonly #timers: VirtualTimer[] = [];

  constructor(options: VirtualClockOptions = {}) {
    this.#wallMs = options.wallMs ?? 1_700_000_000_000;
    this.#stepsMax = options.stepsMax ?? 1_000_000;
  }

  /** Timers that have neither fired nor been cancelled. */
  get timerCount(): number {
    return this.#timers.length;
  }

  now(): number {
    return Math.floor(this.#wallMs + this.#elapsedMs);
  }

  coarse(): number {
    return this.now();
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    assertDelay(delayMs);
    const timer = new VirtualTimer(callback, this.#elapsedMs + delayMs, this.#sequence++);
    this.#timers.splice(this.#indexOf(timer), 0, timer);
    return { cancel: () => this.#cancel(timer) };
  }

  defer(callback: () => void): void {
    systemClock.defer(callback);
  }

  yield(callback: () => void): void {
    this.#yields += 1;
    systemClock.yield(() => {
      this.#yields -= 1;
      callback();
    });
  }

  /** Moves the wall clock alone, as an operator or a time server does; `monotonic` and timers do not notice. */
  jumpWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  /**
   * Moves time on by `ms` and runs everything that falls due on the way.
   * @throws BusError `BUS_CONFIG_INVALID` for a bad `ms`, while another run is under way, or after `stepsMax` steps
   */
  async advance(ms: number): Promise<void> {
    assertDelay(ms);
    const target = this.#elapsedMs + ms;
    await this.#run(target);
    this.#elapsedMs = target;
  }

  /**
   * Runs all that is due now until nothing is left to do; time stands still.
   * With `horizonMs` it also jumps from timer to timer, as far as that from now, and stays at the last one run.
   * @throws BusError `BUS_CONFIG_INVALID` as `advance` does
   */
  async runUntilIdle(options: { readonly horizonMs?: number } = {}): Promise<void> {
    const horizonMs = options.horizonMs ?? 0;
    assertDelay(horizonMs);
    await this.#run(this.#elapsedMs + horizonMs);
  }

  async #run(untilMs: number): Promise<void> {
    if (this.#running) throw new BusError('BUS_CONFIG_INVALID', 'the virtual clock is already running; await that run');
    this.#running = true;
    this.#steps = 0;
    try {
      await this.#settle();
      for (let timer = this.#take(untilMs); timer !== undefined; timer = this.#take(untilMs)) {
        this.#elapsedMs = timer.dueMs;
        timer.callback();
        await this.#settle();
      }
    } finally {
      this.#running = false;
    }
  }

  /** Lets microtasks and yields run dry. */
  async #settle(): Promise<void> {
    do {
      this.#steps += 1;
      if (this.#steps > this.#stepsMax) {
        throw new BusError('BUS_CONFIG_INVALID', `no rest within ${this.#stepsMax} steps; does a timer re-arm itself?`);
      }
      await new Promise<void>((resolve) => systemClock.yield(resolve));
    } while (this.#yields > 0);
  }

  #take(untilMs: number): VirtualTimer | undefined {
    const next = this.#timers.at(-1);
    return next !== undefined && next.dueMs <= untilMs ? this.#timers.pop() : undefined;
  }

  #cancel(timer: VirtualTimer): void {
    const index = this.#indexOf(timer);
    if (this.#timers[index] === timer) this.#timers.splice(index, 1);
  }

  /** Where the timer stands or would stand: binary search, latest first. */
  #indexOf(timer: VirtualTimer): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timers[middle]?.isAfter(timer) === true) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

class VirtualTimer {
  readonly callback: () => void;
  readonly dueMs: number;
  readonly sequence: number;

  constructor(callback: () => void, dueMs: number, sequence: number) {
    this.callback = callback;
    this.dueMs = dueMs;
    this.sequence = sequence;
  }

  isAfter(other: VirtualTimer): boolean {
    return this.dueMs > other.dueMs || (this.dueMs === other.dueMs && this.sequence > other.sequence);
  }
}

/**
 * A repeatable stream for a seed (its low 32 bits count). Not for secrets.
 * xoshiro128** by D. Blackman and S. Vigna (2018): four 32-bit words of state, period 2^128 - 1.
 * The words are four successive outputs of splitmix32 started at the seed, so no seed gives the all-zero state.
 */
export function seededRandom(seed: number): Random {
  const state = new SeededState(seed);
  return {
    next: () => state.word() / 2 ** 32,
    bytes: (count) => Uint8Array.from({ length: count }, () => state.word() >>> 24),
  };
}

class SeededState {
  readonly #words: Uint32Array;

  constructor(seed: number) {
    let counter = seed | 0;
    this.#words = Uint32Array.from({ length: 4 }, () => {
      counter = (counter + 0x9e3779b9) | 0;
      return mix(counter);
    });
  }

  word(): number {
    const words = this.#words;
    const [a = 0, b = 0, c = 0, d = 0] = words;
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    words[0] = a ^ fourth;
    words[1] = b ^ third;
    words[2] = third ^ (b << 9);
    words[3] = rotateLeft(fourth, 11);
    return result;
  }
}

/** The finaliser of splitmix32 (constants of MurmurHash3's fmix32 by A. Appleby). */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

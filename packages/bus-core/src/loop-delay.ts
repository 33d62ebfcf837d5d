/** How late the event loop is. Watched from the first time that somebody asks, so that a bus which nobody looks at pays nothing. */
import type { Clock, LoopWatch } from './clock.ts';

/** One per bus; `sweep` ends one span of time and begins the next. */
export class LoopDelay {
  readonly #clock: Clock;
  #watch: LoopWatch | undefined;
  #lastMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of the last whole span, 99 of 100 turns; undefined before its end, and where time is not the system's. */
  get p99Ms(): number | undefined {
    this.#watch ??= this.#clock.watchLoop?.();
    return this.#lastMs;
  }

  sweep(): void {
    this.#lastMs = this.#watch?.read();
  }

  close(): void {
    this.#watch?.close();
  }
}

/** How fast a module may publish: a token bucket. Time is an argument. */
import { BusError } from './errors.ts';

export interface RateLimit {
  /** Tokens that come back per second, above 0. */
  readonly ratePerSecond: number;
  /** Tokens that a rested bucket holds, from 1 on. */
  readonly burst: number;
}

/** Hides rounding of fractional times: the tokens of a nanosecond, per token a second. */
const roundingSeconds = 1e-9;

/**
 * Tokens are computed from what was taken since the bucket was last full, never added up, so no rounding gathers: at any
 * time `burst + ratePerSecond × seconds` bounds what was taken, and whoever waits gets all of it.
 */
export class TokenBucket {
  readonly #limit: RateLimit;
  readonly #rounding: number;
  /** When the bucket was last known to be full. */
  #fullAtMs = 0;
  #taken = 0;

  /** Starts full. @throws BusError `BUS_CONFIG_INVALID` */
  constructor(limit: RateLimit) {
    if (!(limit.ratePerSecond > 0 && limit.ratePerSecond <= 1e9)) throw refused('ratePerSecond', 'above 0 up to 1e9');
    if (!(limit.burst >= 1 && limit.burst <= 1e9)) throw refused('burst', 'from 1 to 1e9');
    this.#limit = { ratePerSecond: limit.ratePerSecond, burst: limit.burst };
    this.#rounding = limit.ratePerSecond * roundingSeconds;
  }

  /** Takes `count` tokens, or none and answers false. More than `burst` are never to be had at once. */
  take(nowMs: number, count: number = 1): boolean {
    if (this.#available(nowMs) + this.#rounding < count) return false;
    this.#taken += count;
    return true;
  }

  /** Whole milliseconds after which `take` succeeds if nobody else takes; Infinity for more than `burst`. */
  retryAfterMs(nowMs: number, count: number = 1): number {
    if (count > this.#limit.burst) return Number.POSITIVE_INFINITY;
    const missing = count - this.#available(nowMs);
    return missing <= this.#rounding ? 0 : Math.ceil(((missing - this.#rounding) * 1000) / this.#limit.ratePerSecond);
  }

  #available(nowMs: number): number {
    const { ratePerSecond, burst } = this.#limit;
    const restored = (Math.max(0, nowMs - this.#fullAtMs) * ratePerSecond) / 1000;
    if (restored < this.#taken) return burst + restored - this.#taken;
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs);
    this.#taken = 0;
    return burst;
  }
}

function refused(option: string, expected: string): BusError {
  return new BusError('BUS_CONFIG_INVALID', `rateLimit.${option} must be a number ${expected}`, {
    details: { option: `rateLimit.${option}` },
  });
}

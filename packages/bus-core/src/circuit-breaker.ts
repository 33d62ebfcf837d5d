/**
 * Stops deliveries to a handler that keeps failing. A pure state machine: time is an argument.
 *
 *   closed ──failures in a row, or too many of the last──▶ open ──openMs──▶ half-open
 *     ▲                                                     ▲                  │ one probe
 *     └───────────────── success ───────────────────────────┼───── failure ────┘
 */
import { BusError } from './errors.ts';
import { breakerOptions as known } from './option-table.ts';
import type { BreakerOptions } from './options.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

const sampleCountMax = 1000;

/** One per subscription. `off` never opens. */
export class CircuitBreaker {
  readonly #off: boolean;
  readonly #consecutiveFailuresMax: number;
  readonly #failureRateMax: number;
  readonly #openMs: number;
  /** Ring of the last outcomes, 1 for a failure. */
  readonly #outcomes: Uint8Array;
  #outcomeCount = 0;
  #failureCount = 0;
  #nextOutcome = 0;
  #consecutiveFailures = 0;
  #state: BreakerState = 'closed';
  #openUntilMs = 0;
  #probing = false;
  /** Successes that it was told of by their count. */
  #told = 0;
  readonly #changed: ((state: BreakerState) => void) | undefined;

  /**
   * `changed` is told each new state.
   * @throws BusError `BUS_CONFIG_INVALID`
   */
  constructor(options: BreakerOptions | 'off' = {}, changed?: (state: BreakerState) => void) {
    this.#changed = changed;
    const {
      consecutiveFailuresMax = known.consecutiveFailuresMax.default,
      sampleCount = known.sampleCount.default,
      failureRateMax = known.failureRateMax.default,
      openMs = known.openMs.default,
    } = options === 'off' ? {} : options;
    assertCount('consecutiveFailuresMax', consecutiveFailuresMax, Number.MAX_SAFE_INTEGER);
    assertCount('sampleCount', sampleCount, sampleCountMax);
    assertCount('openMs', openMs, Number.MAX_SAFE_INTEGER);
    if (!(failureRateMax > 0 && failureRateMax <= 1)) throw refused('failureRateMax', 'a number above 0 up to 1');
    this.#off = options === 'off';
    this.#consecutiveFailuresMax = consecutiveFailuresMax;
    this.#failureRateMax = failureRateMax;
    this.#openMs = openMs;
    this.#outcomes = new Uint8Array(sampleCount);
  }

  /** As of the last call; an open breaker becomes half-open when `allows` is asked after its time. */
  get state(): BreakerState {
    return this.#state;
  }

  /**
   * True where a delivery may start. In half-open, true once: the caller then has the probe, and owes
   * `onSuccess`, `onFailure` or `onProbeLost`.
   */
  allows(nowMs: number): boolean {
    if (this.#state === 'closed') return true;
    if (this.#state === 'open') {
      if (nowMs < this.#openUntilMs) return false;
      this.#probing = false;
      this.#move('half-open');
    }
    if (this.#probing) return false;
    this.#probing = true;
    return true;
  }

  /** A delivery succeeded. In half-open this closes the breaker; while open it is a late result and counts nothing. */
  onSuccess(): void {
    if (this.#state === 'half-open') this.#close();
    else if (this.#state === 'closed') {
      this.#consecutiveFailures = 0;
      this.#record(0);
    }
  }

  /** So many succeeded in all: those since it was last told are told to it one by one. */
  onSuccesses(count: number): void {
    for (let n = Math.min(count - this.#told, sampleCountMax); n > 0; n--) this.onSuccess();
    this.#told = count;
  }

  /** A delivery failed. In half-open this opens the breaker again; while open it is a late result and counts nothing. */
  onFailure(nowMs: number): void {
    if (this.#off || this.#state === 'open') return;
    if (this.#state === 'half-open') {
      this.#open(nowMs);
      return;
    }
    this.#consecutiveFailures += 1;
    this.#record(1);
    if (this.#isTooMuch()) this.#open(nowMs);
  }

  /** The probe was released without a result, as by a drain: the next `allows` gives another. */
  onProbeLost(): void {
    this.#probing = false;
  }

  /** Milliseconds until an open breaker gives its probe; 0 in the other states, where an outcome decides and not time. */
  retryAfterMs(nowMs: number): number {
    return this.#state === 'open' ? Math.max(0, this.#openUntilMs - nowMs) : 0;
  }

  #isTooMuch(): boolean {
    if (this.#consecutiveFailures >= this.#consecutiveFailuresMax) return true;
    const samples = this.#outcomes.length;
    return this.#outcomeCount === samples && this.#failureCount >= this.#failureRateMax * samples;
  }

  #record(failure: 0 | 1): void {
    const samples = this.#outcomes.length;
    const slot = this.#nextOutcome;
    if (this.#outcomeCount === samples) this.#failureCount -= this.#outcomes[slot] ?? 0;
    else this.#outcomeCount += 1;
    this.#outcomes[slot] = failure;
    this.#failureCount += failure;
    this.#nextOutcome = slot + 1 === samples ? 0 : slot + 1;
  }

  #move(state: BreakerState): void {
    this.#state = state;
    this.#changed?.(state);
  }

  #open(nowMs: number): void {
    this.#openUntilMs = nowMs + this.#openMs;
    this.#probing = false;
    this.#move('open');
  }

  /** Starts afresh: what happened before the failure says nothing about the handler that came back. */
  #close(): void {
    this.#probing = false;
    this.#consecutiveFailures = 0;
    this.#outcomeCount = 0;
    this.#failureCount = 0;
    this.#nextOutcome = 0;
    this.#move('closed');
  }
}

function assertCount(option: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max) throw refused(option, `an integer from 1 to ${max}`);
}

function refused(option: string, expected: string): BusError {
  return new BusError('BUS_CONFIG_INVALID', `breaker.${option} must be ${expected}`, {
    details: { option: `breaker.${option}` },
  });
}

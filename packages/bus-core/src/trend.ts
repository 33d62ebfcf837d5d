/** How fast a counter grew lately, from readings taken now and then: nothing is done per event. */

const READINGS_MAX = 32;
const READING_GAP_MS = 1_000;

/** Keeps readings of about half a minute at the least gap, of minutes when taken every few seconds. */
export class Trend {
  readonly #times: number[];
  readonly #counts: number[];
  #last: number;
  /** When a reading last differed from the one before; undefined while nothing happened. */
  changedMs: number | undefined = undefined;

  /** The counter stood at 0 at `nowMs` of the monotonic clock. */
  constructor(nowMs: number) {
    this.#times = [nowMs];
    this.#counts = [0];
    this.#last = 0;
  }

  /** Takes a reading. */
  read(nowMs: number, count: number): void {
    if (count !== this.#last) this.changedMs = nowMs;
    this.#last = count;
    if (nowMs - (this.#times.at(-1) ?? 0) < READING_GAP_MS) return;
    this.#times.push(nowMs);
    this.#counts.push(count);
    if (this.#times.length <= READINGS_MAX) return;
    this.#times.shift();
    this.#counts.shift();
  }

  /** How much it grew since the reading that is `windowMs` old, or since the oldest one, and over how many milliseconds. */
  growth(nowMs: number, { count, windowMs }: { readonly count: number; readonly windowMs: number }): Growth {
    let index = 0;
    while (index + 1 < this.#times.length && (this.#times[index + 1] ?? nowMs) <= nowMs - windowMs) index++;
    return { count: count - (this.#counts[index] ?? 0), overMs: nowMs - (this.#times[index] ?? nowMs) };
  }
}

export interface Growth {
  readonly count: number;
  readonly overMs: number;
}

/** Growth per `unitMs`; a time shorter than a second counts as one. */
export function perUnit({ count, overMs }: Growth, unitMs: number): number {
  return (count * unitMs) / Math.max(overMs, READING_GAP_MS);
}

/** Sends at a steady rate, each message at its intended time or as soon after as the process can. */

export interface Stream {
  readonly ratePerSecond: number;
  /** `intendedMs` is when the message should have been sent, on the monotonic clock: latency counts from there. */
  readonly send: (intendedMs: number) => void;
}

/** Resolves after `forMs`. Polls in a busy loop, and lets input, output and the bus have their turn between polls. */
export function pace(streams: readonly Stream[], forMs: number): Promise<void> {
  const startMs = performance.now();
  const sent = streams.map(() => 0);
  return new Promise((resolve) => {
    const turn = (): void => {
      const elapsedMs = Math.min(performance.now() - startMs, forMs);
      for (let i = 0; i < streams.length; i++) {
        const { ratePerSecond, send } = streams[i]!;
        const due = Math.floor((elapsedMs * ratePerSecond) / 1_000);
        for (let n = sent[i]!; n < due; n++) send(startMs + ((n + 1) * 1_000) / ratePerSecond);
        sent[i] = due;
      }
      if (elapsedMs < forMs) setImmediate(turn);
      else resolve();
    };
    turn();
  });
}

/** Latencies in milliseconds, all of them: percentiles are exact. */
export class Latencies {
  #values: number[] = [];
  #expected = 0;

  /** A message is on its way. */
  expect(): void {
    this.#expected++;
  }

  /** It came. */
  record(fromMs: number): void {
    this.#values.push(performance.now() - fromMs);
  }

  /** Forgets the warm-up, when everything has arrived. */
  restart(): void {
    this.#values = [];
    this.#expected = 0;
  }

  get outstanding(): number {
    return this.#expected - this.#values.length;
  }

  summary(): Summary {
    const sorted = Float64Array.from(this.#values).sort();
    const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    const count = sorted.length;
    return { count, lost: this.outstanding, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  }
}

/** Milliseconds. */
export interface Summary {
  readonly count: number;
  readonly lost: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

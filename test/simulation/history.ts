/** What happened in a run, in order. The checker sees nothing else. */
import type { GroupStats } from '@myelin/bus-core';
import type { Clock } from '../../packages/bus-core/src/clock.ts';
import type { Lease, SettlementOutcome } from '../../packages/bus-core/src/transport.ts';

export type Verdict = 'ack' | 'retry' | 'reject';

/** Without the time. `call` and `run` and `op` tie an end to its beginning. */
export type Fact =
  | {
      readonly kind: 'publish';
      readonly op: number;
      readonly n: number;
      readonly topic: string;
      readonly key: string | undefined;
      readonly seat: number;
      readonly delayed: boolean;
      readonly expires: boolean;
    }
  | { readonly kind: 'accepted'; readonly op: number; readonly duplicate: boolean }
  /** `unknown`: it may have been accepted. */
  | { readonly kind: 'refused' | 'unknown'; readonly op: number; readonly code: string }
  | {
      readonly kind: 'start';
      readonly run: number;
      readonly group: string;
      readonly n: number;
      readonly attempt: number;
      readonly seat: number;
      /** Which subscription of the seat. */
      readonly subscription: number;
      readonly lease: Lease | undefined;
      /** Runs of one batch share it. */
      readonly batch: number | undefined;
      readonly redriven: boolean;
    }
  /** `late`: the attempt was taken away before. `verdict`: it was settled before. */
  | {
      readonly kind: 'end';
      readonly run: number;
      readonly ok: boolean;
      readonly late: boolean;
      readonly settled: boolean;
    }
  | { readonly kind: 'verdict'; readonly run: number; readonly verdict: Verdict; readonly late: boolean }
  /** The signal of the attempt. */
  | { readonly kind: 'aborted'; readonly run: number }
  | { readonly kind: 'leasing'; readonly call: number; readonly seat: number; readonly group: string }
  | { readonly kind: 'leased'; readonly call: number; readonly records: readonly LeasedFact[] }
  | {
      readonly kind: 'settling';
      readonly call: number;
      readonly seat: number;
      readonly group: string;
      readonly items: readonly SettleFact[];
    }
  | { readonly kind: 'settled'; readonly call: number; readonly refused: readonly number[] }
  /** The answer of a lease or settle was lost. */
  | { readonly kind: 'unanswered'; readonly call: number }
  | { readonly kind: 'breaker'; readonly seat: number; readonly group: string; readonly state: string }
  | { readonly kind: 'fault'; readonly fault: string; readonly seat: number; readonly group?: string }
  | { readonly kind: 'redrive'; readonly group: string; readonly n: number }
  | { readonly kind: 'stats'; readonly seat: number; readonly groups: readonly GroupStats[] }
  /** Something that nobody caught. */
  | { readonly kind: 'escaped'; readonly error: string }
  | { readonly kind: 'calm' }
  /** What is left, in words, and how many dead letters of each group. */
  | { readonly kind: 'over'; readonly left: readonly string[]; readonly letters: Readonly<Record<string, number>> };

export interface LeasedFact {
  readonly lease: Lease;
  readonly n: number;
  readonly suspect: boolean;
}

export interface SettleFact {
  readonly lease: Lease | undefined;
  readonly n: number | undefined;
  readonly kind: SettlementOutcome['kind'];
  readonly reason: string | undefined;
}

export type Happening = Fact & { readonly atMs: number };

/** Of one kind. */
export type FactOf<Kind extends Fact['kind']> = Extract<Fact, { readonly kind: Kind }> & { readonly atMs: number };

/** Written while a run goes on. */
export class History {
  readonly happenings: Happening[] = [];
  readonly #clock: Clock;
  readonly #awaited = new Map<number, () => void>();
  #names = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A number that no other call, run or publish has. */
  name(): number {
    return ++this.#names;
  }

  note(fact: Fact): void {
    this.happenings.push({ ...fact, atMs: this.#clock.monotonic() });
    const awaited = this.#awaited.get(this.happenings.length);
    awaited?.();
  }

  /** Calls back inside the `count`-th happening. */
  at(count: number, callback: () => void): void {
    const other = this.#awaited.get(count);
    this.#awaited.set(count, () => {
      other?.();
      callback();
    });
  }
}

/** One line, the same for the same happening. */
export function lineOf(happening: Happening): string {
  const { atMs, kind, ...rest } = happening;
  return `${atMs.toFixed(3)} ${kind} ${JSON.stringify(rest)}`;
}

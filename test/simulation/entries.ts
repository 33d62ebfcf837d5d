/** What a ledger holds. `at` is the place in the history: before and after go by it. */
import type { FactOf, LeasedFact, SettleFact, Verdict } from './history.ts';

export interface Op extends FactOf<'publish'> {
  readonly at: number;
  answer: 'accepted' | 'duplicate' | 'refused' | 'unknown' | undefined;
  answeredAt: number;
}

/** One attempt, and how it went. */
export interface Attempt extends FactOf<'start'> {
  readonly at: number;
  end: (FactOf<'end'> & { readonly at: number }) | undefined;
  /** The first one that was in time. */
  verdict: Verdict | undefined;
  verdictAt: number;
  abortedAt: number;
}

export interface Settling extends SettleFact {
  readonly group: string;
  readonly seat: number;
  readonly at: number;
  answeredAt: number;
  /** Undefined where no answer came. */
  refused: boolean | undefined;
}

export interface Leased extends LeasedFact {
  readonly group: string;
  readonly seat: number;
  /** When it was asked for, and when it came. */
  readonly askedAt: number;
  readonly at: number;
}

export type Placed<F> = F & { readonly at: number };

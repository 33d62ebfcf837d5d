/** Exact counts per group: accepted = acked + dropped + dead-lettered + given back + pending. */
import type { DropReason } from './settle.ts';

type SettledOutcome =
  | { readonly kind: 'ack' }
  | { readonly kind: 'dead-letter' }
  | { readonly kind: 'drop'; readonly reason: DropReason };

export type DropCounts = Record<DropReason, number>;

/** Plain numeric fields: they are written for every message. */
export class GroupCounters {
  /** Messages taken for this group. */
  accepted = 0;
  acked = 0;
  deadLettered = 0;
  /** Leases that went back to the store unsettled; only where the transport leases. */
  givenBack = 0;
  dropped = 0;
  readonly drops: DropCounts = {
    overflow: 0,
    expired: 0,
    filtered: 0,
    superseded: 0,
    'handler-failed': 0,
    'breaker-open': 0,
    forgotten: 0,
  };
  retries = 0;
  /** Verdicts that came after the attempt was taken away. */
  lateAcks = 0;
  /** Messages that came back although they were delivered before. */
  redelivered = 0;

  drop(reason: DropReason): void {
    this.dropped++;
    this.drops[reason]++;
  }

  /** An outcome that the store refused: the message is somebody else's. */
  takeBack(outcome: SettledOutcome): void {
    if (outcome.kind === 'ack') this.acked--;
    else if (outcome.kind === 'dead-letter') this.deadLettered--;
    else {
      this.dropped--;
      this.drops[outcome.reason]--;
    }
  }

  /** Accepted and not yet at their end. */
  get pending(): number {
    return this.accepted - this.acked - this.dropped - this.deadLettered - this.givenBack;
  }
}

/** Where pending messages are; adds up to `GroupCounters.pending`. */
export interface PendingCounts {
  readonly waiting: number;
  readonly leased: number;
  readonly delayed: number;
  readonly parked: number;
}

/**
 * What becomes of a delivery: one pure function from (facts, result, policy) to an outcome.
 *
 *   waiting ──start──▶ leased ──▶ ack
 *      ▲                 ├──────▶ retry ──due──▶ waiting   (strict order: its key stays parked)
 *      └─────────────────┤
 *                        ├──────▶ dead letter   rejected, attempts exhausted, too old, invalid
 *                        └──────▶ drop          expired; dead letters off; best effort failed
 */
import { type ResolvedRetry, retryDelayMs } from './backoff.ts';
import type { Random } from './clock.ts';

/** How one attempt ended. */
export type Result =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'retry'; readonly delayMs: number | undefined; readonly counts: boolean }
  | { readonly kind: 'reject'; readonly reason: string }
  | {
      readonly kind: 'unusable';
      readonly reason: 'invalid' | 'unknown-version' | 'undecodable';
      readonly error: unknown;
    };

/** Why a group gave a message up. */
export type DeadLetterReason =
  | 'attempts-exhausted'
  | 'too-old'
  | 'rejected'
  | 'invalid'
  | 'unknown-version'
  | 'undecodable';

export type DropReason =
  | 'overflow'
  | 'expired'
  | 'filtered'
  | 'superseded'
  | 'handler-failed'
  | 'breaker-open'
  | 'forgotten';

export type Outcome =
  | { readonly kind: 'ack' }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly counts: boolean }
  | { readonly kind: 'dead-letter'; readonly reason: DeadLetterReason; readonly error: string }
  | { readonly kind: 'drop'; readonly reason: DropReason };

/** What is known about the attempt. */
export interface AttemptFacts {
  /** First = 1. */
  readonly attempt: number;
  /** Since it was accepted, without the time that a breaker was open or the subscription paused. */
  readonly ageMs: number;
  /** Tried together with others: whose fault it was is not known, so nobody is charged. */
  readonly shared: boolean;
}

export interface SettlePolicy {
  readonly reliable: boolean;
  readonly deadLetters: boolean;
  readonly retry: ResolvedRetry;
  readonly random: Random;
}

const ACK: Outcome = { kind: 'ack' };
const HANDLER_FAILED: Outcome = { kind: 'drop', reason: 'handler-failed' };

/** Decides the outcome of one attempt. Total and without effects but for the draw of `random`. */
export function settle(facts: AttemptFacts, result: Result, policy: SettlePolicy): Outcome {
  if (result.kind === 'done') return ACK;
  if (!policy.reliable) return HANDLER_FAILED;
  switch (result.kind) {
    case 'failed':
      return failed(facts, result.error, policy);
    case 'retry':
      return asked(facts, result, policy);
    case 'reject':
      return giveUp('rejected', result.reason, policy);
    case 'unusable':
      return giveUp(result.reason, describeError(result.error), policy);
  }
}

function failed(facts: AttemptFacts, error: unknown, policy: SettlePolicy): Outcome {
  if (facts.shared) return { kind: 'retry', delayMs: 0, counts: false };
  const exhausted = exhaustion(facts, policy);
  if (exhausted !== undefined) return giveUp(exhausted, describeError(error), policy);
  return { kind: 'retry', delayMs: retryDelayMs(policy.retry, facts.attempt, policy.random), counts: true };
}

function asked(facts: AttemptFacts, verdict: Extract<Result, { kind: 'retry' }>, policy: SettlePolicy): Outcome {
  const exhausted = verdict.counts ? exhaustion(facts, policy) : undefined;
  if (exhausted !== undefined) return giveUp(exhausted, 'the handler asked for another attempt', policy);
  const delayMs = verdict.delayMs ?? retryDelayMs(policy.retry, facts.attempt, policy.random);
  return { kind: 'retry', delayMs, counts: verdict.counts };
}

function exhaustion(facts: AttemptFacts, { retry }: SettlePolicy): 'attempts-exhausted' | 'too-old' | undefined {
  if (facts.attempt >= retry.attemptsMax) return 'attempts-exhausted';
  return retry.deadLetterAfterMs !== undefined && facts.ageMs >= retry.deadLetterAfterMs ? 'too-old' : undefined;
}

function giveUp(reason: DeadLetterReason, error: string, policy: SettlePolicy): Outcome {
  return policy.deadLetters ? { kind: 'dead-letter', reason, error } : HANDLER_FAILED;
}

/** A line about anything that was thrown; never throws itself. */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    return 'a value that cannot be shown';
  }
}

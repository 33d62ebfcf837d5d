/** How long a failed message waits for its next attempt. */
import type { Random } from './clock.ts';
import type { BackoffKind, RetryPolicy } from './contract.ts';
import { BusError, quoted } from './errors.ts';
import { retryOptions } from './option-table.ts';

/** A retry policy with nothing left open. Durations in milliseconds. */
export interface ResolvedRetry {
  readonly backoff: BackoffKind;
  /** Attempts in all, the first one included. */
  readonly attemptsMax: number;
  readonly delayMs: number;
  readonly delayMsMax: number;
  /** Age at which a message is given up, whatever its attempts; undefined: never by age. */
  readonly deadLetterAfterMs: number | undefined;
}

/** One attempt and three retries, about 1, 2 and 4 seconds apart at most. */
export const retryDefaults: ResolvedRetry = {
  backoff: retryOptions.backoff.default,
  attemptsMax: retryOptions.attemptsMax.default,
  delayMs: retryOptions.delayMs.default,
  delayMsMax: retryOptions.delayMsMax.default,
  deadLetterAfterMs: undefined,
};

const backoffKinds: readonly string[] = ['none', 'fixed', 'linear', 'exponential'] satisfies BackoffKind[];

/**
 * Fills what `policy` leaves open from `base`: the subscription's policy over the definition's over the defaults.
 * Where only `delayMs` is given and exceeds the limit of `base`, the limit is raised to it.
 * @throws BusError `BUS_CONFIG_INVALID`
 */
export function resolveRetry(policy: RetryPolicy = {}, base: ResolvedRetry = retryDefaults): ResolvedRetry {
  const delayMs = policy.delayMs ?? base.delayMs;
  const resolved: ResolvedRetry = {
    backoff: policy.backoff ?? base.backoff,
    attemptsMax: policy.attemptsMax ?? base.attemptsMax,
    delayMs,
    delayMsMax: policy.delayMsMax ?? Math.max(base.delayMsMax, delayMs),
    deadLetterAfterMs: policy.deadLetterAfterMs ?? base.deadLetterAfterMs,
  };
  assertRetry(resolved);
  return resolved;
}

/**
 * Whole milliseconds to wait after attempt number `attempt` (first = 1) has failed, from 0 to `delayMsMax`.
 * `fixed` is what it says; `linear` and `exponential` are spread over the whole range from 0 ("full jitter", M. Brooker,
 * "Exponential Backoff And Jitter", 2015), so that messages that failed together do not come back together.
 */
export function retryDelayMs(policy: ResolvedRetry, attempt: number, random: Pick<Random, 'next'>): number {
  switch (policy.backoff) {
    case 'none':
      return 0;
    case 'fixed':
      return Math.min(policy.delayMs, policy.delayMsMax);
    case 'linear':
      return spread(Math.min(policy.delayMs * attempt, policy.delayMsMax), random);
    case 'exponential':
      return spread(Math.min(policy.delayMs * 2 ** Math.min(attempt - 1, 1000), policy.delayMsMax), random);
  }
}

function spread(limitMs: number, random: Pick<Random, 'next'>): number {
  return Math.floor(random.next() * (limitMs + 1));
}

function assertRetry(retry: ResolvedRetry): void {
  if (!backoffKinds.includes(retry.backoff)) {
    throw refused('backoff', `one of ${backoffKinds.join(', ')}`, retry.backoff);
  }
  if (!Number.isSafeInteger(retry.attemptsMax) || retry.attemptsMax < 1) {
    throw refused('attemptsMax', 'an integer from 1 on', retry.attemptsMax);
  }
  assertDuration('delayMs', retry.delayMs);
  assertDuration('delayMsMax', retry.delayMsMax);
  if (retry.delayMsMax < retry.delayMs)
    throw refused('delayMsMax', `at least delayMs (${retry.delayMs})`, retry.delayMsMax);
  if (retry.deadLetterAfterMs !== undefined) assertDuration('deadLetterAfterMs', retry.deadLetterAfterMs);
}

function assertDuration(option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw refused(option, 'whole milliseconds from 0 on', value);
}

function refused(option: string, expected: string, value: unknown): BusError {
  return new BusError('BUS_CONFIG_INVALID', `retry.${option} is ${quoted(String(value))}; it must be ${expected}`, {
    details: { option: `retry.${option}` },
  });
}

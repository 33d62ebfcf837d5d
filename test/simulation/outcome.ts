/** How an attempt went, as far as a history can tell. */
import type { Attempt } from './entries.ts';
import type { Ledger } from './ledger.ts';

/** `taken`: its time was over, or its lease was lost. `died`: with its engine. `open`: it never came back. */
export type AttemptOutcome = 'acked' | 'asked-again' | 'gave-up' | 'done' | 'failed' | 'taken' | 'died' | 'open';

export function outcomeOf(attempt: Attempt, ledger: Ledger): AttemptOutcome {
  const crashedAt = ledger.crashes.get(attempt.seat) ?? Number.POSITIVE_INFINITY;
  if (attempt.verdict !== undefined && attempt.verdictAt < crashedAt) return verdictOutcome(attempt.verdict);
  const { end } = attempt;
  if (end !== undefined && end.at < crashedAt && !isLate(attempt, ledger)) return end.ok ? 'done' : 'failed';
  if (crashedAt < attempt.abortedAt) return 'died';
  if (end !== undefined || attempt.abortedAt < Number.POSITIVE_INFINITY) return 'taken';
  return crashedAt < Number.POSITIVE_INFINITY ? 'died' : 'open';
}

/** Best effort: nobody tells the handler that its time is over. */
function isLate({ end, atMs, group }: Attempt, ledger: Ledger): boolean {
  if (end === undefined) return false;
  const { topic, ackTimeoutMs } = ledger.group(group);
  return topic.mode === 'reliable' ? end.late : end.atMs - atMs >= ackTimeoutMs;
}

function verdictOutcome(verdict: 'ack' | 'retry' | 'reject'): AttemptOutcome {
  if (verdict === 'ack') return 'acked';
  return verdict === 'retry' ? 'asked-again' : 'gave-up';
}

/** The message is done by this attempt, if the store hears of it. */
export function isSuccess(outcome: AttemptOutcome): boolean {
  return outcome === 'acked' || outcome === 'done';
}

/** When the attempt was over. */
export function overAt({ end, verdictAt, abortedAt }: Attempt): number {
  return Math.min(end?.at ?? Number.POSITIVE_INFINITY, verdictAt, abortedAt);
}

/** Rules about how messages end. */

import type { Op, Settling } from '../entries.ts';
import { about, type Ledger } from '../ledger.ts';
import { isSuccess, outcomeOf } from '../outcome.ts';
import { type GroupPlan, isWanted } from '../plan.ts';
import type { Rule } from './rule.ts';

/** Reliable: what was accepted ends in every group that wants it, for a reason. */
export const fate: Rule = function* (ledger) {
  for (const [n, ops] of ledger.opsOf) {
    const accepted = ops.find(({ answer }) => answer === 'accepted');
    if (accepted === undefined) continue;
    for (const group of ledger.plan.groups) {
      if (group.topic.member !== accepted.topic || group.topic.mode !== 'reliable') continue;
      if (!isEnded(group, accepted, ledger)) yield `${group.name} lost ${n}`;
    }
  }
};

function isEnded(group: GroupPlan, { n, expires }: Op, ledger: Ledger): boolean {
  if (expires || (group.picky && !isWanted(n))) return true;
  const id = about({ group: group.name, n });
  const attempts = ledger.attemptsOf.get(id) ?? [];
  const outcomes = attempts.map((attempt) => outcomeOf(attempt, ledger));
  if (outcomes.some(isSuccess)) return true;
  if ((ledger.settlingsOf.get(id) ?? []).some(({ kind, refused }) => kind === 'dead-letter' && refused !== true))
    return true;
  if (group.options.deadLetters !== 'off') return false;
  if (suspected({ group: group.name, n }, ledger) >= group.attemptsMax) return true;
  const given = group.options.retry?.deadLetterAfterMs !== undefined || outcomes.includes('gave-up');
  return given || attempts.some(({ attempt }) => attempt >= group.attemptsMax) || attempts.length >= group.attemptsMax;
}

/** Each settle says what happened. */
export const reason: Rule = function* (ledger) {
  for (const settling of ledger.settlings) {
    const group = ledger.group(settling.group);
    if (group.topic.mode !== 'reliable' || settling.n === undefined) continue;
    if (!isTrue(settling, group, ledger)) {
      yield `${group.name} settled ${settling.n} as ${settling.kind} (${settling.reason ?? 'no reason'}), which did not happen`;
    }
  }
};

function isTrue(settling: Settling, group: GroupPlan, ledger: Ledger): boolean {
  const { n = -1, kind, reason, lease, at } = settling;
  const attempts = (ledger.attemptsOf.get(about({ group: group.name, n })) ?? []).filter((attempt) => attempt.at < at);
  const outcomes = attempts.map((attempt) => outcomeOf(attempt, ledger));
  switch (reason) {
    case 'rejected':
      return outcomes.includes('gave-up');
    case 'attempts-exhausted':
      return attempts.length + suspected(settling, ledger) >= group.attemptsMax;
    case 'too-old':
      return group.options.retry?.deadLetterAfterMs !== undefined && attempts.length > 0;
    case 'expired':
      return ledger.opsOf.get(n)?.some(({ expires }) => expires) === true;
    case 'filtered':
      return group.picky && !isWanted(n);
    case 'handler-failed':
      return group.options.deadLetters === 'off' && attempts.length + suspected(settling, ledger) > 0;
    case undefined:
      return (
        kind !== 'ack' || attempts.some((attempt, i) => attempt.lease?.token === lease?.token && isDone(outcomes[i]))
      );
    default:
      return false;
  }
}

/** How often it was given out as the one that may have killed: charged before its handler starts, not by it. */
function suspected({ group, n }: Pick<Settling, 'group' | 'n'>, { leased }: Ledger): number {
  return leased.filter((record) => record.suspect && record.n === n && record.group === group).length;
}

function isDone(outcome: ReturnType<typeof outcomeOf> | undefined): boolean {
  return outcome !== undefined && isSuccess(outcome);
}

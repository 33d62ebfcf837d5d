/** Rules about what handlers are given. */

import type { Attempt } from '../entries.ts';
import { about, type Ledger } from '../ledger.ts';
import { isSuccess, outcomeOf } from '../outcome.ts';
import { isWanted } from '../plan.ts';
import type { Rule } from './rule.ts';

/** Handlers see what was published to their topic, was not refused, and is wanted. */
export const known: Rule = function* (ledger) {
  for (const attempt of ledger.attempts.values()) {
    const { group, n } = attempt;
    const { topic, picky } = ledger.group(group);
    const ops = (ledger.opsOf.get(n) ?? []).filter(({ topic: published }) => published === topic.member);
    if (ops.length === 0) yield `${group} was given ${n}, which nobody published`;
    else if (ops.every(({ answer }) => answer === 'refused')) yield `${group} was given ${n}, which was refused`;
    if (ops.length > 0 && ops.every(({ at }) => at > attempt.at)) yield `${group} was given ${n} before its publish`;
    if (picky && !isWanted(n)) yield `${group} was given ${n}, which it does not want`;
  }
};

/** Best effort: once. */
export const once: Rule = function* (ledger) {
  for (const [id, attempts] of ledger.attemptsOf) {
    const [first] = attempts;
    if (first === undefined || ledger.group(first.group).topic.mode !== 'best-effort') continue;
    if (attempts.length > 1) yield `best effort was handed over ${attempts.length} times: ${id}`;
  }
};

/** What was done is done again only where the store did not hear of it. */
export const cause: Rule = function* (ledger) {
  for (const [id, attempts] of ledger.attemptsOf) {
    for (const [index, attempt] of attempts.entries()) {
      const before = attempts[index - 1];
      if (before === undefined || ledger.group(attempt.group).topic.mode !== 'reliable') continue;
      const why = causeOf(before, attempt, ledger);
      if (why === undefined) yield `${id} was delivered again without a cause (run ${attempt.run} after ${before.run})`;
    }
  }
};

/** Why `again` followed `before`. */
export function causeOf(before: Attempt, again: Attempt, ledger: Ledger): string | undefined {
  const redriven = ledger.redrives.get(about(again))?.some((at) => at > before.at && at < again.at);
  if (redriven === true) return 'redriven';
  const outcome = outcomeOf(before, ledger);
  if (outcome === 'open') return again.lease?.token === before.lease?.token ? undefined : 'taken over';
  if (!isSuccess(outcome)) return outcome;
  if (before.lease === undefined) return undefined;
  if ((ledger.crashes.get(before.seat) ?? Number.POSITIVE_INFINITY) < again.at) return 'crashed';
  const told = (ledger.settlingsOf.get(about(before)) ?? []).filter(
    ({ lease, kind, at }) => kind === 'ack' && lease?.token === before.lease?.token && at > before.at,
  );
  const heard = told.some(({ refused, answeredAt }) => refused === false && answeredAt < again.at);
  return heard || again.lease?.token === before.lease.token ? undefined : 'the store did not hear of it';
}

/** Never more than allowed, and no attempt is charged that nobody made. */
export const attempts: Rule = function* (ledger) {
  const suspected = new Map<string, number>();
  for (const { group, n, suspect } of ledger.leased) {
    const id = about({ group, n });
    if (suspect) suspected.set(id, (suspected.get(id) ?? 0) + 1);
  }
  for (const [id, attempts] of ledger.attemptsOf) {
    let made = suspected.get(id) ?? 0; // charged before the handler starts, as it may take the process with it
    for (const attempt of attempts) {
      const { attemptsMax, topic } = ledger.group(attempt.group);
      if (topic.mode !== 'reliable') break;
      if (attempt.attempt > attemptsMax) yield `${id} was tried ${attempt.attempt} times of ${attemptsMax}`;
      if (attempt.attempt > made + 1) yield `${id} is charged ${attempt.attempt - 1} attempts of ${made}`;
      made++;
    }
  }
};

/** Strict order: a message of a key starts when those published before it are over. */

import type { Attempt, Op } from '../entries.ts';
import { about, type Ledger } from '../ledger.ts';
import { isSuccess, outcomeOf, overAt } from '../outcome.ts';
import { type GroupPlan, isWanted } from '../plan.ts';
import type { Rule } from './rule.ts';

export const order: Rule = function* (ledger) {
  for (const group of ledger.plan.groups) {
    if (!group.strict) continue;
    for (const [op, before] of chain(group, ledger)) {
      for (const attempt of ledger.attemptsOf.get(about({ group: group.name, n: op.n })) ?? []) {
        if (attempt.redriven || before.every((earlier) => isOver(earlier, attempt, { group, ledger }))) continue;
        const numbers = before.map(({ n }) => n).join(' or ');
        yield `${group.name} was given ${op.n} of ${op.key ?? ''} before ${numbers} was over (run ${attempt.run})`;
      }
    }
  }
};

/** Each message with those before it of its key: the one of the same publisher, and the one that was known to be in. */
function* chain(group: GroupPlan, ledger: Ledger): Iterable<readonly [Op, readonly Op[]]> {
  const lastOf = new Map<string, Op>();
  const lastIn = new Map<string, Op>();
  const ops = [...ledger.ops.values()].filter((op) => isOrdered(op, group));
  const answered = ops.toSorted((a, b) => a.answeredAt - b.answeredAt);
  let next = 0;
  for (const op of ops) {
    for (let done = answered[next]; done !== undefined && done.answeredAt < op.at; done = answered[++next]) {
      lastIn.set(done.key ?? '', latest(lastIn.get(done.key ?? ''), done));
    }
    const own = `${op.seat} ${op.key ?? ''}`;
    const before = [lastOf.get(own), lastIn.get(op.key ?? '')].filter((other) => other !== undefined);
    yield [op, before.filter(({ n }) => n !== op.n)];
    lastOf.set(own, op);
  }
}

function latest(a: Op | undefined, b: Op): Op {
  return a !== undefined && a.at > b.at ? a : b;
}

/** Delayed and expiring messages have their place elsewhere, or none. */
function isOrdered({ topic, key, n, answer, delayed, expires }: Op, group: GroupPlan): boolean {
  if (topic !== group.topic.member || key === undefined || answer !== 'accepted') return false;
  return !delayed && !expires && !(group.picky && !isWanted(n));
}

interface Scope {
  readonly group: GroupPlan;
  readonly ledger: Ledger;
}

function isOver(earlier: Op, later: Attempt, { group, ledger }: Scope): boolean {
  const id = about({ group: group.name, n: earlier.n });
  const token = later.lease?.token;
  const settled = (ledger.settlingsOf.get(id) ?? []).some(
    ({ kind, lease, at, refused }) =>
      kind !== 'retry' &&
      at < later.at &&
      (lease?.token === token || (refused !== true && (lease?.token ?? 0) < (token ?? 0))),
  );
  if (settled) return true;
  return (ledger.attemptsOf.get(id) ?? []).some(
    (attempt) => attempt.lease?.token === token && attempt.at < later.at && endsKey(attempt, later, { group, ledger }),
  );
}

/** Whether the attempt let the next of its key go. */
function endsKey(attempt: Attempt, later: Attempt, { group, ledger }: Scope): boolean {
  if (attempt.batch !== undefined && attempt.batch === later.batch) return true;
  if (overAt(attempt) > later.at) return false;
  const outcome = outcomeOf(attempt, ledger);
  if (isSuccess(outcome) || outcome === 'gave-up') return true;
  return attempt.attempt >= group.attemptsMax || group.options.retry?.deadLetterAfterMs !== undefined;
}

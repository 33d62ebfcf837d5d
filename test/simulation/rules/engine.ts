/** Rules about tables, windows, breakers, and the end of a run. */

import type { Attempt, Op } from '../entries.ts';
import type { Ledger } from '../ledger.ts';
import type { GroupPlan } from '../plan.ts';
import type { Rule } from './rule.ts';

/** Latest only: never back, and the last value arrives. */
export const latest: Rule = function* (ledger) {
  for (const group of ledger.plan.groups) {
    if (group.topic.mode !== 'latest-only') continue;
    yield* backwards(group, ledger);
    yield* missing(group, ledger);
  }
};

function* backwards(group: GroupPlan, ledger: Ledger): Iterable<string> {
  const newest = new Map<string, number>();
  for (const attempt of ledger.attempts.values()) {
    const [op] = ledger.opsOf.get(attempt.n) ?? [];
    if (attempt.group !== group.name || op === undefined) continue;
    const place = `${placeOf(attempt, ledger)} ${op.key ?? ''}`;
    const own = `${place} ${op.seat}`;
    const isBack = op.answeredAt < (newest.get(place) ?? -1) || op.at < (newest.get(own) ?? -1);
    if (isBack) yield `${group.name} was given ${op.n} of ${op.key ?? ''} after a newer value`;
    for (const id of [place, own]) newest.set(id, Math.max(newest.get(id) ?? -1, op.at));
  }
}

/** In memory a group has one table for all its seats. */
function placeOf({ seat }: Attempt, { plan }: Ledger): string {
  return plan.store === 'memory' ? '' : String(seat);
}

function* missing(group: GroupPlan, ledger: Ledger): Iterable<string> {
  const last = new Map<string, Op[]>();
  for (const op of ledger.ops.values()) {
    if (op.topic !== group.topic.member || op.answer === 'refused') continue;
    const rivals = (last.get(op.key ?? '') ?? []).filter(
      ({ answeredAt, seat }) => answeredAt > op.at && seat !== op.seat,
    );
    last.set(op.key ?? '', op.answer === 'accepted' ? [...rivals, op] : [...(last.get(op.key ?? '') ?? []), op]);
  }
  for (const [key, ops] of last) {
    if (ops.every(({ answer }) => answer !== 'accepted')) continue;
    const arrived = ops.some(({ n }) => ledger.attemptsOf.has(`${group.name} ${n}`));
    if (!arrived && !(group.picky && ops.some(({ n }) => n % 3 === 0)))
      yield `${group.name} never got the last value of ${key}`;
  }
}

/** Of one id at most one publish adds a message, and a duplicate is one of something. */
export const dedupe: Rule = function* (ledger) {
  for (const [n, ops] of ledger.opsOf) {
    const added = ops.filter(({ answer }) => answer === 'accepted').length;
    if (added > 1) yield `${n} was added ${added} times`;
    const possible = ops.some(({ answer }) => answer !== 'duplicate' && answer !== 'refused');
    if (!possible && ops.some(({ answer }) => answer === 'duplicate')) yield `${n} is called a duplicate of nothing`;
  }
};

/** No delivery while open, one while half-open. Told only where a seat has a breaker of its own. */
export const breaker: Rule = function* (ledger) {
  if (ledger.plan.store === 'memory' && ledger.plan.seats > 1) return;
  const states = new Map<string, { state: string; atMs: number; probes: number }>();
  for (const event of breakerEvents(ledger)) {
    const id = `${event.seat} ${event.group ?? ''}`;
    if (event.kind === 'breaker') states.set(id, { state: event.state, atMs: event.atMs, probes: 0 });
    else if (event.kind === 'fault') states.delete(id);
    else {
      const now = states.get(id);
      if (now === undefined || now.state === 'closed') continue;
      // What a batch had collected when the breaker opened is under way.
      if (now.state === 'open' && event.atMs <= now.atMs + (ledger.group(event.group).batch?.waitMs ?? -1)) continue;
      now.probes++;
      if (now.state === 'open') yield `${event.group} was given ${event.n} while its breaker was open`;
      else if (now.probes > 1) yield `${event.group} was given ${now.probes} probes`;
    }
  }
};

function breakerEvents({ breakers, attempts, faults }: Ledger) {
  const joins = faults.filter(({ fault }) => fault === 'joined');
  return [...breakers, ...attempts.values(), ...joins].toSorted((a, b) => a.at - b.at);
}

/** After the faults everything comes to its end, and after the close nothing is left. */
export const liveness: Rule = function* ({ over }) {
  if (over === undefined) yield 'the run did not end';
  else for (const left of over.left) yield `left: ${left}`;
};

/** Nothing is thrown where nobody catches it. */
export const escape: Rule = ({ escaped }) => escaped.map((error) => `escaped: ${error}`);

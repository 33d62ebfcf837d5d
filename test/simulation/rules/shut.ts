/** `block-key`: what a dead letter shuts stays shut until it is driven again. */
import type { Attempt, Settling } from '../entries.ts';
import { about, type Ledger } from '../ledger.ts';
import type { GroupPlan } from '../plan.ts';
import type { Rule } from './rule.ts';

export const shut: Rule = function* (ledger) {
  for (const group of ledger.plan.groups) {
    if (!group.strict || group.options.onDeadLetter !== 'block-key') continue;
    const attempts = attemptsByKey(group, ledger);
    for (const letter of ledger.settlings) {
      const key = isLetter(letter, group) ? keyOf(letter.n, ledger) : undefined;
      if (key === undefined) continue;
      const ofKey = attempts.get(key) ?? [];
      const opened = openedAt(letter, ofKey, ledger);
      for (const { at, n, redriven, run } of ofKey) {
        if (redriven || at <= letter.answeredAt || at >= opened) continue;
        yield `${group.name} was given ${n} of ${key} though the dead letter of ${letter.n ?? ''} shut it (run ${run})`;
      }
    }
  }
};

/** In hand it died, and the store said so. */
function isLetter({ group: name, kind, refused, answeredAt }: Settling, group: GroupPlan): boolean {
  return name === group.name && kind === 'dead-letter' && refused === false && Number.isFinite(answeredAt);
}

function keyOf(n: number | undefined, { opsOf }: Ledger): string | undefined {
  return n === undefined ? undefined : opsOf.get(n)?.[0]?.key;
}

function attemptsByKey({ name }: GroupPlan, ledger: Ledger): ReadonlyMap<string, Attempt[]> {
  const byKey = new Map<string, Attempt[]>();
  for (const attempt of ledger.attempts.values()) {
    const key = attempt.group === name ? keyOf(attempt.n, ledger) : undefined;
    if (key === undefined) continue;
    const list = byKey.get(key) ?? [];
    byKey.set(key, list);
    list.push(attempt);
  }
  return byKey;
}

/** Any letter of the key opens it. */
function openedAt(letter: Settling, ofKey: readonly Attempt[], ledger: Ledger): number {
  const key = keyOf(letter.n, ledger);
  const again = ofKey.filter(({ redriven, at }) => redriven && at > letter.at).map(({ at }) => at);
  const asked = [...ledger.redrives].flatMap(([id, times]) => {
    const n = Number(id.slice(id.lastIndexOf(' ') + 1));
    return id === about({ group: letter.group, n }) && keyOf(n, ledger) === key
      ? times.filter((at) => at > letter.at)
      : [];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...again, ...asked);
}

/** Rules about counts. */
import type { GroupStats } from '@myelin/bus-core';
import { bare, type Ledger } from '../ledger.ts';
import { isSuccess, outcomeOf } from '../outcome.ts';
import type { GroupPlan } from '../plan.ts';
import type { Rule } from './rule.ts';

/** accepted = acked + dropped + deadLettered + givenBack + pending, at any time. */
export const accounting: Rule = function* ({ stats }) {
  for (const { groups, atMs } of stats) {
    for (const row of groups) {
      const { group, accepted, acked, deadLettered, givenBack, dropped, pending } = row;
      const parts: Counted = { ...dropped, ...pending };
      const counts = [accepted, acked, deadLettered, givenBack, ...Object.values(parts)];
      const rest = accepted - acked - deadLettered - givenBack - sum(parts);
      if (rest !== 0) yield `at ${atMs} ${group} is out by ${rest}`;
      if (counts.some((count) => !(count >= 0))) yield `at ${atMs} ${group} counts below zero: ${JSON.stringify(row)}`;
    }
  }
};

/** The last counts are those of the history. */
export const conservation: Rule = function* (ledger) {
  if (ledger.over === undefined || ledger.over.left.length > 0) return;
  const last = new Map(ledger.stats.map((stats) => [stats.seat, stats]));
  for (const { seat, groups } of last.values()) {
    if (ledger.crashes.has(seat)) continue;
    for (const row of groups) {
      const group = ledger.group(bare(row.group));
      const expected = ledger.plan.store === 'memory' ? inMemory(row, group, ledger) : onLog(seat, group, ledger);
      for (const [name, [counted, happened]] of Object.entries(compare(row, expected))) {
        if (counted !== happened) yield `${row.group} of seat ${seat} counts ${counted} ${name}, ${happened} happened`;
      }
    }
  }
};

type Counted = Readonly<Record<string, number>>;
type Counts = Partial<Record<'accepted' | 'acked' | 'deadLettered' | 'dropped' | 'failed', number>>;

function compare(row: GroupStats, expected: Counts): Record<string, readonly [number, number]> {
  const counted = { ...row, dropped: sum({ ...row.dropped }), failed: row.dropped['handler-failed'] };
  return Object.fromEntries(
    Object.entries(expected).map(([name, happened]) => [name, [counted[name as keyof Counts], happened] as const]),
  );
}

function inMemory({ deadLettered }: GroupStats, group: GroupPlan, ledger: Ledger): Counts {
  const { member, mode } = group.topic;
  const published = [...ledger.ops.values()].filter((op) => op.topic === member && op.answer === 'accepted').length;
  const runs = [...ledger.attempts.values()].filter((attempt) => attempt.group === group.name);
  const acked = runs.filter((attempt) => isSuccess(outcomeOf(attempt, ledger))).length;
  if (mode !== 'reliable') {
    return { ...(group.startMs === 0 ? { accepted: published } : undefined), acked, failed: runs.length - acked };
  }
  const letters = ledger.settlings.filter((settling) => settling.group === group.name).length;
  const redriven = deadLettered - (ledger.over?.letters[group.name] ?? 0);
  return { accepted: published + redriven, acked, deadLettered: letters };
}

/** What the store heard from this seat; nothing is said of a group that the seat left, as its counts left with it. */
function onLog(seat: number, group: GroupPlan, { settlings, faults }: Ledger): Counts {
  const closed = faults.some(
    (fault) => fault.fault === 'close-subscription' && fault.seat === seat && fault.group === group.name,
  );
  if (group.topic.mode !== 'reliable' || closed) return {};
  const heard = settlings.filter(
    (settling) => settling.seat === seat && settling.group === group.name && settling.refused !== undefined,
  );
  const count = (kind: string): number => heard.filter((item) => item.kind === kind && item.refused === false).length;
  return { acked: count('ack'), deadLettered: count('dead-letter'), dropped: count('drop') };
}

function sum(counts: Counted): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

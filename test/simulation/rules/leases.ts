/** Rules about leases: one owner at a time, and the end is the end. */

import type { Lease } from '../../../packages/bus-core/src/transport.ts';
import type { Leased, Settling } from '../entries.ts';
import type { Ledger } from '../ledger.ts';
import type { Rule } from './rule.ts';

/** What the store heard is settled is never leased again. */
export const finality: Rule = function* (ledger) {
  const settledAt = new Map<string, number>();
  for (const event of inOrder(ledger)) {
    if ('askedAt' in event) {
      const at = settledAt.get(record(event.group, event.lease)) ?? Number.POSITIVE_INFINITY;
      if (event.askedAt > at) yield `${event.group} was given ${event.n} again after it was settled`;
    } else if (event.refused === false && event.kind !== 'retry' && event.lease !== undefined) {
      const id = record(event.group, event.lease);
      settledAt.set(id, Math.min(settledAt.get(id) ?? Number.POSITIVE_INFINITY, event.answeredAt));
    }
  }
};

/** A settle under a token is refused once the store gave the record out under a higher one. */
export const fencing: Rule = function* (ledger) {
  const tokens = new Map<string, { token: number; at: number }>();
  for (const event of inOrder(ledger)) {
    if (event.lease === undefined) continue;
    const id = record(event.group, event.lease);
    const newest = tokens.get(id) ?? { token: 0, at: Number.POSITIVE_INFINITY };
    if ('askedAt' in event) {
      if (event.lease.token < newest.token && event.askedAt > newest.at)
        yield `${event.group} got ${event.n} under a token that went back`;
      if (event.lease.token > newest.token) tokens.set(id, { token: event.lease.token, at: event.at });
    } else if (event.refused === false && event.lease.token < newest.token) {
      yield `${event.group} settled ${event.n} as ${event.kind} under token ${event.lease.token}; ${newest.token} was given out`;
    }
  }
};

/** What came and what was sent, merged. */
function* inOrder({ leased, settlings }: Ledger): Iterable<Leased | Settling> {
  let next = 0;
  for (const lease of leased) {
    for (let settling = settlings[next]; settling !== undefined && settling.at < lease.at; settling = settlings[next]) {
      yield settling;
      next++;
    }
    yield lease;
  }
  yield* settlings.slice(next);
}

function record(group: string, { partition, position }: Lease): string {
  return `${group} ${partition} ${position}`;
}

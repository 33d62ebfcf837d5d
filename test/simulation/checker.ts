/** Holds a history against what the bus promises: one rule per promise, each in time linear in the history. */
import type { Ledger } from './ledger.ts';
import { accounting, conservation } from './rules/accounts.ts';
import { attempts, cause, known, once } from './rules/deliveries.ts';
import { breaker, dedupe, escape, latest, liveness } from './rules/engine.ts';
import { fate, reason } from './rules/fate.ts';
import { fencing, finality } from './rules/leases.ts';
import { order } from './rules/order.ts';
import type { Rule } from './rules/rule.ts';
import { shut } from './rules/shut.ts';

export interface Violation {
  readonly rule: string;
  readonly text: string;
}

/** By the name of the promise. */
export const rules: Readonly<Record<string, Rule>> = {
  known,
  fate,
  reason,
  once,
  cause,
  attempts,
  finality,
  fencing,
  order,
  shut,
  accounting,
  conservation,
  latest,
  dedupe,
  breaker,
  liveness,
  escape,
};

export function check(ledger: Ledger): Violation[] {
  return Object.entries(rules).flatMap(([rule, find]) => [...find(ledger)].map((text) => ({ rule, text })));
}

/** The hard states, and how often a run reached each: a green run that never got there shows nothing. */
import type { Attempt } from './entries.ts';
import { about, type Ledger } from './ledger.ts';
import { outcomeOf } from './outcome.ts';

/** How often it was reached. */
type Count = (ledger: Ledger) => number;

/** By name. */
export const states: Readonly<Record<string, Count>> = {
  redelivery: again((before, next) => next.run !== before.run),
  takeover: again((before, next) => next.seat !== before.seat && token(next) > token(before)),
  'retry in strict order': again((before, next, { plan }) => isStrict(plan, next) && next.attempt > before.attempt),
  'batch tried one by one': again((before, next) => before.batch !== undefined && next.attempt === before.attempt),
  'dead letter': (ledger) => settled(ledger, 'dead-letter'),
  'key blocked by a dead letter': ({ settlings, plan }) =>
    settlings.filter(({ kind, group }) => kind === 'dead-letter' && blocks(plan, group)).length,
  'dead letter driven again': attempts(({ redriven }) => redriven),
  'superseded settle refused': ({ settlings }) => settlings.filter(({ refused }) => refused === true).length,
  'suspect tried alone': ({ leased, attemptsOf }) =>
    leased.filter((record) => record.suspect && startedUnder(attemptsOf.get(about(record)) ?? [], record.lease.token))
      .length,
  'handler past its deadline': outcomes('taken'),
  'handler that never came back': attempts(
    ({ end, abortedAt }) => end === undefined && abortedAt < Number.POSITIVE_INFINITY,
  ),
  'death with a message in hand': outcomes('died'),
  'late verdict': attempts(({ end, verdict }) => end?.late === true && verdict === undefined),
  'verdict before the end': attempts(({ verdict }) => verdict !== undefined),
  'breaker opened': breaker('open'),
  'breaker probing': breaker('half-open'),
  'breaker closed': breaker('closed'),
  overflow: dropped('overflow'),
  expiry: dropped('expired'),
  filtered: dropped('filtered'),
  'value overtaken': dropped('superseded'),
  'failed once and dropped': dropped('handler-failed'),
  parked: ({ stats }) => stats.flatMap(({ groups }) => groups).filter(({ pending }) => pending.parked > 0).length,
  'given back': ({ stats }) => stats.flatMap(({ groups }) => groups).filter(({ givenBack }) => givenBack > 0).length,
  'duplicate absorbed': answers('duplicate'),
  'publish refused': answers('refused'),
  'publish of unknown fate': answers('unknown'),
  'lost answer of a lease or settle': ({ unanswered }) => unanswered,
  'delayed message': ({ ops }) => [...ops.values()].filter(({ delayed }) => delayed).length,
  'publish inside a handler': ({ ops }) => [...ops.values()].filter(({ n }) => n >= 100_000).length,
  'group that came late': ({ plan }) => plan.groups.filter(({ startMs }) => startMs > 0).length,
  'engine crashed': fault('crash'),
  'engine cut off': fault('cut'),
  'subscription paused': fault('pause-subscription'),
  'subscription closed': fault('close-subscription'),
  'instance joined': fault('join'),
  'clock jumped': fault('jump'),
  'clocks apart': fault('skew'),
};

function again(is: (before: Attempt, next: Attempt, ledger: Ledger) => boolean): Count {
  return (ledger) => {
    let count = 0;
    for (const list of ledger.attemptsOf.values()) {
      for (const [index, next] of list.entries()) {
        const before = list[index - 1];
        if (before !== undefined && is(before, next, ledger)) count++;
      }
    }
    return count;
  };
}

function attempts(is: (attempt: Attempt) => boolean): Count {
  return ({ attempts: all }) => [...all.values()].filter(is).length;
}

function outcomes(outcome: ReturnType<typeof outcomeOf>): Count {
  return (ledger) => [...ledger.attempts.values()].filter((attempt) => outcomeOf(attempt, ledger) === outcome).length;
}

function breaker(state: string): Count {
  return ({ breakers }) => breakers.filter((event) => event.state === state).length;
}

function answers(answer: string): Count {
  return ({ ops }) => [...ops.values()].filter((op) => op.answer === answer).length;
}

function fault(kind: string): Count {
  return ({ faults }) => faults.filter((event) => event.fault === kind).length;
}

function dropped(reason: 'overflow' | 'expired' | 'filtered' | 'superseded' | 'handler-failed'): Count {
  return ({ stats }) => (stats.at(-1)?.groups ?? []).reduce((sum, group) => sum + group.dropped[reason], 0);
}

function settled({ settlings }: Ledger, kind: string): number {
  return settlings.filter((settling) => settling.kind === kind && settling.refused !== true).length;
}

function token({ lease }: Attempt): number {
  return lease?.token ?? 0;
}

function startedUnder(list: readonly Attempt[], leaseToken: number): boolean {
  return list.some(({ lease }) => lease?.token === leaseToken);
}

function isStrict({ groups }: Ledger['plan'], { group }: Attempt): boolean {
  return groups.find(({ name }) => name === group)?.strict === true;
}

function blocks({ groups }: Ledger['plan'], group: string): boolean {
  return groups.find(({ name }) => name === group)?.options.onDeadLetter === 'block-key';
}

/** Adds up what runs reached. */
export class Reached {
  readonly counts: Map<string, number>;

  /** `others`: states that are counted elsewhere and added here. */
  constructor(others: readonly string[] = []) {
    this.counts = new Map([...Object.keys(states), ...others].map((name) => [name, 0]));
  }

  add(ledger: Ledger): void {
    for (const [name, count] of Object.entries(states))
      this.counts.set(name, (this.counts.get(name) ?? 0) + count(ledger));
  }

  addVerbs(counts: ReadonlyMap<string, number>): void {
    for (const [name, count] of counts) this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  /** Names of what was never reached. */
  get missing(): string[] {
    return [...this.counts].filter(([, count]) => count === 0).map(([name]) => name);
  }
}

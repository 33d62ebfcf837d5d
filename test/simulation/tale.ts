/** Histories by hand, for tests of the checker: one reliable group in strict order, and what happens to it. */
import { check } from './checker.ts';
import type { Fact, Happening } from './history.ts';
import { Ledger } from './ledger.ts';
import type { GroupPlan, Plan, TopicPlan } from './plan.ts';

const topic: TopicPlan = { member: 'note', mode: 'reliable', keyed: true, partitions: 1, expiresMs: undefined };
const options = { deadLetters: 'on', onDeadLetter: 'continue' } as const;

/** The group of every tale. */
export const desk: GroupPlan = {
  name: 'desk',
  topic,
  strict: true,
  batch: undefined,
  picky: false,
  options,
  trouble: 0,
  attemptsMax: 2,
  ackTimeoutMs: 1_000,
  seats: [0],
  startMs: 0,
};

/** A rule, the history that breaks it, and the plan behind it. */
export type BadTale = readonly [rule: string, tale: string, plan: Plan, facts: readonly Fact[]];

/** A plan with that group alone. */
export function planWith(group: Partial<GroupPlan>, store: Plan['store'] = 'log'): Plan {
  const groups = [{ ...desk, ...group }];
  return {
    seed: 0,
    store,
    seats: 2,
    lengthMs: 1_000,
    link: { latencyMsMax: 1, lostAnswers: 0 },
    queueSizeMax: 10,
    ringSize: 4,
    publishTimeoutMs: 100,
    topics: groups.map((one) => one.topic),
    groups,
    publishes: [],
    faults: [],
  };
}

/** The names of the rules that a history breaks, each once. */
export function broken(plan: Plan, facts: readonly Fact[]): string[] {
  const ends = facts.some(({ kind }) => kind === 'over') ? [] : [over()];
  const happenings = [...facts, ...ends].map((fact, atMs): Happening => ({ ...fact, atMs }));
  return [...new Set(check(new Ledger(plan, happenings)).map(({ rule }) => rule))];
}

/** Published by seat 0 under the key k and accepted. */
export function published(n: number, more: Partial<Extract<Fact, { kind: 'publish' }>> = {}): Fact[] {
  const op = 1_000 + n;
  return [
    { kind: 'publish', op, n, topic: 'note', key: 'k', seat: 0, delayed: false, expires: false, ...more },
    { kind: 'accepted', op: more.op ?? op, duplicate: false },
  ];
}

export function leased(n: number, token = 1, seat = 0): Fact[] {
  const call = 2_000 + 10 * n + token;
  const lease = { partition: 'note/0', position: n, token };
  return [
    { kind: 'leasing', call, seat, group: 'sim/desk' },
    { kind: 'leased', call, records: [{ lease, n, suspect: false }] },
  ];
}

/** The handler starts. */
export function started(run: number, n: number, more: Partial<Extract<Fact, { kind: 'start' }>> = {}): Fact {
  const lease = { partition: 'note/0', position: n, token: 1 };
  const about = { group: 'desk', n, attempt: 1, seat: 0, subscription: 1, lease, batch: undefined, redriven: false };
  return { kind: 'start', run, ...about, ...more };
}

/** The handler returns, or throws. */
export function ended(run: number, ok = true): Fact {
  return { kind: 'end', run, ok, late: false, settled: false };
}

/** Reported to the store and taken. */
export function settled(n: number, more: Partial<Settle> = {}): Fact[] {
  const { kind = 'ack', token = 1, reason, refused = false, seat = 0 } = more;
  const call = 5_000 + 100 * n + 10 * token + seat;
  const lease = { partition: 'note/0', position: n, token };
  return [
    { kind: 'settling', call, seat, group: 'sim/desk', items: [{ lease, n, kind, reason }] },
    { kind: 'settled', call, refused: refused ? [0] : [] },
  ];
}

interface Settle {
  readonly kind: 'ack' | 'retry' | 'dead-letter' | 'drop';
  readonly token: number;
  readonly reason: string;
  readonly refused: boolean;
  readonly seat: number;
}

/** Published, leased, handled, acked. */
export function done(n: number): Fact[] {
  return [...published(n), ...leased(n), started(n, n), ended(n), ...settled(n)];
}

export function over(left: readonly string[] = []): Fact {
  return { kind: 'over', left, letters: {} };
}

const zero = {
  overflow: 0,
  expired: 0,
  filtered: 0,
  superseded: 0,
  'handler-failed': 0,
  'breaker-open': 0,
  forgotten: 0,
};

/** What engine 0 counts in the group. */
export function counts(row: { readonly accepted: number; readonly acked: number }): Fact {
  const pending = { waiting: 0, leased: 0, delayed: 0, parked: 0 };
  const rest = { dropped: zero, deadLettered: 0, givenBack: 0, pending, retries: 0, lateAcks: 0 };
  return { kind: 'stats', seat: 0, groups: [{ group: 'sim/desk', topics: ['note'], ...rest, ...row }] };
}

/** Published and handled where nothing is leased. */
export function taken(n: number): Fact[] {
  return [...published(n), started(n, n, { lease: undefined }), ended(n)];
}

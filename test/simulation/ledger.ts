/** A history sorted by what it is about, in one pass. */
import type { Attempt, Leased, Op, Placed, Settling } from './entries.ts';
import type { FactOf, Happening } from './history.ts';
import type { GroupPlan, Plan } from './plan.ts';

const NEVER = Number.POSITIVE_INFINITY;

type CallFact = FactOf<'leasing' | 'leased' | 'settling' | 'settled' | 'unanswered'>;
type Aside = FactOf<'breaker' | 'fault' | 'redrive' | 'stats' | 'escaped' | 'calm' | 'over'>;

export class Ledger {
  readonly plan: Plan;
  readonly happenings: readonly Happening[];
  readonly groups: ReadonlyMap<string, GroupPlan>;
  readonly ops = new Map<number, Op>();
  readonly opsOf = new Map<number, Op[]>();
  readonly attempts = new Map<number, Attempt>();
  /** By group and message, in order. */
  readonly attemptsOf = new Map<string, Attempt[]>();
  readonly settlings: Settling[] = [];
  readonly settlingsOf = new Map<string, Settling[]>();
  readonly leased: Leased[] = [];
  readonly crashes = new Map<number, number>();
  readonly redrives = new Map<string, number[]>();
  readonly stats: Placed<FactOf<'stats'>>[] = [];
  readonly breakers: Placed<FactOf<'breaker'>>[] = [];
  readonly faults: Placed<FactOf<'fault'>>[] = [];
  readonly escaped: string[] = [];
  unanswered = 0;
  over: FactOf<'over'> | undefined;
  readonly #calls = new Map<number, { readonly settlings: Settling[] } | Placed<FactOf<'leasing'>>>();

  constructor(plan: Plan, happenings: readonly Happening[]) {
    this.plan = plan;
    this.happenings = happenings;
    this.groups = new Map(plan.groups.map((group) => [group.name, group]));
    for (const [at, happening] of happenings.entries()) this.#enter(at, happening);
  }

  group(name: string): GroupPlan {
    const group = this.groups.get(name);
    if (group === undefined) throw new RangeError(`no group ${name}`);
    return group;
  }

  #enter(at: number, fact: Happening): void {
    switch (fact.kind) {
      case 'publish':
        return this.#publish({ ...fact, at, answer: undefined, answeredAt: NEVER });
      case 'accepted':
        return this.#answer(fact.op, fact.duplicate ? 'duplicate' : 'accepted', at);
      case 'refused':
      case 'unknown':
        return this.#answer(fact.op, fact.kind, at);
      case 'start':
        return this.#start({ ...fact, at, end: undefined, verdict: undefined, verdictAt: NEVER, abortedAt: NEVER });
      case 'end':
      case 'verdict':
      case 'aborted':
        return this.#progress(at, fact);
      case 'leasing':
      case 'leased':
      case 'settling':
      case 'settled':
      case 'unanswered':
        return this.#call(at, fact);
      case 'breaker':
      case 'fault':
      case 'redrive':
      case 'stats':
      case 'escaped':
      case 'calm':
      case 'over':
        return this.#aside(at, fact);
    }
  }

  #publish(op: Op): void {
    this.ops.set(op.op, op);
    push(this.opsOf, op.n, op);
  }

  #answer(name: number, answer: Op['answer'], at: number): void {
    const op = this.ops.get(name);
    if (op === undefined) return;
    op.answer = answer;
    op.answeredAt = at;
  }

  #start(attempt: Attempt): void {
    this.attempts.set(attempt.run, attempt);
    push(this.attemptsOf, about(attempt), attempt);
  }

  #progress(at: number, fact: FactOf<'end'> | FactOf<'verdict'> | FactOf<'aborted'>): void {
    const attempt = this.attempts.get(fact.run);
    if (attempt === undefined) return;
    if (fact.kind === 'end') attempt.end ??= { ...fact, at };
    else if (fact.kind === 'aborted') attempt.abortedAt = Math.min(attempt.abortedAt, at);
    else if (!fact.late && attempt.verdict === undefined) {
      attempt.verdict = fact.verdict;
      attempt.verdictAt = at;
    }
  }

  /** What passed between an engine and its store. */
  #call(at: number, fact: CallFact): void {
    if (fact.kind === 'leasing') this.#calls.set(fact.call, { ...fact, at });
    else if (fact.kind === 'leased') this.#leased(at, fact);
    else if (fact.kind === 'settling') this.#settling(at, fact);
    else if (fact.kind === 'settled') this.#settled(at, fact);
    else this.unanswered++;
  }

  #aside(at: number, fact: Aside): void {
    if (fact.kind === 'breaker') this.breakers.push({ ...fact, at, group: bare(fact.group) });
    else if (fact.kind === 'redrive') push(this.redrives, about(fact), at);
    else if (fact.kind === 'stats') this.stats.push({ ...fact, at });
    else if (fact.kind === 'escaped') this.escaped.push(fact.error);
    else if (fact.kind === 'over') this.over = fact;
    else if (fact.kind === 'fault') {
      this.faults.push({ ...fact, at });
      if (fact.fault === 'crash') this.crashes.set(fact.seat, at);
    }
  }

  #leased(at: number, { call, records }: FactOf<'leased'>): void {
    const asked = this.#calls.get(call);
    if (asked === undefined || 'settlings' in asked) return;
    const { seat, group, at: askedAt } = asked;
    for (const record of records) this.leased.push({ ...record, seat, group: bare(group), askedAt, at });
  }

  #settling(at: number, { call, seat, group, items }: FactOf<'settling'>): void {
    const settlings = items.map((item): Settling => {
      return { ...item, seat, group: bare(group), at, answeredAt: NEVER, refused: undefined };
    });
    this.#calls.set(call, { settlings });
    for (const settling of settlings) {
      this.settlings.push(settling);
      if (settling.n !== undefined) push(this.settlingsOf, about({ group: settling.group, n: settling.n }), settling);
    }
  }

  #settled(at: number, { call, refused }: FactOf<'settled'>): void {
    const asked = this.#calls.get(call);
    if (asked === undefined || !('settlings' in asked)) return;
    for (const [index, settling] of asked.settlings.entries()) {
      settling.answeredAt = at;
      settling.refused = refused.includes(index);
    }
  }
}

/** Without its module. */
export function bare(group: string): string {
  return group.slice(group.indexOf('/') + 1);
}

export function about({ group, n }: { readonly group: string; readonly n: number }): string {
  return `${group} ${n}`;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

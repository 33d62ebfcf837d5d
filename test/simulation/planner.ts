/** From a seed to a plan. */
import type { SubscribeOptions } from '@myelin/bus-core';
import { Chance } from './chance.ts';
import type { FaultKind, FaultPlan, GroupPlan, Mode, Plan, PublishPlan, TopicPlan } from './plan.ts';

/** Small enough for hundreds of runs in a few seconds, large enough for queues to fill. */
const MESSAGES = [20, 40, 80, 120] as const;

/** After this long an engine that was cut off is taken for dead. */
const LEASE_MS = 30_000;

export function planOf(seed: number): Plan {
  const chance = new Chance(seed);
  const store = chance.happens(0.4) ? 'memory' : 'log';
  const seats = store === 'memory' ? chance.int(1, 3) : chance.int(2, 4);
  const stalls = store === 'log' && chance.happens(0.4);
  const lengthMs = stalls ? 60_000 : chance.pick([5_000, 20_000, 60_000]);
  const topics = Array.from({ length: chance.int(1, 3) }, (_, index) => planTopic(chance, index));
  const groups = topics.flatMap((topic) => planGroups(chance, { topic, seats, lengthMs }));
  return {
    seed,
    store,
    seats,
    lengthMs,
    topics,
    groups,
    link: { latencyMsMax: chance.pick([1, 5, 40]), lostAnswers: chance.pick([0, 0, 0.02, 0.1]) },
    queueSizeMax: chance.pick([10, 100, 10_000]),
    // Latest values travel in the best-effort ring, and one that is pushed out of it is gone.
    ringSize: topics.some(({ mode }) => mode === 'latest-only') ? 1_024 : chance.pick([4, 64, 1_024]),
    publishTimeoutMs: chance.pick([100, 5_000]),
    publishes: planPublishes(chance, { topics, seats, lengthMs }),
    faults: [
      ...planFaults(chance, { store, seats, lengthMs, groups: groups.length }),
      ...(stalls ? [stall(chance, seats)] : []),
    ],
  };
}

function planTopic(chance: Chance, index: number): TopicPlan {
  const mode = chance.weighted<Mode>([
    [6, 'reliable'],
    [2, 'best-effort'],
    [1, 'latest-only'],
  ]);
  const keyed = mode === 'latest-only' || chance.happens(0.7);
  const partitions = chance.pick([1, 2, 4, 8]);
  const expiresMs = mode === 'reliable' && chance.happens(0.1) ? chance.pick([500, 5_000]) : undefined;
  return { member: `topic${index}`, mode, keyed, partitions, expiresMs };
}

interface GroupScope {
  readonly topic: TopicPlan;
  readonly seats: number;
  readonly lengthMs: number;
}

function planGroups(chance: Chance, scope: GroupScope): GroupPlan[] {
  return Array.from({ length: chance.int(1, 2) }, (_, index) => planGroup(chance, { ...scope, index }));
}

function planGroup(chance: Chance, scope: GroupScope & { readonly index: number }): GroupPlan {
  const { topic, seats, lengthMs, index } = scope;
  const reliable = topic.mode === 'reliable';
  const strict = reliable && topic.keyed && chance.happens(0.8);
  const batch =
    reliable && chance.happens(0.15) ? { sizeMax: chance.int(2, 8), waitMs: chance.pick([10, 100]) } : undefined;
  const attemptsMax = chance.int(1, 4);
  const ackTimeoutMs = chance.pick([200, 1_000, 5_000]);
  const members = Array.from({ length: seats }, (_, seat) => seat).filter((seat) => seat === 0 || chance.happens(0.7));
  const late = chance.happens(0.15);
  return {
    name: `${topic.member}-${index}`,
    topic,
    strict,
    batch,
    attemptsMax,
    ackTimeoutMs,
    picky: chance.happens(0.1),
    options: planOptions(chance, { mode: topic.mode, strict, batched: batch !== undefined, attemptsMax, ackTimeoutMs }),
    trouble: chance.pick([0, 0.1, 0.3, 0.6]),
    seats: members,
    startMs: late ? chance.int(0, lengthMs) : 0,
  };
}

interface OptionScope {
  readonly mode: Mode;
  readonly strict: boolean;
  readonly batched: boolean;
  readonly attemptsMax: number;
  readonly ackTimeoutMs: number;
}

function planOptions(chance: Chance, scope: OptionScope): SubscribeOptions {
  const { mode, strict, batched, attemptsMax, ackTimeoutMs } = scope;
  const breaker = chance.happens(0.5)
    ? 'off'
    : { consecutiveFailuresMax: chance.int(2, 5), openMs: chance.pick([300, 3_000, 10_000]) };
  const common = { ackTimeoutMs, breaker, queueSizeMax: chance.pick([3, 10, 1_000]) } as const;
  const concurrency = batched ? undefined : { concurrency: chance.pick([1, 1, 2, 4, 16]) };
  if (mode === 'latest-only') return { ...common };
  if (mode === 'best-effort') {
    const overflow = chance.pick(['drop-oldest', 'drop-newest', 'drop-low-priority'] as const);
    return { ...common, ...concurrency, overflow };
  }
  return {
    ...common,
    ...concurrency,
    order: strict ? 'strict' : 'none',
    overflow: chance.pick(['wait', 'wait', 'reject']),
    deadLetters: chance.happens(0.85) ? 'on' : 'off',
    onDeadLetter: chance.happens(0.2) ? 'block-key' : 'continue',
    retry: {
      attemptsMax,
      backoff: chance.pick(['none', 'fixed', 'linear', 'exponential']),
      delayMs: chance.pick([10, 200, 2_000]),
      delayMsMax: 10_000,
      ...(chance.happens(0.1) ? { deadLetterAfterMs: chance.pick([1_000, 10_000]) } : undefined),
    },
  };
}

interface PublishScope {
  readonly topics: readonly TopicPlan[];
  readonly seats: number;
  readonly lengthMs: number;
}

function planPublishes(chance: Chance, { topics, seats, lengthMs }: PublishScope): PublishPlan[] {
  const count = chance.pick(MESSAGES);
  const keys = chance.int(1, 6);
  const bursts = chance.happens(0.5);
  let atMs = 0;
  return Array.from({ length: count }, (_, n) => {
    const [first] = topics;
    const topic = topics[chance.int(0, topics.length - 1)] ?? first;
    if (topic === undefined) throw new RangeError('a plan has a topic');
    if (!bursts || chance.happens(0.2)) atMs += chance.int(0, Math.floor((1.5 * lengthMs) / count));
    return {
      atMs: Math.min(atMs, lengthMs),
      n,
      topic,
      seat: chance.int(0, seats - 1),
      key: topic.keyed ? `k${chance.int(1, keys)}` : undefined,
      delayMs: topic.mode !== 'latest-only' && chance.happens(0.05) ? chance.int(0, 5_000) : undefined,
      expiresInMs: topic.mode !== 'latest-only' && chance.happens(0.05) ? chance.int(1, 3_000) : undefined,
      priority: chance.happens(0.2) ? chance.pick(['low', 'normal', 'high', 'critical']) : undefined,
      againMs: topic.mode === 'reliable' && chance.happens(0.08) ? chance.pick([0, 1, 50, 2_000]) : undefined,
      poison: topic.mode === 'reliable' && chance.happens(0.04),
    };
  });
}

/** An engine that is cut off just as long as it takes to lose what it holds. */
function stall(chance: Chance, seats: number): FaultPlan {
  const at = { happening: chance.int(20, 150), turns: 0 };
  return { kind: 'cut', at, seat: chance.int(0, seats - 1), group: 0, ms: chance.int(LEASE_MS, LEASE_MS + 8_000) };
}

interface FaultScope {
  readonly store: Plan['store'];
  readonly seats: number;
  readonly lengthMs: number;
  readonly groups: number;
}

function planFaults(chance: Chance, { store, seats, lengthMs, groups }: FaultScope): FaultPlan[] {
  const kinds: readonly (readonly [number, FaultKind])[] = [
    [store === 'log' ? 4 : 0, 'crash'],
    [store === 'log' ? 5 : 0, 'cut'],
    [store === 'log' ? 1 : 0, 'skew'],
    [2, 'pause-subscription'],
    [2, 'close-subscription'],
    [1, 'join'],
    [1, 'jump'],
    [1, 'redrive'],
  ];
  return Array.from({ length: chance.int(0, 6) }, () => {
    const kind = chance.weighted(kinds);
    const isClock = kind === 'jump' || kind === 'skew';
    const byTime = chance.happens(0.5) || kind === 'redrive';
    return {
      kind,
      at: byTime ? { ms: chance.int(0, lengthMs) } : { happening: chance.int(1, 600), turns: chance.int(0, 20) },
      seat: chance.int(0, seats - 1),
      group: chance.int(0, groups - 1),
      ms: isClock
        ? chance.pick([-120_000, -3_000, 3_000, 120_000])
        : chance.pick([50, 2_000, chance.int(LEASE_MS, LEASE_MS + 8_000), 45_000]),
    };
  });
}

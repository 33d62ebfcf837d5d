/** Counts of a bus as plain data; read, never kept up to date. */
import type { DropCounts, PendingCounts } from './accounting.ts';
import type { Consumer } from './consumer.ts';
import type { Engine } from './engine.ts';
import type { Group } from './group.ts';

const HEALTHY_SUCCESS_RATE = 0.5;
const MICROSECONDS = 1_000;

export interface TopicStats {
  readonly topic: string;
  readonly source: string;
  /** Accepted by the bus. */
  readonly published: number;
}

/** accepted = acked + dropped + deadLettered + givenBack + pending, always. */
export interface GroupStats {
  readonly group: string;
  readonly topics: readonly string[];
  readonly accepted: number;
  readonly acked: number;
  readonly dropped: Readonly<DropCounts>;
  readonly deadLettered: number;
  readonly givenBack: number;
  readonly pending: PendingCounts;
  readonly retries: number;
  readonly lateAcks: number;
}

export interface BusStats {
  readonly topics: readonly TopicStats[];
  readonly groups: readonly GroupStats[];
  /** Messages that no group was there for. */
  readonly unrouted: number;
  readonly deadLetters: number;
  readonly lateReplies: number;
}

/** Durations in milliseconds, from handler start to its end, sampled 1 in 64 for handlers that return no promise. */
export interface SubscriberStats {
  readonly group: string;
  readonly delivered: number;
  readonly failed: number;
  readonly timedOut: number;
  /** Handlers that ran past their deadline and have not come back. */
  readonly abandoned: number;
  /** Share of deliveries that succeeded, 0 to 1; 1 before the first. */
  readonly successRate: number;
  readonly inFlight: number;
  readonly latencyMs: {
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  readonly isHealthy: boolean;
}

/** Counts of topics and groups. */
export function collectStats(engine: Engine): BusStats {
  return {
    topics: topicStats(engine),
    groups: [...engine.groups.all()].map(groupStats),
    unrouted: engine.unrouted,
    deadLetters: engine.transport.deadLetters.size,
    lateReplies: engine.requests.lateReplies,
  };
}

/** Rows of the live subscriptions. */
export function subscriberStats(engine: Engine): SubscriberStats[] {
  return [...engine.groups.all()].flatMap((group) => group.members.map((member) => consumerStats(group, member)));
}

function topicStats(engine: Engine): TopicStats[] {
  const rows = new Map<string, { topic: string; source: string; published: number }>();
  for (const { origin, published } of engine.publishers) {
    const id = `${origin.topic} ${origin.source}`;
    const row = rows.get(id) ?? { topic: origin.topic, source: origin.source, published: 0 };
    row.published += published;
    rows.set(id, row);
  }
  return [...rows.values()].filter(({ published }) => published > 0);
}

function groupStats(group: Group): GroupStats {
  const { accepted, acked, drops, deadLettered, givenBack, retries, lateAcks } = group.counters;
  return {
    group: group.name,
    topics: group.spec.topics,
    accepted,
    acked,
    dropped: { ...drops },
    deadLettered,
    givenBack,
    pending: group.pending(),
    retries,
    lateAcks,
  };
}

function consumerStats(group: Group, { stats, inFlight, able }: Consumer): SubscriberStats {
  const { delivered, failed, timedOut, abandoned, latency } = stats;
  const successRate = delivered === 0 ? 1 : 1 - failed / delivered;
  return {
    group: group.name,
    delivered,
    failed,
    timedOut,
    abandoned,
    successRate,
    inFlight,
    latencyMs: {
      mean: latency.mean / MICROSECONDS,
      p50: latency.percentile(50) / MICROSECONDS,
      p95: latency.percentile(95) / MICROSECONDS,
      p99: latency.percentile(99) / MICROSECONDS,
      max: latency.max / MICROSECONDS,
    },
    isHealthy: able && successRate >= HEALTHY_SUCCESS_RATE,
  };
}

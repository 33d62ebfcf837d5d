/** Counts of a bus as plain data; read, never kept up to date. */
import type { DropCounts, PendingCounts } from './accounting.ts';
import type { Engine } from './engine.ts';
import type { Group } from './group.ts';

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
  /** Dead letters that are kept now. */
  readonly deadLetters: number;
  readonly lateReplies: number;
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

/** What is known of each subscription, as plain data; read, never kept up to date. */
import type { Consumer } from './consumer.ts';
import type { Engine } from './engine.ts';
import type { Group } from './group.ts';
import type { LogHistogram } from './metrics.ts';
import { perUnit, type Trend } from './trend.ts';

const HEALTHY_SUCCESS_RATE = 0.5;
const MICROSECONDS = 1_000;
const RATE_WINDOW_MS = 10_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Milliseconds. 0 where nothing was measured yet. */
export interface DurationStats {
  /** Durations that were measured; the others are like them. */
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface SubscriberStats {
  readonly group: string;
  readonly topics: readonly string[];
  readonly delivered: number;
  readonly failed: number;
  readonly timedOut: number;
  /** Handlers that ran past their deadline and have not come back. */
  readonly abandoned: number;
  /** Share of deliveries that succeeded, 0 to 1; 1 before the first. */
  readonly successRate: number;
  readonly inFlight: number;
  /** Messages that pend in the group, shared with its other subscriptions here. */
  readonly queueDepth: number;
  /** Deliveries per second, over the last ten seconds. */
  readonly ratePerSecond: number;
  /** Failures per minute, over the last minute. */
  readonly errorsPerMinute: number;
  /** When it last processed something, milliseconds since the epoch, late by up to one sweep; undefined before the first. */
  readonly lastProcessedAt: number | undefined;
  /** Handler start to end; 1 in 256 of the handlers that return no promise, every one that does. A batch is one. */
  readonly processingMs: DurationStats;
  /** Accepted to handler start, first attempts in one process, 1 in 256 per publisher. */
  readonly deliveryMs: DurationStats;
  readonly breaker: 'closed' | 'open' | 'half-open' | 'off';
  readonly paused: boolean;
  /** It takes messages, and at least half of the last minute's went well. */
  readonly isHealthy: boolean;
}

/** Rows of the live subscriptions. */
export function subscriberStats(engine: Engine): SubscriberStats[] {
  const { clock } = engine;
  const now = { monotonicMs: clock.monotonic(), wallMs: clock.now() };
  return [...engine.groups.all()].flatMap((group) => group.members.map((member) => rowOf(group, member, now)));
}

/** Percentiles of what was recorded in microseconds. */
export function durationStats(histogram: LogHistogram): DurationStats {
  const ms = (percent: number): number => histogram.percentile(percent) / MICROSECONDS;
  const { count, mean, max } = histogram;
  return { count, mean: mean / MICROSECONDS, p50: ms(50), p95: ms(95), p99: ms(99), max: max / MICROSECONDS };
}

interface Now {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

function rowOf(group: Group, { stats, inFlight, able, breaker, paused }: Consumer, now: Now): SubscriberStats {
  const { delivered, failed, timedOut, abandoned } = stats;
  stats.read(now.monotonicMs);
  const recent = recentCounts(stats, now.monotonicMs);
  return {
    group: group.name,
    topics: group.spec.topics,
    delivered,
    failed,
    timedOut,
    abandoned,
    successRate: delivered === 0 ? 1 : 1 - failed / delivered,
    inFlight,
    queueDepth: group.depth,
    ...recent.rates,
    lastProcessedAt: wallTime(stats.deliveredTrend, now),
    processingMs: durationStats(stats.duration),
    deliveryMs: durationStats(stats.latency),
    breaker: breaker?.state ?? 'off',
    paused,
    isHealthy: able && recent.successRate >= HEALTHY_SUCCESS_RATE,
  };
}

interface Recent {
  readonly rates: Pick<SubscriberStats, 'ratePerSecond' | 'errorsPerMinute'>;
  readonly successRate: number;
}

function recentCounts(stats: Consumer['stats'], nowMs: number): Recent {
  const { delivered, failed, deliveredTrend, failedTrend } = stats;
  const lately = deliveredTrend.growth(nowMs, { count: delivered, windowMs: RATE_WINDOW_MS });
  const handled = deliveredTrend.growth(nowMs, { count: delivered, windowMs: MINUTE_MS });
  const errors = failedTrend.growth(nowMs, { count: failed, windowMs: MINUTE_MS });
  return {
    rates: { ratePerSecond: perUnit(lately, SECOND_MS), errorsPerMinute: perMinute(errors) },
    successRate: handled.count === 0 ? 1 : 1 - errors.count / handled.count,
  };
}

/** A counter younger than a minute has what it has; nothing is made up for the rest. */
function perMinute(growth: { readonly count: number; readonly overMs: number }): number {
  return growth.overMs <= MINUTE_MS ? growth.count : perUnit(growth, MINUTE_MS);
}

function wallTime({ changedMs }: Trend, { monotonicMs, wallMs }: Now): number | undefined {
  return changedMs === undefined ? undefined : Math.round(wallMs - (monotonicMs - changedMs));
}

/** The whole bus in one object of numbers; read, never kept up to date. */
import type { DropCounts } from './accounting.ts';
import type { Engine } from './engine.ts';
import { LogHistogram } from './metrics.ts';
import { type DurationStats, durationStats, type SubscriberStats, subscriberStats } from './subscriber-stats.ts';

export interface BusMetrics {
  /** Since the bus was made, milliseconds. */
  readonly uptimeMs: number;
  /** Messages that the bus accepted. */
  readonly published: number;
  /** Publishes that were refused, by why. */
  readonly refused: {
    readonly notAllowed: number;
    readonly rateLimited: number;
    readonly tooLarge: number;
    readonly invalid: number;
  };
  /** Handler calls that ended, of subscriptions that are open. */
  readonly delivered: number;
  readonly failed: number;
  /** Over all groups, per reason. */
  readonly dropped: Readonly<DropCounts>;
  readonly droppedCount: number;
  readonly retries: number;
  /** Messages that groups gave up, kept or not. */
  readonly deadLettered: number;
  /** Share of deliveries that succeeded, 0 to 1; 1 before the first. */
  readonly successRate: number;
  readonly averageProcessingMs: number;
  readonly processingMs: DurationStats;
  /** Accepted to handler start. */
  readonly deliveryMs: DurationStats;
  readonly activeSubscriptions: number;
  /** Messages that pend in groups. */
  readonly queueDepth: number;
  readonly ratePerSecond: number;
  readonly errorsPerMinute: number;
  readonly memory: { readonly heapUsedBytes: number; readonly heapTotalBytes: number; readonly rssBytes: number };
  /** The transport is connected, every subscription is healthy, and no module is `unhealthy`. */
  readonly isHealthy: boolean;
}

/** Sums over what is connected now; counts of groups outlive their subscriptions. */
export function collectMetrics(engine: Engine): BusMetrics {
  const subscribers = subscriberStats(engine);
  const delivered = sum(subscribers, 'delivered');
  const failed = sum(subscribers, 'failed');
  const { processing, delivery } = histograms(engine);
  const processingMs = durationStats(processing);
  return {
    uptimeMs: engine.clock.monotonic() - engine.startedMs,
    ...publishes(engine),
    delivered,
    failed,
    ...groupTotals(engine),
    successRate: delivered === 0 ? 1 : 1 - failed / delivered,
    averageProcessingMs: processingMs.mean,
    processingMs,
    deliveryMs: durationStats(delivery),
    activeSubscriptions: subscribers.length,
    ratePerSecond: sum(subscribers, 'ratePerSecond'),
    errorsPerMinute: sum(subscribers, 'errorsPerMinute'),
    memory: memoryUsage(),
    isHealthy: isHealthy(engine, subscribers),
  };
}

function isHealthy(engine: Engine, subscribers: readonly SubscriberStats[]): boolean {
  return (
    engine.transport.status().connected &&
    engine.registry.status() !== 'critical' &&
    subscribers.every((subscriber) => subscriber.isHealthy)
  );
}

function publishes({ publishers }: Engine): Pick<BusMetrics, 'published' | 'refused'> {
  const refused = { notAllowed: 0, rateLimited: 0, tooLarge: 0, invalid: 0 };
  let published = 0;
  for (const publisher of publishers) {
    published += publisher.published;
    const { notAllowed, rateLimited, tooLarge, invalid } = publisher.refusals;
    refused.notAllowed += notAllowed;
    refused.rateLimited += rateLimited;
    refused.tooLarge += tooLarge;
    refused.invalid += invalid;
  }
  return { published, refused };
}

type GroupTotals = Pick<BusMetrics, 'dropped' | 'droppedCount' | 'retries' | 'deadLettered' | 'queueDepth'>;

function groupTotals(engine: Engine): GroupTotals {
  const dropped: DropCounts = {
    overflow: 0,
    expired: 0,
    filtered: 0,
    superseded: 0,
    'handler-failed': 0,
    'breaker-open': 0,
    forgotten: 0,
  };
  const totals = { dropped, droppedCount: 0, retries: 0, deadLettered: 0, queueDepth: 0 };
  for (const { counters, depth } of engine.groups.all()) {
    for (const reason of Object.keys(dropped) as (keyof DropCounts)[]) dropped[reason] += counters.drops[reason];
    totals.droppedCount += counters.dropped;
    totals.retries += counters.retries;
    totals.deadLettered += counters.deadLettered;
    totals.queueDepth += depth;
  }
  return totals;
}

function histograms(engine: Engine): { readonly processing: LogHistogram; readonly delivery: LogHistogram } {
  const processing = new LogHistogram();
  const delivery = new LogHistogram();
  for (const group of engine.groups.all()) {
    for (const { stats } of group.members) {
      processing.merge(stats.duration);
      delivery.merge(stats.latency);
    }
  }
  return { processing, delivery };
}

function sum(
  rows: readonly SubscriberStats[],
  field: 'delivered' | 'failed' | 'ratePerSecond' | 'errorsPerMinute',
): number {
  return rows.reduce((total, row) => total + row[field], 0);
}

function memoryUsage(): BusMetrics['memory'] {
  const { heapUsed, heapTotal, rss } = process.memoryUsage();
  return { heapUsedBytes: heapUsed, heapTotalBytes: heapTotal, rssBytes: rss };
}

/** Every instrument of a bus with its series, under the names of `metric-names.ts`: what an exporter writes down. */
import type { Engine } from './engine.ts';
import type { Group } from './group.ts';
import { type Instrument, type InstrumentName, metricNames, OVERFLOW_LABEL, SERIES_MAX } from './metric-names.ts';
import { LogHistogram } from './metrics.ts';
import { moduleOf } from './reporter.ts';

/** Never a message id, key, correlation id or error text. */
export type Labels = Readonly<Record<string, string>>;

/** Histograms are in microseconds, whatever the unit of their name. */
export interface Series {
  readonly labels: Labels;
  readonly value: number | LogHistogram;
}

export interface InstrumentReading extends InstrumentName {
  readonly series: readonly Series[];
}

const SECOND_MS = 1_000;
const BREAKER_STATES = { closed: 0, 'half-open': 1, open: 2 } as const;

/** As of now; instruments without a series are left out. */
export function collectReadings(engine: Engine): InstrumentReading[] {
  const readings = new Readings();
  for (const group of engine.groups.all()) readGroup(readings, group, engine.clock.now());
  readPublishers(readings, engine);
  readEngine(readings, engine);
  return readings.all();
}

class Readings {
  readonly #series = new Map<Instrument, Series[]>();

  add(instrument: Instrument, labels: Labels, value: number | LogHistogram): void {
    const series = this.#series.get(instrument) ?? [];
    this.#series.set(instrument, series);
    if (series.length < SERIES_MAX) series.push({ labels, value });
    else series[SERIES_MAX] = overflow(series[SERIES_MAX], labels, value);
  }

  all(): InstrumentReading[] {
    return [...this.#series].map(([instrument, series]) => ({ ...metricNames[instrument], series }));
  }
}

/** Everything beyond the limit in one series. */
function overflow(sum: Series | undefined, labels: Labels, value: number | LogHistogram): Series {
  const rest = Object.fromEntries(Object.keys(labels).map((label) => [label, OVERFLOW_LABEL]));
  if (typeof value === 'number')
    return { labels: rest, value: value + (typeof sum?.value === 'number' ? sum.value : 0) };
  const merged = new LogHistogram();
  merged.merge(value);
  if (sum !== undefined && typeof sum.value !== 'number') merged.merge(sum.value);
  return { labels: rest, value: merged };
}

interface Labelled {
  readonly labels: Labels;
  readonly nowMs: number;
}

/** What the group has yet to do: here, and where a store has it, there. What the store does not know is left out. */
function readBacklog(readings: Readings, group: Group, { labels, nowMs }: Labelled): void {
  const stored = group.feed?.holds === false ? group.feed.depth() : undefined;
  const { waiting, leased } = stored ?? { waiting: group.depth, leased: 0 };
  if (waiting !== undefined && leased !== undefined) readings.add('subscriptionLag', labels, waiting + leased);
  const oldestAt = Math.min(group.oldestAt ?? Number.POSITIVE_INFINITY, stored?.oldestAt ?? Number.POSITIVE_INFINITY);
  const ageMs = Number.isFinite(oldestAt) ? Math.max(0, nowMs - oldestAt) : 0;
  readings.add('oldestMessageAge', labels, ageMs / SECOND_MS);
  readings.add('blockedKeys', labels, Math.max(group.blockedKeys, stored?.blockedKeys ?? 0));
}

function readGroup(readings: Readings, group: Group, nowMs: number): void {
  const labels = { group: group.name, module: moduleOf(group) };
  const { counters } = group;
  readings.add('settled', { ...labels, outcome: 'ack' }, counters.acked);
  readings.add('settled', { ...labels, outcome: 'retry' }, counters.retries);
  readings.add('settled', { ...labels, outcome: 'deadLetter' }, counters.deadLettered);
  readings.add('settled', { ...labels, outcome: 'drop' }, counters.dropped);
  for (const [reason, count] of Object.entries(counters.drops)) {
    if (count > 0) readings.add('dropped', { ...labels, reason }, count);
  }
  readings.add('retries', labels, counters.retries);
  readings.add('deadLetters', labels, counters.deadLettered);
  readings.add('lateAcks', labels, counters.lateAcks);
  readings.add('queueDepth', labels, group.depth);
  readBacklog(readings, group, { labels, nowMs });
  readings.add('activeConsumers', labels, group.members.filter(({ able }) => able).length);
  readMembers(readings, group, labels);
}

function readMembers(readings: Readings, { members, name }: Group, labels: Labels): void {
  const total = { delivered: 0, failed: 0, inFlight: 0, abandoned: 0, breaker: 0 };
  const duration = new LogHistogram();
  const latency = new LogHistogram();
  for (const { stats, inFlight, breaker } of members) {
    total.delivered += stats.delivered;
    total.failed += stats.failed;
    total.inFlight += inFlight;
    total.abandoned += stats.abandoned;
    total.breaker = Math.max(total.breaker, BREAKER_STATES[breaker?.state ?? 'closed']);
    duration.merge(stats.duration);
    latency.merge(stats.latency);
  }
  readings.add('consumed', labels, total.delivered);
  readings.add('failedDeliveries', labels, total.failed);
  readings.add('activeProcesses', labels, total.inFlight);
  readings.add('abandonedHandlers', labels, total.abandoned);
  readings.add('breakerState', { subscription: name }, total.breaker);
  readings.add('processDuration', labels, duration);
  readings.add('deliveryLatency', labels, latency);
}

interface PublisherTotals {
  readonly labels: Labels;
  sent: number;
  duplicates: number;
  rateLimited: number;
  invalid: number;
}

/** A module has one publisher per verb and connection; they are one series. */
function readPublishers(readings: Readings, { publishers }: Engine): void {
  const totals = new Map<string, PublisherTotals>();
  for (const { origin, published, duplicates, refusals } of publishers) {
    const { topic, source: module } = origin;
    const id = `${topic} ${module}`;
    const total = totals.get(id) ?? { labels: { topic, module }, sent: 0, duplicates: 0, rateLimited: 0, invalid: 0 };
    totals.set(id, total);
    total.sent += published;
    total.duplicates += duplicates;
    total.rateLimited += refusals.rateLimited;
    total.invalid += refusals.invalid;
  }
  for (const { labels, sent, duplicates, rateLimited, invalid } of totals.values()) {
    readings.add('sent', labels, sent);
    if (duplicates > 0) readings.add('duplicates', labels, duplicates);
    if (rateLimited > 0) readings.add('rateLimited', labels, rateLimited);
    if (invalid > 0) readings.add('validationFailures', { ...labels, side: 'publish' }, invalid);
  }
}

function readEngine(readings: Readings, engine: Engine): void {
  const { transport, requests, registry, unrouted, sender, deadLetters, loopDelay } = engine;
  for (const [topic, duration] of requests.durations) readings.add('requestDuration', { topic }, duration);
  if (sender.durations.count > 0) readings.add('operationDuration', { transport: transport.name }, sender.durations);
  for (const [group, count] of deadLetters.redriven)
    readings.add('redriven', { group, module: moduleOf({ name: group }) }, count);
  const { p99Ms } = loopDelay;
  if (p99Ms !== undefined) readings.add('eventLoopDelay', {}, p99Ms / SECOND_MS);
  readings.add('deadLetterBacklog', { transport: transport.name }, transport.deadLetters.size);
  readings.add('transportConnected', { transport: transport.name }, transport.status().connected ? 1 : 0);
  readings.add('lateReplies', {}, requests.lateReplies);
  readings.add('unrouted', {}, unrouted);
  readings.add('memoryUsage', {}, process.memoryUsage().rss);
  for (const { module, topic, count } of registry.deprecatedUses())
    readings.add('deprecatedUsers', { module, topic }, count);
  const modules = new Map<string, number>();
  for (const { module, status } of registry.modules()) {
    const id = `${module} ${status}`;
    modules.set(id, (modules.get(id) ?? 0) + 1);
  }
  for (const [id, count] of modules) {
    const [module = '', status = ''] = id.split(' ');
    readings.add('moduleStatus', { module, status }, count);
  }
}

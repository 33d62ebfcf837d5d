/** Names that dashboards read, in one table. The first column follows the OpenTelemetry conventions for messaging. */

export type InstrumentKind = 'counter' | 'gauge' | 'histogram';

export interface InstrumentName {
  readonly name: string;
  readonly kind: InstrumentKind;
  /** UCUM: seconds or bytes; absent for counts. */
  readonly unit?: 's' | 'By';
}

/** Series of one instrument; the rest is added up under `OVERFLOW_LABEL`. */
export const SERIES_MAX: number = 2_000;
export const OVERFLOW_LABEL: string = '__overflow__';

/** Upper bounds of the buckets of every duration, in seconds. */
export const durationBucketsSeconds: readonly number[] = [
  0.00001, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

const counter = (name: string): InstrumentName => ({ name, kind: 'counter' });
const gauge = (name: string): InstrumentName => ({ name, kind: 'gauge' });
const seconds = (name: string, kind: InstrumentKind = 'histogram'): InstrumentName => ({ name, kind, unit: 's' });
const bytes = (name: string): InstrumentName => ({ name, kind: 'gauge', unit: 'By' });

export type Instrument =
  | 'sent'
  | 'consumed'
  | 'operationDuration'
  | 'processDuration'
  | 'deliveryLatency'
  | 'requestDuration'
  | 'settled'
  | 'dropped'
  | 'retries'
  | 'deadLetters'
  | 'redriven'
  | 'deadLetterBacklog'
  | 'subscriptionLag'
  | 'activeConsumers'
  | 'activeProcesses'
  | 'queueDepth'
  | 'oldestMessageAge'
  | 'validationFailures'
  | 'upcasts'
  | 'deprecatedUsers'
  | 'breakerState'
  | 'moduleStatus'
  | 'storageSize'
  | 'memoryUsage'
  | 'transportConnected'
  | 'transportRoundTrip'
  | 'fsyncDuration'
  | 'failedDeliveries'
  | 'duplicates'
  | 'lateAcks'
  | 'lateReplies'
  | 'rateLimited'
  | 'unrouted'
  | 'broadcastActivity'
  | 'blockedKeys'
  | 'abandonedHandlers'
  | 'outboxBacklog'
  | 'streamLength'
  | 'walSize'
  | 'eventLoopDelay';

/** Every instrument that a part of Myelin may report; which ones a bus has depends on its transport and adapters. */
export const metricNames: Readonly<Record<Instrument, InstrumentName>> = {
  sent: counter('messaging.client.sent.messages'),
  consumed: counter('messaging.client.consumed.messages'),
  operationDuration: seconds('messaging.client.operation.duration'),
  processDuration: seconds('messaging.process.duration'),
  deliveryLatency: seconds('myelin.message.delivery.latency'),
  requestDuration: seconds('myelin.request.duration'),
  settled: counter('myelin.settled.messages'),
  dropped: counter('myelin.dropped.messages'),
  retries: counter('myelin.delivery.retries'),
  deadLetters: counter('myelin.dead_letter.messages'),
  redriven: counter('myelin.dead_letter.redriven.messages'),
  deadLetterBacklog: gauge('myelin.dead_letter.backlog'),
  subscriptionLag: gauge('myelin.subscription.lag'),
  activeConsumers: gauge('myelin.subscription.consumer.active'),
  activeProcesses: gauge('myelin.process.active'),
  queueDepth: gauge('myelin.queue.depth'),
  oldestMessageAge: seconds('myelin.subscription.oldest_message.age', 'gauge'),
  validationFailures: counter('myelin.schema.validation.failures'),
  upcasts: counter('myelin.schema.upcasts'),
  deprecatedUsers: gauge('myelin.schema.deprecated.users'),
  breakerState: gauge('myelin.circuit_breaker.state'),
  moduleStatus: gauge('myelin.module.status'),
  storageSize: bytes('myelin.storage.size'),
  memoryUsage: bytes('myelin.memory.usage'),
  transportConnected: gauge('myelin.transport.connected'),
  transportRoundTrip: seconds('myelin.transport.round_trip'),
  fsyncDuration: seconds('myelin.storage.fsync.duration'),
  failedDeliveries: counter('myelin.failed.deliveries'),
  duplicates: counter('myelin.duplicate.messages'),
  lateAcks: counter('myelin.late.acks'),
  lateReplies: counter('myelin.late.replies'),
  rateLimited: counter('myelin.rate_limited.publishes'),
  unrouted: counter('myelin.unrouted.messages'),
  broadcastActivity: counter('myelin.broadcast.activity'),
  blockedKeys: gauge('myelin.keys.blocked'),
  abandonedHandlers: gauge('myelin.handlers.abandoned'),
  outboxBacklog: gauge('myelin.outbox.backlog'),
  streamLength: gauge('myelin.stream.length'),
  walSize: bytes('myelin.storage.wal.size'),
  eventLoopDelay: seconds('myelin.event_loop.delay', 'gauge'),
};

/** `myelin.delivery.retries` → `myelin_delivery_retries_total`; units are spelt out. */
export function prometheusName({ name, kind, unit }: InstrumentName): string {
  const suffix = unit === 's' ? '_seconds' : unit === 'By' ? '_bytes' : '';
  return `${name.replaceAll('.', '_')}${suffix}${kind === 'counter' ? '_total' : ''}`;
}

/** Myelin's runtime: make a bus here, connect modules with their generated SDKs. */
import { Bus } from './bus.ts';
import { resolveBusOptions } from './bus-options.ts';
import { outsideOfHandlers } from './context.ts';
import type { BusOptions } from './options.ts';
import { MemoryTransport } from './transports/memory.ts';

/**
 * A bus in memory. Nothing listens, nothing is written; what it holds ends with the process.
 * @throws BusError `BUS_CONFIG_INVALID`
 */
export function createBus(options: BusOptions = {}): Bus {
  const resolved = resolveBusOptions(options);
  const clock = outsideOfHandlers(resolved.clock);
  return new Bus({ ...resolved, clock }, new MemoryTransport(clock, resolved));
}

export type { Bus } from './bus.ts';
export type { BusMetrics } from './bus-metrics.ts';
// For operators.
export type { DeadLetterDesk, RedriveOptions } from './dead-letter-desk.ts';
export type { DrainResult } from './engine.ts';
export type { Delivery, Headers, Message } from './envelope.ts';
// For everybody.
export { BusError, type BusErrorCode } from './errors.ts';
export type { BusEventMap } from './events.ts';
export type { ModuleStatus, SystemStatus } from './module-status.ts';
export type {
  BatchHandler,
  BatchSubscribeOptions,
  BreakerOptions,
  BusOptions,
  ConnectOptions,
  HandleMiddleware,
  HandlePlace,
  Handler,
  HealthCheck,
  KeyedPublishOptions,
  MessageFilter,
  MiddlewareOptions,
  OverflowPolicy,
  PublishCall,
  PublishMiddleware,
  PublishOptions,
  PullOptions,
  RequestManyOptions,
  RequestOptions,
  SubscribeOptions,
} from './options.ts';
export type { InstrumentReading } from './readings.ts';
export type { HealthResult, ModuleEntry } from './registry.ts';
export type { ReplayRequest, ReplayResult } from './replay.ts';
export type { CloseOnSignalsOptions } from './shutdown.ts';
export type { BusStats, GroupStats, TopicStats } from './stats.ts';
export type { DurationStats, SubscriberStats } from './subscriber-stats.ts';
export type { DeadLetter, DeadLetterQuery } from './transport.ts';
export type {
  BatchResult,
  ModuleConnection,
  Pull,
  Receipt,
  Subscription,
  TopicHandler,
  TopicMessage,
} from './verbs.ts';

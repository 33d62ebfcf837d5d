/** What a consumer is made of, and whom it tells. */
import type { SubscriptionPlan } from './carriage.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { ConsumerStats } from './consumer-stats.ts';
import type { Delivery } from './envelope.ts';
import type { Failure } from './slot.ts';
import type { WorkContext } from './work.ts';

/** Whose messages a consumer works on. */
export interface ConsumerOwner {
  readonly name: string;
  /** Counts a message as taken. */
  accept(): void;
  /** Counts messages as taken and acked. */
  handedOver(count: number): void;
  /** The handler ended by itself: returned, or failed with `error`. */
  ended(item: Delivery, failure: Failure | undefined): void;
  /** The subscription's predicate does not want the message. */
  filtered(item: Delivery): void;
  /** The breaker opened; it lets a probe through after `retryAfterMs`. */
  opened(retryAfterMs: number): void;
  /** The handler ran past its deadline: its slot is free, its result will be refused. */
  overran(item: Delivery): void;
  /** A slot came free, or the consumer may take messages again. */
  freed(): void;
}

/** What handlers of one bus share. */
export interface ConsumerContext extends WorkContext {
  /** Calls the handler inside the context of its delivery. */
  readonly invoke: (handler: (item: Delivery) => unknown, item: Delivery) => unknown;
  /** A handler of the group took longer than its subscription allows for. */
  slow(group: string, elapsedMs: number): void;
}

/** What a handler returns that does not want its message; only the engine's own do. */
export const FILTERED: unique symbol = Symbol('filtered');

export interface ConsumerSetup {
  readonly plan: SubscriptionPlan;
  readonly handler: (item: Delivery) => unknown;
  readonly stats: ConsumerStats;
  readonly breaker: CircuitBreaker | undefined;
}

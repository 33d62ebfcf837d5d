/** One subscription at work: its slots, its handler, its breaker. */

import type { SubscriptionPlan } from './carriage.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { type ConsumerContext, type ConsumerOwner, type ConsumerSetup, FILTERED } from './consumer-owner.ts';
import type { ConsumerStats } from './consumer-stats.ts';
import { ReliableDelivery } from './delivery.ts';
import type { Delivery, Stamped } from './envelope.ts';
import { Deferral, type Failure, isThenable, RETURNED_FALSE, UNTIMED } from './slot.ts';
import { Work, type WorkOwner } from './work.ts';

/** Time a handler once in this many calls, and with each message that is stamped; every call is counted. */
const SAMPLE_EVERY = 256;
const MICROSECONDS = 1_000;

const NOTHING = { size: 0 };

const PAUSED = 1;
const CLOSED = 2;
const HELD = 4;
/** The breaker is not closed. */
const TRIPPED = 8;
/** Handlers are called inside the context of their delivery. */
const IMPLICIT = 16;
/** Somebody waits for its rest. */
const AWAITED = 32;
/** Its handler was called by `hand` and has not returned. */
const CALLED = 64;

/** Never holds more than `plan.concurrency` messages, and never calls its handler for two of them from one call. */
export class Consumer implements WorkOwner {
  // What `hand` touches comes first, as objects keep the order of their fields: it is one cache line for each message.
  readonly #handler: (item: Delivery) => unknown;
  inFlight = 0;
  /** What stands in the way of a message, as bits. */
  #bars = 0;
  /** Handler calls that nobody counts elsewhere at once: those of `run`, and the successes of `hand`. */
  #turn = 0;
  #sampleAt: number = SAMPLE_EVERY;
  /** What came before and waits in its group. */
  ahead: { readonly size: number } = NOTHING;
  /** How many turns are in the counters. */
  #counted = 0;
  readonly #owner: ConsumerOwner;
  readonly #context: ConsumerContext;
  readonly #stats: ConsumerStats;
  readonly #concurrency: number;
  #idle: (() => void) | undefined;
  /** Name of its group. */
  readonly group: string;
  readonly plan: SubscriptionPlan;
  readonly breaker: CircuitBreaker | undefined;
  readonly #work: Work;

  constructor(setup: ConsumerSetup, owner: ConsumerOwner, context: ConsumerContext) {
    this.group = owner.name;
    this.plan = setup.plan;
    this.#stats = setup.stats;
    this.breaker = setup.breaker;
    this.#handler = setup.handler;
    this.#bar(IMPLICIT, setup.plan.implicitContext);
    this.#concurrency = setup.plan.concurrency;
    this.#owner = owner;
    this.#context = context;
    this.#work = new Work(this, context, { stats: setup.stats, timeoutMs: setup.plan.ackTimeoutMs });
  }

  get paused(): boolean {
    return (this.#bars & PAUSED) !== 0;
  }
  set paused(paused: boolean) {
    this.#bar(PAUSED, paused);
  }

  get closed(): boolean {
    return (this.#bars & CLOSED) !== 0;
  }
  set closed(closed: boolean) {
    this.#bar(CLOSED, closed);
  }

  /** A batch is at work: what comes now belongs to the next one, and waits in the queue. Ends with the last in flight. */
  get held(): boolean {
    return (this.#bars & HELD) !== 0;
  }
  set held(held: boolean) {
    this.#bar(HELD, held);
  }

  #bar(bit: number, on: boolean): void {
    this.#bars = on ? this.#bars | bit : this.#bars & ~bit;
  }

  /** Whether it may be given a message now. */
  get free(): boolean {
    if (this.inFlight >= this.#concurrency || (this.#bars & (PAUSED | CLOSED | HELD | CALLED)) !== 0) return false;
    return (this.#bars & TRIPPED) === 0 || this.breaker?.allows(this.#context.now()) === true;
  }

  /** Whether it works at all: neither paused nor closed, its breaker closed or ready for a probe. */
  get able(): boolean {
    if (this.paused || this.closed) return false;
    return this.breaker?.state !== 'open' || this.breaker.retryAfterMs(this.#context.now()) === 0;
  }

  /** It may have become free. */
  freed(): void {
    this.#owner.freed();
  }

  /** It was free and given nothing after all: a breaker's probe goes back. */
  skipped(): void {
    this.breaker?.onProbeLost();
  }

  /** Exact. */
  get stats(): ConsumerStats {
    this.spread();
    return this.#stats;
  }

  /** Brings what `hand` did into the counters of the group and of the subscription. */
  spread(): void {
    const handed = this.#turn - this.#counted;
    if (handed === 0) return;
    this.#counted = this.#turn;
    this.#stats.delivered += handed;
    this.#owner.handedOver(handed);
  }

  /**
   * The short way of a message that is done when its handler returns: one number is counted for it, and `spread` later.
   * False where it has to go the long way. What does not end at once is accepted here, and goes on like any other.
   */
  hand(item: Delivery): boolean {
    if (this.#bars !== 0 || this.inFlight > 0 || this.#turn >= this.#sampleAt || this.ahead.size > 0) return false;
    this.#bars = CALLED;
    let result: unknown;
    try {
      result = this.#handler(item);
    } catch (error) {
      this.#bar(CALLED, false);
      this.#owner.accept();
      this.#finish(item, { error });
      return true;
    }
    if (result === undefined && this.#bars === CALLED) {
      this.#turn++;
      this.#bars = 0;
    } else {
      this.#called(item, result);
    }
    return true;
  }

  /** It was not done when it returned, or something happened to the subscription meanwhile. */
  #called(item: Delivery, result: unknown): void {
    this.#bar(CALLED, false);
    this.#owner.accept();
    this.inFlight++;
    this.#returned(item, result);
  }

  /** Calls the handler. A handler that returns no promise is done when this returns. */
  run(item: Delivery): void {
    const { stampMs } = item as Delivery & Stamped;
    const sampled = ++this.#turn > this.#sampleAt || stampMs !== undefined;
    const startedMs = sampled ? this.#context.now() : 0;
    if (stampMs !== undefined) this.#stats.latency.record((startedMs - stampMs) * MICROSECONDS);
    this.#counted++;
    let result: unknown;
    this.inFlight++;
    try {
      result = (this.#bars & IMPLICIT) !== 0 ? this.#context.invoke(this.#handler, item) : this.#handler(item);
    } catch (error) {
      this.inFlight--;
      this.#finish(item, { error });
      return;
    }
    if (sampled && !(result instanceof Deferral) && !isThenable(result)) this.measure(startedMs);
    this.#returned(item, result);
  }

  #returned(item: Delivery, result: unknown): void {
    if (result instanceof Deferral || isThenable(result)) {
      this.#work.add(item, result);
      return;
    }
    this.inFlight--;
    if (result === FILTERED) {
      this.skipped();
      this.#owner.filtered(item);
    } else this.#finish(item, result === false ? RETURNED_FALSE : undefined);
  }

  /** Resolves when no handler is at work; abandoned ones do not count. */
  whenIdle(): Promise<void> {
    if (this.inFlight === 0 && (this.#bars & CALLED) === 0) return Promise.resolve();
    this.#bar(AWAITED, true);
    return new Promise((resolve) => {
      const earlier = this.#idle;
      this.#idle = () => {
        earlier?.();
        resolve();
      };
    });
  }

  /** Moves the deadline of a handler at work, even of one that has yet to return its promise. */
  extend(item: Delivery, ms: number): void {
    this.#work.extend(item, ms);
  }

  /** What its asynchronous handlers work on. */
  inHand(): Delivery[] {
    return this.#work.items();
  }

  /** Leaves its handlers alone and forgets them: their results are refused. */
  abandonAll(): Delivery[] {
    const items = this.#work.abandonAll();
    this.inFlight -= items.length;
    return items;
  }

  ended(item: Delivery, failure: Failure | undefined, startedMs: number): void {
    this.inFlight--;
    if (startedMs !== UNTIMED) this.measure(startedMs);
    this.#finish(item, failure);
  }

  overran(item: Delivery): void {
    this.inFlight--;
    this.#stats.timedOut++;
    this.#count(true, isShared(item));
    this.#owner.overran(item);
    this.#freed();
  }

  #finish(item: Delivery, failure: Failure | undefined): void {
    this.#count(failure !== undefined, isShared(item));
    this.#owner.ended(item, failure);
    this.#freed();
  }

  #rest(): void {
    this.held = false;
    this.#bar(AWAITED, false);
    this.#idle?.();
    this.#idle = undefined;
  }

  /** Whose fault a failed batch was is not known, so the breaker waits for its items to be tried alone. */
  #count(failed: boolean, shared: boolean): void {
    const stats = this.#stats;
    stats.delivered++;
    if (failed) stats.failed++;
    const matters = failed ? !shared : (this.#bars & TRIPPED) !== 0;
    if (matters && this.breaker !== undefined) this.#tell(this.breaker, failed);
  }

  /** A closed breaker hears of successes when something fails, as they change nothing before. */
  #tell(breaker: CircuitBreaker, failed: boolean): void {
    const nowMs = this.#context.now();
    const wasOpen = breaker.state === 'open';
    breaker.onSuccesses(this.stats.delivered - this.#stats.failed);
    if (failed) breaker.onFailure(nowMs);
    this.#bar(TRIPPED, breaker.state !== 'closed');
    if (breaker.state === 'open' && !wasOpen) this.#owner.opened(breaker.retryAfterMs(nowMs));
  }

  #freed(): void {
    if (this.inFlight === 0 && this.#bars !== 0) this.#rest();
    this.#owner.freed();
  }

  /** A handler that was called at `startedMs` has ended. */
  measure(startedMs: number): void {
    const elapsedMs = this.#context.now() - startedMs;
    this.#sampleAt = this.#turn + SAMPLE_EVERY;
    this.#stats.duration.record(elapsedMs * MICROSECONDS);
    if (elapsedMs > this.plan.slowHandlerMs) this.#context.slow(this.group, elapsedMs);
  }
}

function isShared(item: Delivery): boolean {
  return item instanceof ReliableDelivery && item.shared;
}

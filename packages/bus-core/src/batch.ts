/** Several deliveries, one call: collects what a batch handler gets, and gives each item its own verdict. */
import type { Clock } from './clock.ts';
import type { Consumer } from './consumer.ts';
import { Alarm, type Deadlines } from './deadlines.ts';
import { ReliableDelivery } from './delivery.ts';
import type { Delivery } from './envelope.ts';
import type { BatchHandler } from './options.ts';
import { Deferral, isThenable, type Pending } from './slot.ts';

export interface BatchSetup {
  readonly handler: BatchHandler;
  readonly sizeMax: number;
  readonly waitMs: number;
  /** Of a batch, from the call of its handler. */
  readonly ackTimeoutMs: number;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
}

/** What one call was given. */
interface Batch {
  readonly items: readonly Pending[];
  readonly startedMs: number;
}

/**
 * Stands in for a handler: each delivery waits until its batch was handled. One batch is at work at a time; when it
 * fails, each of its items that has no verdict of its own is tried again alone, and only who fails alone is charged.
 */
export class BatchCollector extends Deferral {
  readonly #setup: BatchSetup;
  readonly #alarm: Alarm;
  /** They wait for their batch. */
  #items: Pending[] = [];
  #consumer: Consumer | undefined;

  constructor(setup: BatchSetup) {
    super();
    this.#setup = setup;
    this.#alarm = new Alarm(() => this.#flush());
  }

  /** The consumer whose slots the items take. */
  attach(consumer: Consumer): void {
    this.#consumer = consumer;
  }

  /** The handler of one item, which is heard next. */
  readonly collect = (_delivery: Delivery): Deferral => this;

  hear(item: Pending): void {
    const { item: delivery } = item;
    if (delivery instanceof ReliableDelivery && delivery.alone) {
      this.#handle([item], [delivery]);
      return;
    }
    this.#items.push(item);
    if (this.#items.length >= this.#setup.sizeMax || standsForKey(delivery)) this.#flush();
    else if (this.#items.length === 1) this.#arm();
  }

  #arm(): void {
    this.#setup.deadlines.schedule(this.#alarm, this.#setup.clock.monotonic() + this.#setup.waitMs);
  }

  #flush(): void {
    this.#setup.deadlines.cancel(this.#alarm);
    const items: Pending[] = [];
    const deliveries: Delivery[] = [];
    const waiting = this.#items;
    this.#items = [];
    for (const item of waiting) {
      const { item: delivery } = item;
      if (delivery === undefined || isTakenAway(delivery)) item.fulfilled(undefined);
      else {
        items.push(item);
        deliveries.push(delivery);
      }
    }
    if (items.length > 0) this.#handle(items, deliveries);
  }

  #handle(items: readonly Pending[], deliveries: readonly Delivery[]): void {
    if (this.#consumer !== undefined) this.#consumer.held = true;
    const batch: Batch = { items, startedMs: this.#setup.clock.monotonic() };
    const shared = items.length > 1;
    for (const delivery of deliveries) if (delivery instanceof ReliableDelivery) delivery.shared = shared;
    let result: unknown;
    try {
      result = this.#setup.handler(deliveries);
    } catch (error) {
      this.#failed(batch, error);
      return;
    }
    if (isThenable(result)) void this.#wait(batch, result);
    else this.#succeeded(batch, result);
  }

  /** Only who waits can run out of time. */
  async #wait(batch: Batch, promise: PromiseLike<unknown>): Promise<void> {
    for (const item of batch.items) item.begin(batch.startedMs + this.#setup.ackTimeoutMs);
    let result: unknown;
    try {
      result = await promise;
    } catch (error) {
      this.#failed(batch, error);
      return;
    }
    this.#succeeded(batch, result);
  }

  #succeeded({ items, startedMs }: Batch, result: unknown): void {
    this.#consumer?.measure(startedMs);
    for (const item of items) item.fulfilled(result);
  }

  #failed({ items, startedMs }: Batch, error: unknown): void {
    this.#consumer?.measure(startedMs);
    for (const item of items) item.rejected(error);
  }
}

/** While it waited for its batch: it may be here again. */
function isTakenAway(delivery: Delivery): boolean {
  return delivery instanceof ReliableDelivery && delivery.state === 'superseded';
}

/** Nothing else of its key can come before it is done, so waiting for more would only hold up those behind it. */
function standsForKey(delivery: Delivery | undefined): boolean {
  return delivery instanceof ReliableDelivery && delivery.holdsKey;
}

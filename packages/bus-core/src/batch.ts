/** Several deliveries, one call: collects what a batch handler gets, and gives each item its own verdict. */
import type { Clock } from './clock.ts';
import type { Consumer } from './consumer.ts';
import { Alarm, type Deadlines } from './deadlines.ts';
import { ReliableDelivery } from './delivery.ts';
import type { Delivery } from './envelope.ts';
import type { BatchHandler } from './options.ts';
import { Deferral, type Pending } from './slot.ts';

export interface BatchSetup {
  readonly handler: BatchHandler;
  readonly sizeMax: number;
  readonly waitMs: number;
  /** Of a batch, from the call of its handler. */
  readonly ackTimeoutMs: number;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
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
      void this.#handle([item], [delivery]);
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
    if (items.length > 0) void this.#handle(items, deliveries);
  }

  async #handle(items: readonly Pending[], deliveries: readonly Delivery[]): Promise<void> {
    if (this.#consumer !== undefined) this.#consumer.held = true;
    const startedMs = this.#setup.clock.monotonic();
    const shared = items.length > 1;
    for (const item of items) item.begin(startedMs + this.#setup.ackTimeoutMs);
    for (const delivery of deliveries) if (delivery instanceof ReliableDelivery) delivery.shared = shared;
    let result: unknown;
    try {
      result = await this.#setup.handler(deliveries);
    } catch (error) {
      this.#consumer?.measure(startedMs);
      for (const item of items) item.rejected(error);
      return;
    }
    this.#consumer?.measure(startedMs);
    for (const item of items) item.fulfilled(result);
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

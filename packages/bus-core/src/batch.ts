/** Several deliveries, one call: collects what a batch handler gets, and gives each item its own verdict. */
import type { Clock } from './clock.ts';
import type { Consumer } from './consumer.ts';
import { Alarm, type Deadlines } from './deadlines.ts';
import { ReliableDelivery } from './delivery.ts';
import type { Delivery } from './envelope.ts';
import type { BatchHandler } from './options.ts';
import { Answer } from './slot.ts';

export interface BatchSetup {
  readonly handler: BatchHandler;
  readonly sizeMax: number;
  readonly waitMs: number;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
}

/** One delivery that waits for its batch, or for what that answers. */
class Item extends Answer {
  readonly delivery: Delivery;

  constructor(delivery: Delivery) {
    super();
    this.delivery = delivery;
  }
}

/**
 * Stands in for a handler: each delivery waits until its batch was handled. One batch is at work at a time; when it
 * fails, each of its items that has no verdict of its own is tried again alone, and only who fails alone is charged.
 */
export class BatchCollector {
  readonly #setup: BatchSetup;
  readonly #alarm: Alarm;
  #items: Item[] = [];
  #consumer: Consumer | undefined;

  constructor(setup: BatchSetup) {
    this.#setup = setup;
    this.#alarm = new Alarm(() => this.#flush());
  }

  /** The consumer whose slots the items take. */
  attach(consumer: Consumer): void {
    this.#consumer = consumer;
  }

  /** The handler of one item. */
  readonly collect = (delivery: Delivery): Answer => {
    const item = new Item(delivery);
    if (goesAlone(delivery)) {
      void this.#handle([item]);
      return item;
    }
    this.#items.push(item);
    if (this.#items.length >= this.#setup.sizeMax || standsForKey(delivery)) this.#flush();
    else if (this.#items.length === 1) this.#arm();
    return item;
  };

  #arm(): void {
    this.#setup.deadlines.schedule(this.#alarm, this.#setup.clock.monotonic() + this.#setup.waitMs);
  }

  #flush(): void {
    this.#setup.deadlines.cancel(this.#alarm);
    const items: Item[] = [];
    for (const item of this.#items.splice(0)) {
      if (isTakenAway(item.delivery)) item.resolve(undefined);
      else items.push(item);
    }
    if (items.length > 0) void this.#handle(items);
  }

  async #handle(items: readonly Item[]): Promise<void> {
    if (this.#consumer !== undefined) this.#consumer.held = true;
    const shared = items.length > 1;
    for (const { delivery } of items) if (delivery instanceof ReliableDelivery) delivery.shared = shared;
    let result: unknown;
    try {
      result = await this.#setup.handler(items.map(({ delivery }) => delivery));
    } catch (error) {
      for (const item of items) item.reject(error);
      return;
    }
    for (const item of items) item.resolve(result);
  }
}

/** While it waited for its batch: it may be here again. */
function isTakenAway(delivery: Delivery): boolean {
  return delivery instanceof ReliableDelivery && delivery.state === 'superseded';
}

/** It failed as part of a batch before. */
function goesAlone(delivery: Delivery): boolean {
  return delivery instanceof ReliableDelivery && delivery.alone;
}

/** Nothing else of its key can come before it is done, so waiting for more would only hold up those behind it. */
function standsForKey(delivery: Delivery): boolean {
  return delivery instanceof ReliableDelivery && delivery.holdsKey;
}

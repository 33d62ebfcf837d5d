/** Deliveries that wait for their time: delayed by their publisher, or until they are tried again. */
import type { Clock } from './clock.ts';
import { Alarm, type Deadlines } from './deadlines.ts';
import type { ReliableDelivery } from './delivery.ts';

export interface DelayedContext {
  readonly clock: Clock;
  readonly delays: Deadlines;
}

/** Few wait for long, so that each has an alarm of its own and a delivery no fields for it. */
export class Delayed {
  readonly #context: DelayedContext;
  readonly #due: (delivery: ReliableDelivery) => void;
  readonly #alarms = new Map<ReliableDelivery, Alarm>();

  constructor(context: DelayedContext, due: (delivery: ReliableDelivery) => void) {
    this.#context = context;
    this.#due = due;
  }

  get size(): number {
    return this.#alarms.size;
  }

  deliveries(): ReliableDelivery[] {
    return [...this.#alarms.keys()];
  }

  add(delivery: ReliableDelivery, delayMs: number): void {
    const alarm = new Alarm(() => {
      this.#alarms.delete(delivery);
      this.#due(delivery);
    });
    this.#alarms.set(delivery, alarm);
    this.#context.delays.schedule(alarm, this.#context.clock.monotonic() + delayMs);
  }

  /** It waits no more, if it did. */
  cancel(delivery: ReliableDelivery): void {
    const alarm = this.#alarms.get(delivery);
    if (alarm === undefined) return;
    this.#context.delays.cancel(alarm);
    this.#alarms.delete(delivery);
  }
}

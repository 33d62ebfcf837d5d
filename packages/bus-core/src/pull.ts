/** Messages one by one, for a caller that asks: an async iterator over a subscription. */
import type { Clock } from './clock.ts';
import { ReliableDelivery } from './delivery.ts';
import type { Delivery } from './envelope.ts';
import type { Pull, Subscription } from './verbs.ts';

/**
 * A delivery takes a slot from the moment it is prefetched until it is settled by the caller. A best-effort one is done
 * when it was taken.
 */
export class PullQueue implements Pull<unknown> {
  readonly #clock: Clock;
  readonly #ackTimeoutMs: number;
  readonly #ready: { readonly delivery: Delivery; readonly done: () => void }[] = [];
  readonly #askers: ((result: IteratorResult<Delivery>) => void)[] = [];
  #subscription: Subscription | undefined;
  #closed = false;

  /** `ackTimeoutMs` runs from the moment that the caller gets a delivery. */
  constructor(clock: Clock, ackTimeoutMs: number) {
    this.#clock = clock;
    this.#ackTimeoutMs = ackTimeoutMs;
  }

  attach(subscription: Subscription): void {
    this.#subscription = subscription;
  }

  get group(): string {
    return this.#subscription?.group ?? '';
  }

  /** The handler: resolves when the caller has settled the delivery. */
  readonly collect = (delivery: Delivery): Promise<void> =>
    new Promise((resolve) => {
      if (delivery instanceof ReliableDelivery) delivery.onSettled = resolve;
      this.#ready.push({ delivery, done: resolve });
      this.#serve();
    });

  [Symbol.asyncIterator](): AsyncIterator<Delivery> {
    return {
      next: () => this.#next(),
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  async close(options?: { readonly forget?: boolean }): Promise<void> {
    this.#closed = true;
    const closing = this.#subscription?.close(options);
    for (const { delivery, done } of this.#ready.splice(0)) {
      if (delivery instanceof ReliableDelivery) delivery.retry({ delayMs: 0, counts: false });
      else done();
    }
    for (const asker of this.#askers.splice(0)) asker({ done: true, value: undefined });
    await closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #next(): Promise<IteratorResult<Delivery>> {
    if (this.#closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#askers.push(resolve);
      this.#serve();
    });
  }

  #serve(): void {
    while (this.#askers.length > 0) {
      const next = this.#ready.shift();
      if (next === undefined) return;
      const { delivery, done } = next;
      if (delivery instanceof ReliableDelivery && delivery.state !== 'leased') continue;
      this.#askers.shift()?.({ done: false, value: delivery });
      if (delivery instanceof ReliableDelivery) this.#clock.defer(() => this.#startDeadline(delivery));
      else done();
    }
  }

  #startDeadline(delivery: ReliableDelivery): void {
    if (delivery.state === 'leased') delivery.extend(this.#ackTimeoutMs);
  }
}

/** Which delivery a handler is working on, for publishes that are not told their cause. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ReliableDelivery } from './delivery.ts';

const storage = new AsyncLocalStorage<ReliableDelivery>();

/** Calls `handler` so that everything it starts, awaits included, knows `delivery`. About 0.15 µs. */
export function runInContext(delivery: ReliableDelivery, handler: (delivery: ReliableDelivery) => unknown): unknown {
  return storage.run(delivery, handler, delivery);
}

/** The delivery being handled, where its subscription has `context: 'implicit'`. */
export function currentDelivery(): ReliableDelivery | undefined {
  return storage.getStore();
}

/** Which delivery a handler is working on, for publishes that are not told their cause. */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { Clock } from './clock.ts';
import type { ReliableDelivery } from './delivery.ts';

const storage = new AsyncLocalStorage<ReliableDelivery>();

/**
 * Calls `handler` so that everything it starts, awaits included, knows `delivery`. About 0.1 µs: the scope puts back what
 * was there before as it was, where `storage.run` makes another store for it, which every later callback then carries.
 */
export function runInContext(delivery: ReliableDelivery, handler: (delivery: ReliableDelivery) => unknown): unknown {
  return new AsyncResource('myelin.delivery').runInAsyncScope(enter, undefined, delivery, handler);
}

function enter(delivery: ReliableDelivery, handler: (delivery: ReliableDelivery) => unknown): unknown {
  storage.enterWith(delivery);
  return handler(delivery);
}

/** The delivery being handled, where its subscription has `context: 'implicit'`. */
export function currentDelivery(): ReliableDelivery | undefined {
  return storage.getStore();
}

/**
 * The clock for everything that an engine does later: a callback that was asked for inside a handler runs outside of it.
 * Else a drain that one handler set off would call the next ones in its name.
 */
export function outsideOfHandlers(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    coarse: () => clock.coarse(),
    monotonic: () => clock.monotonic(),
    setTimer: (callback, delayMs, options) => clock.setTimer(outside(callback), delayMs, options),
    defer: (callback) => clock.defer(outside(callback)),
    yield: (callback) => clock.yield(outside(callback)),
    ...(clock.watchLoop === undefined ? undefined : { watchLoop: clock.watchLoop }),
  };
}

/** The callback itself where nobody is at work, which is nearly always. */
function outside(callback: () => void): () => void {
  return storage.getStore() === undefined ? callback : () => storage.exit(callback);
}

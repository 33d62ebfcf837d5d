/** A process with everything that can wait: retries, delays, requests, handlers at work, publishers. It closes and returns. */
import { createBus } from '@myelin/bus-core';
import { connect, items, reliable, request } from './modules.ts';

const bus = createBus({ publishTimeoutMs: 3_600_000 });
const messages = [
  reliable('failing'),
  reliable('hanging'),
  reliable('late'),
  reliable('full'),
  request('ask'),
] as const;
const module = await connect<(typeof messages)[number]['member']>(bus, 'desk', messages);
const never = (): Promise<void> => new Promise(() => undefined);

module.failing.subscribe(() => false, { retry: { delayMs: 3_600_000, delayMsMax: 3_600_000 }, breaker: 'off' });
module.hanging.subscribe(never, { ackTimeoutMs: 3_600_000 });
module.hanging.subscribeBatch(() => undefined, { name: 'batches', sizeMax: 100, waitMs: 3_600_000 });
module.late.subscribe(() => undefined);
module.full.subscribe(never, { queueSizeMax: 1, ackTimeoutMs: 3_600_000 });
module.ask.serve(() => new Promise(() => undefined), { ackTimeoutMs: 3_600_000 });

await Promise.all(items(10).flatMap((item) => [module.failing.publish(item), module.hanging.publish(item)]));
await module.late.publish({ n: 0 }, { delayMs: 3_600_000 });
await module.full.publish({ n: 0 });
const waiting = Promise.allSettled([
  module.full.publish({ n: 1 }),
  module.ask.request({ n: 0 }, { timeoutMs: 3_600_000 }),
]);
await new Promise(setImmediate);
await bus.close();
await waiting;
console.log('closed');

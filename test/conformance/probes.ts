/** One probe per capability: a transport that declares what it does not have fails here, by the capability's name. */
import assert from 'node:assert/strict';
import type { Capabilities } from '../../packages/bus-core/src/transport.ts';
import { items, keyed, message, reliable } from './modules.ts';
import type { World } from './world.ts';

export interface Probe {
  readonly capability: keyof Capabilities;
  /** Undefined where the transport declares that it lacks the capability. */
  readonly probe: ((world: World) => Promise<void>) | undefined;
}

/** In the order of the table. */
export function probes(capabilities: Capabilities): Probe[] {
  const { durable, spans, order, groups, delay, history, dedupe, transaction, broadcast } = capabilities;
  const probe = (capability: keyof Capabilities, declared: boolean, run: (world: World) => Promise<void>): Probe => ({
    capability,
    probe: declared ? run : undefined,
  });
  return [
    probe('durable', durable, survivesCrash),
    probe('spans', spans !== 'process', reachesOtherProcess),
    probe('order', order === 'key', keepsOrderOfKeys),
    probe('priority', true, highPassesLow),
    probe('groups', groups === 'remembered', keepsGroups),
    probe('delay', delay, delays),
    probe('history', history, remembers),
    probe('dedupe', dedupe, absorbsDuplicates),
    probe('transaction', transaction !== 'none', transacts),
    probe('broadcast', broadcast, reachesEveryInstance),
  ];
}

async function survivesCrash(t: World): Promise<void> {
  const order = reliable('order');
  const first = await t.bus();
  const publisher = await t.module('shop', [order], first);
  const receipts = await t.publish(publisher.order, items(10));
  assert.ok(receipts.every(({ durability }) => durability !== 'memory'));
  await t.crash(first);
  const seen: number[] = [];
  const reader = await t.module('store', [order]);
  reader.order.subscribe(({ payload }) => seen.push(payload.n));
  await t.until(() => seen.length >= 10, 'what was accepted comes to another process');
  assert.deepEqual(
    seen,
    items(10).map(({ n }) => n),
  );
}

async function reachesOtherProcess(t: World): Promise<void> {
  const order = reliable('order');
  const reader = await t.module('store', [order]);
  const seen: number[] = [];
  reader.order.subscribe(({ payload }) => seen.push(payload.n));
  const publisher = await t.module('shop', [order]);
  await t.publish(publisher.order, items(10));
  await t.until(() => seen.length >= 10, 'messages of one process reach another');
}

async function keepsOrderOfKeys(t: World): Promise<void> {
  const { order } = await t.module('shop', [keyed('order')]);
  const seen: number[] = [];
  order.subscribe(async ({ payload }) => {
    await Promise.resolve();
    seen.push(payload.n);
  });
  await t.publish(
    order,
    items(100, () => 'one'),
  );
  await t.until(() => seen.length >= 100, 'all arrive');
  assert.deepEqual(
    seen,
    items(100).map(({ n }) => n),
  );
}

/** Whatever the window, a message that is already waiting for a slot is passed by a more urgent one beside it. */
async function highPassesLow(t: World): Promise<void> {
  const { order } = await t.module('shop', [reliable('order')]);
  const seen: number[] = [];
  const free: (() => void)[] = [];
  order.subscribe(
    ({ payload }) => {
      seen.push(payload.n);
      return payload.n < 4 ? new Promise<void>((resolve) => free.push(resolve)) : undefined;
    },
    { concurrency: 4 },
  );
  await t.publish(order, items(4));
  await t.until(() => seen.length === 4, 'every slot is taken');
  for (const n of [4, 5, 6]) await t.done(order.publish({ n }, { priority: 'low' }));
  await t.done(order.publish({ n: 7 }, { priority: 'high' }));
  await t.advance(1_000);
  for (const go of free) go();
  await t.until(() => seen.length === 8, 'all arrive');
  assert.equal(seen[4], 7);
}

async function keepsGroups(t: World): Promise<void> {
  const bus = await t.bus();
  const { order } = await t.module('shop', [reliable('order')], bus);
  const seen: number[] = [];
  await t.done(order.subscribe(({ payload }) => seen.push(payload.n), { from: 'now' }).close());
  await t.publish(order, items(3));
  order.subscribe(({ payload }) => seen.push(payload.n), { from: 'now' });
  await t.until(() => seen.length === 3, 'what came meanwhile is there');
}

async function delays(t: World): Promise<void> {
  const { order } = await t.module('shop', [reliable('order')]);
  const atMs: number[] = [];
  order.subscribe(() => atMs.push(t.clock.monotonic()));
  const startMs = t.clock.monotonic();
  await t.done(order.publish({ n: 0 }, { delayMs: 10_000 }));
  await t.until(() => atMs.length === 1, 'it arrives');
  assert.ok((atMs[0] ?? 0) - startMs >= 10_000, 'and not too early');
}

async function remembers(t: World): Promise<void> {
  const bus = await t.bus();
  const { order } = await t.module('shop', [reliable('order')], bus);
  await t.publish(order, items(3));
  const recent = await t.done(bus.getRecentEvents({ pattern: 'conformance.*' }));
  assert.deepEqual(
    recent.map(({ payload }) => payload),
    items(3),
  );
}

async function absorbsDuplicates(t: World): Promise<void> {
  const { order } = await t.module('shop', [reliable('order')]);
  const first = await t.done(order.publish({ n: 0 }, { id: 'same' }));
  const second = await t.done(order.publish({ n: 0 }, { id: 'same' }));
  assert.deepEqual([first.duplicate, second.duplicate], [false, true]);
}

async function transacts(): Promise<void> {
  await Promise.reject(new Error('there is no verb for transactions yet, so no transport can have them'));
}

async function reachesEveryInstance(t: World): Promise<void> {
  const bus = await t.bus();
  const notice = message('notice', { channel: 'broadcast', guarantee: 'at-least-once' });
  const seen: string[] = [];
  for (const name of ['first', 'second']) {
    const instance = await t.module('store', [notice], bus);
    await t.done(instance.notice.subscribe(() => seen.push(name)).ready);
  }
  const sender = await t.module('shop', [notice], bus);
  await t.publish(sender.notice, items(1));
  await t.until(() => seen.length === 2, 'each instance gets it');
  assert.deepEqual(seen.toSorted(), ['first', 'second']);
}

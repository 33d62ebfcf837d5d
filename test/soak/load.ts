/** What a busy process does all day: mostly best effort, some reliable with failures, values, requests, and modules that come and go. */
import type { Bus } from '@myelin/bus-core';
import type { Stream } from '../bench/pace.ts';
import { connect, keyed, message, request } from '../conformance/modules.ts';

const TOPICS = 16;
const KEYS = 64;
/** One reliable message in this many fails until it is a dead letter. */
const POISON_EVERY = 90;

export interface Load {
  readonly streams: readonly Stream[];
  readonly tally: { sent: number; handled: number };
}

/** Streams of 100,000 messages a second in all, and their handlers. */
export async function load(bus: Bus): Promise<Load> {
  const tally = { sent: 0, handled: 0 };
  const count = (): void => {
    tally.handled++;
  };
  const raw = Array.from({ length: TOPICS }, (_, n) => message(`raw${n}`, { channel: 'direct' }));
  const desk = await connect<string>(bus, 'desk', [...raw, keyed('order'), message('level', { channel: 'status' })]);
  const handles = raw.map(({ member }) => desk[member]);
  for (const handle of handles) handle?.subscribe(count);
  const { order, level } = desk;
  const retry = { attemptsMax: 2, delayMs: 50, backoff: 'fixed' } as const;
  order?.subscribe(async ({ payload }) => await work(payload.n, count), { retry, breaker: 'off' });
  level?.subscribe(count);
  let n = 0;
  const sent = (): number => {
    tally.sent++;
    return n++;
  };
  const emit = (): void => void handles[n % TOPICS]?.emit({ n: sent() });
  const publish = (): void => void order?.publish({ n: sent(), key: `key-${n % KEYS}` });
  const tell = (): void => void level?.publish({ n: sent() });
  return {
    tally,
    streams: [
      { ratePerSecond: 90_000, send: emit },
      { ratePerSecond: 9_000, send: publish },
      { ratePerSecond: 1_000, send: tell },
    ],
  };
}

async function work(n: number, count: () => void): Promise<void> {
  await Promise.resolve();
  if (n % POISON_EVERY === 0) throw new Error('poison');
  count();
}

/** A module comes, asks, publishes, and goes. */
export async function churn(bus: Bus): Promise<void> {
  const ask = request('ask');
  const passing = await connect<'ask' | 'hello'>(bus, 'visitor', [ask, message('hello')]);
  const serving = passing.ask.serve(({ payload }) => payload);
  passing.hello.subscribe(() => undefined);
  await Promise.all([passing.ask.request({ n: 1 }), passing.hello.publish({ n: 1 })]);
  await serving.close({ forget: true });
  await passing.close();
}

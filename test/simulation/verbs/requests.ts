/** Requests: every one ends in time, with its own reply or a reason. */
import type { Bus } from '@myelin/bus-core';
import { connect, type Item, type ItemHandle, request } from '../../conformance/modules.ts';
import type { Part } from './part.ts';
import type { Place } from './stage.ts';

const TIMEOUT_MS = 1_000;
/** What a store's own way may add. */
const SLACK_MS = 100;
/** Numbers of requests that are made when all is well again. */
const AFTER = 500;
const EXPECTED: Readonly<Record<string, string>> = {
  BUS_NO_RESPONDER: 'request without a responder',
  BUS_SUBSCRIBER_UNAVAILABLE: 'request without a responder',
  BUS_REQUEST_TIMEOUT: 'request that ran out of time',
  BUS_MESSAGE_REJECTED: 'request that was given up',
  BUS_TRANSPORT_UNAVAILABLE: 'request without a store',
};

export const requests: Part = {
  name: 'requests',
  stores: ['log', 'memory'],
  states: [
    'request answered',
    'request to many answered',
    'request without a responder',
    'request that ran out of time',
    'request that was given up',
    'late reply',
  ],
  play: (stage) => {
    const ask = request('ask');
    const clients = new Map<Place, ItemHandle>();
    const serve = async (n: number): Promise<{ readonly n: number }> => {
      const { chance, calm } = stage;
      if (!calm && chance.happens(0.15)) throw new TypeError('as planned');
      if (!calm && chance.happens(0.2))
        await new Promise<void>((resolve) => stage.clock.setTimer(resolve, chance.int(500, 3_000)));
      return { n: n + 1_000 };
    };
    const single = async (place: Place, n: number): Promise<void> => {
      const client = clients.get(place);
      if (client === undefined) return;
      const startMs = stage.clock.monotonic();
      const call = client.request({ n }, { timeoutMs: TIMEOUT_MS }).then(({ payload }) => {
        if (payload.n !== n + 1_000) stage.fail('reply', `request ${n} got ${payload.n}`);
      });
      const code = await stage.codeOf(call);
      if (!place.alive) return;
      const tookMs = stage.clock.monotonic() - startMs;
      stage.note(`request ${n} of ${place.index}: ${code ?? 'answered'} after ${tookMs.toFixed(0)} ms`);
      if (tookMs > TIMEOUT_MS + SLACK_MS) stage.fail('in time', `request ${n} took ${tookMs} ms`);
      const state = code === undefined ? 'request answered' : EXPECTED[code];
      if (state === undefined) stage.fail('reason', `request ${n} ended with ${code ?? ''}`);
      else stage.count(state);
      if (n >= AFTER && code !== undefined) stage.fail('liveness', `request ${n} ended with ${code} after the storm`);
    };
    const many = async (place: Place, n: number): Promise<void> => {
      const client = clients.get(place);
      if (client === undefined) return;
      const replies: Item[] = [];
      const call = client.requestMany({ n }, { timeoutMs: TIMEOUT_MS });
      await stage.codeOf(call.then((all) => replies.push(...all.map(({ payload }) => payload))));
      if (!place.alive) return;
      if (replies.length > 0) stage.count('request to many answered');
      if (replies.length > 2)
        stage.fail('once per group', `request ${n} to many got ${replies.length} replies of 2 groups`);
      if (replies.some((reply) => reply.n !== n + 1_000)) stage.fail('reply', `request ${n} to many got another's`);
    };
    return {
      join: async (place) => {
        const name = `server${place.index % 2}`;
        const server = await connect<'ask'>(place.bus, name, [ask]);
        if (place.index !== 1 || stage.chance.happens(0.5)) {
          const serving = server.ask.serve(({ payload }) => serve(payload.n), {
            breaker: 'off',
            retry: { attemptsMax: 2, delayMs: 50 },
          });
          // for a while nobody may serve
          if (!stage.calm && stage.chance.happens(0.4)) {
            stage.clock.setTimer(() => serving.pause(), stage.chance.int(0, 10_000));
            stage.clock.setTimer(() => place.alive && serving.resume(), 15_000);
          }
        }
        clients.set(place, (await connect<'ask'>(place.bus, 'client', [ask])).ask);
      },
      act: (place, n) => (n % 5 === 0 ? many(place, n) : single(place, n)),
      check: async () => {
        for (const place of stage.living) await stage.done(single(place, AFTER + place.index));
        const buses: ReadonlySet<Bus> = new Set(stage.living.map(({ bus }) => bus));
        for (const bus of buses) stage.count('late reply', bus.stats().lateReplies);
      },
    };
  },
};

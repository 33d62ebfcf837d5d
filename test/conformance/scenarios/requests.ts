/** Requests and replies. */
import assert from 'node:assert/strict';
import { type Item, items, request } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

export const requests: Theme = theme('requests', [
  scenario('a request gets the reply of who serves it', async (t) => {
    const ask = request('ask');
    const bus = await t.bus();
    const server = await t.module('server', [ask], bus);
    await t.done(server.ask.serve(({ payload }) => ({ n: payload.n * 2 })).ready);
    const client = await t.module('client', [ask], await t.elsewhere(bus));
    const reply = await t.done(client.ask.request({ n: 21 }, { correlationId: 'talk' }));
    assert.deepEqual([reply.payload, reply.source, reply.correlationId], [{ n: 42 }, 'server', 'talk']);
  }),

  scenario('100 requests at once each get their own reply', async (t) => {
    const { ask } = await t.module('desk', [request('ask')]);
    const serving = ask.serve(async ({ payload }) => {
      await Promise.resolve();
      return { n: payload.n + 1_000 };
    });
    await t.done(serving.ready);
    const replies = await t.done(Promise.all(items(100).map((item) => ask.request(item))));
    assert.deepEqual(
      replies.map(({ payload }) => payload.n),
      items(100).map(({ n }) => n + 1_000),
    );
  }),

  scenario('without anybody to serve it a request fails at once', async (t) => {
    const { ask } = await t.module('desk', [request('ask')]);
    const startMs = t.clock.monotonic();
    await t.refused(ask.request({ n: 1 }), 'BUS_NO_RESPONDER');
    assert.ok(t.clock.monotonic() - startMs < 100);
  }),

  scenario('when the last server has closed, a request fails at once', async (t) => {
    const { ask } = await t.module('desk', [request('ask')]);
    const serving = ask.serve(({ payload }) => payload);
    await t.done(serving.ready);
    await t.done(ask.request({ n: 1 }));
    await t.done(serving.close());
    await t.refused(ask.request({ n: 1 }), 'BUS_NO_RESPONDER');
  }),

  scenario('a request without a reply ends at its timeout, and the late reply is counted', async (t) => {
    const bus = await t.bus();
    const { ask } = await t.module('desk', [request('ask')], bus);
    const finish: (() => void)[] = [];
    const serving = ask.serve(
      async ({ payload }) => {
        await new Promise<void>((resolve) => finish.push(resolve));
        return payload;
      },
      { ackTimeoutMs: 60_000 },
    );
    await t.done(serving.ready);
    const startMs = t.clock.monotonic();
    await t.refused(ask.request({ n: 1 }, { timeoutMs: 2_000 }), 'BUS_REQUEST_TIMEOUT');
    assert.ok(t.clock.monotonic() - startMs >= 2_000);
    finish[0]?.();
    await t.until(() => bus.stats().lateReplies === 1, 'the reply is counted', 1_000);
  }),

  scenario(
    'a request that waited past its deadline is not handled any more',
    async (t) => {
      const bus = await t.bus();
      const { ask } = await t.module('desk', [request('ask')], bus);
      let calls = 0;
      const serving = ask.serve(({ payload }) => {
        calls++;
        return payload;
      });
      await t.done(serving.ready);
      await t.done(ask.request({ n: 0 }));
      const other = ask.serve(({ payload }) => payload, { name: 'other' });
      await t.done(other.ready);
      serving.pause();
      await t.done(ask.request({ n: 1 }, { timeoutMs: 1_000 }));
      await t.advance(2_000);
      serving.resume();
      await t.rest();
      assert.equal(calls, 1);
      const stats = bus.stats().groups.find(({ group }) => group === 'desk/conformance.ask');
      assert.equal(stats?.dropped.expired, 1);
    },
    ['process-span'],
  ),

  scenario('its signal ends a request at once', async (t) => {
    const { ask } = await t.module('desk', [request('ask')]);
    const serving = ask.serve(() => new Promise(() => undefined), { ackTimeoutMs: 60_000 });
    await t.done(serving.ready);
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    const asked = ask.request({ n: 1 }, { signal: controller.signal });
    await t.advance(100);
    controller.abort(reason);
    await assert.rejects(t.done(asked), reason);
    await assert.rejects(t.done(ask.request({ n: 1 }, { signal: controller.signal })), reason);
  }),

  scenario('a server that rejects a request tells the requester', async (t) => {
    const { ask } = await t.module('desk', [request('ask')]);
    const serving = ask.serve((delivery) => {
      delivery.reject('out of order');
      return { n: 0 };
    });
    await t.done(serving.ready);
    await t.refused(ask.request({ n: 1 }), 'BUS_MESSAGE_REJECTED');
  }),

  scenario('a server that fails every attempt tells the requester', async (t) => {
    const { ask } = await t.module('desk', [request('ask')]);
    const serving = ask.serve(
      () => {
        throw new Error('broken');
      },
      { retry: { backoff: 'none', attemptsMax: 2 } },
    );
    await t.done(serving.ready);
    await t.refused(ask.request({ n: 1 }), 'BUS_MESSAGE_REJECTED');
  }),

  scenario('an invalid reply is the fault of the server, and the requester is told', async (t) => {
    const { ask } = await t.module('desk', [request('ask')]);
    const serving = ask.serve(() => JSON.parse('{"n":"not a number"}') as Item);
    await t.done(serving.ready);
    await t.refused(ask.request({ n: 1 }), 'BUS_MESSAGE_REJECTED');
  }),
]);

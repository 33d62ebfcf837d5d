/** Requests to everybody who serves. */
import assert from 'node:assert/strict';
import { request } from '../modules.ts';
import { scenario, type Theme, theme } from '../scenario.ts';

export const requestMany: Theme = theme('requests to many', [
  scenario('requestMany gets one reply per serving group', async (t) => {
    const bus = await t.bus();
    const ask = request('ask');
    const client = await t.module('client', [ask], bus);
    for (const name of ['first', 'second', 'second', 'third']) {
      const server = await t.module(name, [ask], bus);
      await t.done(server.ask.serve(({ payload }) => payload).ready);
    }
    const startMs = t.clock.monotonic();
    const replies = await t.done(client.ask.requestMany({ n: 1 }));
    assert.deepEqual(replies.map(({ source }) => source).toSorted(), ['first', 'second', 'third']);
    assert.ok(t.clock.monotonic() - startMs < 1_000, 'it does not wait for the deadline');
  }),

  scenario('requestMany ends at its deadline with the replies it has', async (t) => {
    const bus = await t.bus();
    const ask = request('ask');
    const client = await t.module('client', [ask], bus);
    const quick = await t.module('quick', [ask], bus);
    const slow = await t.module('slow', [ask], bus);
    await t.done(quick.ask.serve(({ payload }) => payload).ready);
    await t.done(slow.ask.serve(() => new Promise(() => undefined), { ackTimeoutMs: 60_000 }).ready);
    const replies = await t.done(client.ask.requestMany({ n: 1 }, { timeoutMs: 2_000 }));
    assert.deepEqual(
      replies.map(({ source }) => source),
      ['quick'],
    );
  }),

  scenario('requestMany ends when countMax have answered', async (t) => {
    const bus = await t.bus();
    const ask = request('ask');
    const client = await t.module('client', [ask], bus);
    for (const name of ['first', 'second', 'third']) {
      const server = await t.module(name, [ask], bus);
      await t.done(server.ask.serve(({ payload }) => payload).ready);
    }
    assert.equal((await t.done(client.ask.requestMany({ n: 1 }, { countMax: 2 }))).length, 2);
  }),
]);

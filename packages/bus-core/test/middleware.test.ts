import { describe, expect, it } from 'vitest';
import type { Delivery } from '../src/envelope.ts';
import type { MiddlewareOptions, PublishMiddleware } from '../src/options.ts';
import { connectNotes, contract, reliable, testBus } from './support/bus.ts';

async function run(middleware: MiddlewareOptions, definition = contract('notes.note')) {
  const { bus, clock } = testBus({ middleware });
  const notes = await connectNotes(bus, definition);
  return { bus, clock, note: notes.note };
}

describe('middleware around publish', () => {
  it('runs from the first to the last and back', async () => {
    const steps: string[] = [];
    const layer =
      (name: string): PublishMiddleware =>
      async (_call, next) => {
        steps.push(`${name} in`);
        const receipt = await next();
        steps.push(`${name} out`);
        return receipt;
      };
    const { note } = await run({ publish: [layer('a'), layer('b')] });
    await note.publish({});
    expect(steps).toEqual(['a in', 'b in', 'b out', 'a out']);
  });

  it('may change what is published, which is validated after it', async () => {
    const { note, clock } = await run({
      publish: [(call, next) => next({ ...call, options: { ...call.options, headers: { by: call.source } } })],
    });
    const seen: unknown[] = [];
    note.subscribe(({ headers }) => void seen.push(headers));
    await note.publish({});
    await clock.runUntilIdle();
    expect(seen).toEqual([{ by: 'notes' }]);
    const broken = await run({ publish: [(call, next) => next({ ...call, payload: 1 })] });
    await expect(broken.note.publish({})).rejects.toMatchObject({ code: 'BUS_PAYLOAD_INVALID' });
  });

  it('refuses the publish when it throws, and nothing is enqueued', async () => {
    const { note, bus } = await run({
      publish: [
        () => {
          throw new TypeError('not today');
        },
      ],
    });
    await expect(note.publish({})).rejects.toMatchObject({ code: 'BUS_MESSAGE_REJECTED', message: 'not today' });
    expect(bus.metrics().published).toBe(0);
  });

  it('is around emit too', async () => {
    const seen: unknown[] = [];
    const { note, clock } = await run({
      publish: [
        (call, next) => {
          seen.push(call.topic);
          return next();
        },
      ],
    });
    expect(note.emit({})).toBe(true);
    await clock.runUntilIdle();
    expect(seen).toEqual(['notes.note']);
  });
});

describe('middleware around requests and replies', () => {
  const question = contract('notes.note', { channel: 'request', reply: contract('notes.answer') });
  const verbs: PublishMiddleware = (call, next) =>
    next({ ...call, payload: { ...(call.payload as object), [call.verb]: call.topic } });

  async function ask(publish: PublishMiddleware, handler: (message: Delivery) => unknown): Promise<unknown> {
    const { note, clock } = await run({ publish: [publish] }, question);
    note.serve(handler);
    const asked = note.request({}).then(
      ({ payload }) => payload,
      (error: unknown) => error,
    );
    await clock.advance(10_000);
    return await asked;
  }

  it('may change both, by their verb', async () => {
    const reply = await ask(verbs, ({ payload }) => ({ asked: payload }));
    expect(reply).toEqual({ asked: { request: 'notes.note' }, reply: 'notes.answer' });
  });

  it('refuses the request when it throws', async () => {
    const error = await ask(
      () => Promise.reject(new TypeError('not today')),
      () => ({}),
    );
    expect(error).toMatchObject({ code: 'BUS_MESSAGE_REJECTED', message: 'not today' });
  });

  it('says so where a layer never passed the request on', async () => {
    const error = await ask(
      () => ({ id: '', durability: 'memory', duplicate: false }),
      () => ({}),
    );
    expect(error).toMatchObject({ code: 'BUS_MESSAGE_REJECTED' });
  });

  it('of a reply fails the attempt that made it, which is made again', async () => {
    let failures = 0;
    const once: PublishMiddleware = (call, next) => {
      if (call.verb === 'reply' && failures++ === 0) throw new TypeError('once');
      return next();
    };
    let attempts = 0;
    expect(await ask(once, ({ attempt }) => ({ attempt: (attempts = attempt) }))).toEqual({ attempt: 2 });
    expect(attempts).toBe(2);
  });

  it('may not make a reply invalid', async () => {
    const broken: PublishMiddleware = (call, next) => next(call.verb === 'reply' ? { ...call, payload: 7 } : call);
    expect(await ask(broken, () => ({}))).toMatchObject({ code: 'BUS_MESSAGE_REJECTED' });
  });
});

describe('middleware around handle', () => {
  it('runs around every attempt and knows where it is', async () => {
    const places: string[] = [];
    let calls = 0;
    const { note, clock } = await run(
      {
        handle: [
          (message, next, { group, module }) => {
            places.push(`${module} ${group} ${message.attempt}`);
            return next();
          },
        ],
      },
      contract('notes.note', reliable),
    );
    note.subscribe(() => ++calls === 2, { retry: { backoff: 'none' } });
    await note.publish({});
    await clock.runUntilIdle();
    expect(places).toEqual(['notes notes/notes.note 1', 'notes notes/notes.note 2']);
  });

  it.each([
    [
      'sync',
      () => {
        throw new TypeError('before');
      },
    ],
    ['async', () => Promise.reject(new TypeError('before'))],
  ])('fails the attempt when it throws: %s', async (_kind, layer) => {
    const { note, clock, bus } = await run({ handle: [layer] }, contract('notes.note', reliable));
    let calls = 0;
    note.subscribe(() => calls++, { retry: { attemptsMax: 1 } });
    await note.publish({});
    await clock.runUntilIdle();
    expect(calls).toBe(0);
    expect((await bus.deadLetters.list())[0]).toMatchObject({ reason: 'attempts-exhausted', error: 'before' });
  });

  it('may leave the handler out, and then the message is done', async () => {
    const { note, clock, bus } = await run({ handle: [() => undefined] }, contract('notes.note', reliable));
    note.subscribe(() => false);
    await note.publish({});
    await clock.runUntilIdle();
    expect(bus.stats().groups[0]).toMatchObject({ acked: 1 });
  });
});

import { describe, expect, it } from 'vitest';
import type { Delivery } from '../src/envelope.ts';
import type { BusEventMap } from '../src/events.ts';
import type { SubscribeOptions } from '../src/options.ts';
import { SharedLog, sharedLogBus } from '../src/testing/shared-log/index.ts';
import { VirtualClock } from '../src/virtual-clock.ts';
import { connectNotes, contract, reliable, testBus } from './support/bus.ts';

const secret = contract('notes.note', { ...reliable, sensitive: true });
const BYTES = [1, 2, 3];

interface Note {
  readonly image: Uint8Array;
}

/** One message through the shared log. */
async function onLog(handler: (message: Delivery<Note>, clock: VirtualClock) => unknown, more: Parts = {}) {
  const clock = new VirtualClock();
  const { bus } = sharedLogBus(new SharedLog({ clock }), { clock });
  const opened = connectNotes(bus, more.definition ?? secret);
  await clock.advance(100);
  const { note } = await opened;
  const receive = (message: Delivery): unknown => handler(message as Delivery<Note>, clock);
  note.subscribe(receive, { retry: { backoff: 'none', attemptsMax: 2 }, ...more.options });
  await clock.advance(100);
  void note.publish({ image: new Uint8Array(BYTES) });
  await clock.advance(5_000);
  return { bus, clock };
}

interface Parts {
  readonly definition?: ReturnType<typeof contract>;
  readonly options?: SubscribeOptions;
}

describe('binary values of a sensitive message over a transport of bytes', () => {
  it.each([
    ['reliable', secret],
    ['best effort', contract('notes.note', { sensitive: true })],
  ])('are zero when it is done: %s', async (_mode, definition) => {
    const images: Uint8Array[] = [];
    const during: number[][] = [];
    await onLog(
      ({ payload }) => {
        images.push(payload.image);
        during.push([...payload.image]);
      },
      { definition },
    );
    expect(during).toEqual([BYTES]);
    expect(images.map((image) => [...image])).toEqual([[0, 0, 0]]);
  });

  it('are whole in every attempt', async () => {
    const seen: number[][] = [];
    await onLog(({ payload, attempt }) => {
      seen.push([...payload.image]);
      return attempt > 1;
    });
    expect(seen).toEqual([BYTES, BYTES]);
  });

  it('stay until a handler that settled early is done', async () => {
    const seen: number[][] = [];
    const images: Uint8Array[] = [];
    await onLog(async (message, clock) => {
      images.push(message.payload.image);
      message.ack();
      await new Promise<void>((resolve) => void clock.setTimer(resolve, 1_000));
      seen.push([...message.payload.image]);
    });
    expect(seen).toEqual([BYTES]);
    expect(images.map((image) => [...image])).toEqual([[0, 0, 0]]);
  });

  it('are whole when a dead letter comes back', async () => {
    const seen: number[][] = [];
    const { bus, clock } = await onLog(({ payload }) => {
      seen.push([...payload.image]);
      return seen.length > 2;
    });
    void bus.deadLetters.redrive();
    await clock.advance(5_000);
    expect(seen).toEqual([BYTES, BYTES, BYTES]);
  });

  it('of other messages are left alone', async () => {
    const images: Uint8Array[] = [];
    await onLog(({ payload }) => void images.push(payload.image), { definition: contract('notes.note', reliable) });
    expect(images.map((image) => [...image])).toEqual([BYTES]);
  });
});

describe('the audit of sensitive messages', () => {
  async function audited(definition: ReturnType<typeof contract>): Promise<BusEventMap['audit'][]> {
    const { bus, clock } = testBus();
    const events: BusEventMap['audit'][] = [];
    bus.events.on('audit', (event) => events.push(event));
    const { note } = await connectNotes(bus, definition);
    let calls = 0;
    note.subscribe(() => ++calls > 1, { retry: { backoff: 'none' } });
    await note.publish({ pin: 'very secret' }, { id: 'one' });
    await note.publish({ pin: 'very secret' }, { id: 'one' });
    await expect(note.publish(7)).rejects.toMatchObject({ code: 'BUS_PAYLOAD_INVALID' });
    await clock.runUntilIdle();
    return events;
  }

  it.each([
    ['the whole message', { sensitive: true }],
    ['a field', { sensitiveFields: ['pin'] }],
  ])('tells of each that was accepted and of each attempt, without the payload: %s', async (_what, parts) => {
    const events = await audited(contract('notes.note', { ...reliable, ...parts }));
    const about = { topic: 'notes.note', id: 'one', module: 'notes' };
    const delivery = { ...about, action: 'delivery', group: 'notes/notes.note' };
    expect(events).toEqual([
      { ...about, action: 'publish', group: undefined, attempt: undefined },
      { ...delivery, attempt: 1 },
      { ...delivery, attempt: 2 },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('is silent about others', async () => {
    expect(await audited(contract('notes.note', reliable))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { BusError } from '../src/errors.ts';
import { jsonContract } from '../src/json.ts';
import { connectNotes, testBus } from './support/bus.ts';

/** What an ad-hoc topic is under: any JSON, of any size. */
const json = { ...jsonContract('user.note', 'notes'), member: 'note' };

function refuse(): never {
  throw new RangeError('no');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Small in memory, and without end to who follows every reference. */
function doubled(levels: number): object {
  let node: object = {};
  for (let level = 0; level < levels; level++) node = { left: node, right: node };
  return node;
}

function deep(levels: number): object {
  let node: object = {};
  for (let level = 0; level < levels; level++) node = { inner: node };
  return node;
}

function cyclic(): object {
  const node: Record<string, unknown> = {};
  node['self'] = [node, node];
  return node;
}

function growing(): object {
  const get = (list: readonly number[], name: string | symbol): unknown =>
    name === 'length' ? 2 ** 53 : (Reflect.get(list, name) as unknown);
  return new Proxy([1], { get });
}

/** Readable so many times, and then no more. */
function wavering(times: number): object {
  let reads = 0;
  return Object.defineProperty({}, 'id', { enumerable: true, get: () => (reads++ < times ? 'a' : refuse()) });
}

const hostile: Readonly<Record<string, readonly [payload: () => unknown, code: string]>> = {
  'a getter that throws': [
    () => Object.defineProperty({}, 'id', { enumerable: true, get: refuse }),
    'BUS_PAYLOAD_INVALID',
  ],
  'a proxy that throws': [() => new Proxy({}, { ownKeys: refuse, getPrototypeOf: refuse }), 'BUS_PAYLOAD_INVALID'],
  'a revoked proxy': [revoked, 'BUS_PAYLOAD_INVALID'],
  'a list that never ends': [growing, 'BUS_PAYLOAD_TOO_LARGE'],
  'what refers to itself': [cyclic, 'BUS_PAYLOAD_TOO_LARGE'],
  'what is very deep': [() => deep(100_000), 'BUS_PAYLOAD_TOO_LARGE'],
  'what is small in memory alone': [() => doubled(60), 'BUS_PAYLOAD_TOO_LARGE'],
};

describe('a payload that is hostile', () => {
  it.each(Object.entries(hostile))('is refused by publish: %s', async (_, [make, code]) => {
    const { bus } = testBus();
    const { note } = await connectNotes(bus, json);
    await expect(note.publish(make())).rejects.toMatchObject({ name: 'BusError', code });
  });

  it.each(Object.entries(hostile))('is refused by emit: %s', async (_, [make, code]) => {
    const { bus } = testBus();
    const { note } = await connectNotes(bus, json);
    expect(() => note.emit(make())).toThrow(expect.objectContaining({ name: 'BusError', code }));
  });

  it.each([1, 2, 3, 4, 5])('throws nothing but errors of the bus when it turns after reading %i', async (times) => {
    const { bus } = testBus();
    const { note } = await connectNotes(bus, { ...json, key: (payload) => String((payload as { id: string }).id) });
    const answer = (): unknown => {
      try {
        return note.emit(wavering(times));
      } catch (error) {
        return error instanceof BusError;
      }
    };
    expect(answer()).toBe(true);
  });
});

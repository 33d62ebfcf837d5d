/** Messages as CloudEvents, held against the official SDK. */
import { CloudEvent, HTTP } from 'cloudevents';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCloudEvent, toCloudEvent } from '../src/cloudevents.ts';
import type { Message } from '../src/envelope.ts';
import { SharedLog, sharedLogBus } from '../src/testing/shared-log/index.ts';
import { VirtualClock } from '../src/virtual-clock.ts';
import { connectNotes, contract } from './support/bus.ts';

const options = { typePrefix: 'com.acme', sourceBase: 'https://acme.example' };

const message: Message = {
  id: '0190-a',
  topic: 'shop.order-placed',
  version: 2,
  time: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  source: 'shop',
  key: 'customer 7',
  priority: 'high',
  payload: { count: 1, text: 'é', list: [null, -1.5] },
  headers: { tenant: 'a b', 'x-odd': 'stays', source: 'stays', UPPER: 'stays' },
  correlationId: '0190-0',
  causationId: '0190-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  expiresAt: Date.UTC(2027, 0, 1),
  replay: false,
};

/** What the SDK makes of an event that travelled in structured mode. */
function throughSdk(event: object): CloudEvent {
  const sent = HTTP.structured(new CloudEvent(event as CloudEvent));
  const received = HTTP.toEvent({ headers: sent.headers, body: sent.body });
  if (Array.isArray(received)) throw new Error('one event became several');
  return received as CloudEvent;
}

function codeOf(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

describe('a message as a CloudEvent', () => {
  it('has the attributes that the specification names, and legal extensions', () => {
    expect(toCloudEvent(message, options)).toEqual({
      specversion: '1.0',
      id: '0190-a',
      source: 'https://acme.example/modules/shop',
      type: 'com.acme.shop.order-placed.v2',
      time: '2026-01-02T03:04:05.678Z',
      datacontenttype: 'application/json',
      subject: 'customer 7',
      partitionkey: 'customer 7',
      correlationid: '0190-0',
      causationid: '0190-1',
      traceparent: message.traceparent,
      expirytime: '2027-01-01T00:00:00.000Z',
      tenant: 'a b',
      data: message.payload,
    });
  });

  it('is taken by the official SDK, which gives it back unchanged', () => {
    const event = toCloudEvent(message, options);
    expect(JSON.parse(JSON.stringify(throughSdk(event)))).toEqual(event);
  });

  it('comes back as the message that it was', () => {
    const { priority: _, replay: __, headers: ___, ...rest } = message;
    const found = fromCloudEvent(JSON.parse(JSON.stringify(throughSdk(toCloudEvent(message, options)))), options);
    expect(found).toEqual({ ...rest, headers: { tenant: 'a b' }, fingerprint: undefined, sequence: undefined });
  });

  it('comes back whatever its payload and key are', () => {
    const key = fc.option(
      fc.string({ unit: 'grapheme' }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text) && text !== ''),
      { nil: undefined },
    );
    const property = fc.property(fc.jsonValue(), key, (value, given) => {
      const payload: unknown = JSON.parse(JSON.stringify({ value }));
      const event = toCloudEvent({ ...message, payload, key: given }, options);
      const found = fromCloudEvent(JSON.parse(JSON.stringify(throughSdk(event))), options);
      expect([found.payload, found.key]).toEqual([payload, given]);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('has its binary fields as base64, which named paths bring back', () => {
    const payload = { image: Uint8Array.of(1, 2), parts: [{ image: Uint8Array.of(3) }], text: 'AQI=' };
    const event: unknown = JSON.parse(JSON.stringify(toCloudEvent({ ...message, payload }, options)));
    expect(event).toMatchObject({ data: { image: 'AQI=', parts: [{ image: 'Aw==' }], text: 'AQI=' } });
    expect(fromCloudEvent(event, { ...options, bytes: ['image', 'parts.image', 'absent'] }).payload).toEqual(payload);
  });

  it('says its contract and its place in the log', async () => {
    const clock = new VirtualClock();
    const { bus } = sharedLogBus(new SharedLog({ clock }), { clock, guarantee: 'at-least-once' });
    const events: object[] = [];
    const connected = connectNotes(bus, contract('shop.order', { fingerprint: 'a1b2c3d4e5f60718' }));
    await clock.advance(10);
    const { note } = await connected;
    note.subscribe((given) => void events.push(toCloudEvent(given, options)));
    const published = note.publishBatch([{ n: 1 }, { n: 2 }]);
    await clock.advance(1_000);
    await published;
    expect(events).toMatchObject([
      { dataschema: 'urn:myelin:shop.order:v1:a1b2c3d4e5f60718', data: { n: 1 } },
      { dataschema: 'urn:myelin:shop.order:v1:a1b2c3d4e5f60718', data: { n: 2 } },
    ]);
    const sequences = events.map((event) => fromCloudEvent(event, options).sequence ?? '');
    expect(sequences[0]).toMatch(/^\d{16}$/);
    expect(sequences).toEqual(sequences.toSorted());
    expect(new CloudEvent(events[0] as CloudEvent).validate()).toBe(true);
    const closed = bus.close();
    await clock.advance(1_000);
    await closed;
  });
});

describe('a CloudEvent of somebody else', () => {
  it('is taken with no more than it must have', () => {
    const event = new CloudEvent({ type: 'com.acme.user.login.v1', source: '/elsewhere', data: { a: 1 } });
    expect(fromCloudEvent(JSON.parse(JSON.stringify(event)), options)).toMatchObject({
      topic: 'user.login',
      version: 1,
      source: '/elsewhere',
      payload: { a: 1 },
      correlationId: event.id,
      key: undefined,
    });
  });

  it('gives bytes where it is binary as a whole', () => {
    const event = new CloudEvent({ type: 'com.acme.user.photo.v1', source: '/a', data: Uint8Array.of(1, 2, 3) });
    expect(fromCloudEvent(JSON.parse(JSON.stringify(event)), options).payload).toEqual(Uint8Array.of(1, 2, 3));
  });

  const good = { specversion: '1.0', id: 'a', source: '/a', type: 'com.acme.user.login.v1' };
  it.each([
    ['that is none', 'text'],
    ['of another version', { ...good, specversion: '0.3' }],
    ['without an id', { ...good, id: '' }],
    ['of another prefix', { ...good, type: 'org.other.user.login.v1' }],
    ['without a version', { ...good, type: 'com.acme.user.login' }],
    ['whose type is no topic', { ...good, type: 'com.acme.User Login.v1' }],
    ['whose data is no JSON', { ...good, datacontenttype: 'text/xml' }],
    ['whose time is none', { ...good, time: 'yesterday' }],
    ['whose key is no text', { ...good, partitionkey: 1 }],
  ])('%s is refused', (_, event) => {
    expect(codeOf(() => fromCloudEvent(event, options))).toBe('BUS_DECODE_FAILED');
  });
});

describe('what CloudEvents cannot say', () => {
  it('is refused by name', () => {
    expect(codeOf(() => toCloudEvent({ ...message, key: 'a\nb' }, options))).toBe('BUS_PAYLOAD_INVALID');
    expect(codeOf(() => toCloudEvent(message, { typePrefix: 'com acme' }))).toBe('BUS_CONFIG_INVALID');
    expect(codeOf(() => toCloudEvent(message, { ...options, sourceBase: 'https://' }))).toBe('BUS_CONFIG_INVALID');
  });
});

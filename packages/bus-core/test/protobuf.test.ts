/** Protocol Buffers as the codec of a transport. */
import { describe, expect, it } from 'vitest';
import { codecNamed } from '../src/codecs.ts';
import type { Encodings, MessageDescriptor, ProtobufSchema } from '../src/contract.ts';
import { Envelope, NEVER, NOBODY } from '../src/envelope.ts';
import { protobufCodec } from '../src/protobuf/index.ts';
import { RecordFormat } from '../src/record.ts';

function schema(): ProtobufSchema {
  return {
    name: 'acme.shop.v1.OrderV1',
    messages: [
      {
        kind: 'object',
        fields: [
          { number: 1, name: 'id', form: 'string' },
          { number: 2, name: 'counts', form: { repeated: 'integer' } },
        ],
      },
    ],
  };
}

const encodings: Encodings = { protobuf: schema };
const descriptor: MessageDescriptor = {
  name: 'Order',
  member: 'order',
  owner: 'shop',
  topic: 'shop.order',
  version: 1,
  fingerprint: 'f',
  encodings,
  check: (payload): payload is unknown => payload !== undefined,
  explain: () => [],
};
const payload = { id: 'a', counts: [1, -1, 300] };

function order(): Envelope {
  const origin = { topic: 'shop.order', version: 1, source: 'shop', instance: 'i', fingerprint: 'f', descriptor };
  return new Envelope(origin, 'id-1', 1, payload, undefined, 1, NEVER, undefined, NOBODY);
}

describe('the codec protobuf', () => {
  it('writes what the .proto file says', () => {
    const bytes = protobufCodec.of(encodings)?.encode(payload as never);
    // 1: "a"; 2: packed 1, -1 in ten bytes, 300
    const packed = [0x01, ...Array.from({ length: 9 }, () => 0xff), 0x01, 0xac, 0x02];
    expect([...(bytes ?? [])]).toEqual([0x0a, 0x01, 0x61, 0x12, packed.length, ...packed]);
  });

  it('is named by the record, which any transport that knows the version reads', async () => {
    const contracts = { encodingsOf: () => encodings };
    const format = new RecordFormat(await codecNamed('protobuf'), contracts);
    const record = format.encode(order());
    expect(Buffer.from(record).toString('latin1')).toContain('"codec":"protobuf"');
    expect(format.decode(record).payload).toEqual(payload);
  });

  it('refuses a record whose payload was spoilt', async () => {
    const format = new RecordFormat(await codecNamed('protobuf'), { encodingsOf: () => encodings });
    const record = format.encode(order());
    expect(() => format.decode(record.subarray(0, -1))).toThrow(expect.objectContaining({ code: 'BUS_DECODE_FAILED' }));
  });

  it('has nothing to say of a version without a schema', () => {
    expect(protobufCodec.of({})).toBeUndefined();
  });

  it('makes the codec of a version once', () => {
    expect(protobufCodec.of(encodings)).toBe(protobufCodec.of({ ...encodings }));
  });
});

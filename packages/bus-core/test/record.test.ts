import { describe, expect, it } from 'vitest';
import { binaryCodec, type Codec, type Contracts, jsonCodec } from '../src/codec.ts';
import { codecNamed } from '../src/codecs.ts';
import type { Encodings, MessageDescriptor } from '../src/contract.ts';
import { EncodedPayload, Envelope, NEVER, NOBODY } from '../src/envelope.ts';
import { jsonContract } from '../src/json.ts';
import { RecordFormat } from '../src/record.ts';

/** Numbers as one byte each. */
const encodings: Encodings = {
  binary: {
    encode: (payload: { readonly size: number }) => Uint8Array.of(payload.size),
    decode: (bytes) => ({ size: bytes[0] }),
  },
};
const knowing: Contracts = {
  encodingsOf: (topic, version) => (topic === 'shop.box' && version === 1 ? encodings : undefined),
};
const ignorant: Contracts = { encodingsOf: () => undefined };
const box: MessageDescriptor = { ...jsonContract('shop.box', 'shop'), encodings };

function message(payload: unknown, descriptor: MessageDescriptor = box): Envelope {
  const { topic, version, fingerprint } = descriptor;
  const origin = { topic, version, fingerprint, source: 'shop', instance: 'i', descriptor };
  return new Envelope(origin, 'id', 5, payload, 'k', 2, NEVER, { headers: { a: 'b' } }, NOBODY);
}

function formatOf(codec: Codec, contracts: Contracts = knowing): RecordFormat {
  return new RecordFormat(codec, contracts);
}

describe('a record', () => {
  it.each([binaryCodec, jsonCodec])('comes back from $name as it went', (codec) => {
    const format = formatOf(codec);
    const read = format.decode(format.encode(message({ size: 7 })));
    const { id, time, key, lane, expires, extras, payload, topic, version, source } = read;
    expect({ id, time, key, lane, expires, extras, payload, topic, version, source }).toEqual({
      id: 'id',
      time: 5,
      key: 'k',
      lane: 2,
      expires: NEVER,
      extras: { headers: { a: 'b' } },
      payload: { size: 7 },
      topic: 'shop.box',
      version: 1,
      source: 'shop',
    });
  });

  it('is read whichever codec the reader would write', () => {
    const records = [binaryCodec, jsonCodec].map((codec) => formatOf(codec).encode(message({ size: 7 })));
    expect(records[0]).not.toEqual(records[1]);
    for (const record of records)
      for (const codec of [binaryCodec, jsonCodec]) expect(formatOf(codec).decode(record).payload).toEqual({ size: 7 });
  });

  it('carries binary fields as JSON too', () => {
    const format = formatOf(jsonCodec);
    const payload = { data: Uint8Array.of(1, 2, 255) };
    expect(format.decode(format.encode(message(payload))).payload).toEqual(payload);
  });

  it('goes as JSON where its contract has no form for the codec', () => {
    const adHoc = message({ size: 300 }, jsonContract('shop.note', 'shop'));
    expect(formatOf(binaryCodec, ignorant).decode(formatOf(binaryCodec).encode(adHoc)).payload).toEqual({ size: 300 });
  });

  it('keeps a payload encoded that nobody here knows, and gives it on as it came', () => {
    const record = formatOf(binaryCodec).encode(message({ size: 7 }));
    const format = formatOf(jsonCodec, ignorant);
    const read = format.decode(record);
    expect(read.payload).toBeInstanceOf(EncodedPayload);
    expect(format.encode(read)).toEqual(record);
  });

  it('keeps the bytes of a payload that was read and goes on', () => {
    const record = formatOf(binaryCodec).encode(message({ size: 7 }));
    const format = formatOf(jsonCodec);
    expect(format.encode(format.decode(record))).toEqual(record);
  });

  it('has the bytes of another payload once somebody changes it', () => {
    const format = formatOf(binaryCodec);
    const { origin, id, time } = format.decode(format.encode(message({ size: 7 })));
    const changed = new Envelope(origin, id, time, { size: 8 }, 'k', 2, NEVER, undefined, NOBODY);
    expect(format.decode(format.encode(changed)).payload).toEqual({ size: 8 });
  });

  it.each([[[]], [[1, 0]], [[9, 0, 0, 0, 1]], [[255, 255, 255, 255]], [[2, 0, 0, 0, 123, 125]], [[1, 0, 0, 0, 200]]])(
    'is refused when it is %j',
    (bytes) => {
      expect(() => formatOf(binaryCodec).decode(Uint8Array.from(bytes))).toThrow(
        expect.objectContaining({ code: 'BUS_DECODE_FAILED' }),
      );
    },
  );

  it('is refused when its payload is no JSON', () => {
    const format = formatOf(jsonCodec);
    const record = format.encode(message({ size: 7 }));
    expect(() => format.decode(record.subarray(0, -1))).toThrow(expect.objectContaining({ code: 'BUS_DECODE_FAILED' }));
  });
});

describe('the option codec', () => {
  it('names a codec', async () => {
    expect([await codecNamed('binary'), await codecNamed('json')]).toEqual([binaryCodec, jsonCodec]);
  });

  it('is refused when it names none', async () => {
    await expect(codecNamed('constructor' as 'json')).rejects.toMatchObject({ code: 'BUS_CONFIG_INVALID' });
  });
});

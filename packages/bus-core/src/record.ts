/** Messages as bytes, for stores that keep bytes: what the bus says of a message as JSON, then the payload as its codec wrote it. */
import { binaryCodec, type Codec, type Contracts, jsonCodec, jsonPayload } from './codec.ts';
import type { PayloadCodec } from './contract.ts';
import { EncodedPayload, Envelope, type Extras, NEVER, NOBODY } from './envelope.ts';
import { BusError, quoted } from './errors.ts';

const LENGTH_BYTES = 4;
const utf8 = new TextDecoder('utf-8', { fatal: true });

interface Head {
  readonly topic: string;
  readonly version: number;
  readonly source: string;
  readonly instance: string;
  readonly fingerprint: string;
  readonly id: string;
  readonly time: number;
  /** Absent for JSON. */
  readonly codec?: string;
  readonly key?: string;
  readonly lane: number;
  readonly expires?: number;
  readonly extras?: Extras;
}

/** Writes with one codec, reads what any of them wrote. */
export class RecordFormat {
  readonly #codec: Codec;
  readonly #contracts: Contracts;
  readonly #readable: ReadonlyMap<string, Codec>;

  constructor(codec: Codec, contracts: Contracts) {
    this.#codec = codec;
    this.#contracts = contracts;
    this.#readable = new Map([jsonCodec, binaryCodec, codec].map((each) => [each.name, each]));
  }

  /**
   * A message that was read from bytes keeps those of its payload. Payloads without a form for the codec go as JSON.
   * @throws TypeError where such a payload has a cycle or a bigint, which no validated payload has
   */
  encode(envelope: Envelope): Uint8Array {
    const { codec, bytes } = this.#payload(envelope);
    const head = Buffer.from(JSON.stringify(headOf(envelope, codec)));
    const record = Buffer.allocUnsafeSlow(LENGTH_BYTES + head.length + bytes.length);
    record.writeUInt32LE(head.length);
    record.set(head, LENGTH_BYTES);
    record.set(bytes, LENGTH_BYTES + head.length);
    return record;
  }

  /**
   * Where no contract of this process covers the payload, it stays an `EncodedPayload`.
   * @throws BusError `BUS_DECODE_FAILED`
   */
  decode(record: Uint8Array): Envelope {
    const { head, rest } = split(record);
    const { topic, version, source, instance, fingerprint, id, time, key, lane, expires = NEVER, extras } = head;
    const { codec = jsonCodec.name } = head;
    const form = this.#form(codec, head);
    const payload = form?.decode(rest);
    const encoded = new EncodedPayload(codec, rest, payload);
    const origin = { topic, version, source, instance, fingerprint, descriptor: undefined, encoded };
    return new Envelope(origin, id, time, form === undefined ? encoded : payload, key, lane, expires, extras, NOBODY);
  }

  #payload({ origin: { descriptor, encoded }, payload }: Envelope): Pick<EncodedPayload, 'codec' | 'bytes'> {
    if (payload instanceof EncodedPayload) return payload;
    if (encoded !== undefined && encoded.payload === payload) return encoded;
    const form = descriptor?.encodings && this.#codec.of(descriptor.encodings);
    return form === undefined
      ? { codec: jsonCodec.name, bytes: jsonPayload.encode(payload as never) }
      : { codec: this.#codec.name, bytes: form.encode(payload as never) };
  }

  #form(name: string, { topic, version }: Head): PayloadCodec | undefined {
    if (name === jsonCodec.name) return jsonPayload;
    const encodings = this.#contracts.encodingsOf(topic, version);
    if (encodings === undefined) return undefined;
    const form = this.#readable.get(name)?.of(encodings);
    if (form !== undefined) return form;
    const what = `version ${version} of ${quoted(topic)} came as ${quoted(name)}`;
    throw new BusError('BUS_DECODE_FAILED', `${what}, which this transport does not read; set its option codec`);
  }
}

function headOf({ origin, id, time, key, lane, expires, extras }: Envelope, codec: string): Head {
  const { topic, version, source, instance, fingerprint } = origin;
  const always = { topic, version, source, instance, fingerprint, id, time, lane };
  return {
    ...always,
    ...(codec === jsonCodec.name ? undefined : { codec }),
    ...(key === undefined ? undefined : { key }),
    ...(expires === NEVER ? undefined : { expires }),
    ...(extras === undefined ? undefined : { extras }),
  };
}

function split(record: Uint8Array): { readonly head: Head; readonly rest: Uint8Array } {
  const view = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const end = LENGTH_BYTES + (view.length < LENGTH_BYTES ? view.length : view.readUInt32LE());
  if (end > view.length) throw new BusError('BUS_DECODE_FAILED', 'the stored record ends too early');
  return { head: parse(view.subarray(LENGTH_BYTES, end)), rest: view.subarray(end) };
}

function parse(bytes: Uint8Array): Head {
  try {
    const head: unknown = JSON.parse(utf8.decode(bytes));
    if (isHead(head)) return head;
  } catch (cause) {
    throw new BusError('BUS_DECODE_FAILED', 'the stored record is no JSON', { cause });
  }
  throw new BusError('BUS_DECODE_FAILED', 'the stored record is no message');
}

function isHead(value: unknown): value is Head {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['topic', 'source', 'instance', 'fingerprint', 'id'].every(
      (field) => typeof Reflect.get(value, field) === 'string',
    ) &&
    ['version', 'time', 'lane'].every((field) => typeof Reflect.get(value, field) === 'number')
  );
}

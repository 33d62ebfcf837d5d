/** How payloads become bytes: the seam between codecs and the transports that carry encoded records. */
import type { Encodings, PayloadCodec } from './contract.ts';
import { BusError } from './errors.ts';

export type CodecName = 'binary' | 'json' | 'protobuf';

/** One form of bytes for the payloads of all messages. Chosen per transport, said in every record. */
export interface Codec {
  readonly name: CodecName;
  /** How it carries the payloads of a version; undefined where that version has no such form. */
  of(encodings: Encodings): PayloadCodec | undefined;
}

/** What is known in this process of the messages that arrive. */
export interface Contracts {
  /** Undefined where no connected module knows that version of the topic. */
  encodingsOf(topic: string, version: number): Encodings | undefined;
}

const BYTES = '\u0000bytes';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** JSON text; binary fields as base64 under a name that JSON payloads cannot have. Needs no contract. */
export const jsonPayload: PayloadCodec = { encode: encodeJson, decode: decodeJson };

export const jsonCodec: Codec = { name: 'json', of: () => jsonPayload };

/** The generated layout, see docs/wire-format.md. */
export const binaryCodec: Codec = { name: 'binary', of: ({ binary }) => binary };

/** `undefined` is no bytes at all. */
function encodeJson(payload: unknown): Uint8Array {
  return payload === undefined ? new Uint8Array(0) : Buffer.from(JSON.stringify(payload, writeBytes));
}

function decodeJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(bytes), readBytes);
  } catch (cause) {
    throw new BusError('BUS_DECODE_FAILED', 'the payload is no JSON', { cause });
  }
}

function writeBytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { [BYTES]: Buffer.from(value).toString('base64') } : value;
}

function readBytes(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BYTES in value)) return value;
  return new Uint8Array(Buffer.from(String(value[BYTES]), 'base64'));
}

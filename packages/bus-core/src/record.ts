/** A message as text, for stores that keep bytes: JSON, binary fields as base64 under a name that JSON payloads cannot have. */
import { Envelope, type Extras, NEVER, NOBODY } from './envelope.ts';
import { BusError } from './errors.ts';

const BYTES = '\u0000bytes';

interface StoredMessage {
  readonly topic: string;
  readonly version: number;
  readonly source: string;
  readonly instance: string;
  readonly fingerprint: string;
  readonly id: string;
  readonly time: number;
  readonly payload: unknown;
  readonly key?: string;
  readonly lane: number;
  readonly expires?: number;
  readonly extras?: Extras;
}

/** @throws TypeError where the payload has a cycle or a bigint, which no validated payload has */
export function encodeRecord(envelope: Envelope): string {
  const { origin, id, time, payload, key, lane, expires, extras } = envelope;
  const { topic, version, source, instance, fingerprint } = origin;
  const stored: StoredMessage = {
    topic,
    version,
    source,
    instance,
    fingerprint,
    id,
    time,
    payload,
    lane,
    ...(key === undefined ? undefined : { key }),
    ...(expires === NEVER ? undefined : { expires }),
    ...(extras === undefined ? undefined : { extras }),
  };
  return JSON.stringify(stored, writeBytes);
}

/** @throws BusError `BUS_DECODE_FAILED` */
export function decodeRecord(text: string): Envelope {
  const stored = parse(text);
  const {
    topic,
    version,
    source,
    instance,
    fingerprint,
    id,
    time,
    payload,
    key,
    lane,
    expires = NEVER,
    extras,
  } = stored;
  const origin = { topic, version, source, instance, fingerprint, descriptor: undefined };
  return new Envelope(origin, id, time, payload, key, lane, expires, extras, NOBODY);
}

function parse(text: string): StoredMessage {
  try {
    const stored: unknown = JSON.parse(text, readBytes);
    if (isStoredMessage(stored)) return stored;
  } catch (cause) {
    throw new BusError('BUS_DECODE_FAILED', 'the stored record is no JSON', { cause });
  }
  throw new BusError('BUS_DECODE_FAILED', 'the stored record is no message');
}

function isStoredMessage(value: unknown): value is StoredMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['topic', 'source', 'instance', 'fingerprint', 'id'].every(
      (field) => typeof Reflect.get(value, field) === 'string',
    ) &&
    ['version', 'time', 'lane'].every((field) => typeof Reflect.get(value, field) === 'number')
  );
}

function writeBytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { [BYTES]: Buffer.from(value).toString('base64') } : value;
}

function readBytes(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BYTES in value)) return value;
  return new Uint8Array(Buffer.from(String(value[BYTES]), 'base64'));
}

/**
 * Messages as CloudEvents 1.0 in structured JSON mode, and back. https://github.com/cloudevents/spec
 *
 * | attribute | from |
 * |---|---|
 * | `id`, `time` | id, time |
 * | `source` | `/modules/<module>` under `sourceBase` |
 * | `type` | `<typePrefix>.<topic>.v<version>` |
 * | `dataschema` | `urn:myelin:<topic>:v<version>:<fingerprint>`; absent for ad-hoc topics |
 * | `subject`, `partitionkey` | key |
 * | `correlationid`, `causationid`, `traceparent`, `expirytime` | those of the message |
 * | `sequence` | its position in the log, 16 digits; absent where there is none |
 * | other extensions | headers whose names CloudEvents allows; others stay behind, as priority does |
 */
import { ReliableDelivery } from './delivery.ts';
import { Envelope, type Headers, type Message } from './envelope.ts';
import { BusError, quoted } from './errors.ts';
import { isTopic } from './topic.ts';

/** An event as `JSON.stringify` takes it. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema?: string;
  readonly subject?: string;
  readonly data: unknown;
  /** Extensions. */
  readonly [name: string]: unknown;
}

export interface CloudEventOptions {
  /** Reverse DNS name that types begin with, as `com.acme`. */
  readonly typePrefix: string;
  /** URI that sources begin with, without a slash at its end. @default '' */
  readonly sourceBase?: string;
}

export interface FromCloudEventOptions extends CloudEventOptions {
  /** Paths of binary fields, as `image` or `parts.image` for each of a list: they travel as base64 text. @default [] */
  readonly bytes?: readonly string[];
}

/** What an event says of a message; not validated. */
export interface CloudMessage extends Omit<Message, 'time' | 'priority' | 'replay'> {
  readonly time: number | undefined;
  /** Absent where the event names no contract of ours. */
  readonly fingerprint: string | undefined;
  /** Later ones of a source are greater, as text. */
  readonly sequence: string | undefined;
}

const SEQUENCE_DIGITS = 16;
const prefixForm = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/i;
const extensionForm = /^[a-z0-9]{1,20}$/;
/** What an attribute may not hold: control characters and halves of surrogate pairs. */
const forbidden = /[\p{Cc}\p{Cs}]/u;
/** Attributes with a meaning, and `data`: headers may not be called so. */
const taken: ReadonlySet<string> = new Set(
  (
    'specversion id source type time datacontenttype dataschema subject data database64 ' +
    'partitionkey correlationid causationid traceparent tracestate expirytime sequence'
  ).split(' '),
);

/**
 * The event of a message, its payload as it is, sensitive fields too. Binary fields become base64 text.
 * @throws BusError `BUS_CONFIG_INVALID` for a prefix or base that makes no attribute; `BUS_PAYLOAD_INVALID` where id or key have
 * characters that CloudEvents forbids
 */
export function toCloudEvent(message: Message, options: CloudEventOptions): CloudEvent {
  const { typePrefix, sourceBase } = checked(options);
  const { id, topic, version, time, source, key, correlationId, causationId, traceparent, expiresAt } = message;
  const { fingerprint, sequence } = hidden(message);
  const event = {
    specversion: '1.0',
    id,
    source: `${sourceBase}/modules/${source}`,
    type: `${typePrefix}.${topic}.v${version}`,
    time: isoTime(time),
    datacontenttype: 'application/json',
    dataschema: fingerprint === '' ? undefined : `urn:myelin:${topic}:v${version}:${fingerprint}`,
    subject: key,
    partitionkey: key,
    correlationid: correlationId,
    causationid: causationId,
    traceparent,
    expirytime: expiresAt === undefined ? undefined : isoTime(expiresAt),
    sequence: sequence === undefined ? undefined : String(sequence).padStart(SEQUENCE_DIGITS, '0'),
    ...extensionsOf(message.headers),
  } as const;
  const attributes = Object.entries(event).filter(([, value]) => value !== undefined && value !== '');
  for (const [name, value] of attributes) refuseForbidden(name, String(value));
  return { ...(Object.fromEntries(attributes) as typeof event), data: withText(message.payload) } as CloudEvent;
}

/**
 * The message of an event. A source of somebody else stays as it is.
 * @throws BusError `BUS_DECODE_FAILED` for what is no CloudEvent 1.0 with JSON, or not of `typePrefix`; `BUS_CONFIG_INVALID`
 */
export function fromCloudEvent(event: unknown, options: FromCloudEventOptions): CloudMessage {
  const { typePrefix, sourceBase } = checked(options);
  const fields = fieldsOf(event);
  const { topic, version } = typeOf(textOf(fields, 'type'), typePrefix);
  const [id, source] = [textOf(fields, 'id'), textOf(fields, 'source')];
  const modules = `${sourceBase}/modules/`;
  const optional = (name: string): string | undefined =>
    fields[name] === undefined ? undefined : textOf(fields, name);
  const time = optional('time');
  const expires = optional('expirytime');
  return {
    id,
    topic,
    version,
    time: time === undefined ? undefined : msOf(time),
    source: source.startsWith(modules) ? source.slice(modules.length) : source,
    key: optional('partitionkey') ?? optional('subject'),
    payload: payloadOf(fields, options.bytes ?? []),
    headers: headersOf(fields),
    correlationId: optional('correlationid') ?? id,
    causationId: optional('causationid'),
    traceparent: optional('traceparent'),
    expiresAt: expires === undefined ? undefined : msOf(expires),
    fingerprint: optional('dataschema')?.match(/^urn:myelin:[^:]+:v\d+:([0-9a-f]+)$/)?.[1],
    sequence: optional('sequence'),
  };
}

function checked({ typePrefix, sourceBase = '' }: CloudEventOptions): Required<CloudEventOptions> {
  if (!prefixForm.test(typePrefix))
    throw new BusError(
      'BUS_CONFIG_INVALID',
      `typePrefix is a reverse DNS name as 'com.acme', not ${quoted(typePrefix)}`,
    );
  if (sourceBase.endsWith('/') || !URL.canParse(`${sourceBase}/modules/a`, 'http://a'))
    throw new BusError(
      'BUS_CONFIG_INVALID',
      `sourceBase is a URI without a slash at its end, not ${quoted(sourceBase)}`,
    );
  return { typePrefix, sourceBase };
}

/** What messages know and handlers do not see. */
function hidden(message: Message): { readonly fingerprint: string; readonly sequence: number | undefined } {
  if (message instanceof ReliableDelivery)
    return { fingerprint: message.view.origin.fingerprint, sequence: message.lease?.position };
  if (message instanceof Envelope)
    return { fingerprint: message.origin.fingerprint, sequence: message.extras?.sequence };
  return { fingerprint: '', sequence: undefined };
}

function extensionsOf(headers: Headers): Headers {
  const legal = Object.entries(headers).filter(
    ([name, value]) => extensionForm.test(name) && !taken.has(name) && value !== '' && !forbidden.test(value),
  );
  return Object.fromEntries(legal);
}

function headersOf(fields: Readonly<Record<string, unknown>>): Headers {
  const others = Object.entries(fields).filter(([name]) => extensionForm.test(name) && !taken.has(name));
  return Object.fromEntries(others.map(([name, value]) => [name, String(value)]));
}

function refuseForbidden(name: string, value: string): void {
  if (!forbidden.test(value)) return;
  throw new BusError('BUS_PAYLOAD_INVALID', `the CloudEvents attribute ${name} cannot hold ${quoted(value)}`);
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function msOf(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw noEvent(`${quoted(text)} is no time`);
  return ms;
}

function fieldsOf(event: unknown): Readonly<Record<string, unknown>> {
  if (typeof event !== 'object' || event === null) throw noEvent('it is no object');
  const fields = Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined && value !== null));
  if (fields['specversion'] !== '1.0') throw noEvent('its specversion is not 1.0');
  const { datacontenttype = 'application/json' } = fields;
  if (typeof datacontenttype !== 'string' || !/^[^;]+[/+]json(\s*;.*)?$/i.test(datacontenttype))
    throw noEvent('its datacontenttype is not JSON');
  return fields;
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw noEvent(`its ${name} is no text`);
  return value;
}

function typeOf(type: string, prefix: string): { readonly topic: string; readonly version: number } {
  const [, topic, version] = type.startsWith(`${prefix}.`)
    ? (/^(.+)\.v([1-9]\d*)$/.exec(type.slice(prefix.length + 1)) ?? [])
    : [];
  if (!isTopic(topic)) throw noEvent(`its type ${quoted(type)} is not ${prefix}.<topic>.v<version>`);
  return { topic, version: Number(version) };
}

/** `data_base64` holds a payload that is binary as a whole. */
function payloadOf(fields: Readonly<Record<string, unknown>>, bytes: readonly string[]): unknown {
  const { data, data_base64: base64 } = fields;
  if (typeof base64 === 'string') return fromBase64(base64);
  return bytes.reduce((payload, path) => withBytes(payload, path.split('.')), data);
}

/** Bytes as base64; the same value where there are none. */
function withText(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(withText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withText(field)]));
}

function withBytes(value: unknown, [field, ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => withBytes(item, field === undefined ? [] : [field, ...rest]));
  if (field === undefined) return typeof value === 'string' ? fromBase64(value) : value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return value;
  return { ...value, [field]: withBytes(Reflect.get(value, field), rest) };
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function noEvent(why: string): BusError {
  return new BusError('BUS_DECODE_FAILED', `this is no CloudEvent of the bus: ${why}`);
}

/** Options of publish, request and connect; like `option-table.ts`. */
import { count, duration, id, name, type TableOf, TIME_MAX, time } from './option-kind.ts';
import { priorities } from './option-table.ts';
import type { ConnectOptions, KeyedPublishOptions, RequestManyOptions } from './options.ts';

export const publishOptions: TableOf<KeyedPublishOptions> = {
  id: { ...id, fallback: 'a UUIDv7', doc: 'idempotency key: inside the dedupe window a second publish adds nothing' },
  key: {
    ...id,
    fallback: 'none',
    doc: 'messages of one key are delivered in order; only where the definition has no key',
  },
  correlationId: { ...id, fallback: 'that of the cause, else the id', doc: 'the conversation' },
  cause: { type: 'object', fallback: 'the message in hand', doc: 'the message being handled' },
  headers: { type: 'headers', fallback: 'none', doc: 'texts by name' },
  traceparent: { ...name, fallback: 'that of the cause', doc: 'W3C trace context' },
  priority: { type: 'word', words: priorities, fallback: 'as defined', doc: 'lane' },
  delayMs: {
    type: 'number',
    min: 0,
    max: TIME_MAX,
    fallback: 'none',
    doc: 'not delivered before this many milliseconds from now',
  },
  deliverAt: { ...time, fallback: 'now', doc: 'not delivered before; milliseconds since the epoch' },
  expiresAt: { ...time, fallback: 'as defined', doc: 'dropped when still waiting then; milliseconds since the epoch' },
};

const { id: _id, delayMs: _delay, deliverAt: _at, expiresAt: _expires, key: _key, ...requestPublish } = publishOptions;

export const requestOptions: TableOf<RequestManyOptions> = {
  ...requestPublish,
  timeoutMs: { ...duration, fallback: '`requestTimeoutMs` of the bus', doc: 'deadline of the reply' },
  signal: { type: 'object', fallback: 'none', doc: 'gives the request up' },
  countMax: { ...count, fallback: 'all that serve', doc: '`requestMany` ends when this many have answered' },
  per: { type: 'word', words: ['group', 'instance'], fallback: '`group`', doc: 'who answers a `requestMany` once' },
};

export const connectOptions: TableOf<ConnectOptions> = {
  token: { type: 'text', lengthMax: 65_536, fallback: 'none', doc: 'proof of identity, where the bus asks for one' },
  rateLimit: {
    type: 'fields',
    fields: {
      ratePerSecond: { type: 'number', min: 0, max: 1_000_000_000, above: true, doc: 'publishes per second' },
      burst: { ...count, fallback: 'one second', doc: 'publishes at once' },
    },
    fallback: 'no limit',
    doc: 'publishes of this instance',
  },
  health: {
    type: 'function',
    fallback: 'it is not asked',
    doc: 'how this instance is, asked every `healthIntervalMs`',
  },
};

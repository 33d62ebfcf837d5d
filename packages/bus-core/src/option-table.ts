/** Every option of the bus, declared once: its check, its default and its line in docs/delivery.md come from here. */
import type { BackoffKind, Guarantee, Priority, RetryPolicy } from './contract.ts';
import { COUNT_MAX, count, duration, durationOrNone, NAME_LENGTH_MAX, name, type TableOf } from './option-kind.ts';
import type {
  BatchSubscribeOptions,
  BreakerOptions,
  BusOptions,
  MessageFilter,
  OverflowPolicy,
  PullOptions,
  SubscribeOptions,
} from './options.ts';

const guarantees: readonly Guarantee[] = ['at-most-once', 'at-least-once', 'exactly-once'];
export const priorities: readonly Priority[] = ['low', 'normal', 'high', 'critical'];
const overflows: readonly OverflowPolicy[] = ['wait', 'reject', 'drop-oldest', 'drop-newest', 'drop-low-priority'];
const backoffs: readonly BackoffKind[] = ['none', 'fixed', 'linear', 'exponential'];

export const retryOptions: TableOf<RetryPolicy, 'backoff' | 'attemptsMax' | 'delayMs' | 'delayMsMax'> = {
  backoff: {
    type: 'word',
    words: backoffs,
    default: 'exponential',
    doc: 'how the delay grows from attempt to attempt',
  },
  attemptsMax: { ...count, default: 4, doc: 'attempts in all, the first one included' },
  delayMs: { ...durationOrNone, default: 1_000, doc: 'delay after the first attempt' },
  delayMsMax: { ...durationOrNone, default: 60_000, doc: 'the longest delay' },
  deadLetterAfterMs: { ...durationOrNone, fallback: 'never', doc: 'given up at this age, whatever its attempts' },
};

export const breakerOptions: TableOf<BreakerOptions, keyof BreakerOptions> = {
  consecutiveFailuresMax: { ...count, default: 5, doc: 'opens after this many failures in a row' },
  sampleCount: {
    type: 'integer',
    min: 1,
    max: 1_000,
    default: 20,
    doc: 'attempts that the failure rate is taken over',
  },
  failureRateMax: { type: 'number', min: 0, max: 1, above: true, default: 0.5, doc: 'opens when this share failed' },
  openMs: { ...duration, default: 30_000, doc: 'stays open this long, then lets one message through as a probe' },
};

const filterOptions: TableOf<MessageFilter> = {
  topics: { type: 'texts', doc: 'topics or patterns' },
  sources: { type: 'texts', doc: 'publishing modules' },
  priorities: { type: 'words', words: priorities, doc: 'priorities' },
  where: { type: 'function', doc: 'a predicate over the message' },
};

type SubscribeDefaults = 'ackTimeoutMs' | 'slowHandlerMs' | 'deadLetters' | 'onDeadLetter' | 'concurrency';

export const subscribeOptions: TableOf<SubscribeOptions, SubscribeDefaults> = {
  name: { ...name, fallback: 'the topic', doc: 'name of the group inside the module' },
  guarantee: {
    type: 'word',
    words: guarantees,
    fallback: 'as carried',
    doc: 'may ask for less than the definition gives',
  },
  concurrency: { type: 'integer', min: 1, max: 10_000, default: 16, doc: 'handlers at work at once in this instance' },
  order: {
    type: 'word',
    words: ['strict', 'none'],
    fallback: '`strict` for reliable with a key, else `none`',
    doc: 'order of the messages of a key',
  },
  filter: { type: 'fields', fields: filterOptions, fallback: 'everything', doc: 'what is wanted' },
  from: {
    type: 'word',
    words: ['oldest', 'now'],
    fallback: '`oldest` for reliable, else `now`',
    doc: 'where a new group starts',
  },
  retry: { type: 'fields', fields: retryOptions, fallback: 'see retry', doc: 'what follows a failed attempt' },
  ackTimeoutMs: { ...duration, default: 5_000, doc: 'a handler that runs longer has failed' },
  breaker: {
    type: 'fields',
    fields: breakerOptions,
    words: ['off'],
    fallback: 'see breaker',
    doc: 'when the subscription stops being tried for a while',
  },
  fallback: {
    type: 'text',
    lengthMax: 2 * NAME_LENGTH_MAX + 1,
    fallback: 'none',
    doc: 'group that receives while the breaker is open',
  },
  queueSizeMax: { ...count, fallback: '`queueSizeMax` of the bus', doc: 'messages that may pend' },
  overflow: {
    type: 'word',
    words: overflows,
    fallback: '`wait` for reliable, else `drop-oldest`',
    doc: 'what becomes of a message that finds the queue full',
  },
  deadLetters: { type: 'word', words: ['on', 'off'], default: 'on', doc: 'whether a message that is given up is kept' },
  onDeadLetter: {
    type: 'word',
    words: ['continue', 'block-key'],
    default: 'continue',
    doc: 'whether a dead letter holds up its key',
  },
  context: {
    type: 'word',
    words: ['implicit', 'explicit'],
    fallback: '`implicit` for reliable, else `explicit`',
    doc: 'whether publishes in the handler know their cause without being told',
  },
  slowHandlerMs: { ...duration, default: 100, doc: 'a slower handler raises `subscriber-slow`' },
};

export const batchOptions: TableOf<BatchSubscribeOptions, SubscribeDefaults | 'sizeMax' | 'waitMs'> = {
  ...subscribeOptions,
  sizeMax: { type: 'integer', min: 1, max: 10_000, default: 100, doc: 'messages in one call' },
  waitMs: { ...durationOrNone, default: 100, doc: 'a smaller batch is handed over after this long' },
};

const { concurrency: _concurrency, ...withoutConcurrency } = subscribeOptions;

export const pullOptions: TableOf<PullOptions, 'prefetch' | Exclude<SubscribeDefaults, 'concurrency'>> = {
  ...withoutConcurrency,
  prefetch: { type: 'integer', min: 1, max: 1_000, default: 32, doc: 'messages held before the caller asks' },
};

type BusDefaults = Exclude<keyof BusOptions, 'freezePayloads' | 'clock' | 'random'>;

export const busOptions: TableOf<BusOptions, BusDefaults> = {
  guarantee: {
    type: 'word',
    words: guarantees,
    default: 'at-most-once',
    doc: 'of messages whose definition names none',
  },
  durable: {
    type: 'boolean',
    default: false,
    doc: 'what is accepted must survive a crash: `BUS_CAPABILITY_MISSING` where the transport cannot promise that',
  },
  publishTimeoutMs: { ...duration, default: 5_000, doc: 'how long a publish waits for room' },
  requestTimeoutMs: { ...duration, default: 5_000, doc: 'how long a request waits for its reply' },
  drainTimeoutMs: { ...duration, default: 10_000, doc: 'how long a drain waits for what is under way' },
  ringSize: { ...count, default: 65_536, doc: 'slots of the pre-allocated ring of each best-effort lane' },
  queueSizeMax: { ...count, default: 10_000, doc: 'messages that may pend in a group' },
  payloadBytesMax: { type: 'integer', min: 1, max: 2 ** 30, default: 1_048_576, doc: 'bytes of an encoded payload' },
  payloadDepthMax: { type: 'integer', min: 1, max: 1_000, default: 64, doc: 'nesting of a payload' },
  historyCountMax: {
    type: 'integer',
    min: 0,
    max: COUNT_MAX,
    default: 1_000,
    doc: 'messages kept per topic in memory; none for direct and sensitive topics; 0 keeps nothing',
  },
  historyBytesMax: {
    type: 'integer',
    min: 0,
    max: 2 ** 40,
    default: 0,
    doc: 'bytes kept per topic in memory, as JSON; 0 sets no limit of its own',
  },
  historyTtlSeconds: { ...duration, default: 86_400, doc: 'age at which history is forgotten' },
  deadLettersMax: { ...count, default: 1_000, doc: 'dead letters kept in memory, newest first' },
  dedupeWindowMs: { ...duration, default: 600_000, doc: 'how long an id is remembered' },
  dedupeCountMax: { ...count, default: 100_000, doc: 'ids remembered per topic' },
  latestKeysMax: { ...count, default: 100_000, doc: 'keys of one latest-only topic' },
  healthIntervalMs: { ...duration, default: 30_000, doc: 'how often modules that gave a health check are asked' },
  staleAfterMs: {
    ...duration,
    default: 90_000,
    doc: 'silence after which a module that starts or is checked is `unhealthy`',
  },
  freezePayloads: {
    type: 'boolean',
    fallback: 'on unless `NODE_ENV` is `production`',
    doc: 'a late change of a payload is an error',
  },
  middleware: {
    type: 'fields',
    fields: {
      publish: { type: 'functions', doc: 'around every publish, request and reply' },
      handle: { type: 'functions', doc: 'around every attempt' },
    },
    default: {},
    fallback: 'none',
    doc: 'layers `publish` and `handle`, the first one outermost',
  },
  clock: { type: 'object', fallback: 'of the system', doc: 'time, for tests' },
  random: { type: 'object', fallback: 'of the system', doc: 'chance, for tests' },
};

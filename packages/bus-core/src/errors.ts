/** The one error family of the bus. What each code means to a reader stands in docs/errors.md, held in parity by a test. */

export type BusErrorCode =
  | 'BUS_PAYLOAD_INVALID'
  | 'BUS_PAYLOAD_TOO_LARGE'
  | 'BUS_NOT_ALLOWED'
  | 'BUS_UNAUTHENTICATED'
  | 'BUS_RATE_LIMITED'
  | 'BUS_QUEUE_FULL'
  | 'BUS_SUBSCRIBER_UNAVAILABLE'
  | 'BUS_MESSAGE_REJECTED'
  | 'BUS_DELIVERY_TIMEOUT'
  | 'BUS_REQUEST_TIMEOUT'
  | 'BUS_NO_RESPONDER'
  | 'BUS_TRANSPORT_UNAVAILABLE'
  | 'BUS_STORAGE_FULL'
  | 'BUS_LOG_CORRUPT'
  | 'BUS_STREAM_LOST'
  | 'BUS_CAPABILITY_MISSING'
  | 'BUS_STALE_SDK'
  | 'BUS_DECODE_FAILED'
  | 'BUS_CONFIG_INVALID'
  | 'BUS_CLOSED';

/** Where an error comes to light. */
export type ErrorAudience = 'publish' | 'request' | 'subscribe' | 'connect' | 'dead-letter' | 'status' | 'health';

export interface ErrorEntry {
  /** True where the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  readonly summary: string;
  readonly whatToDo: string;
  readonly seenBy: readonly ErrorAudience[];
}

export interface BusErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  /** Overrides what the catalogue says of the code. */
  readonly retryable?: boolean;
}

const noDetails: Readonly<Record<string, unknown>> = Object.freeze({});
const messageLengthMax = 1000;
const quotedLengthMax = 80;

/** Every error that the bus throws, rejects with, or reports. */
export class BusError extends Error {
  override readonly name: string = 'BusError';
  readonly code: BusErrorCode;
  /** True where the caller may repeat the same call; it does not decide whether a delivery is retried. */
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: BusErrorCode, message: string, options: BusErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? errorCatalogue[code].retryable;
    this.details = options.details ?? noDetails;
  }

  /** Keeps a BusError; anything else that was thrown becomes the cause of a `BUS_MESSAGE_REJECTED`. Never throws. */
  static from(thrown: unknown): BusError {
    if (isBusError(thrown)) return thrown;
    return new BusError('BUS_MESSAGE_REJECTED', messageOf(thrown), { cause: thrown });
  }
}

/** Text of anyone's making, fit for an error message or a log line: printable ASCII in quotes, at most 80 characters. */
export function quoted(text: string): string {
  const shown = text.length > quotedLengthMax ? `${text.slice(0, quotedLengthMax)}…` : text;
  return `'${shown.replace(/[^ -~…]/g, escapeCharacter)}'`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isBusError(thrown: unknown): thrown is BusError {
  try {
    return thrown instanceof BusError;
  } catch {
    return false; // a proxy whose traps throw is no BusError
  }
}

function messageOf(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? String(thrown.message) : `a handler threw ${quoted(String(thrown))}`;
    return text.slice(0, messageLengthMax);
  } catch {
    return 'a handler threw a value that cannot be shown'; // getters and conversions are the thrower's code
  }
}

/** What each code means. The section of docs/errors.md of the same name repeats it. */
export const errorCatalogue: Readonly<Record<BusErrorCode, ErrorEntry>> = {
  BUS_PAYLOAD_INVALID: {
    retryable: false,
    summary: 'The payload does not fit the schema of its message.',
    whatToDo: 'Correct the fields that the issues name; each has a path, what was expected there and what was found.',
    seenBy: ['publish', 'request', 'dead-letter'],
  },
  BUS_PAYLOAD_TOO_LARGE: {
    retryable: false,
    summary: 'The payload is larger or deeper than the bus accepts.',
    whatToDo: 'Send less, split the message, or raise payloadBytesMax where the transport can carry it.',
    seenBy: ['publish', 'request'],
  },
  BUS_NOT_ALLOWED: {
    retryable: false,
    summary: 'The module has no right to this verb on this topic.',
    whatToDo: 'Add the message to the list in defineModule and generate again, or grant the ad-hoc topic.',
    seenBy: ['publish', 'request', 'subscribe', 'connect'],
  },
  BUS_UNAUTHENTICATED: {
    retryable: false,
    summary: 'The token of the module is missing, wrong, expired or revoked.',
    whatToDo: 'Connect again with a valid token; the reason says what was wrong with this one.',
    seenBy: ['publish', 'request', 'subscribe', 'connect', 'status'],
  },
  BUS_RATE_LIMITED: {
    retryable: true,
    summary: 'The module published faster than its rate limit allows.',
    whatToDo: 'Wait for retryAfterMs, publish in batches, or raise the limit of the module.',
    seenBy: ['publish', 'request'],
  },
  BUS_QUEUE_FULL: {
    retryable: true,
    summary: 'A queue is at its high-water mark and the policy does not drop.',
    whatToDo: 'Publish more slowly, raise concurrency or queueSizeMax, or choose another overflow policy.',
    seenBy: ['publish', 'request'],
  },
  BUS_SUBSCRIBER_UNAVAILABLE: {
    retryable: true,
    summary: 'The circuit breaker of the subscription is open after repeated failures.',
    whatToDo: 'Mend the handler; the breaker tries one message after retryAfterMs.',
    seenBy: ['request', 'status', 'health'],
  },
  BUS_MESSAGE_REJECTED: {
    retryable: false,
    summary: 'A handler or a middleware failed on the message or rejected it.',
    whatToDo: 'Read the cause, mend the handler or the message, then redrive the dead letter.',
    seenBy: ['publish', 'request', 'dead-letter'],
  },
  BUS_DELIVERY_TIMEOUT: {
    retryable: true,
    summary: 'A handler did not settle within ackTimeoutMs.',
    whatToDo: 'Make the handler heed its AbortSignal, call message.extend, or raise ackTimeoutMs.',
    seenBy: ['dead-letter', 'status'],
  },
  BUS_REQUEST_TIMEOUT: {
    retryable: true,
    summary: 'No reply came before the deadline of the request.',
    whatToDo: 'Check the serving module, raise timeoutMs, or request again if the request is safe to repeat.',
    seenBy: ['request'],
  },
  BUS_NO_RESPONDER: {
    retryable: true,
    summary: 'No live module serves this request.',
    whatToDo: 'Start the serving module, or wait until it has connected.',
    seenBy: ['request'],
  },
  BUS_TRANSPORT_UNAVAILABLE: {
    retryable: true,
    summary: 'The transport cannot be reached or has stopped answering.',
    whatToDo: 'Check the server and the connection; the bus reconnects by itself.',
    seenBy: ['publish', 'request', 'subscribe', 'connect', 'status', 'health'],
  },
  BUS_STORAGE_FULL: {
    retryable: true,
    summary: 'The store has no room for new messages; acks and dead letters still work.',
    whatToDo: 'Free disk space, shorten retention, or remove groups that are no longer read.',
    seenBy: ['publish', 'request', 'status', 'health'],
  },
  BUS_LOG_CORRUPT: {
    retryable: false,
    summary: 'Stored records are damaged from a known sequence on.',
    whatToDo: 'Keep a copy of the file, restore a backup, or cut the log before fromSequence.',
    seenBy: ['subscribe', 'connect', 'status', 'health'],
  },
  BUS_STREAM_LOST: {
    retryable: false,
    summary: 'A stream vanished from the server with messages that were not yet acked.',
    whatToDo: 'Find out who flushed or trimmed it; publishers that keep their messages can replay them.',
    seenBy: ['status', 'health'],
  },
  BUS_CAPABILITY_MISSING: {
    retryable: false,
    summary: 'The transport cannot give what was asked of it.',
    whatToDo: 'Choose a transport that declares the capability, or ask for a lesser guarantee.',
    seenBy: ['publish', 'subscribe', 'connect'],
  },
  BUS_STALE_SDK: {
    retryable: false,
    summary: 'The generated SDK and the runtime, or two modules, do not share a contract.',
    whatToDo: 'Generate the SDKs again and install versions that belong together.',
    seenBy: ['connect', 'status'],
  },
  BUS_DECODE_FAILED: {
    retryable: false,
    summary: 'A record or a reply could not be read as the message that it claims to be.',
    whatToDo: 'Compare the versions of publisher and subscriber; redrive once an upcaster exists.',
    seenBy: ['request', 'dead-letter'],
  },
  BUS_CONFIG_INVALID: {
    retryable: false,
    summary: 'An option, a name or a value is outside what the bus accepts.',
    whatToDo: 'Correct the value that the message names; nothing was started or sent.',
    seenBy: ['publish', 'request', 'subscribe', 'connect'],
  },
  BUS_CLOSED: {
    retryable: false,
    summary: 'The bus or the connection is closed or draining and takes no more work.',
    whatToDo: 'Publish before the drain begins, or connect to a bus that is open.',
    seenBy: ['publish', 'request', 'subscribe', 'connect'],
  },
};

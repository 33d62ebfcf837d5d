/** A message on its way: what handlers see, and the one object shape that carries it. */
import type { MessageDescriptor, Priority } from './contract.ts';
import { BusError } from './errors.ts';
import type { IdWriter } from './ids.ts';

/** Lanes in rising priority; the index is what queues work with. */
export const PRIORITIES: readonly Priority[] = ['low', 'normal', 'high', 'critical'];
export const LANE_NORMAL = 1;
export const LANE_CRITICAL = 3;

/** Stands for "never expires": a small integer, as every other number would be an object of its own in each message. */
export const NEVER = -1;

export type Headers = Readonly<Record<string, string>>;

/** A message as anybody sees it. Times are milliseconds since the epoch, for people; order never comes from them. */
export interface Message<Payload = unknown> {
  /** UUIDv7, or what the publisher gave as idempotency key. */
  readonly id: string;
  readonly topic: string;
  readonly version: number;
  /** When the publisher's bus accepted it. */
  readonly time: number;
  /** The publishing module. */
  readonly source: string;
  readonly key: string | undefined;
  readonly priority: Priority;
  readonly payload: Payload;
  readonly headers: Headers;
  /** Id of the first message of the conversation. */
  readonly correlationId: string;
  /** Id of the message whose handler published this one. */
  readonly causationId: string | undefined;
  /** W3C trace context. */
  readonly traceparent: string | undefined;
  readonly expiresAt: number | undefined;
  /** True where history is played again. */
  readonly replay: boolean;
}

/** One attempt to hand a message to a handler. The first verdict wins; a later one is refused and counted. */
export interface Delivery<Payload = unknown> extends Message<Payload> {
  /** First = 1. */
  readonly attempt: number;
  /** Aborts at the handler's deadline and when the bus closes. */
  readonly signal: AbortSignal;
  /** Done, before the handler returns. */
  ack(): void;
  /** Again after `delayMs` (by default what the backoff says). `counts: false` charges no attempt. */
  retry(options?: RetryVerdict): void;
  /** Never again: to the dead letters, with this reason. */
  reject(reason?: string): void;
  /** Moves the handler's deadline to `ms` from now. */
  extend(ms: number): void;
}

export interface RetryVerdict {
  readonly delayMs?: number;
  /** @default true */
  readonly counts?: boolean;
}

/** What all messages of one publisher and kind have in common; made once per SDK handle. */
export interface Origin {
  readonly topic: string;
  readonly version: number;
  readonly source: string;
  /** The publishing instance; random per connect. */
  readonly instance: string;
  readonly fingerprint: string;
  /** Absent for ad-hoc topics. */
  readonly descriptor: MessageDescriptor | undefined;
  /** Where it came as bytes: what its payload was made of. */
  readonly encoded?: EncodedPayload;
  /** Writes the ids of its messages; absent where they come with theirs. */
  readonly ids?: IdWriter;
}

/**
 * A payload as it travelled. It stands for the payload itself where nobody in this process knows the contract, so that it
 * can be given on as it is.
 */
export class EncodedPayload {
  /** Name of the codec that wrote it. */
  readonly codec: string;
  readonly bytes: Uint8Array;
  /** What was read from it; undefined where it could not be. Whoever has another payload has another message. */
  readonly payload: unknown;

  constructor(codec: string, bytes: Uint8Array, payload: unknown) {
    this.codec = codec;
    this.bytes = bytes;
    this.payload = payload;
  }
}

/** What only some messages have; absent on the hot path. */
export interface Extras {
  readonly headers?: Headers;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  /** Address that a reply goes to. */
  readonly replyTo?: string;
  readonly replay?: boolean;
  /** Not to be handed over before; milliseconds since the epoch. */
  readonly deliverAt?: number;
  /** Order of a latest-only value among those of its key, where the store says it. */
  readonly sequence?: number;
  /** The id may come again, so the dedupe window applies. */
  readonly idempotent?: boolean;
  /** Back from the dead letters: it opens the key that it blocked. */
  readonly redriven?: boolean;
  /** When this process took it, monotonic milliseconds: only where its latency is measured. */
  readonly stampMs?: number;
}

/** What the engine's own deliveries have beside what handlers see. */
export interface Stamped {
  /** Undefined where the latency of this attempt is not measured. */
  readonly stampMs: number | undefined;
}

/** The short way to a handler. */
export interface Direct {
  /** False where the message has to go the long way. */
  hand(envelope: Envelope): boolean;
}

/** Where a message in memory goes. */
export interface Sink {
  /** True where a publisher must find room before it may publish, and counts its message with `accept`. */
  readonly holdsPublishers: boolean;
  readonly full: boolean;
  /** Publishers are refused rather than made to wait. */
  readonly refuses: boolean;
  /** Pending messages, and how many there may be. */
  readonly depth: number;
  readonly limit: number;
  /** It holds as many critical messages as it can. */
  readonly fullOfCritical: boolean;
  /** Where a plain message may go at once, past the sink; whoever compiled it in is told when it changes. */
  readonly direct: Direct | undefined;
  /** Whether it may have messages of the topic; else it counts them as filtered. */
  permits(topic: string): boolean;
  accept(): void;
  /** A critical message is on its way. */
  expectCritical(): void;
  deliver(envelope: Envelope): void;
  /** Counts a message that was pushed out before it arrived. */
  overflow(envelope: Envelope): void;
}

/** A sink that keeps messages and is no group: nothing pends in it. */
export abstract class Keeper implements Sink {
  readonly holdsPublishers = false;
  readonly full = false;
  readonly refuses = false;
  readonly fullOfCritical = false;
  readonly depth = 0;
  readonly limit: number = Number.MAX_SAFE_INTEGER;
  readonly direct: undefined;
  permits(): boolean {
    return true;
  }
  accept(): void {}
  expectCritical(): void {}
  overflow(_envelope: Envelope): void {}
  abstract deliver(envelope: Envelope): void;
}

/** The groups that get a message, fixed when it is accepted. Replaced as a whole when groups come and go. */
export interface Audience {
  readonly targets: readonly Sink[];
  /** The short way to each target that has one, by its index: to hand over touches one object instead of two. */
  readonly direct: readonly (Direct | undefined)[];
  /** Those targets that publishers have to wait for. */
  readonly holding: readonly Sink[];
  /** How many groups are among the targets; the rest only keep the message. */
  readonly groups: number;
}

export const NOBODY: Audience = { targets: [], direct: [], holding: [], groups: 0 };

const NO_HEADERS: Headers = Object.freeze({});
const NEVER_ABORTED: AbortSignal = new AbortController().signal;
/**
 * The message itself. All instances share one hidden class. A best-effort handler receives it as it is, so it also
 * answers as a delivery: one attempt, nothing to settle.
 */
export class Envelope implements Delivery, Stamped {
  readonly origin: Origin;
  /** Its id, or its number among the ids of its millisecond: most are never looked at, so they are written when they are. */
  readonly serial: string | number;
  readonly time: number;
  readonly payload: unknown;
  readonly key: string | undefined;
  readonly lane: number;
  /** `NEVER`, or milliseconds since the epoch. */
  readonly expires: number;
  readonly extras: Extras | undefined;
  /** Who gets it in memory; `NOBODY` where groups read for themselves. */
  readonly audience: Audience;

  /** Positional: this runs once per message, and an argument object would be a second allocation. */
  constructor(
    origin: Origin,
    serial: string | number,
    time: number,
    payload: unknown,
    key: string | undefined,
    lane: number,
    expires: number,
    extras: Extras | undefined,
    audience: Audience,
  ) {
    this.origin = origin;
    this.serial = serial;
    this.time = time;
    this.payload = payload;
    this.key = key;
    this.lane = lane;
    this.expires = expires;
    this.extras = extras;
    this.audience = audience;
  }

  /** The same message with other extras, perhaps for others. */
  with(extras: Extras | undefined, audience: Audience = this.audience): Envelope {
    const { origin, serial, time, payload, key, lane, expires } = this;
    return new Envelope(origin, serial, time, payload, key, lane, expires, extras, audience);
  }

  get id(): string {
    const { serial } = this;
    return typeof serial === 'string' ? serial : (this.origin.ids?.write(this.time, serial) ?? String(serial));
  }
  get topic(): string {
    return this.origin.topic;
  }
  get version(): number {
    return this.origin.version;
  }
  get source(): string {
    return this.origin.source;
  }
  get priority(): Priority {
    return PRIORITIES[this.lane] ?? 'normal';
  }
  get headers(): Headers {
    return this.extras?.headers ?? NO_HEADERS;
  }
  get correlationId(): string {
    return this.extras?.correlationId ?? this.id;
  }
  get causationId(): string | undefined {
    return this.extras?.causationId;
  }
  get traceparent(): string | undefined {
    return this.extras?.traceparent;
  }
  get expiresAt(): number | undefined {
    return this.expires === NEVER ? undefined : this.expires;
  }
  get replay(): boolean {
    return this.extras?.replay === true;
  }
  get stampMs(): number | undefined {
    return stampOf(this.extras);
  }
  get attempt(): number {
    return 1;
  }
  get signal(): AbortSignal {
    return NEVER_ABORTED;
  }
  /** Nothing waits for it: a best-effort message is done when it was handed over. */
  ack(): void {}
  retry(): never {
    throw handedOverOnce('retried');
  }
  reject(): never {
    throw handedOverOnce('rejected');
  }
  extend(): never {
    throw handedOverOnce('extended');
  }
}

/** Undefined where it did not come straight from its publisher: the way would not be the bus's own. */
export function stampOf(extras: Extras | undefined): number | undefined {
  if (extras?.stampMs === undefined) return undefined;
  const { stampMs, redriven, replay, deliverAt } = extras;
  return redriven === true || replay === true || deliverAt !== undefined ? undefined : stampMs;
}

function handedOverOnce(verb: string): BusError {
  return new BusError(
    'BUS_CAPABILITY_MISSING',
    `a best-effort message is handed over once and cannot be ${verb}; give the message the guarantee at-least-once`,
  );
}

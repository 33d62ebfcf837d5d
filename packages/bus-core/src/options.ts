/** Options as users write them. Defaults and bounds stand in `option-table.ts`, which checks and documents them. */
import type { Clock, Random } from './clock.ts';
import type { Guarantee, Priority, RetryPolicy } from './contract.ts';
import type { Delivery, Headers, Message } from './envelope.ts';

/** Success: anything but `false`. Failure: throwing, rejecting, or `false`. */
export type Handler<Payload = unknown> = (message: Delivery<Payload>) => unknown;
export type BatchHandler<Payload = unknown> = (messages: readonly Delivery<Payload>[]) => unknown;

export interface PublishOptions {
  /** Idempotency key: inside the dedupe window a second publish of the same id adds nothing. @default a UUIDv7 */
  readonly id?: string;
  readonly correlationId?: string;
  /** The message being handled: its conversation and trace go on. Implicit in reliable handlers. */
  readonly cause?: Message;
  readonly headers?: Headers;
  readonly traceparent?: string;
  /** @default what the definition says */
  readonly priority?: Priority;
  /** Not delivered before this many milliseconds from now. */
  readonly delayMs?: number;
  /** Not delivered before this time, milliseconds since the epoch. */
  readonly deliverAt?: number;
  /** Dropped and counted when still waiting then, milliseconds since the epoch. */
  readonly expiresAt?: number;
}

export interface KeyedPublishOptions extends PublishOptions {
  /** Messages of one key are delivered in order. */
  readonly key?: string;
}

export interface RequestOptions extends Omit<PublishOptions, 'id' | 'delayMs' | 'deliverAt' | 'expiresAt'> {
  /** @default requestTimeoutMs of the bus */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface RequestManyOptions extends RequestOptions {
  /** Ends when this many have answered. @default every live group, or instance */
  readonly countMax?: number;
  /** @default 'group' */
  readonly per?: 'group' | 'instance';
}

/** What to do with a message that finds its queue full. The dropping ones are for best effort only. */
export type OverflowPolicy = 'wait' | 'reject' | 'drop-oldest' | 'drop-newest' | 'drop-low-priority';

/** When a subscription stops being tried for a while. */
export interface BreakerOptions {
  /** Opens after this many failures in a row. @default 5 */
  readonly consecutiveFailuresMax?: number;
  /** The last attempts that the rate is taken over; at most 1000. @default 20 */
  readonly sampleCount?: number;
  /** Opens when this share of them failed, above 0 up to 1. @default 0.5 */
  readonly failureRateMax?: number;
  /** Stays open this long, then lets one message through as a probe. @default 30000 */
  readonly openMs?: number;
}

export interface MessageFilter<Payload = unknown> {
  readonly topics?: readonly string[];
  readonly sources?: readonly string[];
  readonly priorities?: readonly Priority[];
  readonly where?: (message: Message<Payload>) => boolean;
}

export interface SubscribeOptions<Payload = unknown> {
  /** Name of the group inside the module. @default the topic */
  readonly name?: string;
  /** May ask for less than the definition gives, never for more. */
  readonly guarantee?: Guarantee;
  /** Handlers at work at once in this instance. With strict order, keys at work at once. @default 16 */
  readonly concurrency?: number;
  /** @default 'strict' for reliable messages with a key, else 'none' */
  readonly order?: 'strict' | 'none';
  readonly filter?: MessageFilter<Payload>;
  /** Where a new group starts. @default 'oldest' for reliable, else 'now' */
  readonly from?: 'oldest' | 'now';
  readonly retry?: RetryPolicy;
  /** A handler that runs longer has failed. @default 5000 */
  readonly ackTimeoutMs?: number;
  readonly breaker?: BreakerOptions | 'off';
  /** Group that receives while the breaker is open. */
  readonly fallback?: string;
  /** @default 10000 */
  readonly queueSizeMax?: number;
  /** @default 'wait' for reliable, 'drop-oldest' for best effort */
  readonly overflow?: OverflowPolicy;
  /** @default 'on' */
  readonly deadLetters?: 'on' | 'off';
  /** @default 'continue' */
  readonly onDeadLetter?: 'continue' | 'block-key';
  /** Whether publishes inside the handler know their cause without being told. @default 'implicit' for reliable */
  readonly context?: 'implicit' | 'explicit';
  /** A slower handler raises `subscriber-slow`. @default 100 */
  readonly slowHandlerMs?: number;
}

export interface BatchSubscribeOptions<Payload = unknown> extends SubscribeOptions<Payload> {
  /** @default 100 */
  readonly sizeMax?: number;
  /** @default 100 */
  readonly waitMs?: number;
}

export interface PullOptions<Payload = unknown> extends Omit<SubscribeOptions<Payload>, 'concurrency'> {
  /** Messages held before the caller asks. @default 32 */
  readonly prefetch?: number;
}

export interface ConnectOptions {
  /** Proof of identity, where the bus asks for one. */
  readonly token?: string;
  /** Publishes per second of this instance. @default no limit */
  readonly rateLimit?: { readonly ratePerSecond: number; readonly burst?: number };
  /** How this instance is, asked every `healthIntervalMs`. @default it is not asked */
  readonly health?: HealthCheck;
}

/** Throwing, or rejecting, is `unhealthy`; nothing is `healthy`; no answer within `requestTimeoutMs` is missed. */
export type HealthCheck = () => HealthAnswer | Promise<HealthAnswer>;
type HealthAnswer = 'healthy' | 'degraded' | 'unhealthy' | undefined;

/** What became of a publish. */
export interface Receipt {
  readonly id: string;
  /** How far the message is safe; `memory` dies with the process. */
  readonly durability: Durability;
  /** True where the id was published before, inside the dedupe window: nothing was added. */
  readonly duplicate: boolean;
}

export type Durability = 'memory' | 'os' | 'fsync' | 'replicated';

/** A publish on its way in, a request, or the reply to one. */
export interface PublishCall {
  readonly verb: 'publish' | 'request' | 'reply';
  readonly topic: string;
  /** The publishing module. */
  readonly source: string;
  readonly payload: unknown;
  readonly options: KeyedPublishOptions | undefined;
}

/**
 * Around a publish, a request or a reply: `next` goes on, with the same call or a changed one, and resolves when it is
 * accepted. Throwing refuses the publish or the request; of a reply it fails the attempt that made it.
 */
export type PublishMiddleware = (
  call: PublishCall,
  next: (changed?: PublishCall) => Promise<Receipt>,
) => Receipt | Promise<Receipt>;

/** Where a message is being handled. */
export interface HandlePlace {
  readonly group: string;
  readonly module: string;
}

/** Around one attempt: `next` calls the handler and gives what it returns. Throwing fails the attempt. */
export type HandleMiddleware = (message: Delivery, next: () => unknown, place: HandlePlace) => unknown;

/** The first of a list is the outermost. */
export interface MiddlewareOptions {
  readonly publish?: readonly PublishMiddleware[];
  readonly handle?: readonly HandleMiddleware[];
}

export interface BusOptions {
  /** Of messages whose definition names none. @default 'at-most-once' */
  readonly guarantee?: Guarantee;
  /** What is accepted must survive a crash: refused where the transport cannot promise that. @default false */
  readonly durable?: boolean;
  /** @default 5000 */
  readonly publishTimeoutMs?: number;
  /** @default 5000 */
  readonly requestTimeoutMs?: number;
  /** @default 10000 */
  readonly drainTimeoutMs?: number;
  /** Slots of the pre-allocated ring of each lane; a power of two. @default 65536 */
  readonly ringSize?: number;
  /** @default 10000 */
  readonly queueSizeMax?: number;
  /** @default 1048576 */
  readonly payloadBytesMax?: number;
  /** @default 64 */
  readonly payloadDepthMax?: number;
  /** Messages kept per topic. @default 1000, none for direct and sensitive topics */
  readonly historyCountMax?: number;
  /** Bytes kept per topic, as JSON; measured only where it is set. @default 0, no limit of its own */
  readonly historyBytesMax?: number;
  /** @default 86400 */
  readonly historyTtlSeconds?: number;
  /** @default 1000 */
  readonly deadLettersMax?: number;
  /** @default 600000 */
  readonly dedupeWindowMs?: number;
  /** @default 100000 */
  readonly dedupeCountMax?: number;
  /** Keys of one latest-only topic. @default 100000 */
  readonly latestKeysMax?: number;
  /** How often modules that gave a health check are asked. @default 30000 */
  readonly healthIntervalMs?: number;
  /** A module that answers health checks and is silent this long is `unhealthy`. @default 90000 */
  readonly staleAfterMs?: number;
  /** Freezes payloads so that a late change is an error. @default true unless NODE_ENV is 'production' */
  readonly freezePayloads?: boolean;
  /** Layers around every publish, request and reply, and around every attempt of a handler. */
  readonly middleware?: MiddlewareOptions;
  readonly clock?: Clock;
  readonly random?: Random;
}

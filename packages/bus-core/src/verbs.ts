/** What a module can do with a message: the verbs that generated SDKs are made of. */
import type { Delivery, Message } from './envelope.ts';
import type {
  BatchHandler,
  BatchSubscribeOptions,
  Handler,
  KeyedPublishOptions,
  PublishOptions,
  PullOptions,
  Receipt,
  RequestManyOptions,
  RequestOptions,
  SubscribeOptions,
} from './options.ts';

export type { Durability, Receipt } from './options.ts';

/** Result of one item of a batch, at the index of its payload. */
export type BatchResult =
  | { readonly ok: true; readonly receipt: Receipt }
  | { readonly ok: false; readonly error: Error };

/** `Options` carries `key` only where the definition has none. */
export interface Publishes<Input, Options extends PublishOptions = PublishOptions> {
  /**
   * Resolves when the message is accepted as durably as the transport can.
   * @throws BusError `BUS_PAYLOAD_INVALID`, `BUS_PAYLOAD_TOO_LARGE`, `BUS_NOT_ALLOWED`, `BUS_RATE_LIMITED`, `BUS_QUEUE_FULL`, `BUS_CLOSED`
   */
  publish(payload: Input, options?: Options): Promise<Receipt>;
  /** Publishes in order; each item succeeds or fails by itself. */
  publishBatch(payloads: readonly Input[], options?: Options): Promise<BatchResult[]>;
}

/** Publishing where the caller chooses the key. */
export type PublishesKeyed<Input> = Publishes<Input, KeyedPublishOptions>;

/** Versions before the newest that can still be published; `Inputs` has the payload of each by its number. */
export interface PublishesVersions<Inputs extends object, Options extends PublishOptions = PublishOptions> {
  /**
   * As `publish`, in an older version: for the time in which subscribers are upgraded.
   * @throws BusError as `publish`; `BUS_CONFIG_INVALID` for a version that there is not
   */
  publishVersion<V extends keyof Inputs>(version: V, payload: Inputs[V], options?: Options): Promise<Receipt>;
}

/** The synchronous hot path of direct channels. */
export interface Emits<Input> {
  /**
   * True when taken. False when it could not be taken; never under `drop-oldest`, which counts what it pushes out.
   * @throws BusError `BUS_PAYLOAD_INVALID`, `BUS_PAYLOAD_TOO_LARGE`, `BUS_NOT_ALLOWED`, `BUS_CLOSED`
   */
  emit(payload: Input): boolean;
}

export interface Subscribes<Payload> {
  /** Calls `handler` for each message. Returning acks, throwing or returning `false` fails the attempt. */
  subscribe(handler: Handler<Payload>, options?: SubscribeOptions<Payload>): Subscription;
  /** Calls `handler` with up to `sizeMax` messages or what came within `waitMs`. */
  subscribeBatch(handler: BatchHandler<Payload>, options?: BatchSubscribeOptions<Payload>): Subscription;
  /** Messages one by one, each to be acked by the caller. */
  pull(options?: PullOptions<Payload>): Pull<Payload>;
}

export interface Requests<Input, Reply> {
  /**
   * Resolves with the reply.
   * @throws BusError `BUS_NO_RESPONDER` at once where nobody serves, `BUS_REQUEST_TIMEOUT` at the deadline
   */
  request(payload: Input, options?: RequestOptions): Promise<Message<Reply>>;
}

export interface RequestsMany<Input, Reply> {
  /** Resolves with one reply per serving group (or instance), when all have answered or at the deadline. */
  requestMany(payload: Input, options?: RequestManyOptions): Promise<Message<Reply>[]>;
}

export interface Serves<Payload, ReplyInput> {
  /** Answers each request with what `handler` returns. */
  serve(
    handler: (message: Delivery<Payload>) => ReplyInput | Promise<ReplyInput>,
    options?: SubscribeOptions<Payload>,
  ): Subscription;
}

/** One handler's hold on its group. */
export interface Subscription extends AsyncDisposable {
  readonly group: string;
  /** Resolves when messages can arrive; rejects when the transport refuses the group. */
  readonly ready: Promise<void>;
  /** Takes no more messages until `resume`; those in flight go on. */
  pause(): void;
  resume(): void;
  /** Takes no more, and resolves when those in flight are settled. */
  drain(): Promise<void>;
  /** Releases what it holds without counting an attempt. `forget` removes the group and what waits in it. */
  close(options?: { readonly forget?: boolean }): Promise<void>;
}

export interface Pull<Payload> extends AsyncIterable<Delivery<Payload>>, AsyncDisposable {
  readonly group: string;
  close(options?: { readonly forget?: boolean }): Promise<void>;
}

/** One item of a batch over several topics. */
export interface TopicMessage {
  readonly topic: string;
  readonly payload: unknown;
  readonly options?: KeyedPublishOptions;
}

/** A handler that knows what it wants. */
export interface TopicHandler {
  /** Topics or patterns; asked once. */
  topics(): readonly string[];
  handle(message: Delivery): unknown;
}

/**
 * Publishing and subscribing by topic name, where a module was granted patterns. A topic that has a contract keeps it:
 * its payloads are validated and it is carried as defined. Other topics carry JSON, as the bus guarantees.
 */
export interface TopicVerbs {
  /** @throws BusError as `Publishes.publish`; `BUS_CONFIG_INVALID` for what is no topic, or for too many topics */
  publish(topic: string, payload: unknown, options?: KeyedPublishOptions): Promise<Receipt>;
  /** Publishes in order, over any topics; each item succeeds or fails by itself. */
  publishBatch(items: readonly TopicMessage[]): Promise<BatchResult[]>;
  /**
   * Gets what matches one of the patterns and the module may subscribe to, now and later. Reliable where `guarantee`, or
   * else the bus, says so; what is carried best effort arrives best effort all the same.
   * @throws BusError `BUS_NOT_ALLOWED` where a pattern can find nothing that the module may subscribe to
   */
  subscribe(patterns: string | readonly string[], handler: Handler, options?: SubscribeOptions): Subscription;
  /** The same, for a handler that names its topics itself. */
  subscribe(handler: TopicHandler, options?: SubscribeOptions): Subscription;
  /** The same for topics by name: a pattern among them is `BUS_CONFIG_INVALID`. */
  subscribeToTopics(topics: readonly string[], handler: Handler, options?: SubscribeOptions): Subscription;
}

/** What every generated SDK has beside its messages. */
export interface ModuleConnection extends TopicVerbs, AsyncDisposable {
  readonly module: string;
  /** Random per connect. */
  readonly instance: string;
  /** Says that this module does its work: `starting` becomes `healthy`. */
  ready(): void;
  /** Finishes what is in flight, takes no more, then closes. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

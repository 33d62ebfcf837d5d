/** What a generated SDK holds for one message: every verb, each refused where the module lacks the right. */
import { BatchCollector } from './batch.ts';
import type { SubscriptionPlan } from './carriage.ts';
import type { MessageDescriptor } from './contract.ts';
import type { Engine } from './engine.ts';
import type { Delivery, Message, Origin } from './envelope.ts';
import { BusError } from './errors.ts';
import { type GateState, invalidPayload, notAllowed } from './gate.ts';
import type { Joined } from './groups.ts';
import { checkOptions } from './option-check.ts';
import type { OptionTable } from './option-kind.ts';
import { batchOptions, pullOptions, subscribeOptions } from './option-table.ts';
import type {
  BatchHandler,
  BatchSubscribeOptions,
  Handler,
  KeyedPublishOptions,
  PullOptions,
  RequestManyOptions,
  RequestOptions,
  SubscribeOptions,
} from './options.ts';
import type { Publisher } from './publisher.ts';
import { PullQueue } from './pull.ts';
import type { TokenBucket } from './rate-limit.ts';
import type { BatchResult, Pull, Receipt, Subscription } from './verbs.ts';
import { olderDescriptor } from './versions.ts';

/** A pulled delivery has its deadline from the moment that the caller gets it; until then, this. */
const PREFETCHED_MS = 86_400_000;

/** What a module may do with one message. */
export interface MessageRights {
  readonly publish: boolean;
  readonly subscribe: boolean;
  readonly request: boolean;
  readonly serve: boolean;
}

/** The connection that a handle belongs to. */
export interface HandleOwner {
  readonly engine: Engine;
  readonly module: string;
  readonly instance: string;
  readonly limiter: TokenBucket | undefined;
  /** Of the connection. */
  readonly state: GateState;
  /** @throws BusError `BUS_CONFIG_INVALID` where this instance has a subscription of that name already */
  joined(joined: Joined): void;
}

/** The generated interface shows the permitted verbs only; the others are here to refuse with `BUS_NOT_ALLOWED`. */
export class MessageHandle {
  readonly #owner: HandleOwner;
  readonly #descriptor: MessageDescriptor;
  readonly #rights: MessageRights;
  readonly #publisher: Publisher;
  readonly #requester: Publisher;
  /** Of older versions, by number. */
  readonly #publishers = new Map<number, Publisher>();

  constructor(owner: HandleOwner, descriptor: MessageDescriptor, rights: MessageRights) {
    const { engine, module, instance, limiter, state } = owner;
    this.#owner = owner;
    this.#descriptor = descriptor;
    this.#rights = rights;
    const common = { descriptor, module, instance, limiter, state };
    this.#publisher = engine.publishers.make({ ...common, verb: 'publish', allowed: rights.publish });
    this.#requester = engine.publishers.make({ ...common, verb: 'request', allowed: rights.request });
  }

  /** Messages and requests that the bus accepted. */
  get published(): number {
    let count = this.#publisher.published + this.#requester.published;
    for (const { published } of this.#publishers.values()) count += published;
    return count;
  }

  /** Its connection is closed. */
  retire(): void {
    const { publishers } = this.#owner.engine;
    for (const publisher of [this.#publisher, this.#requester, ...this.#publishers.values()])
      publishers.retire(publisher);
  }

  emit(payload: unknown): boolean {
    return this.#publisher.emit(payload);
  }

  publish(payload: unknown, options?: KeyedPublishOptions): Promise<Receipt> {
    return this.#publisher.publish(payload, options);
  }

  publishVersion(version: number, payload: unknown, options?: KeyedPublishOptions): Promise<Receipt> {
    if (version === this.#descriptor.version) return this.publish(payload, options);
    const publisher = this.#publishers.get(version) ?? this.#publisherOf(version);
    if (publisher !== undefined) return publisher.publish(payload, options);
    const { topic, version: newest } = this.#descriptor;
    const error = new BusError(
      'BUS_CONFIG_INVALID',
      `${topic} has no version ${version} here; its newest is ${newest}`,
    );
    return Promise.reject(error);
  }

  /** Made when a version is first asked for: few publishers need one. */
  #publisherOf(version: number): Publisher | undefined {
    const descriptor = olderDescriptor(this.#descriptor, version);
    if (descriptor === undefined) return undefined;
    const { engine, module, instance, limiter, state } = this.#owner;
    const common = { descriptor, module, instance, limiter, state };
    const publisher = engine.publishers.make({ ...common, verb: 'publish', allowed: this.#rights.publish });
    this.#publishers.set(version, publisher);
    return publisher;
  }

  publishBatch(payloads: readonly unknown[], options?: KeyedPublishOptions): Promise<BatchResult[]> {
    return this.#publisher.publishBatch(payloads, options);
  }

  request(payload: unknown, options?: RequestOptions): Promise<Message> {
    return this.#owner.engine.requests.request(this.#requester, payload, options);
  }

  requestMany(payload: unknown, options?: RequestManyOptions): Promise<Message[]> {
    return this.#owner.engine.requests.requestMany(this.#requester, payload, options);
  }

  subscribe(handler: Handler, options: SubscribeOptions = {}): Subscription {
    this.#require(this.#rights.subscribe, 'subscribe to');
    this.#check(options, subscribeOptions);
    return this.#join(handler, { options }).subscription;
  }

  subscribeBatch(handler: BatchHandler, options: BatchSubscribeOptions = {}): Subscription {
    this.#require(this.#rights.subscribe, 'subscribe to');
    this.#check(options, batchOptions);
    const {
      sizeMax = batchOptions.sizeMax.default,
      waitMs = batchOptions.waitMs.default,
      ackTimeoutMs = batchOptions.ackTimeoutMs.default,
      ...rest
    } = options;
    const { delays: deadlines, clock } = this.#owner.engine;
    const collector = new BatchCollector({ handler, sizeMax, waitMs, ackTimeoutMs, deadlines, clock });
    const joined = this.#join(collector.collect, {
      options: rest,
      batched: true,
      change: (plan) => ({
        ...plan,
        concurrency: sizeMax,
        ackTimeoutMs: ackTimeoutMs + waitMs, // where layers return a promise before the batch is at work
        implicitContext: false, // a batch has no single cause: who publishes for one of its items names it
      }),
    });
    collector.attach(joined.consumer);
    return joined.subscription;
  }

  pull(options: PullOptions = {}): Pull<unknown> {
    this.#require(this.#rights.subscribe, 'subscribe to');
    this.#check(options, pullOptions);
    const {
      prefetch = pullOptions.prefetch.default,
      ackTimeoutMs = pullOptions.ackTimeoutMs.default,
      ...rest
    } = options;
    const queue = new PullQueue(this.#owner.engine.clock, ackTimeoutMs);
    const joined = this.#join(queue.collect, {
      options: rest,
      change: (plan) => ({ ...plan, concurrency: prefetch, ackTimeoutMs: PREFETCHED_MS, implicitContext: false }),
    });
    queue.attach(joined.subscription);
    return queue;
  }

  serve(handler: (message: Delivery) => unknown, options: SubscribeOptions = {}): Subscription {
    this.#require(this.#rights.serve, 'serve');
    this.#check(options, subscribeOptions);
    const { engine, module, instance } = this.#owner;
    const { reply } = this.#descriptor;
    if (reply === undefined) throw new BusError('BUS_CONFIG_INVALID', `${this.#descriptor.topic} has no reply`);
    const { topic, version, fingerprint } = reply;
    const origin: Origin = { topic, version, source: module, instance, fingerprint, descriptor: reply };
    const answer = async (message: Delivery): Promise<void> => {
      const payload = await handler(message);
      if (reply.check(payload)) await engine.reply(message, origin, reply.fill?.(payload) ?? payload);
      else message.reject(invalidPayload(topic, reply.explain(payload)).message);
    };
    return this.#join(answer, { options, serves: true, change: reliably }).subscription;
  }

  #join(handler: (item: Delivery) => unknown, request: JoinOptions): Joined {
    const { engine, module, instance } = this.#owner;
    const { options, serves = false, batched = false, change } = request;
    const joined = engine.subscriptions.join({
      descriptor: this.#descriptor,
      topics: [this.#descriptor.topic],
      module,
      instance,
      options,
      serves,
      batched,
      handler,
      ...(change === undefined ? undefined : { change }),
    });
    this.#owner.joined(joined);
    return joined;
  }

  #check(options: SubscribeOptions, table: OptionTable): void {
    checkOptions(options, { table, where: `subscription of ${this.#owner.module} to ${this.#descriptor.topic}` });
  }

  #require(right: boolean, verb: string): void {
    if (right) return;
    throw notAllowed(this.#owner.module, { verb, topic: this.#descriptor.topic });
  }
}

interface JoinOptions {
  readonly options: SubscribeOptions;
  readonly serves?: boolean;
  readonly batched?: boolean;
  readonly change?: (plan: SubscriptionPlan) => SubscriptionPlan;
}

/** Requests are carried reliable, whatever the bus's default: their deadline ends them. */
function reliably(plan: SubscriptionPlan): SubscriptionPlan {
  return { ...plan, mode: 'reliable', overflow: 'wait', order: 'none', from: 'now' };
}

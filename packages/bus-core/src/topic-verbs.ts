/** Publishing and subscribing by topic name: contracts where they exist, JSON where a module was granted patterns. */
import { Access } from './access.ts';
import type { MessageDescriptor, ModuleDescriptor } from './contract.ts';
import type { Delivery } from './envelope.ts';
import { BusError } from './errors.ts';
import { notAllowed } from './gate.ts';
import type { HandleOwner } from './handles.ts';
import { jsonContract } from './json.ts';
import { checkOptions } from './option-check.ts';
import { subscribeOptions } from './option-table.ts';
import type { Handler, KeyedPublishOptions, SubscribeOptions } from './options.ts';
import type { Publisher } from './publisher.ts';
import { assertTopic, compilePattern, hasWildcard } from './topic.ts';
import type { BatchResult, Receipt, Subscription, TopicHandler, TopicMessage } from './verbs.ts';

/** Topics that one connection may publish to by name: what varies without bound belongs into a key. */
const TOPICS_MAX = 10_000;

interface Known {
  readonly descriptor: MessageDescriptor | undefined;
  readonly publisher: Publisher;
}

/** See `TopicVerbs`. */
export class TopicConnection {
  readonly #owner: HandleOwner;
  readonly #own: ReadonlyMap<string, MessageDescriptor>;
  readonly #access: Access;
  readonly #publishers = new Map<string, Known>();

  constructor(owner: HandleOwner, module: ModuleDescriptor) {
    this.#owner = owner;
    this.#own = new Map([...module.publishes, ...module.subscribes].map((known) => [known.topic, known]));
    this.#access = new Access(module);
  }

  /** Messages that the bus accepted. */
  get published(): number {
    let count = 0;
    for (const { publisher } of this.#publishers.values()) count += publisher.published;
    return count;
  }

  /** Its connection is closed. */
  retire(): void {
    for (const { publisher } of this.#publishers.values()) this.#owner.engine.publishers.retire(publisher);
  }

  async publish(topic: string, payload: unknown, options?: KeyedPublishOptions): Promise<Receipt> {
    return await this.#publisherOf(topic).publish(payload, options);
  }

  async publishBatch(items: readonly TopicMessage[]): Promise<BatchResult[]> {
    const sent = items.map(({ topic, payload, options }) => this.publish(topic, payload, options));
    const settled = await Promise.allSettled(sent);
    return settled.map((result) =>
      result.status === 'fulfilled'
        ? { ok: true, receipt: result.value }
        : { ok: false, error: BusError.from(result.reason) },
    );
  }

  subscribe(patterns: readonly string[], handler: Handler, options: SubscribeOptions = {}): Subscription {
    const { engine, module, instance } = this.#owner;
    const where = `subscription of ${module} to ${patterns.join(', ')}`;
    checkOptions(options, { table: subscribeOptions, where });
    this.#admit(patterns, options, where);
    const only = patterns.length === 1 && !hasWildcard(patterns[0] ?? '') ? patterns[0] : undefined;
    const joined = engine.subscriptions.join({
      descriptor: only === undefined ? undefined : this.#contractOf(only),
      topics: patterns,
      module,
      instance,
      options,
      serves: false,
      batched: false,
      handler,
      // a pattern may find more than the module has a right to; that never reaches its handler
      change: (plan) => ({ ...plan, permits: (topic) => this.#access.canSubscribe(topic) }),
    });
    this.#owner.joined(joined);
    return joined.subscription;
  }

  subscribeToTopics(topics: readonly string[], handler: Handler, options?: SubscribeOptions): Subscription {
    for (const topic of topics) assertTopic(topic);
    return this.subscribe(topics, handler, options);
  }

  subscribeWith(handler: TopicHandler, options?: SubscribeOptions): Subscription {
    return this.subscribe(handler.topics(), (message: Delivery) => handler.handle(message), options);
  }

  #admit(patterns: readonly string[], options: SubscribeOptions, where: string): void {
    if (patterns.length === 0) throw new BusError('BUS_CONFIG_INVALID', `${where}: at least one topic or pattern`);
    const { transport } = this.#owner.engine;
    const several = patterns.length > 1 || patterns.some(hasWildcard);
    if (several && options.name === undefined && transport.capabilities.durable) {
      throw new BusError('BUS_CONFIG_INVALID', `${where}: a group over patterns needs a name on a durable transport`);
    }
    for (const pattern of patterns) {
      compilePattern(pattern);
      if (!this.#access.mayFind(pattern))
        throw notAllowed(this.#owner.module, { verb: 'subscribe to', topic: pattern });
    }
  }

  #contractOf(topic: string): MessageDescriptor | undefined {
    return this.#own.get(topic) ?? this.#owner.engine.publishers.contractOf(topic);
  }

  /** A contract that came later puts the topic under it. */
  #publisherOf(topic: string): Publisher {
    const known = this.#publishers.get(topic);
    if (known !== undefined && known.descriptor === this.#contractOf(topic)) return known.publisher;
    assertTopic(topic);
    if (known === undefined && this.#publishers.size >= TOPICS_MAX) throw tooManyTopics(this.#owner.module);
    const descriptor = this.#contractOf(topic);
    const { engine, module, instance, limiter, state } = this.#owner;
    if (known !== undefined) engine.publishers.retire(known.publisher);
    const publisher = engine.publishers.make({
      descriptor: descriptor ?? jsonContract(topic, module),
      module,
      instance,
      limiter,
      state,
      verb: 'publish',
      allowed: this.#access.canPublish(topic),
    });
    this.#publishers.set(topic, { descriptor, publisher });
    return publisher;
  }
}

function tooManyTopics(module: string): BusError {
  return new BusError(
    'BUS_CONFIG_INVALID',
    `${module} publishes to more than ${TOPICS_MAX} topics by name; put what varies into the key`,
    { details: { topicsMax: TOPICS_MAX } },
  );
}

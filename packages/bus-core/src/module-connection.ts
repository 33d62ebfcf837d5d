/** A module connected to a bus: the object behind every generated SDK. */
import { type Bus, engineOf } from './bus.ts';
import { type MessageDescriptor, type ModuleDescriptor, SDK_CONTRACT } from './contract.ts';
import type { Engine } from './engine.ts';
import { BusError } from './errors.ts';
import type { GateState } from './gate.ts';
import type { Joined } from './groups.ts';
import { type HandleOwner, MessageHandle, type MessageRights } from './handles.ts';
import { randomId } from './ids.ts';
import { checkOptions } from './option-check.ts';
import { connectOptions } from './option-table-publish.ts';
import type { ConnectOptions, Handler, KeyedPublishOptions, SubscribeOptions } from './options.ts';
import { TokenBucket } from './rate-limit.ts';
import { TopicConnection } from './topic-verbs.ts';
import type { BatchResult, ModuleConnection, Receipt, Subscription, TopicHandler, TopicMessage } from './verbs.ts';

/**
 * Registers a module and gives the object that its SDK's interface `Sdk` describes. The generator writes interface and
 * descriptor from one source, which is what makes the conversion sound.
 * @throws BusError `BUS_STALE_SDK` where generated code and runtime, or two SDKs, do not agree; `BUS_CONFIG_INVALID`, `BUS_CLOSED`
 */
export async function connectModule<Sdk extends ModuleConnection>(
  bus: Bus,
  module: ModuleDescriptor,
  options: ConnectOptions = {},
): Promise<Sdk> {
  await bus.ready;
  return attachModule<Sdk>(bus, module, options);
}

/** As `connectModule`, on a bus whose transport is open. */
export function attachModule<Sdk extends ModuleConnection>(
  bus: Bus,
  module: ModuleDescriptor,
  options: ConnectOptions = {},
): Sdk {
  if (module.contract !== SDK_CONTRACT) throw staleContract(module);
  checkOptions(options, { table: connectOptions, where: `connect ${module.name}` });
  const connection: ModuleConnection = new Connection(engineOf(bus), module, options);
  return connection as Sdk;
}

/** Open while its bus is, until it is closed itself. */
class ConnectionState implements GateState {
  readonly #bus: GateState;
  #closed: string | undefined;

  constructor(bus: GateState) {
    this.#bus = bus;
  }

  get closing(): string | undefined {
    return this.#closed ?? this.#bus.closing;
  }

  get draining(): boolean {
    return this.#closed === undefined && this.#bus.draining;
  }

  close(reason: string): void {
    this.#closed ??= reason;
  }
}

class Connection implements ModuleConnection, HandleOwner {
  readonly engine: Engine;
  readonly module: string;
  readonly instance: string;
  readonly limiter: TokenBucket | undefined;
  readonly state: ConnectionState;
  readonly #subscriptions = new Map<string, Joined>();
  readonly #handles: MessageHandle[] = [];
  readonly #topics: TopicConnection;

  constructor(engine: Engine, module: ModuleDescriptor, options: ConnectOptions) {
    if (engine.state.closing !== undefined) throw new BusError('BUS_CLOSED', engine.state.closing);
    this.engine = engine;
    this.state = new ConnectionState(engine.state);
    this.module = module.name;
    this.instance = randomId(engine.random);
    const { rateLimit } = options;
    this.limiter = rateLimit && new TokenBucket({ burst: rateLimit.ratePerSecond, ...rateLimit });
    engine.registry.register(module, { instance: this.instance, activity: () => this.#activity() });
    if (options.health !== undefined) {
      engine.healthChecks.add(this.instance, { module: module.name, check: options.health });
    }
    this.#topics = new TopicConnection(this, module);
    for (const [descriptor, rights] of rightsOf(module)) {
      engine.publishers.learn(descriptor);
      const handle = new MessageHandle(this, descriptor, rights);
      this.#handles.push(handle);
      Object.defineProperty(this, descriptor.member, { value: handle, enumerable: true });
    }
  }

  ready(): void {
    this.engine.registry.note(this.instance, 'ready');
  }

  publish(topic: string, payload: unknown, options?: KeyedPublishOptions): Promise<Receipt> {
    return this.#topics.publish(topic, payload, options);
  }

  publishBatch(items: readonly TopicMessage[]): Promise<BatchResult[]> {
    return this.#topics.publishBatch(items);
  }

  subscribe(patterns: string | readonly string[], handler: Handler, options?: SubscribeOptions): Subscription;
  subscribe(handler: TopicHandler, options?: SubscribeOptions): Subscription;
  subscribe(
    what: string | readonly string[] | TopicHandler,
    how?: Handler | SubscribeOptions,
    options?: SubscribeOptions,
  ): Subscription {
    if (typeof how === 'function') {
      return this.#topics.subscribe(typeof what === 'string' ? [what] : (what as readonly string[]), how, options);
    }
    if (isTopicHandler(what)) return this.#topics.subscribeWith(what, how);
    throw new BusError('BUS_CONFIG_INVALID', 'subscribe takes patterns and a handler, or a handler with its topics');
  }

  subscribeToTopics(topics: readonly string[], handler: Handler, options?: SubscribeOptions): Subscription {
    return this.#topics.subscribeToTopics(topics, handler, options);
  }

  joined(joined: Joined): void {
    const { group } = joined.subscription;
    const earlier = this.#subscriptions.get(group);
    if (earlier !== undefined && !earlier.consumer.closed) {
      void joined.subscription.close();
      throw new BusError('BUS_CONFIG_INVALID', `${group} is subscribed already; give the second one a name`, {
        details: { group },
      });
    }
    this.#subscriptions.set(group, joined);
  }

  async drain(): Promise<void> {
    this.engine.registry.note(this.instance, 'shutdown');
    await Promise.all([...this.#subscriptions.values()].map(({ subscription }) => subscription.drain()));
    await this.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subscriptions.values()].map(({ subscription }) => subscription.close()));
    this.#subscriptions.clear();
    this.state.close(`the connection of ${this.module} is closed`);
    for (const handle of [...this.#handles, this.#topics]) handle.retire();
    this.engine.healthChecks.remove(this.instance);
    this.engine.registry.remove(this.instance);
  }

  /** Messages published and handled so far. */
  #activity(): number {
    let count = this.#topics.published;
    for (const { published } of this.#handles) count += published;
    for (const { consumer } of this.#subscriptions.values()) count += consumer.stats.delivered;
    return count;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function isTopicHandler(value: string | readonly string[] | TopicHandler): value is TopicHandler {
  return typeof value === 'object' && 'topics' in value && 'handle' in value;
}

function rightsOf(module: ModuleDescriptor): Map<MessageDescriptor, MessageRights> {
  const { publishes, subscribes, requests, serves } = module;
  const rights = new Map<MessageDescriptor, MessageRights>();
  for (const descriptor of [...publishes, ...subscribes, ...requests, ...serves]) {
    rights.set(descriptor, {
      publish: publishes.includes(descriptor),
      subscribe: subscribes.includes(descriptor),
      request: requests.includes(descriptor),
      serve: serves.includes(descriptor),
    });
  }
  return rights;
}

function staleContract({ name, contract }: ModuleDescriptor): BusError {
  return new BusError(
    'BUS_STALE_SDK',
    `the SDK of ${name} speaks contract ${contract}, this runtime ${SDK_CONTRACT}; run codegen with the matching version`,
    { details: { module: name, contract, expected: SDK_CONTRACT } },
  );
}

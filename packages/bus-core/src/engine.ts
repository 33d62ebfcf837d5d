/** All the parts of one bus, put together once. */

import type { ResolvedBusOptions } from './bus-options.ts';
import { type Carriage, carriageOf, planSubscription, type SubscriptionPlan } from './carriage.ts';
import type { Clock, Random } from './clock.ts';
import type { ConsumerContext } from './consumer.ts';
import { runInContext } from './context.ts';
import type { MessageDescriptor } from './contract.ts';
import { Deadlines } from './deadlines.ts';
import { ReliableDelivery } from './delivery.ts';
import type { Delivery, Envelope, Origin } from './envelope.ts';
import { BusError } from './errors.ts';
import { BusEvents } from './events.ts';
import { Gate, type GateState } from './gate.ts';
import type { Group } from './group.ts';
import { Groups, groupSpec, type Joined } from './groups.ts';
import { IdSource, randomId } from './ids.ts';
import type { SubscribeOptions } from './options.ts';
import { Publisher, type PublisherContext } from './publisher.ts';
import type { TokenBucket } from './rate-limit.ts';
import { Registry } from './registry.ts';
import { moduleOf, Reporter } from './reporter.ts';
import { FAILURE_HEADER, GROUP_HEADER, Requests } from './requests.ts';
import { Room } from './room.ts';
import { Sender } from './sender.ts';
import { describeError } from './settle.ts';
import type { GroupSpec, TopicSpec, Transport } from './transport.ts';

const LEASE_MS = 30_000;
const SWEEP_MS = 5_000;
const PARTITIONS = 8;
const REPLY_VERSION = 1;

export interface PublisherRequest {
  readonly descriptor: MessageDescriptor;
  readonly module: string;
  readonly instance: string;
  readonly verb: string;
  readonly allowed: boolean;
  readonly limiter: TokenBucket | undefined;
}

export interface SubscriptionRequest {
  readonly descriptor: MessageDescriptor;
  readonly module: string;
  readonly instance: string;
  readonly options: SubscribeOptions;
  readonly serves: boolean;
  /** Decided by the kind of handler, over the options. */
  readonly change?: (plan: SubscriptionPlan) => SubscriptionPlan;
  readonly batched: boolean;
  readonly handler: (item: Delivery) => unknown;
}

/** One per bus. Everything that is known at start is decided by its `publisher` and `subscribe`. */
export class Engine {
  readonly id: string;
  readonly options: ResolvedBusOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly events: BusEvents = new BusEvents();
  readonly registry: Registry;
  readonly startedMs: number;
  readonly groups: Groups;
  readonly requests: Requests;
  readonly publishers: Publisher[] = [];
  readonly state: GateState = { closing: undefined };
  /** Handlers' deadlines: they need not keep the process alive, the handlers do. */
  readonly timeouts: Deadlines;
  readonly delays: Deadlines;
  unrouted = 0;
  readonly #publisherContext: PublisherContext;
  readonly #room: Room;
  readonly #reporter: Reporter;
  #sweep: { cancel(): void } | undefined;
  #rested: (() => void)[] = [];

  constructor(options: ResolvedBusOptions, transport: Transport) {
    this.options = options;
    this.clock = options.clock;
    this.random = options.random;
    this.transport = transport;
    this.id = randomId(options.random);
    this.timeouts = new Deadlines(this.clock, { keepAlive: false });
    this.delays = new Deadlines(this.clock, { keepAlive: true });
    this.startedMs = this.clock.monotonic();
    this.registry = this.#makeRegistry();
    this.#reporter = this.#makeReporter();
    const ids = new IdSource(options.random);
    const { publishTimeoutMs, queueSizeMax } = options;
    this.#room = new Room(this.clock, this.delays, {
      publishTimeoutMs,
      waitersMax: queueSizeMax,
      crowded: (route) => this.#reporter.crowded(route),
    });
    const sender = new Sender(transport, this.clock, { queueSizeMax });
    const unrouted = (): void => {
      this.unrouted++;
    };
    this.#publisherContext = {
      clock: this.clock,
      ids,
      sender,
      room: this.#room,
      freezes: options.freezePayloads,
      unrouted,
    };
    this.groups = new Groups({
      transport,
      groupContext: { clock: this.clock, random: this.random, delays: this.delays, report: this.#reporter },
      consumerContext: this.#consumerContext(),
    });
    const { requestTimeoutMs: timeoutMs } = options;
    this.requests = new Requests({
      clock: this.clock,
      deadlines: this.delays,
      ids,
      transport,
      timeoutMs,
      address: this.id,
      unavailableForMs: (topic) => this.#unavailableForMs(topic),
    });
  }

  async open(): Promise<void> {
    const answered = (_address: string, envelope: Envelope): void => this.requests.answered(envelope);
    await this.transport.open({ id: this.id, clock: this.clock, random: this.random }, { answered });
    this.#scheduleSweep();
  }

  /** Takes readings of all counters, for rates and for events that are about more than one message. */
  observe(): void {
    this.#reporter.sweep();
  }

  /** The transport did not open: whoever comes is told why. */
  failed(error: unknown): void {
    this.state.closing = `the transport did not open: ${describeError(error)}`;
  }

  carriage(descriptor: MessageDescriptor): Carriage {
    return carriageOf(descriptor, this.options.guarantee);
  }

  publisher(request: PublisherRequest): Publisher {
    const { descriptor, module, instance, verb, allowed, limiter } = request;
    const { topic, version, fingerprint } = descriptor;
    const { payloadBytesMax: bytesMax, payloadDepthMax: depthMax } = this.options;
    const proved =
      (descriptor.bytesMax ?? Number.POSITIVE_INFINITY) <= bytesMax &&
      (descriptor.depthMax ?? Number.POSITIVE_INFINITY) <= depthMax;
    const limits = proved ? undefined : { bytesMax, depthMax };
    const gate = new Gate({ topic, module, verb, allowed, limiter, limits, descriptor }, this.state, this.clock);
    const origin: Origin = { topic, version, source: module, instance, fingerprint, descriptor };
    const carriage = this.carriage(descriptor);
    const route = this.transport.route(this.#topicSpec(descriptor, carriage));
    const publisher = new Publisher({ origin, route, gate, carriage }, this.#publisherContext);
    this.publishers.push(publisher);
    return publisher;
  }

  /** @throws BusError `BUS_CLOSED`, `BUS_CONFIG_INVALID`, `BUS_CAPABILITY_MISSING` */
  subscribe(request: SubscriptionRequest): Joined {
    if (this.state.closing !== undefined) throw new BusError('BUS_CLOSED', this.state.closing);
    const { descriptor, module, instance, options, serves, batched, handler } = request;
    const carriage = this.carriage(descriptor);
    this.#requireTransaction(carriage, options);
    const { queueSizeMax, latestKeysMax } = this.options;
    const decided = planSubscription(options, { descriptor, carriage, queueSizeMax, latestKeysMax, batched });
    const plan = request.change?.(decided) ?? decided;
    const shared = `${module}/${options.name ?? descriptor.topic}`;
    const name = carriage.channel === 'broadcast' ? `${shared}#${instance}` : shared;
    const names = { name, topics: [descriptor.topic], versions: { [descriptor.topic]: descriptor.version } };
    const spec = groupSpec(names, { plan, carriage, serves, leaseMs: LEASE_MS });
    if (carriage.channel === 'command') this.#requireOneGroup(spec);
    return this.groups.join({ spec, plan, handler });
  }

  #requireTransaction({ guarantee }: Carriage, options: SubscribeOptions): void {
    const wanted = options.guarantee ?? guarantee;
    if (wanted !== 'exactly-once' || this.transport.capabilities.transaction !== 'none') return;
    const { name } = this.transport;
    throw new BusError(
      'BUS_CAPABILITY_MISSING',
      `the transport ${name} has no transactions, so exactly-once is not to be had`,
      {
        details: { transport: name, capability: 'transaction' },
      },
    );
  }

  /** A command is for exactly one group. */
  #requireOneGroup({ name, topics }: GroupSpec): void {
    for (const group of this.groups.all()) {
      if (group.name === name || group.members.length === 0 || group.spec.topics[0] !== topics[0]) continue;
      throw new BusError('BUS_CONFIG_INVALID', `${String(topics[0])} is a command and ${group.name} takes it already`, {
        details: { topic: topics[0], group: group.name },
      });
    }
  }

  /** How long nobody here who serves a topic may be asked, because their breakers are open; undefined where somebody may. */
  #unavailableForMs(topic: string): number | undefined {
    const nowMs = this.clock.monotonic();
    let shortest: number | undefined;
    for (const { spec, members } of this.groups.all()) {
      if (!spec.serves || !spec.topics.includes(topic)) continue;
      for (const { breaker } of members) {
        if (breaker?.state === 'open')
          shortest = Math.min(shortest ?? Number.POSITIVE_INFINITY, breaker.retryAfterMs(nowMs));
      }
    }
    return shortest;
  }

  /** Sends what a serving handler returned. */
  reply(request: Delivery, origin: Origin, payload: unknown): void {
    if (!(request instanceof ReliableDelivery)) return;
    this.requests.reply(origin, request.envelope, { payload, headers: { [GROUP_HEADER]: request.owner.name } });
  }

  /** Messages on their way, waiting, delayed or with a handler. */
  get outstanding(): number {
    let pending = 0;
    for (const group of this.groups.all()) {
      pending += group.unreported;
      if (group.members.length > 0) pending += group.counters.pending;
    }
    return pending + this.#publisherContext.sender.depth + this.requests.size;
  }

  /** Resolves when nothing is outstanding, or false at the deadline. */
  async drain(timeoutMs: number): Promise<boolean> {
    this.state.closing = 'the bus is draining and takes no more messages';
    if (!this.#inMemory) this.#takeNoMore();
    if (this.outstanding === 0) return true;
    return await new Promise((resolve) => {
      const timer = this.clock.setTimer(() => resolve(false), timeoutMs, { keepAlive: true });
      this.#rested.push(() => {
        timer.cancel();
        resolve(true);
      });
    });
  }

  async close(): Promise<void> {
    this.state.closing = 'the bus is closed';
    this.requests.close('the bus was closed while the request waited');
    this.#room.close(new BusError('BUS_CLOSED', 'the bus was closed while the publish waited'));
    for (const group of this.groups.all()) for (const member of group.members) this.#stop(member);
    if (!this.#inMemory) await Promise.all([...this.groups.all()].map((group) => group.release()));
    this.#stopTimers();
    await this.transport.close();
    this.events.removeAllListeners();
  }

  /** As a crash would: nothing more is done, nobody is told. For simulations. */
  halt(): void {
    this.state.closing = 'the bus has crashed';
    for (const group of this.groups.all()) for (const member of group.members) this.#stop(member);
    this.#stopTimers();
  }

  #stopTimers(): void {
    this.#sweep?.cancel();
    this.timeouts.close();
    this.delays.close();
  }

  get #inMemory(): boolean {
    return this.transport.capabilities.spans === 'process';
  }

  /** What was not started goes back to the store, for others or for later. */
  #takeNoMore(): void {
    for (const group of this.groups.all()) {
      for (const member of group.members) member.paused = true;
      group.membersChanged();
    }
  }

  #stop(member: Group['members'][number]): void {
    member.closed = true;
    for (const item of member.abandonAll()) if (item instanceof ReliableDelivery) item.supersede();
  }

  #scheduleSweep(): void {
    this.#sweep = this.clock.setTimer(() => {
      void this.transport.maintain(this.clock.now());
      this.observe();
      // What a dead instance held becomes free without a word.
      if (!this.#inMemory) for (const group of this.groups.all()) group.wake();
      this.#scheduleSweep();
    }, SWEEP_MS);
  }

  #topicSpec(descriptor: MessageDescriptor, { mode }: Carriage): TopicSpec {
    const { topic, channel, retention, partitions = PARTITIONS, sensitive, sensitiveFields, persist } = descriptor;
    const { historyCountMax, historyTtlSeconds } = this.options;
    const forgotten =
      channel === 'direct' || sensitive === true || sensitiveFields !== undefined || persist === 'never';
    const kept = retention ?? { countMax: historyCountMax, ageMs: historyTtlSeconds * 1_000 };
    return { topic, mode, partitions, history: forgotten || historyCountMax === 0 ? undefined : kept };
  }

  #consumerContext(): ConsumerContext {
    return {
      deadlines: this.timeouts,
      now: () => this.clock.monotonic(),
      invoke: (handler, item) => (item instanceof ReliableDelivery ? runInContext(item, handler) : handler(item)),
      slow: (consumer, elapsedMs) => this.#reporter.slow(consumer, elapsedMs),
    };
  }

  #makeRegistry(): Registry {
    return new Registry({
      staleAfterMs: this.options.staleAfterMs,
      now: () => this.clock.monotonic(),
      changed: ({ module, instance, status }, previous) =>
        this.events.emit('module-status', { module, instance, status, previous, system: this.registry.status() }),
    });
  }

  #makeReporter(): Reporter {
    return new Reporter({
      clock: this.clock,
      events: this.events,
      registry: this.registry,
      groups: () => this.groups.all(),
      relaxed: () => this.#relaxed(),
      deadLettered: (group, envelope, reason) => this.#failReply(group, envelope, reason),
    });
  }

  /** Who waits for a reply is told that there will be none. */
  #failReply(group: Group, envelope: Envelope, reason: string): void {
    if (envelope.extras?.replyTo === undefined) return;
    const { topic } = envelope;
    const source = moduleOf(group);
    const about = { version: REPLY_VERSION, instance: this.id, fingerprint: '', descriptor: undefined };
    const origin: Origin = { ...about, topic, source };
    const headers = { [FAILURE_HEADER]: reason, [GROUP_HEADER]: group.name };
    this.requests.reply(origin, envelope, { payload: undefined, headers });
  }

  #relaxed(): void {
    this.#room.relaxed();
    if (this.#rested.length === 0 || this.outstanding > 0) return;
    for (const rested of this.#rested.splice(0)) rested();
  }
}

/** All the parts of one bus, put together once. */

import type { ResolvedBusOptions } from './bus-options.ts';
import type { Clock, Random } from './clock.ts';
import type { Contracts } from './codec.ts';
import type { ConsumerContext } from './consumer-owner.ts';
import { outsideOfHandlers, runInContext } from './context.ts';
import { DeadLetterDesk } from './dead-letter-desk.ts';
import { Deadlines } from './deadlines.ts';
import { ReliableDelivery } from './delivery.ts';
import type { Delivery, Envelope, Origin } from './envelope.ts';
import { BusError } from './errors.ts';
import { type BusEventMap, BusEvents } from './events.ts';
import type { GateState } from './gate.ts';
import type { Group } from './group.ts';
import { Groups } from './groups.ts';
import { HealthChecks } from './health-checks.ts';
import { IdSource, randomId } from './ids.ts';
import { LoopDelay } from './loop-delay.ts';
import { publishChain } from './middleware.ts';
import { Publishers } from './publishers.ts';
import { type HealthResult, Registry } from './registry.ts';
import { moduleOf, Reporter } from './reporter.ts';
import { FAILURE_HEADER, GROUP_HEADER, Requests } from './requests.ts';
import { Room } from './room.ts';
import { Sender } from './sender.ts';
import { describeError } from './settle.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Transport } from './transport.ts';

const SWEEP_MS = 5_000;
const REPLY_VERSION = 1;
/** How long a close waits for the store to hear of it. */
const LEAVE_MS = 2_000;

/** What a drain could not finish. */
export interface DrainResult {
  readonly finished: boolean;
  /** Messages that pend, with a handler or before one, by group. */
  readonly groups: readonly { readonly group: string; readonly count: number }[];
  /** Messages on their way to the store. */
  readonly unsent: number;
  /** Requests that wait for replies. */
  readonly requests: number;
}

/** One per bus. Everything that is known at start is decided by its `publishers` and `subscriptions`. */
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
  readonly deadLetters: DeadLetterDesk;
  readonly healthChecks: HealthChecks;
  readonly loopDelay: LoopDelay;
  readonly publishers: Publishers;
  readonly subscriptions: Subscriptions;
  readonly state: GateState = { closing: undefined, draining: false };
  /** Handlers' deadlines: they need not keep the process alive, the handlers do. */
  readonly timeouts: Deadlines;
  readonly delays: Deadlines;
  unrouted = 0;
  readonly #room: Room;
  readonly sender: Sender;
  readonly #reporter: Reporter;
  #sweep: { cancel(): void } | undefined;
  #rested: (() => void)[] = [];
  #closed: Promise<void> | undefined;

  constructor(options: ResolvedBusOptions, transport: Transport) {
    requireDurability(options, transport);
    this.options = options;
    this.clock = outsideOfHandlers(options.clock);
    this.random = options.random;
    this.transport = transport;
    this.id = randomId(options.random);
    this.timeouts = new Deadlines(this.clock, { keepAlive: false });
    this.delays = new Deadlines(this.clock, { keepAlive: true });
    this.startedMs = this.clock.monotonic();
    this.registry = this.#makeRegistry();
    this.healthChecks = this.#makeHealthChecks();
    this.loopDelay = new LoopDelay(this.clock);
    this.deadLetters = new DeadLetterDesk(transport.deadLetters, this.clock);
    this.#reporter = this.#makeReporter();
    const ids = new IdSource(options.random);
    const { publishTimeoutMs, queueSizeMax } = options;
    this.#room = new Room(this.clock, this.delays, {
      publishTimeoutMs,
      waitersMax: queueSizeMax,
      crowded: (route) => this.#reporter.crowded(route),
    });
    this.sender = new Sender(transport, this.clock, { queueSizeMax });
    const unrouted = (): void => {
      this.unrouted++;
    };
    const around = publishChain(options.middleware.publish);
    const parts = { clock: this.clock, ids, sender: this.sender, room: this.#room };
    const publisher = { ...parts, freezes: options.freezePayloads, unrouted, around };
    const published = (topic: string, form: string): void => this.#published(topic, form);
    const audit = (event: BusEventMap['audit']): void => void this.events.emit('audit', event);
    this.publishers = new Publishers({ transport, options, publisher, published, audit });
    this.groups = new Groups({
      transport,
      groupContext: { clock: this.clock, random: this.random, delays: this.delays, report: this.#reporter },
      consumerContext: this.#consumerContext(),
    });
    const { state, publishers, groups } = this;
    this.subscriptions = new Subscriptions({ transport, options, state, publishers, groups, audit });
    const { requestTimeoutMs: timeoutMs } = options;
    this.requests = new Requests({
      clock: this.clock,
      deadlines: this.delays,
      ids,
      transport,
      timeoutMs,
      around,
      address: this.id,
      unavailableForMs: (topic) => this.subscriptions.unavailableForMs(topic),
    });
  }

  async open(): Promise<void> {
    const answered = (_address: string, envelope: Envelope): void => this.requests.answered(envelope);
    const contracts: Contracts = { encodingsOf: (topic, version) => this.publishers.encodingsOf(topic, version) };
    const { id, clock, random } = this;
    await this.transport.open({ id, clock, random, contracts }, { answered });
    this.#scheduleSweep();
  }

  /** Takes readings of all counters, for rates and for events that are about more than one message. */
  observe(): void {
    this.#reporter.sweep();
    this.loopDelay.sweep();
  }

  /** The transport did not open: whoever comes is told why. */
  failed(error: unknown): void {
    this.state.closing = `the transport did not open: ${describeError(error)}`;
  }

  /** Sends what a serving handler returned. */
  reply(request: Delivery, origin: Origin, payload: unknown): void | Promise<void> {
    if (!(request instanceof ReliableDelivery)) return;
    const { envelope, owner } = request;
    return this.requests.respond(origin, envelope, { payload, headers: { [GROUP_HEADER]: owner.name } });
  }

  /** Messages on their way, waiting, delayed or with a handler. */
  get outstanding(): number {
    let pending = 0;
    for (const group of this.groups.all()) {
      pending += group.unreported;
      if (group.members.length > 0) pending += group.counters.pending;
    }
    return pending + this.sender.depth + this.requests.size;
  }

  /** What is outstanding, by where it is. */
  unfinished(): DrainResult {
    const groups = [...this.groups.all()].flatMap((group) => {
      const count = group.unreported + (group.members.length > 0 ? group.counters.pending : 0);
      return count === 0 ? [] : [{ group: group.name, count }];
    });
    const { depth: unsent } = this.sender;
    const { size: requests } = this.requests;
    return { finished: groups.length === 0 && unsent === 0 && requests === 0, groups, unsent, requests };
  }

  /** Resolves when nothing is outstanding, or at the deadline with what still is. */
  async drain(timeoutMs: number): Promise<DrainResult> {
    this.state.closing = 'the bus is draining and takes no more messages';
    this.state.draining = true;
    if (!this.#inMemory) this.#takeNoMore();
    if (this.outstanding > 0) await this.#rest(timeoutMs);
    this.state.draining = false;
    return this.unfinished();
  }

  #rest(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.setTimer(resolve, timeoutMs, { keepAlive: true });
      this.#rested.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.state.closing = 'the bus is closed';
    this.state.draining = false;
    this.requests.close('the bus was closed while the request waited');
    this.#room.close(new BusError('BUS_CLOSED', 'the bus was closed while the publish waited'));
    for (const group of this.groups.all()) for (const member of group.members) this.#stop(member);
    if (!this.#inMemory) await this.#leave();
    this.#stopTimers();
    await this.transport.close();
    this.events.removeAllListeners();
  }

  /** Leases and partitions are free for others at once; where the store does not answer in time, when they end by themselves. */
  #leave(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.setTimer(resolve, LEAVE_MS, { keepAlive: true });
      void Promise.allSettled([...this.groups.all()].map(leave)).then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  /** As a crash would: nothing more is done, nobody is told. For simulations. */
  halt(): void {
    this.state.closing = 'the bus has crashed';
    for (const group of this.groups.all()) for (const member of group.members) this.#stop(member);
    this.#stopTimers();
  }

  #stopTimers(): void {
    this.#sweep?.cancel();
    this.healthChecks.close();
    this.loopDelay.close();
    this.timeouts.close();
    this.delays.close();
  }

  #published(topic: string, fingerprint: string): void {
    for (const group of this.groups.all()) if (group.spec.topics.includes(topic)) group.hears(fingerprint);
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
      this.#scheduleSweep(); // first, so that what happens now can put an end to it
      void this.transport.maintain(this.clock.now());
      this.observe();
      // What a dead instance held becomes free without a word.
      if (!this.#inMemory) for (const group of this.groups.all()) group.wake();
    }, SWEEP_MS);
  }

  #consumerContext(): ConsumerContext {
    return {
      deadlines: this.timeouts,
      now: () => this.clock.monotonic(),
      invoke: (handler, item) => (item instanceof ReliableDelivery ? runInContext(item, handler) : handler(item)),
      slow: (group, elapsedMs) => this.#reporter.slow(group, elapsedMs),
    };
  }

  #makeHealthChecks(): HealthChecks {
    const { healthIntervalMs: intervalMs, requestTimeoutMs: timeoutMs } = this.options;
    const result = (module: string, result: HealthResult, instance: string): void =>
      this.registry.check(module, result, instance);
    return new HealthChecks({ clock: this.clock, intervalMs, timeoutMs, result });
  }

  #makeRegistry(): Registry {
    return new Registry({
      staleAfterMs: this.options.staleAfterMs,
      now: () => this.clock.monotonic(),
      stale: (module) => this.events.emit('sdk-older', module),
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
    if (!group.spec.serves || envelope.extras?.replyTo === undefined) return;
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

function requireDurability({ durable }: ResolvedBusOptions, { name, capabilities }: Transport): void {
  if (!durable || capabilities.durable) return;
  throw new BusError('BUS_CAPABILITY_MISSING', `what the transport ${name} accepts ends with the process`, {
    details: { transport: name, capability: 'durable' },
  });
}

async function leave(group: Group): Promise<void> {
  await group.release();
  await group.feed?.close({ forget: false });
}

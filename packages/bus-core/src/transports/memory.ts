/** The default transport: one process, objects by reference, nothing copied, nothing kept but a bounded history. */
import type { Clock } from '../clock.ts';
import { MemoryDeadLetters } from '../dead-letters.ts';
import { DedupeWindow } from '../dedupe.ts';
import { type Direct, type Envelope, LANE_CRITICAL, LANE_NORMAL, NEVER, PRIORITIES } from '../envelope.ts';
import { BusError } from '../errors.ts';
import { History } from '../history.ts';
import { Lanes } from '../lanes.ts';
import { MemoryLatestTable } from '../latest-table.ts';
import { Router } from '../router.ts';
import { compilePattern, hasWildcard, matchesTopic } from '../topic.ts';
import type {
  Capabilities,
  DeadLetter,
  Depth,
  Feed,
  FeedSink,
  GroupSpec,
  HistoryQuery,
  Instance,
  Presence,
  Receipts,
  Route,
  ServingGroup,
  Settlement,
  TopicSpec,
  Transport,
  TransportSink,
  TransportStatus,
} from '../transport.ts';

/** Messages handed on in one microtask before I/O gets its turn. */
const DRAIN_BUDGET = 1_024;
const RELIABLE_QUEUE_MAX = 2 ** 24;
const IN_MEMORY: Receipts = { durability: 'memory' };
const NONE_REFUSED: ReadonlySet<number> = new Set();

export interface MemoryOptions {
  /** Slots of the pre-allocated best-effort ring of each lane; a power of two. */
  readonly ringSize: number;
  readonly deadLettersMax: number;
  readonly dedupeWindowMs: number;
  readonly dedupeCountMax: number;
  readonly latestKeysMax: number;
}

/** Synchronous throughout: `send` returns when the message is on its ring. */
export class MemoryTransport implements Transport {
  readonly name = 'memory';
  readonly capabilities: Capabilities = {
    durable: false,
    spans: 'process',
    order: 'key',
    priority: 'ready',
    groups: 'remembered',
    delay: true,
    history: true,
    dedupe: true,
    transaction: 'none',
    broadcast: true,
  };
  readonly latest: MemoryLatestTable;
  readonly deadLetters: MemoryDeadLetters;
  readonly presence: Presence;
  readonly #options: MemoryOptions;
  readonly #clock: Clock;
  readonly #router = new Router();
  readonly #feeds = new Map<string, MemoryFeed>();
  readonly #dedupe = new Map<string, DedupeWindow>();
  readonly #history: History;
  /** Reservations in the groups bound the reliable one; the best-effort one pushes out its oldest. */
  readonly #reliable = new Lanes<Envelope>({ laneCount: PRIORITIES.length, sizeMax: RELIABLE_QUEUE_MAX });
  readonly #bestEffort: Lanes<Envelope>;
  #sink: TransportSink | undefined;
  /** `later`: after I/O had its turn. A publisher that never lets I/O run gets another `soon` before the ring is full. */
  #drainAt: 'idle' | 'soon' | 'later' = 'idle';
  readonly #relief: number;
  #reliableTurn = false;

  constructor(clock: Clock, options: MemoryOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#relief = options.ringSize / 2;
    this.#history = new History(clock);
    this.latest = new MemoryLatestTable(options.latestKeysMax);
    this.deadLetters = new MemoryDeadLetters(options.deadLettersMax, {
      send: (letter) => this.#redrive(letter),
      gone: ({ group, envelope }) => envelope && this.#feeds.get(group)?.sink.reopened(envelope),
    });
    this.presence = { servers: (topic) => this.#servers(topic) };
    this.#bestEffort = new Lanes({ laneCount: PRIORITIES.length, sizeMax: options.ringSize, preallocate: true });
  }

  open(_instance: Instance, sink: TransportSink): void {
    this.#sink = sink;
  }

  route(spec: TopicSpec): Route {
    if (!this.#router.keeps(spec.topic)) {
      if (spec.mode === 'latest-only') this.#router.keep(spec.topic, this.latest.keeperOf(spec.topic));
      else if (spec.history !== undefined)
        this.#router.keep(spec.topic, this.#history.keeperOf(spec.topic, spec.history));
    }
    return this.#router.route(spec.topic, spec.mode);
  }

  send(envelopes: readonly Envelope[]): Receipts {
    let duplicates: Set<number> | undefined;
    for (let i = 0; i < envelopes.length; i++) {
      const envelope = envelopes[i];
      if (envelope === undefined) continue;
      if (envelope.lane === LANE_CRITICAL) admitCritical(envelope);
      if (envelope.key !== undefined && this.latest.used) this.latest.admit(envelope);
      const window = envelope.extras?.idempotent === true ? this.#windowOf(envelope) : undefined;
      if (window?.holds(envelope.id, this.#clock.monotonic()) === true) {
        duplicates ??= new Set();
        duplicates.add(i);
      } else {
        this.#take(envelope);
        window?.seen(envelope.id, this.#clock.monotonic()); // what is refused may come again
      }
    }
    return duplicates === undefined ? IN_MEMORY : { durability: 'memory', duplicates };
  }

  attach(group: GroupSpec, sink: FeedSink): Feed {
    const feed = new MemoryFeed(group, sink, this);
    this.#feeds.set(group.name, feed);
    this.#catchUp(group, sink);
    this.#router.add(sink, group.topics);
    return feed;
  }

  detach(feed: MemoryFeed): void {
    this.#router.remove(feed.sink, feed.group.topics);
    this.#feeds.delete(feed.group.name);
  }

  answer(address: string, envelope: Envelope): void {
    this.#sink?.answered(address, envelope);
  }

  read(query: HistoryQuery): Envelope[] {
    return this.#history.read(query);
  }

  maintain(): void {
    this.#history.sweep();
  }

  status(): TransportStatus {
    return { connected: true, durability: 'memory', lastError: undefined };
  }

  close(): void {
    this.#reliable.drain();
    this.#bestEffort.drain();
    this.#history.clear();
    this.#feeds.clear();
  }

  /** Members came and went, so there may be another short way to a group. */
  refresh({ topics }: GroupSpec): void {
    this.#router.refresh(topics);
  }

  /** Messages between `send` and their groups. */
  get depth(): number {
    return this.#reliable.size + this.#bestEffort.size;
  }

  /** Hands a message to one group only, in turn with everything else. */
  sendTo(sink: FeedSink, envelope: Envelope): void {
    if (sink.holdsPublishers) sink.accept();
    const holding = sink.holdsPublishers ? [sink] : [];
    this.#enqueue(envelope.with(envelope.extras, { targets: [sink], direct: [undefined], holding, groups: 1 }));
  }

  #take(envelope: Envelope): void {
    const { audience } = envelope;
    if (audience.targets.length === 0) return;
    const { holding } = audience;
    for (let i = 0; i < holding.length; i++) holding[i]?.accept();
    this.#enqueue(envelope);
  }

  #enqueue(envelope: Envelope): void {
    const { audience, lane, key } = envelope;
    // Those of a key travel in one lane: its order is not a matter of priority, and groups mind the priority of keys.
    if (audience.holding.length > 0) this.#reliable.push(envelope, key === undefined ? lane : LANE_NORMAL);
    else if (lane === LANE_CRITICAL) this.#enqueueCritical(envelope);
    else this.#overflowed(this.#bestEffort.pushDroppingOldest(envelope, lane));
    if (lane === LANE_CRITICAL) for (const target of audience.targets) target.expectCritical();
    if (this.#drainAt === 'idle' || (this.#drainAt === 'later' && this.#bestEffort.size > this.#relief)) {
      this.#drainAt = 'soon';
      this.#clock.defer(this.#drain);
    }
  }

  #enqueueCritical(envelope: Envelope): void {
    if (this.#bestEffort.push(envelope, LANE_CRITICAL)) return;
    const limit = this.#options.ringSize;
    throw new BusError('BUS_QUEUE_FULL', `the ring holds ${limit} critical messages, which are never dropped`, {
      details: { depth: limit, limit },
    });
  }

  #overflowed(dropped: Envelope | undefined): void {
    if (dropped === undefined) return;
    for (const target of dropped.audience.targets) target.overflow(dropped);
  }

  readonly #drain = (): void => {
    for (let budget = DRAIN_BUDGET; budget > 0; budget--) {
      const envelope = this.#next();
      if (envelope === undefined) break;
      handOver(envelope);
    }
    if (this.depth === 0) {
      this.#drainAt = 'idle';
    } else {
      this.#drainAt = 'later';
      this.#clock.yield(this.#drainLater);
    }
  };

  readonly #drainLater = (): void => {
    if (this.#drainAt === 'later') this.#drain();
  };

  /** By turns, so that neither kind starves the other. */
  #next(): Envelope | undefined {
    if (this.#reliable.size === 0) return this.#bestEffort.shift();
    if (this.#bestEffort.size === 0) return this.#reliable.shift();
    this.#reliableTurn = !this.#reliableTurn;
    return this.#reliableTurn ? this.#reliable.shift() : this.#bestEffort.shift();
  }

  #windowOf(envelope: Envelope): DedupeWindow {
    let window = this.#dedupe.get(envelope.topic);
    if (window === undefined) {
      window = new DedupeWindow({ windowMs: this.#options.dedupeWindowMs, countMax: this.#options.dedupeCountMax });
      this.#dedupe.set(envelope.topic, window);
    }
    return window;
  }

  /** A new group starts with what is kept for it. */
  #catchUp(group: GroupSpec, sink: FeedSink): void {
    if (group.mode === 'latest-only') {
      for (const { envelope } of this.latest.values(group.topics)) this.sendTo(sink, envelope);
    } else if (group.from === 'oldest') {
      for (const envelope of this.#history.read({ patterns: group.topics })) this.sendTo(sink, envelope);
    }
  }

  #redrive(letter: DeadLetter): boolean {
    const feed = this.#feeds.get(letter.group);
    if (feed === undefined || letter.envelope === undefined) return false;
    const { envelope } = letter;
    this.sendTo(feed.sink, envelope.with({ ...envelope.extras, redriven: true }));
    return true;
  }

  #servers(topic: string): ServingGroup[] {
    const serving: ServingGroup[] = [];
    for (const { group, subscriptions } of this.#feeds.values()) {
      if (group.serves && subscriptions > 0 && group.topics.some((pattern) => covers(pattern, topic))) {
        serving.push({ group: group.name, instances: subscriptions });
      }
    }
    return serving;
  }
}

function handOver(envelope: Envelope): void {
  const { extras, expires, lane, audience } = envelope;
  const { targets, direct } = audience;
  // Nothing has to be asked before a handler gets it.
  const plain = extras === undefined && expires === NEVER && lane !== LANE_CRITICAL;
  for (let i = 0; i < targets.length; i++) {
    if (!plain || direct[i]?.hand(envelope) !== true) targets[i]?.deliver(envelope);
  }
}

/** @throws BusError `BUS_QUEUE_FULL` where a group could take it only by dropping another critical message */
function admitCritical({ topic, audience }: Envelope): void {
  const full = audience.targets.find((target) => target.fullOfCritical);
  if (full === undefined) return;
  throw new BusError('BUS_QUEUE_FULL', `a group of ${topic} is full of critical messages, which are never dropped`, {
    details: { topic, depth: full.depth, limit: full.limit },
  });
}

class MemoryFeed implements Feed {
  readonly holds = true;
  readonly ready: Promise<void> = Promise.resolve();
  readonly group: GroupSpec;
  readonly sink: FeedSink;
  readonly #transport: MemoryTransport;
  /** What was compiled into the routes. */
  #direct: Direct | undefined;
  subscriptions = 0;

  constructor(group: GroupSpec, sink: FeedSink, transport: MemoryTransport) {
    this.group = group;
    this.sink = sink;
    this.#transport = transport;
  }

  lease(): [] {
    return [];
  }
  begin(): void {}
  began(): void {}
  renew(): void {}
  release(): void {}

  settle(settlements: readonly Settlement[]): ReadonlySet<number> {
    for (const { outcome } of settlements) {
      if (outcome.kind === 'dead-letter') this.#transport.deadLetters.add(outcome.letter);
    }
    return NONE_REFUSED;
  }

  enqueue(envelopes: readonly Envelope[]): void {
    for (const envelope of envelopes) this.#transport.sendTo(this.sink, envelope);
  }

  depth(): Depth {
    return { waiting: 0, leased: 0, delayed: 0, blockedKeys: 0, oldestAt: undefined };
  }

  announce(subscriptions: number): void {
    this.subscriptions = subscriptions;
    if (this.sink.direct === this.#direct) return;
    this.#direct = this.sink.direct;
    this.#transport.refresh(this.group);
  }

  close(options: { readonly forget: boolean }): void {
    if (options.forget) this.#transport.detach(this);
  }
}

function covers(pattern: string, topic: string): boolean {
  return hasWildcard(pattern) ? matchesTopic(compilePattern(pattern), topic) : pattern === topic;
}

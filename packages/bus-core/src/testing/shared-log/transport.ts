/** One engine's transport over the shared log. */
import { type Audience, type Envelope, NOBODY } from '../../envelope.ts';
import { BusError } from '../../errors.ts';
import { decodeRecord } from '../../record.ts';
import type {
  Capabilities,
  DeadLetterStore,
  Depth,
  Feed,
  FeedSink,
  GroupSpec,
  HistoryQuery,
  Instance,
  LatestTable,
  Lease,
  LeasedRecord,
  Presence,
  Receipts,
  Route,
  Settlement,
  TopicSpec,
  Transport,
  TransportSink,
  TransportStatus,
} from '../../transport.ts';
import { Link, type LinkOptions } from './link.ts';
import type { GroupPartition, Held } from './partition.ts';
import type { Member, SharedLog } from './store.ts';

/** What addresses replies: the engines that are connected to one log. */
const engines = new WeakMap<SharedLog, Map<string, { readonly link: Link; readonly sink: TransportSink }>>();

export const sharedLogCapabilities: Capabilities = {
  durable: true,
  spans: 'machines',
  order: 'key',
  priority: 'window',
  groups: 'remembered',
  delay: true,
  history: true,
  dedupe: true,
  transaction: 'none',
  broadcast: true,
};

/** Many may use one log; each dies by itself with `kill`. */
export class SharedLogTransport implements Transport {
  readonly name = 'shared-log';
  readonly capabilities: Capabilities = sharedLogCapabilities;
  readonly deadLetters: DeadLetterStore;
  readonly latest: LatestTable;
  readonly presence: Presence;
  readonly #log: SharedLog;
  readonly #options: LinkOptions;
  #link: Link | undefined;
  #instance: Instance | undefined;

  constructor(log: SharedLog, options: LinkOptions = {}) {
    this.#log = log;
    this.#options = options;
    const { deadLetters } = log;
    this.deadLetters = {
      list: (query) => this.link.call(() => deadLetters.list(query)),
      redrive: (letters) => this.link.call(() => deadLetters.redrive(letters)),
      purge: (letters) => this.link.call(() => deadLetters.purge(letters)),
      get size() {
        return deadLetters.size;
      },
    };
    this.latest = { values: (patterns) => this.link.call(() => log.latest(patterns)) };
    this.presence = { servers: (topic) => this.link.call(() => log.servers(topic)) };
  }

  get link(): Link {
    if (this.#link === undefined) throw new BusError('BUS_TRANSPORT_UNAVAILABLE', 'the transport is not open');
    return this.#link;
  }

  open(instance: Instance, sink: TransportSink): void {
    this.#instance = instance;
    this.#link = new Link(instance.clock, instance.random, this.#options);
    let addresses = engines.get(this.#log);
    if (addresses === undefined) {
      addresses = new Map();
      engines.set(this.#log, addresses);
    }
    addresses.set(instance.id, { link: this.#link, sink });
  }

  /** The engine dies now, without a word to the log. */
  kill(): void {
    this.#link?.cut();
  }

  route({ topic, partitions, mode }: TopicSpec): Route {
    this.#log.topic(topic, { partitions, latest: mode === 'latest-only' });
    return { topic, audience: EVERYBODY };
  }

  async send(envelopes: readonly Envelope[]): Promise<Receipts> {
    const duplicates = await this.link.call(() => this.#log.append(envelopes));
    return { durability: 'replicated', duplicates };
  }

  attach(group: GroupSpec, sink: FeedSink): Feed {
    return new SharedLogFeed({ group, sink, log: this.#log, link: this.link, instance: this.#instance?.id ?? '' });
  }

  answer(address: string, envelope: Envelope): void {
    const engine = engines.get(this.#log)?.get(address);
    engine?.link.tell(() => engine.sink.answered(address, envelope));
  }

  async read(query: HistoryQuery): Promise<readonly Envelope[]> {
    const { since = 0, until = Number.POSITIVE_INFINITY, limit } = query;
    const found = await this.link.call(() => this.#log.read(query.patterns));
    const within = found.filter(({ time }) => time >= since && time < until);
    within.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    return limit === undefined ? within : within.slice(-limit);
  }

  maintain(): void {
    const silent = this.link.dead || this.link.paused;
    if (this.#instance !== undefined && !silent) this.#log.beat(this.#instance.id);
  }

  status(): TransportStatus {
    return { connected: !this.link.dead, durability: 'replicated', lastError: undefined };
  }

  close(): void {
    this.#link?.cut();
    if (this.#instance !== undefined) engines.get(this.#log)?.delete(this.#instance.id);
  }
}

/** Groups read for themselves, so nobody is known and nobody is counted as missing. */
const EVERYBODY: Audience = { ...NOBODY, groups: Number.POSITIVE_INFINITY };

interface FeedSetup {
  readonly group: GroupSpec;
  readonly sink: FeedSink;
  readonly log: SharedLog;
  readonly link: Link;
  readonly instance: string;
}

class SharedLogFeed implements Feed {
  readonly holds = false;
  readonly ready: Promise<void>;
  readonly #setup: FeedSetup;
  readonly #member: Member;

  constructor(setup: FeedSetup) {
    this.#setup = setup;
    const { group, sink, link, instance } = setup;
    this.#member = {
      instance,
      subscriptions: 0,
      wake: () => link.tell(() => sink.wake()),
      revoke: (partition) => link.tell(() => sink.revoke(partition)),
      latest: ({ envelope, sequence }) => link.tell(() => sink.deliver(numbered(envelope, sequence))),
    };
    this.ready = link.call(() => this.#join());
    if (group.mode === 'latest-only') link.tell(() => this.#catchUp());
  }

  lease(max: number): Promise<LeasedRecord[]> {
    const { group, log, link, instance } = this.#setup;
    return link.call(() => {
      const time = { wallMs: log.clock.now(), monotonicMs: log.clock.monotonic(), leaseMs: group.leaseMs };
      const found: LeasedRecord[] = [];
      const partitions = log.owned(group.name, instance);
      for (const partition of partitions) {
        for (const held of partition.lease(max - found.length, time)) found.push(leased(partition, held));
      }
      if (found.length === 0) this.#wakeWhenDue(partitions, time.wallMs);
      return found;
    });
  }

  begin(lease: Lease): Promise<void> {
    return this.#setup.link.call(() => {
      const held = this.#find(lease);
      if (held === undefined || held.begun === held.token) return;
      held.begun = held.token;
      held.attempts++;
    });
  }

  async renew(leases: readonly Lease[]): Promise<void> {
    const { log, link, instance, sink } = this.#setup;
    const lost = await link.call(() => {
      log.beat(instance);
      return leases.filter((lease) => !this.#renew(lease));
    });
    if (lost.length > 0) sink.lost(lost);
  }

  async release(leases: readonly Lease[]): Promise<void> {
    const { group, log, link } = this.#setup;
    await link.call(() => {
      for (const lease of leases) this.#with(lease, (partition, held) => partition.release(held));
      log.wakeGroup(group.name);
    });
  }

  settle(settlements: readonly Settlement[]): Promise<ReadonlySet<number>> {
    return this.#setup.link.call(() => {
      const refused = new Set<number>();
      for (const [index, settlement] of settlements.entries()) if (!this.#settle(settlement)) refused.add(index);
      return refused;
    });
  }

  async enqueue(envelopes: readonly Envelope[], dueAt: number): Promise<void> {
    const { group, log, link } = this.#setup;
    await link.call(() => {
      for (const envelope of envelopes) log.enqueue(group.name, envelope, dueAt);
    });
  }

  depth(): Depth {
    const depths = this.#setup.log.partitions(this.#setup.group.name).map(({ depth }) => depth);
    const sum = (field: 'waiting' | 'leased' | 'delayed'): number =>
      depths.reduce((total, depth) => total + depth[field], 0);
    return { waiting: sum('waiting'), leased: sum('leased'), delayed: sum('delayed') };
  }

  announce(subscriptions: number): void {
    if (subscriptions === this.#member.subscriptions) return;
    this.#member.subscriptions = subscriptions;
    this.#setup.link.tell(() => this.#setup.log.wakeGroup(this.#setup.group.name));
  }

  async close({ forget }: { readonly forget: boolean }): Promise<void> {
    const { group, log, link, instance } = this.#setup;
    await link.call(() => {
      log.leave(group.name, instance);
      if (forget) log.forget(group.name);
    });
  }

  /** Current values of a latest-only group. */
  #catchUp(): void {
    const { group, log } = this.#setup;
    for (const value of log.latest(group.topics)) this.#member.latest(value);
  }

  #join(): void {
    this.#setup.log.join(this.#setup.group, this.#member);
  }

  #settle({ lease, outcome }: Settlement): boolean {
    return this.#with(lease, (partition, held) => {
      if (outcome.kind === 'retry') {
        held.attempts = outcome.attempts;
        held.ageMs = outcome.ageMs;
        held.dueAt = outcome.dueAt;
        held.suspect = false;
        if (!outcome.held) partition.requeue(held, outcome.dueAt);
        return;
      }
      if (outcome.kind === 'dead-letter') this.#setup.log.deadLetters.add(outcome.letter);
      partition.settle(held);
    });
  }

  #with(lease: Lease | undefined, use: (partition: GroupPartition, held: Held) => void): boolean {
    const partition = lease && this.#setup.log.partition(this.#setup.group.name, lease.partition);
    const held = lease && partition?.find(lease.position, lease.token);
    if (partition === undefined || held === undefined) return false;
    use(partition, held);
    return true;
  }

  #renew(lease: Lease): boolean {
    const held = this.#find(lease);
    if (held !== undefined) held.untilMs = this.#setup.log.clock.monotonic() + this.#setup.group.leaseMs;
    return held !== undefined;
  }

  #find({ partition, position, token }: Lease): Held | undefined {
    return this.#setup.log.partition(this.#setup.group.name, partition)?.find(position, token);
  }

  #wakeWhenDue(partitions: readonly GroupPartition[], now: number): void {
    const due = Math.min(...partitions.map((partition) => partition.nextDue() ?? Number.POSITIVE_INFINITY));
    if (!Number.isFinite(due)) return;
    const { sink, link } = this.#setup;
    link.after(Math.max(0, due - now), () => link.tell(() => sink.wake()));
  }
}

function leased(
  partition: GroupPartition,
  { position, record, token, attempts, ageMs, suspect, dueAt }: Held,
): LeasedRecord {
  const lease = { partition: partition.name, position, token };
  return { lease, attempts, ageMs, suspect, dueAt, read: () => decodeRecord(record.text) };
}

function numbered(envelope: Envelope, sequence: number): Envelope {
  return envelope.with({ ...envelope.extras, sequence });
}

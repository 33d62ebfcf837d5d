/** One group of one engine over the shared log. */
import type { Envelope } from '../../envelope.ts';
import { BusError } from '../../errors.ts';
import type { RecordFormat } from '../../record.ts';
import type { Depth, Feed, FeedSink, GroupSpec, Lease, LeasedRecord, Settlement } from '../../transport.ts';
import type { Link } from './link.ts';
import type { Member } from './members.ts';
import type { GroupPartition, Held } from './partition.ts';
import type { SharedLog } from './store.ts';

export interface FeedSetup {
  readonly group: GroupSpec;
  readonly sink: FeedSink;
  readonly log: SharedLog;
  readonly link: Link;
  readonly format: RecordFormat;
  readonly instance: string;
}

/** Repeats nothing that the log did: a lost answer is the caller's matter, but for leases, which are given again. */
export class SharedLogFeed implements Feed {
  readonly holds = false;
  readonly ready: Promise<void>;
  readonly #setup: FeedSetup;
  readonly #member: Member;
  /** The last leases that the log gave, and whether the answer came. */
  #given: LeasedRecord[] = [];
  #heard = true;

  constructor(setup: FeedSetup) {
    this.#setup = setup;
    const { group, sink, link, format, instance } = setup;
    this.#member = {
      instance,
      versions: group.versions,
      subscriptions: 0,
      wake: () => link.tell(() => sink.wake()),
      revoke: (partition) => link.tell(() => sink.revoke(partition)),
      latest: ({ bytes, sequence }) => link.tell(() => sink.deliver(numbered(format.decode(bytes), sequence))),
    };
    this.ready = this.#joined();
    if (group.mode === 'latest-only') link.tell(() => this.#catchUp());
  }

  /** What was given in an answer that got lost is nobody's: it is given again, in its place. */
  async lease(max: number): Promise<LeasedRecord[]> {
    const isRepeat = !this.#heard;
    this.#heard = false;
    const records = await this.#setup.link.call(() => {
      if (isRepeat)
        for (const { lease } of this.#given) this.#with(lease, (partition, held) => partition.release(held));
      this.#given = this.#lease(max);
      return this.#given;
    });
    this.#heard = true;
    return records;
  }

  begin(lease: Lease): Promise<void> {
    return this.#setup.link.call(() => {
      const held = this.#find(lease);
      if (held === undefined || held.begun === held.token) return;
      held.begun = held.token;
      held.sure = false;
      held.attempts++;
    });
  }

  began(lease: Lease): Promise<void> {
    return this.#setup.link.call(() => {
      const held = this.#find(lease);
      if (held !== undefined) held.sure = true;
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
    const { group, log, link, format } = this.#setup;
    await link.call(() => {
      for (const envelope of envelopes) {
        if (log.enqueue(group.name, envelope, { dueAt, format })) continue;
        throw new BusError('BUS_CONFIG_INVALID', `${group.name} does not subscribe to ${envelope.topic}`);
      }
    });
  }

  depth(): Depth {
    const partitions = this.#setup.log.partitions(this.#setup.group.name);
    const depths = partitions.map(({ depth }) => depth);
    const sum = (field: keyof (typeof depths)[number]): number =>
      depths.reduce((total, depth) => total + depth[field], 0);
    const [waiting, leased, delayed] = [sum('waiting'), sum('leased'), sum('delayed')];
    const times = partitions.flatMap(({ oldestAt }) => oldestAt ?? []);
    const oldestAt = times.length === 0 ? undefined : Math.min(...times);
    return { waiting, leased, delayed, blockedKeys: sum('blockedKeys'), oldestAt };
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

  /** Asked until it is answered: joining twice is joining once. */
  async #joined(): Promise<void> {
    const { group, log, link } = this.#setup;
    try {
      await link.call(() => log.join(group, this.#member));
    } catch {
      await this.#joined(); // the way there and back is the pause
    }
  }

  #lease(max: number): LeasedRecord[] {
    const { group, log, instance, format } = this.#setup;
    const time = { wallMs: log.clock.now(), monotonicMs: log.clock.monotonic(), leaseMs: group.leaseMs };
    const found: LeasedRecord[] = [];
    const owners = log.group(group.name);
    const partitions = owners?.owned(instance) ?? [];
    for (const partition of partitions) {
      const reads = (version: number): boolean => owners?.reads(instance, { partition, version }) !== false;
      const records = partition.lease({ max: max - found.length, reads }, time);
      for (const held of records) {
        found.push(leased(partition, held, format));
        if (group.mode === 'best-effort') partition.settle(held);
      }
      if (partition.needs !== undefined && !reads(partition.needs)) owners?.pass(partition);
    }
    if (found.length === 0) this.#wakeWhenDue(partitions, time.wallMs);
    return found;
  }

  #settle({ lease, outcome }: Settlement): boolean {
    return this.#with(lease, (partition, held) => {
      if (outcome.kind === 'retry') {
        held.attempts = outcome.attempts;
        held.ageMs = outcome.ageMs;
        held.dueAt = outcome.dueAt;
        held.suspect = false;
        held.spared = false;
        if (!outcome.held) partition.requeue(held, outcome.dueAt);
        return;
      }
      if (outcome.kind === 'dead-letter') {
        if (outcome.blocksKey) partition.block(held);
        this.#setup.log.deadLetters.add(outcome.letter);
      }
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
  format: RecordFormat,
): LeasedRecord {
  const lease = { partition: partition.name, position, token };
  return { lease, attempts, ageMs, suspect, dueAt, read: () => format.decode(record.bytes) };
}

function numbered(envelope: Envelope, sequence: number): Envelope {
  return envelope.with({ ...envelope.extras, sequence });
}

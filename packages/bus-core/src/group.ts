/** A group in this bus: its waiting messages and the subscriptions that work on them. */
import { GroupCounters, type PendingCounts } from './accounting.ts';
import type { SubscriptionPlan } from './carriage.ts';
import type { BreakerState } from './circuit-breaker.ts';
import type { Clock, Random } from './clock.ts';
import type { Consumer } from './consumer.ts';
import type { ConsumerOwner } from './consumer-owner.ts';
import { currentDelivery } from './context.ts';
import { Alarm, type Deadlines } from './deadlines.ts';
import { type Delivery, type Envelope, LANE_CRITICAL, NEVER, PRIORITIES } from './envelope.ts';
import { BusError } from './errors.ts';
import { Lanes } from './lanes.ts';
import type { DropReason } from './settle.ts';
import type { Failure } from './slot.ts';
import { Stopwatch } from './stopwatch.ts';
import type { Feed, FeedSink, GroupSpec, Lease, StoreFailure } from './transport.ts';
import type { Unreadable, VersionReader } from './versions.ts';

/** Handlers called in one go before I/O gets its turn. */
const DISPATCH_BUDGET = 256;
const RELIABLE_QUEUE_MAX = 2 ** 24;

/** What groups of one bus share. */
export interface GroupContext {
  readonly clock: Clock;
  readonly random: Random;
  /** Retries and delays. */
  readonly delays: Deadlines;
  readonly report: GroupReport;
  /** The group of that name, where it lives in this bus. */
  find(name: string): Group | undefined;
}

/** What a group tells the outside. */
export interface GroupReport {
  deadLettered(group: Group, envelope: Envelope | undefined, reason: string): void;
  retrying(group: Group, envelope: Envelope, attempt: number): void;
  breakerChanged(group: Group, state: BreakerState): void;
  /** What the group asked of its store did not happen. */
  storeFailed(group: Group, failure: StoreFailure): void;
  /** Pending work fell: somebody may be waiting for room or for rest. */
  relaxed(group: Group): void;
}

/** Shared by all groups in which nothing ever waited. */
const NOTHING_WAITS = new Lanes<Delivery>({ laneCount: PRIORITIES.length, sizeMax: 1 });

/** One class per mode says what settling means; waiting, turns and overflow are the same for all. */
export abstract class Group implements FeedSink, ConsumerOwner {
  // What every message touches comes first, as objects keep the order of their fields: it shares a cache line.
  /** The only member. */
  protected single: Consumer | undefined;
  protected accepts: SubscriptionPlan['accepts'];
  protected waiting: Lanes<Delivery> = NOTHING_WAITS;
  readonly #counters: GroupCounters = new GroupCounters();
  #dispatching = false;
  #yielding = false;
  #turn = 0;
  readonly name: string;
  readonly spec: GroupSpec;
  /** Decided by the first subscription; the others share it. */
  readonly plan: SubscriptionPlan;
  readonly members: Consumer[] = [];
  protected readonly context: GroupContext;
  /** Reads what was published in another form; undefined while everybody publishes the group's own. */
  protected reader: VersionReader | undefined;
  /** Messages come from other processes: what they say is checked. */
  protected border = false;
  #own: VersionReader | undefined;
  #feed: Feed | undefined;
  readonly #waitingMax: number;
  readonly #stopwatch = new Stopwatch();

  constructor(spec: GroupSpec, plan: SubscriptionPlan, context: GroupContext) {
    this.name = spec.name;
    this.spec = spec;
    this.plan = plan;
    this.accepts = plan.accepts;
    this.#own = plan.reader;
    this.context = context;
    // Publishers are held at `queueSizeMax` before they reach a reliable queue; what is owed to a late group is not refused.
    this.#waitingMax = plan.mode === 'reliable' ? RELIABLE_QUEUE_MAX : plan.queueSizeMax;
  }

  /** Exact. */
  get counters(): GroupCounters {
    this.single?.spread();
    return this.#counters;
  }

  handedOver(count: number): void {
    this.#counters.accepted += count;
    this.#counters.acked += count;
  }

  /** The queue, made when the first message has to wait: most groups never need one. */
  #queue(): Lanes<Delivery> {
    if (this.waiting !== NOTHING_WAITS) return this.waiting;
    this.waiting = new Lanes({ laneCount: PRIORITIES.length, sizeMax: this.#waitingMax });
    for (const member of this.members) member.ahead = this.waiting;
    return this.waiting;
  }

  /** True where the publisher must find room here before it may publish. */
  abstract readonly holdsPublishers: boolean;
  abstract deliver(envelope: Envelope): void;
  abstract ended(item: Delivery, failure: Failure | undefined): void;
  abstract filtered(item: Delivery): void;
  abstract overran(item: Delivery): void;
  abstract pending(): PendingCounts;

  get feed(): Feed | undefined {
    return this.#feed;
  }

  attached(feed: Feed): void {
    this.#feed = feed;
  }

  /**
   * A subscription of this form joins. Members of one group in one bus are of one form.
   * @throws BusError `BUS_STALE_SDK` where others work on another
   */
  speaks(reader: VersionReader | undefined): void {
    if (reader?.fingerprint === this.#own?.fingerprint) return;
    if (this.members.length > 0) throw staleMember(this.name);
    this.#own = reader;
    if (this.reader !== undefined) this.reader = reader;
  }

  /** Somebody here may publish this form of the topic. Decides for all its messages whether they must be read. */
  hears(fingerprint: string): void {
    if (this.#own === undefined || this.#own.fingerprint === fingerprint) return;
    this.reader = this.#own;
    this.accepts ??= everything;
    this.membersChanged();
  }

  /** Messages come from other processes, in any form. */
  hearsAll(): void {
    this.border = true;
    this.reader = this.#own;
    this.accepts ??= everything;
  }

  /** The message in the group's own version. Whoever cannot have it so is told why. */
  protected read(envelope: Envelope): Envelope | Unreadable {
    return this.reader === undefined ? envelope : this.reader.read(envelope);
  }

  /** Whether a publisher has to wait. */
  get full(): boolean {
    return this.counters.pending >= this.plan.queueSizeMax;
  }

  /** Only where a message is done when its handler returns. */
  get direct(): Consumer | undefined {
    return undefined;
  }

  permits(topic: string): boolean {
    return this.plan.permits === undefined || this.plan.permits(topic);
  }

  get refuses(): boolean {
    return this.plan.overflow === 'reject';
  }

  /** Only best-effort queues have to choose. */
  get fullOfCritical(): boolean {
    return false;
  }
  expectCritical(): void {}

  get depth(): number {
    return this.counters.pending;
  }

  get limit(): number {
    return this.plan.queueSizeMax;
  }

  /**
   * Milliseconds during which this group could work: the clock of `deadLetterAfterMs`, which stands still while no member
   * may take messages.
   */
  protected activeMs(): number {
    return this.plan.retry.deadLetterAfterMs === undefined
      ? 0
      : this.#stopwatch.elapsedMs(this.context.clock.monotonic());
  }

  /** Members came, went, paused, or their breakers changed. */
  membersChanged(): void {
    const able = this.members.filter((member) => member.able).length;
    this.#stopwatch.run(able > 0, this.context.clock.monotonic());
    this.#feed?.announce(able);
  }

  /** Counts a message as taken, before it arrives by `deliver`. */
  accept(): void {
    this.counters.accepted++;
  }

  overflow(_envelope: Envelope): void {
    this.counters.accepted++;
    this.drop('overflow');
  }

  join(consumer: Consumer): void {
    this.single?.spread();
    this.members.push(consumer);
    consumer.ahead = this.waiting;
    this.single = this.members.length === 1 ? consumer : undefined;
    this.membersChanged();
  }

  leave(consumer: Consumer): void {
    consumer.spread();
    const index = this.members.indexOf(consumer);
    if (index >= 0) this.members.splice(index, 1);
    this.single = this.members.length === 1 ? this.members[0] : undefined;
    this.membersChanged();
  }

  freed(): void {
    if (this.waiting.size > 0) this.dispatch();
  }

  opened(retryAfterMs: number): void {
    this.membersChanged();
    this.context.delays.schedule(new Alarm(() => this.wake()), this.context.clock.monotonic() + retryAfterMs);
    if (this.waiting.size > 0) this.stalled();
  }

  /** A member was added or resumed, or the store may have something. */
  wake(): void {
    this.membersChanged();
    this.dispatch();
  }

  /** Only where the transport leases. */
  lost(_leases: readonly Lease[]): void {}
  revoke(_partition: string): void {}
  /** Only where keys are blocked. */
  reopened(_envelope: Envelope): void {}

  /** Keys that dead letters keep shut. */
  get blockedKeys(): number {
    return 0;
  }

  /** When the oldest of what pends here was published; undefined where nothing does. What is not due does not count. */
  get oldestAt(): number | undefined {
    const times = this.oldest().map(({ time }) => time);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Some of what pends, the oldest among them. */
  protected oldest(): Delivery[] {
    return [...this.waiting.heads(), ...this.members.flatMap((member) => member.inHand())];
  }

  /** Outcomes that the store does not know yet. */
  get unreported(): number {
    return 0;
  }

  /** Gives back what was not started and stops; resolves when the store knows everything. */
  async release(): Promise<void> {}

  /** Drops what waits, for a group that is given up. */
  forget(): void {
    for (const _item of this.waiting.drain()) this.drop('forgotten');
  }

  protected drop(reason: DropReason): void {
    this.counters.drop(reason);
    this.context.report.relaxed(this);
  }

  /** Why the message is not for this group, if so. */
  protected unwanted(envelope: Envelope): DropReason | undefined {
    if (envelope.expires !== NEVER && envelope.expires <= this.context.clock.now()) return 'expired';
    if (!this.permits(envelope.topic)) return 'filtered';
    return this.accepts === undefined || this.accepts(envelope) ? undefined : 'filtered';
  }

  /** To a free member at once, else into the queue. */
  protected offer(item: Delivery, lane: number): void {
    const member = this.waiting.size === 0 && !this.#dispatching ? this.freeMember() : undefined;
    if (member !== undefined) {
      this.start(item, member);
      return;
    }
    this.enqueue(item, lane);
  }

  /** Into the queue, even where somebody is free. */
  protected enqueue(item: Delivery, lane: number): void {
    if (this.waiting.size >= this.#waitingMax || !this.#queue().push(item, lane)) this.squeeze(item, lane);
    else if (this.waiting.size === 1) this.stalled();
  }

  /** Calls the handler of a member that is free. */
  protected start(item: Delivery, member: Consumer): void {
    member.run(item);
  }

  /** Messages wait and nobody is free: while every breaker is open they go to the fallback group, if there is one. */
  protected stalled(): void {
    if (!this.members.length || !this.members.every((member) => member.breaker?.state === 'open')) return;
    const fallback = this.plan.options.fallback;
    const group = fallback === undefined ? undefined : this.context.find(fallback);
    // Reliable messages wait for the breaker, and so do latest values, of which the last always arrives.
    if (group === undefined && this.plan.mode !== 'best-effort') return;
    for (let item = this.waiting.shift(); item !== undefined; item = this.waiting.shift()) {
      const envelope = this.divert(item);
      group?.accept();
      group?.deliver(envelope);
    }
  }

  /** Ends a waiting message here, dropped as `breaker-open`. */
  protected abstract divert(item: Delivery): Envelope;

  /** The queue is full: makes room by the overflow policy, or drops the new one. */
  protected squeeze(item: Delivery, lane: number): void {
    const victim = this.#victimLane(lane);
    if (victim >= 0 && this.waiting.shiftFrom(victim) !== undefined) this.waiting.push(item, lane);
    this.drop('overflow');
  }

  /** The lane whose oldest makes room for one of `lane`; -1 where that one is dropped itself. */
  #victimLane(lane: number): number {
    const { lowest } = this.waiting;
    if (lane >= LANE_CRITICAL) return lowest < LANE_CRITICAL ? lowest : -1;
    if (this.plan.overflow === 'drop-newest' || lowest > lane) return -1;
    return this.plan.overflow === 'drop-low-priority' || !this.waiting.holds(lane) ? lowest : lane;
  }

  protected dispatch(): void {
    if (this.#dispatching || this.#yielding) return;
    if (currentDelivery() !== undefined) {
      // Asked for by a verdict or a resume inside a handler: the next ones are not called in its name.
      this.context.clock.defer(() => this.dispatch());
      return;
    }
    this.#dispatching = true;
    try {
      this.#dispatchRun();
    } finally {
      this.#dispatching = false;
    }
  }

  #dispatchRun(): void {
    for (let budget = DISPATCH_BUDGET; this.waiting.size > 0; budget--) {
      if (budget === 0) {
        this.#yieldThenDispatch();
        return;
      }
      const member = this.freeMember();
      if (member === undefined) return;
      const item = this.waiting.shift();
      if (item !== undefined) this.start(item, member);
    }
  }

  #yieldThenDispatch(): void {
    this.#yielding = true;
    this.context.clock.yield(() => {
      this.#yielding = false;
      this.dispatch();
    });
  }

  /** Members take turns. */
  protected freeMember(): Consumer | undefined {
    const { single } = this;
    if (single !== undefined) return single.free ? single : undefined;
    const { members } = this;
    const count = members.length;
    for (let i = 0; i < count; i++) {
      const index = (this.#turn + i) % count;
      const member = members[index];
      if (member?.free === true) {
        this.#turn = index + 1;
        return member;
      }
    }
    return undefined;
  }
}

function everything(): boolean {
  return true;
}

function staleMember(group: string): BusError {
  return new BusError(
    'BUS_STALE_SDK',
    `${group} is worked on by another version of its SDK here; install one of them`,
    {
      details: { group },
    },
  );
}

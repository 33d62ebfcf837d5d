/** Reliable: each message is tried until it is acked, given up, or moved to the dead letters; order per key is kept. */
import type { PendingCounts } from './accounting.ts';
import type { SubscriptionPlan } from './carriage.ts';
import type { Consumer } from './consumer.ts';
import { Delayed } from './delayed.ts';
import { type DeliveryOwner, ReliableDelivery } from './delivery.ts';
import { type Delivery, Envelope, LANE_NORMAL, NEVER } from './envelope.ts';
import { BusError } from './errors.ts';
import { Group, type GroupContext } from './group.ts';
import { Parking } from './parking.ts';
import { type AttemptFacts, type Outcome, type Result, type SettlePolicy, settle } from './settle.ts';
import type { Failure } from './slot.ts';
import { hasWildcard } from './topic.ts';
import type { DeadLetter, GroupSpec } from './transport.ts';

const DONE: Result = { kind: 'done' };
const ACK: Outcome & { readonly kind: 'ack' } = { kind: 'ack' };
const EXPIRED: Outcome & { readonly kind: 'drop' } = { kind: 'drop', reason: 'expired' };

/** A message is settled once; an attempt that was taken away settles nothing. */
export class ReliableGroup extends Group implements DeliveryOwner {
  readonly holdsPublishers = true;
  protected readonly parking: Parking<ReliableDelivery> | undefined;
  readonly #policy: SettlePolicy;
  readonly #oneTopic: boolean;
  #leased = 0;
  readonly #delayed: Delayed;

  constructor(spec: GroupSpec, plan: SubscriptionPlan, context: GroupContext) {
    super(spec, plan, context);
    this.parking = plan.order === 'strict' ? new Parking() : undefined;
    this.#delayed = new Delayed(context, (delivery) => this.#arrive(delivery));
    this.#oneTopic = spec.topics.length === 1 && !spec.topics.some(hasWildcard);
    this.#policy = { reliable: true, deadLetters: plan.deadLetters, retry: plan.retry, random: context.random };
  }

  /** The publisher counted it with `accept`. */
  deliver(envelope: Envelope): void {
    if (this.#waitsAsItself(envelope)) this.offer(envelope, envelope.lane);
    else this.take(this.#firstAttempt(envelope));
  }

  /**
   * A message of which nothing has to be known before its handler starts: it becomes a delivery then. Of thousands that
   * wait each is the smaller for it, and the collector of young objects copies what waits.
   */
  #waitsAsItself({ extras, expires, key }: Envelope): boolean {
    if (extras !== undefined || expires !== NEVER || this.accepts !== undefined || this.plan.permits !== undefined)
      return false;
    return (key === undefined || this.parking === undefined) && this.plan.retry.deadLetterAfterMs === undefined;
  }

  #firstAttempt(envelope: Envelope): ReliableDelivery {
    return new ReliableDelivery(envelope, this, { attempt: 1, acceptedMs: this.activeMs(), lease: undefined });
  }

  #deliveryOf(item: Delivery): ReliableDelivery {
    return item instanceof Envelope ? this.#firstAttempt(item) : (item as ReliableDelivery);
  }

  /** Queues an attempt for its time; its key is held until then. */
  protected postpone(delivery: ReliableDelivery, delayMs: number): void {
    if (this.#parks(delivery)) return;
    this.#delayed.add(delivery, delayMs);
  }

  /** Queues a first attempt, now or at its time. */
  protected take(delivery: ReliableDelivery): void {
    const { extras } = delivery.envelope;
    const delayMs = extras?.deliverAt === undefined ? 0 : extras.deliverAt - this.context.clock.now();
    if (delayMs > 0) this.#delayed.add(delivery, delayMs);
    else this.#arrive(delivery);
  }

  #arrive(delivery: ReliableDelivery): void {
    const reason = this.unwanted(delivery.envelope);
    this.#reopens(delivery);
    if (reason !== undefined) this.#finish(delivery, { kind: 'drop', reason });
    else if (!this.#isReadable(delivery)) return;
    else if (this.plan.batched || delivery.holdsKey || !this.#parks(delivery))
      this.offer(delivery, this.laneOf(delivery));
  }

  /** Brings it into the group's own version, once; what cannot be brought there is refused. */
  #isReadable(delivery: ReliableDelivery): boolean {
    if (this.reader === undefined || delivery.view !== delivery.envelope) return true;
    const read = this.reader.read(delivery.envelope);
    if (read instanceof Envelope) delivery.view = read;
    else this.refuse(delivery, read);
    return read instanceof Envelope;
  }

  /** In which line a message stands: order is per key of a topic, so a group over several topics has a line for each. */
  protected lineOf({ key, topic }: Envelope): string | undefined {
    return key === undefined || this.#oneTopic ? key : `${topic} ${key}`;
  }

  /** In batches a key is not held while it waits, so that nothing of it may pass in another lane. */
  protected laneOf({ envelope }: ReliableDelivery): number {
    return this.plan.batched && this.parking !== undefined && envelope.key !== undefined ? LANE_NORMAL : envelope.lane;
  }

  /** Nor while it is with a handler: in strict order one batch is at work, whoever's it is. */
  protected override freeMember(): Consumer | undefined {
    if (!this.plan.batched || this.parking === undefined || this.#leased === 0) return super.freeMember();
    const busy = this.members.find(({ inFlight }) => inFlight > 0); // or it has left, and its batch is still at work
    return busy?.free === true ? busy : undefined;
  }

  /** Parks it behind its key; or it holds the key from now on. */
  #parks(delivery: ReliableDelivery): boolean {
    const key = this.lineOf(delivery.envelope);
    if (this.parking === undefined || key === undefined) return false;
    delivery.holdsKey = !this.parking.hold(key, delivery);
    return !delivery.holdsKey;
  }

  /** Back from the dead letters it has the key that it blocked, whatever becomes of it now. */
  #reopens(delivery: ReliableDelivery): void {
    if (delivery.envelope.extras?.redriven !== true) return;
    const key = this.lineOf(delivery.envelope);
    if (key !== undefined && this.parking?.unblock(key) === true) delivery.holdsKey = true;
  }

  protected override start(item: Delivery, member: Consumer): void {
    const delivery = this.#deliveryOf(item);
    if (delivery.state === 'superseded') {
      member.skipped();
      return;
    }
    const { expires } = delivery.envelope;
    if (expires !== NEVER && expires <= this.context.clock.now()) {
      member.skipped();
      this.#finish(delivery, EXPIRED);
      return;
    }
    if (this.plan.batched && this.parksBehindFailure(delivery)) {
      member.skipped();
      return;
    }
    delivery.state = 'leased';
    this.#leased++;
    member.run(delivery);
  }

  /** In batches a key is held from its first failure on, so that one batch may carry several messages of it. */
  protected parksBehindFailure(delivery: ReliableDelivery): boolean {
    const key = this.lineOf(delivery.envelope);
    if (delivery.holdsKey || key === undefined || this.parking?.holds(key) !== true) return false;
    return this.#parks(delivery);
  }

  ended(item: Delivery, failure: Failure | undefined): void {
    const delivery = item as ReliableDelivery;
    if (delivery.state === 'leased') this.#settle(delivery, failure === undefined ? DONE : failed(failure.error));
    else if (delivery.state === 'superseded') this.counters.lateAcks++;
  }

  filtered(item: Delivery): void {
    const delivery = item as ReliableDelivery;
    if (delivery.state !== 'leased') return;
    this.#unlease(delivery);
    this.#finish(delivery, { kind: 'drop', reason: 'filtered' });
  }

  overran(item: Delivery): void {
    const delivery = item as ReliableDelivery;
    if (delivery.state === 'leased') {
      delivery.supersede(); // before the next of its key starts
      this.#settle(delivery, failed(this.#timeout()));
    }
    delivery.supersede();
  }

  #timeout(): BusError {
    const elapsedMs = this.plan.ackTimeoutMs;
    return new BusError('BUS_DELIVERY_TIMEOUT', `no result within ${elapsedMs} ms`, { details: { elapsedMs } });
  }

  verdict(delivery: ReliableDelivery, result: Result): boolean {
    if (delivery.state !== 'leased') {
      this.counters.lateAcks++;
      return false;
    }
    this.#settle(delivery, result);
    return true;
  }

  extend(delivery: ReliableDelivery, ms: number): void {
    for (const member of this.members) member.extend(delivery, ms);
  }

  pending(): PendingCounts {
    const parked = this.parking?.size ?? 0;
    const waiting = this.counters.pending - this.#leased - this.#delayed.size - parked;
    return { waiting, leased: this.#leased, delayed: this.#delayed.size, parked };
  }

  override get blockedKeys(): number {
    return this.parking?.blockedKeys ?? 0;
  }

  protected override oldest(): Delivery[] {
    const retries = this.#delayed.deliveries().filter(({ attempt }) => attempt > 1);
    return [...super.oldest(), ...retries, ...(this.parking?.blockedHeads() ?? [])];
  }

  override forget(): void {
    for (const delivery of this.parking?.drain() ?? []) this.#finish(delivery, { kind: 'drop', reason: 'forgotten' });
    super.forget();
  }

  protected divert(item: Delivery): Envelope {
    const delivery = this.#deliveryOf(item);
    this.#finish(delivery, { kind: 'drop', reason: 'breaker-open' });
    return delivery.envelope;
  }

  /** Ends a delivery that cannot be handled at all. */
  protected refuse(delivery: ReliableDelivery, result: Result): void {
    this.#conclude(delivery, settle(this.#facts(delivery), result, this.#policy));
  }

  #settle(delivery: ReliableDelivery, result: Result): void {
    this.#unlease(delivery);
    if (result === DONE) this.#finish(delivery, ACK);
    else this.#conclude(delivery, settle(this.#facts(delivery), result, this.#policy));
  }

  #unlease(delivery: ReliableDelivery): void {
    delivery.state = 'settled';
    this.#leased--;
    delivery.onSettled?.();
  }

  #facts(delivery: ReliableDelivery): AttemptFacts {
    const { attempt, shared, acceptedMs } = delivery;
    return { attempt, ageMs: this.activeMs() - acceptedMs, shared };
  }

  #conclude(delivery: ReliableDelivery, outcome: Outcome): void {
    if (outcome.kind === 'retry') this.#retry(delivery, outcome);
    else this.#finish(delivery, outcome);
  }

  #retry(delivery: ReliableDelivery, { delayMs, counts }: Extract<Outcome, { kind: 'retry' }>): void {
    this.counters.retries++;
    this.context.report.retrying(this, delivery.envelope, delivery.attempt);
    const next = new ReliableDelivery(delivery.envelope, this, {
      attempt: delivery.attempt + (counts ? 1 : 0),
      acceptedMs: delivery.acceptedMs,
      lease: delivery.lease,
    });
    next.view = delivery.view;
    next.holdsKey = delivery.holdsKey;
    next.alone = delivery.shared || delivery.alone;
    this.renewed(next);
    if (this.plan.batched && !next.holdsKey && this.#parks(next)) return;
    if (this.keeps(next, { delayMs })) this.#delayed.add(next, delayMs);
  }

  #finish(delivery: ReliableDelivery, outcome: Exclude<Outcome, { kind: 'retry' }>): void {
    const { envelope } = delivery;
    if (outcome.kind === 'ack') this.counters.acked++;
    else if (outcome.kind === 'drop') this.counters.drop(outcome.reason);
    else this.#bury(delivery, outcome);
    this.settled(delivery, outcome);
    const key = delivery.holdsKey || this.blocks(delivery, outcome) ? this.lineOf(envelope) : undefined;
    if (key !== undefined) this.#releaseKey(key, outcome.kind);
    this.context.report.relaxed(this);
  }

  #bury(delivery: ReliableDelivery, outcome: Extract<Outcome, { kind: 'dead-letter' }>): void {
    this.counters.deadLettered++;
    this.context.report.deadLettered(this, delivery.envelope, outcome.reason);
  }

  #releaseKey(key: string, kind: Outcome['kind']): void {
    if (kind === 'dead-letter' && this.plan.blockKeyOnDeadLetter) {
      this.parking?.block(key);
      return;
    }
    const next = this.parking?.release(key);
    if (next === undefined) return;
    next.holdsKey = true;
    // Through the queue, not by a call: a thousand parked messages must not be a thousand calls deep.
    this.enqueue(next, this.laneOf(next));
    this.dispatch();
  }

  /** Whether it shuts its key. In a batch it need not hold it. */
  protected blocks({ envelope, holdsKey, state }: ReliableDelivery, outcome: Outcome): boolean {
    if (outcome.kind !== 'dead-letter' || !this.plan.blockKeyOnDeadLetter || this.parking === undefined) return false;
    return envelope.key !== undefined && (holdsKey || state === 'settled');
  }

  override reopened(envelope: Envelope): void {
    const key = this.lineOf(envelope);
    if (key !== undefined && this.parking?.unblock(key) === true) this.#releaseKey(key, 'retry');
  }

  /** Another attempt stands for the message now. */
  protected renewed(_next: ReliableDelivery): void {}

  /**
   * Takes deliveries away, wherever they are: their leases are gone or go back. No attempt is charged. All are taken
   * before a key is free, so that none of them follows another.
   */
  protected abandon(deliveries: readonly ReliableDelivery[]): void {
    for (const delivery of deliveries) this.#takeAway(delivery);
    for (const { envelope, holdsKey } of deliveries) {
      const key = holdsKey ? this.lineOf(envelope) : undefined;
      if (key !== undefined) this.#releaseKey(key, 'retry');
    }
    this.context.report.relaxed(this);
  }

  #takeAway(delivery: ReliableDelivery): void {
    const key = this.lineOf(delivery.envelope);
    if (delivery.state === 'leased') this.#leased--;
    this.#delayed.cancel(delivery);
    delivery.supersede();
    this.counters.givenBack++;
    if (key !== undefined && !delivery.holdsKey) this.parking?.remove(key, delivery);
  }

  /** How many are with handlers. */
  protected get leasedCount(): number {
    return this.#leased;
  }

  /** Whether a retry waits here; where the store keeps it instead, it is told. */
  protected keeps(_next: ReliableDelivery, _retry: { readonly delayMs: number }): boolean {
    return true;
  }

  /** Tells the store what became of a delivery; in memory only dead letters mean something to it. */
  protected settled(delivery: ReliableDelivery, outcome: Exclude<Outcome, { kind: 'retry' }>): void {
    if (outcome.kind !== 'dead-letter') return;
    const letter = this.letter(delivery, outcome);
    void this.feed?.settle([
      { lease: undefined, envelope: delivery.envelope, outcome: { kind: 'dead-letter', letter, blocksKey: false } },
    ]);
  }

  protected letter(delivery: ReliableDelivery, outcome: Extract<Outcome, { kind: 'dead-letter' }>): DeadLetter {
    return {
      sequence: 0,
      group: this.name,
      reason: outcome.reason,
      error: outcome.error,
      attempts: delivery.attempt,
      time: this.context.clock.now(),
      envelope: delivery.envelope,
    };
  }
}

function failed(error: unknown): Result {
  return { kind: 'failed', error };
}

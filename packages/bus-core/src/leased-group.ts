/** Reliable groups over a store that leases: what they hold is the store's until it is settled. */
import type { Consumer } from './consumer.ts';
import { ReliableDelivery } from './delivery.ts';
import type { Delivery } from './envelope.ts';
import { BusError } from './errors.ts';
import type { Group } from './group.ts';
import { decoded, prefetch } from './leasing.ts';
import { wipe } from './masking.ts';
import { Pump, type PumpTarget } from './pump.ts';
import { ReliableGroup } from './reliable-group.ts';
import type { Outcome, Result } from './settle.ts';
import type { Failure } from './slot.ts';
import type { Feed, Lease, LeasedRecord, Settlement, SettlementOutcome, StoreFailure } from './transport.ts';

/** Messages that may wait behind a key, or for a retry, before the group stops looking past them. */
const LOOK_PAST_MAX = 1_000;
const DIVERTING_MAX = 16;
const KILLED: Result = { kind: 'failed', error: 'each process that handled it died' };

/** Reliable over leases: retries in strict order keep their lease, others go back to the store with their due time. */
export class LeasedReliableGroup extends ReliableGroup implements PumpTarget {
  #pump: Pump | undefined;
  readonly #held = new Map<string, ReliableDelivery>();
  /**
   * From the first suspect on, which a process held that died. A suspect is tried when what came before it is done, and
   * nothing is tried beside it: only what kills alone is charged. Its first is the next one; bounded as what is leased is.
   */
  readonly #line: ReliableDelivery[] = [];
  /** The suspect that is tried now, or was last. */
  #trial: ReliableDelivery | undefined;
  /** On their way to the fallback group. */
  readonly #diverting = new Set<ReliableDelivery>();
  /** The fallback group did not take something. */
  #isStranded = false;
  /** Sensitive messages that were settled for good. */
  readonly #over = new WeakSet<ReliableDelivery>();
  /** Keys of which the store knows that dead letters keep them shut, with their partition: there it is known until they open. */
  readonly #shut = new Map<string, string>();

  override attached(feed: Feed): void {
    super.attached(feed);
    this.#pump = new Pump(feed, this, { clock: this.context.clock, leaseMs: this.spec.leaseMs });
  }

  override wake(): void {
    super.wake();
    this.#pump?.wake();
  }

  override freed(): void {
    super.freed();
    if (this.#shut.size > 0) this.#yieldShut();
    this.#advance();
    this.#pump?.wake();
  }

  override membersChanged(): void {
    super.membersChanged();
    if (!this.#isAble) this.#giveBack(this.#idle());
    else this.#isStranded = false;
  }

  /** What waits goes back to the store, and comes again to be diverted. */
  protected override stalled(): void {}

  /** Gets what is leased while every breaker is open. */
  get #fallback(): Group | undefined {
    const { fallback } = this.plan.options;
    if (fallback === undefined || this.#isStranded || this.#isAble || this.members.length === 0) return undefined;
    return this.members.every(({ breaker }) => breaker?.state === 'open') ? this.context.find(fallback) : undefined;
  }

  /** Into that group's own queue first, then it is done here: a death in between gives it to both. */
  async #divert(delivery: ReliableDelivery, fallback: Group): Promise<void> {
    this.#diverting.add(delivery);
    try {
      await fallback.feed?.enqueue([delivery.envelope], 0);
    } catch (error) {
      this.#isStranded = true; // it waits for the breaker, as without a fallback
      this.storeFailed({ call: 'enqueue', error });
    }
    this.#diverting.delete(delivery);
    if (delivery.state !== 'waiting') return;
    if (this.#isStranded) this.#giveBack([delivery]);
    else this.divert(delivery);
  }

  get #isAble(): boolean {
    return this.members.some((member) => member.able);
  }

  override get unreported(): number {
    return this.#pump?.unreported ?? 0;
  }

  override async release(): Promise<void> {
    this.#giveBack(this.#idle());
    await this.#pump?.flush();
    this.#pump?.close();
  }

  room(): number {
    if (this.#fallback !== undefined) return DIVERTING_MAX - this.#diverting.size;
    const { waiting, leased, delayed, parked } = this.pending();
    if (delayed + parked >= LOOK_PAST_MAX) return 0;
    return prefetch(this.members) - waiting - leased;
  }

  leased(record: LeasedRecord): void {
    this.counters.accepted++;
    const envelope = decoded(record, this.reader);
    if (envelope instanceof BusError) {
      this.#undecodable(record, envelope);
      return;
    }
    const { lease, attempts, ageMs } = record;
    const isSpent = record.suspect && attempts >= this.plan.retry.attemptsMax;
    const start = { attempt: isSpent ? attempts : attempts + 1, acceptedMs: this.activeMs() - ageMs, lease };
    const delivery = new ReliableDelivery(envelope, this, start);
    this.#takeAway([this.#held.get(leaseId(lease))]);
    this.#held.set(leaseId(lease), delivery);
    const fallback = this.#fallback;
    const refusal = this.reader?.refusal(envelope);
    if (refusal !== undefined) this.refuse(delivery, refusal);
    else if (isSpent) {
      delivery.state = 'settled'; // processes had it in hand
      this.refuse(delivery, KILLED);
    } else if (fallback !== undefined) void this.#divert(delivery, fallback);
    else this.#queue(delivery, record);
    if (!this.#isAble) this.#giveBack(this.#idle()); // nobody is left since it was asked for
  }

  answered({ lease, outcome, envelope }: Settlement): void {
    if (outcome.kind !== 'dead-letter' || !outcome.blocksKey || envelope === undefined) return;
    const key = this.lineOf(envelope);
    if (key === undefined || lease === undefined) return;
    this.#shut.set(key, lease.partition);
    this.#yieldShut();
  }

  /** When no handler has anything of a shut key, what waits of it goes back. */
  #yieldShut(): void {
    for (const [key, partition] of this.#shut) {
      const ofKey = [...this.#held.values()].filter(({ envelope }) => this.lineOf(envelope) === key);
      const isShut = this.parking?.isBlocked(key) === true;
      if (isShut && ofKey.some(({ state }) => state === 'leased')) continue;
      this.#shut.delete(key);
      if (!isShut) continue; // a message that was redriven has opened it
      this.#pump?.outdate(partition);
      this.#giveBack(ofKey);
      this.parking?.forget(key);
    }
  }

  refused({ outcome }: Settlement): void {
    this.counters.lateAcks++;
    if (outcome.kind === 'retry') return;
    this.counters.takeBack(outcome);
    this.counters.givenBack++;
  }

  storeFailed(failure: StoreFailure): void {
    this.context.report.storeFailed(this, failure);
  }

  reported(): void {
    this.context.report.relaxed(this);
  }

  held(): readonly Lease[] {
    return [...this.#held.values()].flatMap(({ lease }) => lease ?? []);
  }

  override lost(leases: readonly Lease[]): void {
    const held = leases.map((lease) => this.#held.get(leaseId(lease)));
    this.#takeAway(held.filter((delivery, index) => delivery?.lease?.token === leases[index]?.token));
    this.freed();
  }

  override revoke(partition: string): void {
    this.#giveBack(this.#idle().filter(({ lease }) => lease?.partition === partition));
  }

  protected override offer(item: Delivery, lane: number): void {
    const delivery = item as ReliableDelivery;
    if (delivery.suspect || this.#line.length > 0) {
      this.#line.push(delivery);
      this.#advance();
    } else super.offer(delivery, lane);
  }

  protected override enqueue(item: Delivery, lane: number): void {
    const delivery = item as ReliableDelivery;
    if (!delivery.suspect) {
      super.enqueue(delivery, lane);
      return;
    }
    this.#line.push(delivery);
    this.#advance();
  }

  protected override dispatch(): void {
    super.dispatch();
    this.#advance();
  }

  /** Nobody is free for others while a suspect is tried. */
  protected override freeMember(): Consumer | undefined {
    return this.#isTrying ? undefined : super.freeMember();
  }

  protected override renewed(next: ReliableDelivery): void {
    if (next.lease !== undefined) this.#held.set(leaseId(next.lease), next);
  }

  protected override keeps(next: ReliableDelivery, { delayMs }: { readonly delayMs: number }): boolean {
    // what is to be tried alone would come back among others
    const held = next.holdsKey || next.alone;
    const dueAt = this.context.clock.now() + delayMs;
    const ageMs = this.activeMs() - next.acceptedMs + delayMs;
    this.#report(next, { kind: 'retry', dueAt, attempts: next.attempt - 1, ageMs, held });
    if (held) return true;
    this.#drop(next);
    this.counters.givenBack++;
    return false;
  }

  override ended(item: Delivery, failure: Failure | undefined): void {
    super.ended(item, failure);
    if (item instanceof ReliableDelivery && this.#over.has(item)) this.#wipe(item);
  }

  /** Its bytes were decoded for this delivery alone; a handler that has settled it may still look at them. */
  #wipe(delivery: ReliableDelivery): void {
    if (this.members.some((member) => member.inHand().includes(delivery))) return;
    wipe(delivery.envelope.payload);
    wipe(delivery.view.payload);
  }

  protected override settled(delivery: ReliableDelivery, outcome: Exclude<Outcome, { kind: 'retry' }>): void {
    this.#drop(delivery);
    if (outcome.kind !== 'dead-letter' && this.plan.sensitive?.(delivery.topic) === true) {
      this.#over.add(delivery);
      this.context.clock.defer(() => this.#wipe(delivery)); // a handler that returns no promise is over by then
    }
    this.#report(
      delivery,
      outcome.kind !== 'dead-letter'
        ? outcome
        : { kind: 'dead-letter', letter: this.letter(delivery, outcome), blocksKey: this.blocks(delivery, outcome) },
    );
  }

  /** There is no message to hold; the store moves the record as it is. */
  #undecodable({ lease, attempts }: LeasedRecord, error: BusError): void {
    this.counters.deadLettered++;
    const letter = {
      ...({ sequence: 0, group: this.name, reason: 'undecodable', error: error.message, envelope: undefined } as const),
      attempts,
      time: this.context.clock.now(),
    };
    this.context.report.deadLettered(this, undefined, letter.reason);
    this.#pump?.report({ lease, envelope: undefined, outcome: { kind: 'dead-letter', letter, blocksKey: false } });
  }

  #report(delivery: ReliableDelivery, outcome: SettlementOutcome): void {
    this.#pump?.report({ lease: delivery.lease, envelope: delivery.envelope, outcome });
  }

  #queue(delivery: ReliableDelivery, { suspect, dueAt }: LeasedRecord): void {
    const delayMs = dueAt - this.context.clock.now();
    if (delayMs > 0) {
      this.postpone(delivery, delayMs);
      return;
    }
    delivery.suspect = suspect;
    this.take(delivery);
  }

  get #isTrying(): boolean {
    const state = this.#trial?.state;
    return state === 'waiting' || state === 'leased';
  }

  /** Lets those at the front go, up to the next suspect, and tries that one when it is alone. */
  #advance(): void {
    let moved = false;
    for (let head = this.#line[0]; head !== undefined && !this.#isTrying; head = this.#line[0]) {
      if (head.state === 'superseded' || this.parksBehindFailure(head)) this.#line.shift();
      else if (head.suspect) {
        if (!this.#try(head)) break;
      } else {
        this.#line.shift();
        super.enqueue(head, this.laneOf(head));
        moved = true;
      }
    }
    if (moved) this.dispatch();
  }

  /** False where it is not alone, or nobody is free for it. */
  #try(suspect: ReliableDelivery): boolean {
    if (this.waiting.size > 0 || this.leasedCount > 0) return false;
    const member = super.freeMember();
    if (member === undefined) return false;
    this.#line.shift();
    this.#trial = suspect;
    void this.#begin(suspect, member);
    return true;
  }

  async #begin(suspect: ReliableDelivery, member: Consumer): Promise<void> {
    if (suspect.lease !== undefined) await this.#pump?.begin(suspect.lease);
    if (suspect.state !== 'waiting' || !member.able) {
      member.skipped();
      this.#trial = undefined;
      this.#line.unshift(suspect);
    } else this.#start(suspect, member);
    this.freed();
  }

  #start(suspect: ReliableDelivery, member: Consumer): void {
    suspect.suspect = false;
    this.start(suspect, member);
    if (suspect.state === 'waiting')
      this.#trial = undefined; // it was too old, or has to wait for its key
    else if (suspect.lease !== undefined) void this.#pump?.began(suspect.lease);
  }

  /** What no handler has. */
  #idle(): ReliableDelivery[] {
    return [...this.#held.values()].filter((held) => held.state === 'waiting' && !this.#diverting.has(held));
  }

  #giveBack(deliveries: readonly ReliableDelivery[]): void {
    if (deliveries.length === 0) return;
    this.#takeAway(deliveries);
    void this.#pump?.release(deliveries.flatMap(({ lease }) => lease ?? []));
  }

  #takeAway(deliveries: readonly (ReliableDelivery | undefined)[]): void {
    const taken = deliveries.filter((delivery) => delivery !== undefined);
    for (const delivery of taken) this.#drop(delivery);
    this.abandon(taken);
  }

  /** The record may be held again, under a newer lease. */
  #drop(delivery: ReliableDelivery): void {
    if (delivery.lease === undefined) return;
    const id = leaseId(delivery.lease);
    if (this.#held.get(id)?.lease?.token === delivery.lease.token) this.#held.delete(id);
  }
}

function leaseId({ partition, position }: Lease): string {
  return `${partition}:${position}`;
}

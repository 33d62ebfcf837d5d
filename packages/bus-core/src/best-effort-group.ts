/** Best effort: each message is handed over once; what cannot be handed over is dropped and counted. */
import type { PendingCounts } from './accounting.ts';
import type { Consumer } from './consumer.ts';
import { Alarm } from './deadlines.ts';
import { type Delivery, Envelope, LANE_CRITICAL } from './envelope.ts';
import { Group } from './group.ts';
import type { DropReason } from './settle.ts';
import type { Failure } from './slot.ts';

/** accepted = acked + dropped + waiting + in flight + delayed; nothing is tried twice. */
export class BestEffortGroup extends Group {
  readonly holdsPublishers = false;
  #delayed = 0;
  /** Critical messages between their publisher and a handler. */
  #critical = 0;

  override get direct(): Consumer | undefined {
    return this.accepts === undefined ? this.single : undefined;
  }

  override get fullOfCritical(): boolean {
    return this.#critical >= this.plan.queueSizeMax;
  }

  override expectCritical(): void {
    this.#critical++;
  }

  deliver(envelope: Envelope): void {
    this.counters.accepted++;
    if (envelope.extras?.deliverAt !== undefined && this.#delay(envelope, envelope.extras.deliverAt)) return;
    this.arrive(envelope);
  }

  /** Now, or at its time. */
  arrive(envelope: Envelope): void {
    const reason = this.unwanted(envelope);
    if (reason !== undefined) {
      this.#lose(envelope, reason);
      return;
    }
    const read = this.read(envelope);
    if (read instanceof Envelope) this.offer(read, read.lane);
    else this.#lose(envelope, 'handler-failed');
  }

  #lose(envelope: Envelope, reason: DropReason): void {
    this.#left(envelope.lane);
    this.drop(reason);
  }

  protected override start(item: Delivery, member: Consumer): void {
    this.#left((item as Envelope).lane);
    member.run(item);
  }

  ended(_item: Delivery, failure: Failure | undefined): void {
    if (failure === undefined) this.counters.acked++;
    else this.drop('handler-failed');
  }

  /** It came and cannot be read. */
  protected failed(): void {
    this.counters.accepted++;
    this.drop('handler-failed');
  }

  filtered(): void {
    this.drop('filtered');
  }

  overran(): void {
    this.drop('handler-failed');
  }

  pending(): PendingCounts {
    const waiting = this.waiting.size;
    const leased = this.counters.pending - waiting - this.#delayed;
    return { waiting, leased, delayed: this.#delayed, parked: 0 };
  }

  protected divert(item: Delivery): Envelope {
    const envelope = item as Envelope;
    this.#left(envelope.lane);
    this.drop('breaker-open');
    return envelope;
  }

  #left(lane: number): void {
    if (lane === LANE_CRITICAL) this.#critical--;
  }

  #delay(envelope: Envelope, deliverAt: number): boolean {
    const delayMs = deliverAt - this.context.clock.now();
    if (delayMs <= 0) return false;
    this.#delayed++;
    const arrive = (): void => {
      this.#delayed--;
      this.arrive(envelope);
    };
    this.context.delays.schedule(new Alarm(arrive), this.context.clock.monotonic() + delayMs);
    return true;
  }
}

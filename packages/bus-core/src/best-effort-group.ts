/** Best effort: each message is handed over once; what cannot be handed over is dropped and counted. */
import type { PendingCounts } from './accounting.ts';
import type { Failure } from './consumer.ts';
import { Alarm } from './deadlines.ts';
import type { Delivery, Envelope } from './envelope.ts';
import { Group } from './group.ts';

/** accepted = acked + dropped + waiting + in flight + delayed; nothing is tried twice. */
export class BestEffortGroup extends Group {
  readonly holdsPublishers = false;
  #delayed = 0;

  deliver(envelope: Envelope): void {
    this.counters.accepted++;
    if (envelope.extras?.deliverAt !== undefined && this.#delay(envelope, envelope.extras.deliverAt)) return;
    this.arrive(envelope);
  }

  /** Now, or at its time. */
  arrive(envelope: Envelope): void {
    const reason = this.unwanted(envelope);
    if (reason === undefined) this.offer(envelope, envelope.lane);
    else this.drop(reason);
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
    const leased = this.members.reduce((sum, member) => sum + member.inFlight, 0);
    return { waiting: this.waiting.size, leased, delayed: this.#delayed, parked: 0 };
  }

  protected divert(item: Delivery): Envelope {
    this.drop('breaker-open');
    return item as Envelope;
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

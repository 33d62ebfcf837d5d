/** Latest only: of each key the newest value is handed over; what it overtakes is dropped as superseded. */
import type { PendingCounts } from './accounting.ts';
import type { Consumer } from './consumer.ts';
import { type Delivery, Envelope } from './envelope.ts';
import { Group } from './group.ts';
import type { Failure } from './slot.ts';

/** A turn is queued once per key; whoever takes it gets the newest value. */
export class LatestGroup extends Group {
  readonly holdsPublishers = false;
  /** The value of each key that waits for its turn. */
  readonly #newest = new Map<string, Envelope>();
  /** Where the store numbers values: the highest seen of each key. */
  readonly #sequences = new Map<string, number>();

  deliver(envelope: Envelope): void {
    if (this.#accepts(envelope)) this.dispatch();
  }

  /** Pushed out on its way, it still is a value, and perhaps the last one: it only comes earlier than its turn. */
  override overflow(envelope: Envelope): void {
    if (this.#accepts(envelope)) this.context.clock.defer(() => this.dispatch());
  }

  /** Whether a turn was queued for it. */
  #accepts(envelope: Envelope): boolean {
    this.counters.accepted++;
    const reason = this.#invalid(envelope) ? 'handler-failed' : this.unwanted(envelope);
    const read = this.read(envelope);
    if (reason !== undefined || !(read instanceof Envelope)) {
      this.drop(reason ?? 'handler-failed');
      return false;
    }
    return this.#renew(read);
  }

  #invalid(envelope: Envelope): boolean {
    return this.border && this.reader?.refusal(envelope) !== undefined;
  }

  #renew(envelope: Envelope): boolean {
    const slot = slotOf(envelope);
    if (!this.#advances(slot, envelope.extras?.sequence)) {
      this.drop('superseded');
      return false;
    }
    const waits = this.#newest.has(slot);
    this.#newest.set(slot, envelope);
    if (waits) this.drop('superseded');
    else this.enqueue(envelope, envelope.lane);
    return !waits;
  }

  ended(_item: Delivery, failure: Failure | undefined): void {
    if (failure === undefined) this.counters.acked++;
    else this.drop('handler-failed');
  }

  filtered(): void {
    this.drop('filtered');
  }

  overran(): void {
    this.drop('handler-failed');
  }

  pending(): PendingCounts {
    const leased = this.members.reduce((sum, member) => sum + member.inFlight, 0);
    return { waiting: this.#newest.size, leased, delayed: 0, parked: 0 };
  }

  /** The turn was queued with an older value; the newest goes. */
  protected override start(item: Delivery, member: Consumer): void {
    member.run(this.#take(item));
  }

  protected divert(item: Delivery): Envelope {
    this.drop('breaker-open');
    return this.#take(item);
  }

  override forget(): void {
    super.forget();
    this.#newest.clear();
  }

  #take(item: Delivery): Envelope {
    const slot = slotOf(item);
    const newest = this.#newest.get(slot);
    this.#newest.delete(slot);
    return newest ?? (item as Envelope);
  }

  #advances(slot: string, sequence: number | undefined): boolean {
    if (sequence === undefined) return true;
    if (sequence <= (this.#sequences.get(slot) ?? -1)) return false;
    this.#sequences.set(slot, sequence);
    return true;
  }
}

function slotOf(message: Delivery): string {
  return `${message.topic} ${message.key ?? ''}`;
}

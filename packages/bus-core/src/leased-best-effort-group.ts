/** Best-effort groups over a store that leases. */
import { BestEffortGroup } from './best-effort-group.ts';
import type { Delivery } from './envelope.ts';
import { BusError } from './errors.ts';
import { decoded, prefetch } from './leasing.ts';
import { wipe } from './masking.ts';
import { Pump, type PumpTarget } from './pump.ts';
import type { Failure } from './slot.ts';
import type { Feed, Lease, LeasedRecord, StoreFailure } from './transport.ts';

/** Best effort over a store: settled by being given out, so nobody gets it twice. */
export class LeasedBestEffortGroup extends BestEffortGroup implements PumpTarget {
  #pump: Pump | undefined;

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
    this.#pump?.wake();
  }

  override get unreported(): number {
    return this.#pump?.unreported ?? 0;
  }

  override async release(): Promise<void> {
    await this.#pump?.flush();
    this.#pump?.close();
  }

  room(): number {
    const { waiting, leased } = this.pending();
    return prefetch(this.members) - waiting - leased;
  }

  leased(record: LeasedRecord): void {
    const envelope = decoded(record, this.reader);
    if (envelope instanceof BusError || this.reader?.refusal(envelope) !== undefined) this.failed();
    else this.deliver(envelope);
  }

  override ended(item: Delivery, failure: Failure | undefined): void {
    super.ended(item, failure);
    if (this.plan.sensitive?.(item.topic) === true) wipe(item.payload);
  }

  /** Nothing is ever reported. */
  answered(): void {}
  refused(): void {}

  storeFailed(failure: StoreFailure): void {
    this.context.report.storeFailed(this, failure);
  }

  reported(): void {
    this.context.report.relaxed(this);
  }

  held(): readonly Lease[] {
    return [];
  }
}

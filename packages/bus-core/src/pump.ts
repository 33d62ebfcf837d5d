/** Between a store that leases and a group: fetches as much as the group can take, and reports in batches. */
import type { Clock, Timer } from './clock.ts';
import type { Feed, Lease, LeasedRecord, Settlement, StoreFailure } from './transport.ts';

const SETTLE_COUNT_MAX = 256;
const FAILURE_DELAY_MS = 100;

/** What a pump needs from its group. */
export interface PumpTarget {
  /** How many more records it can take. */
  room(): number;
  leased(record: LeasedRecord): void;
  /** The store has answered a report, whether it took it or not. */
  answered(settlement: Settlement): void;
  /** The store refused what was reported under a superseded token. */
  refused(settlement: Settlement): void;
  /** The store knows every outcome. */
  reported(): void;
  /** Leases that it holds, for renewal. */
  held(): readonly Lease[];
  /** They are over. */
  lost(leases: readonly Lease[]): void;
  /** The store failed; told once per kind of call until one of that kind works. */
  storeFailed(failure: StoreFailure): void;
}

/** Talks to the store one call of a kind at a time; a call that fails is made again after a pause. */
export class Pump {
  readonly #feed: Feed;
  readonly #target: PumpTarget;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  #settlements: Settlement[] = [];
  #leasing = false;
  /** Calls for leases so far, and how many there were when something of a partition last went back. */
  #calls = 0;
  readonly #returned = new Map<string, number>();
  #again = false;
  #settling = false;
  readonly #flushed: (() => void)[] = [];
  #renewal: Timer | undefined;
  /** Rings when the leases are over by this process's own clock. */
  #end: Timer | undefined;
  #closed = false;
  readonly #failing = new Set<StoreFailure['call']>();

  constructor(feed: Feed, target: PumpTarget, options: { readonly clock: Clock; readonly leaseMs: number }) {
    this.#feed = feed;
    this.#target = target;
    this.#clock = options.clock;
    this.#leaseMs = options.leaseMs;
    this.#renewed(this.#clock.monotonic());
    this.#scheduleRenewal();
  }

  /** Reports that are not with the store yet. */
  get unreported(): number {
    return this.#settlements.length + (this.#settling ? 1 : 0);
  }

  /** There may be something to lease, or room for it. */
  wake(): void {
    if (this.#leasing) this.#again = true;
    else if (!this.#closed) void this.#lease();
  }

  /** Joins the next report. */
  report(settlement: Settlement): void {
    this.#settlements.push(settlement);
    if (!this.#settling) {
      this.#settling = true;
      this.#clock.defer(this.#settle);
    }
  }

  /** Resolves when the store knows every outcome. */
  flush(): Promise<void> {
    if (this.unreported === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushed.push(resolve);
    });
  }

  close(): void {
    this.#closed = true;
    this.#renewal?.cancel();
    this.#end?.cancel();
  }

  /** See `Feed.begin`; asked until it is answered, or the lease is gone: it may be somebody's again. */
  async begin(lease: Lease): Promise<void> {
    try {
      await this.#feed.begin(lease);
      this.#failing.delete('begin');
    } catch (error) {
      await new Promise<void>((resolve) => this.#retry({ call: 'begin', error }, resolve));
      if (this.#target.held().includes(lease)) await this.begin(lease);
    }
  }

  /** See `Feed.began`; asked once: what is lost errs on the side of the message. */
  async began(lease: Lease): Promise<void> {
    try {
      await this.#feed.began(lease);
      this.#failing.delete('began');
    } catch (error) {
      this.#failed({ call: 'began', error });
    }
  }

  /** What was asked for until now and comes of the partition is out of date, and goes back. */
  outdate(partition: string): void {
    this.#returned.set(partition, this.#calls);
  }

  /** Asked once: by the time of another try the lease may be somebody's again. It ends by itself where this fails. */
  async release(leases: readonly Lease[]): Promise<void> {
    for (const { partition } of leases) this.outdate(partition);
    try {
      await this.#feed.release(leases);
      this.#failing.delete('release');
    } catch (error) {
      this.#failed({ call: 'release', error });
    }
  }

  async #lease(): Promise<void> {
    this.#leasing = true;
    try {
      do {
        this.#again = false;
        const room = this.#target.room();
        if (room <= 0) break;
        const call = { number: ++this.#calls, ms: this.#clock.monotonic() };
        const records = await this.#feed.lease(room);
        this.#failing.delete('lease');
        this.#take(records, call);
        if (records.length > 0) this.#again = true;
      } while (this.#again && !this.#closed);
    } catch (error) {
      this.#retry({ call: 'lease', error }, () => this.wake());
    } finally {
      this.#leasing = false;
    }
  }

  /** What was asked for before something of its partition went back goes back too, or it would come before that. */
  #take(records: readonly LeasedRecord[], call: { readonly number: number; readonly ms: number }): void {
    const isOver = this.#closed || this.#clock.monotonic() - call.ms >= this.#leaseMs;
    const back: Lease[] = [];
    for (const record of records) {
      const { lease } = record;
      if (isOver || (this.#returned.get(lease.partition) ?? 0) >= call.number) back.push(lease);
      else this.#target.leased(record);
    }
    if (back.length > 0) void this.release(back);
  }

  readonly #settle = (): void => {
    void this.#report(this.#settlements.splice(0, SETTLE_COUNT_MAX));
  };

  async #report(batch: readonly Settlement[]): Promise<void> {
    try {
      const refused = await this.#feed.settle(batch);
      this.#failing.delete('settle');
      for (const index of refused) {
        const settlement = batch[index];
        if (settlement !== undefined) this.#target.refused(settlement);
      }
      for (const settlement of batch) this.#target.answered(settlement);
      this.#settled();
    } catch (error) {
      this.#settlements.unshift(...batch);
      this.#retry({ call: 'settle', error }, this.#settle);
    }
  }

  #settled(): void {
    if (this.#settlements.length > 0) this.#clock.defer(this.#settle);
    else this.#rest();
    this.wake();
  }

  #rest(): void {
    this.#settling = false;
    for (const flushed of this.#flushed.splice(0)) flushed();
    this.#target.reported();
  }

  #retry(failure: StoreFailure, again: () => void): void {
    this.#failed(failure);
    if (!this.#closed) this.#clock.setTimer(again, FAILURE_DELAY_MS);
  }

  #failed(failure: StoreFailure): void {
    if (this.#failing.has(failure.call)) return;
    this.#failing.add(failure.call);
    this.#target.storeFailed(failure);
  }

  /** Who has not been heard since then holds nothing any more: somebody else may have it. */
  #renewed(askedMs: number): void {
    this.#end?.cancel();
    if (this.#closed) return;
    const leftMs = Math.max(0, askedMs + this.#leaseMs - this.#clock.monotonic());
    this.#end = this.#clock.setTimer(() => this.#over(), leftMs);
  }

  /** Some may be newer than that; they go back. */
  #over(): void {
    const held = this.#target.held();
    if (held.length === 0) return;
    void this.release(held);
    this.#target.lost(held);
  }

  #scheduleRenewal(): void {
    this.#renewal = this.#clock.setTimer(() => {
      void this.#renew();
    }, this.#leaseMs / 3);
  }

  async #renew(): Promise<void> {
    const askedMs = this.#clock.monotonic();
    try {
      await this.#feed.renew(this.#target.held());
      this.#failing.delete('renew');
      this.#renewed(askedMs);
    } catch (error) {
      this.#failed({ call: 'renew', error });
    }
    if (!this.#closed) this.#scheduleRenewal();
  }
}

/**
 * One partition of a topic as one group sees it: a cursor over the shared records, what is leased or settled beyond it,
 * and the group's own queue, ordered by due time.
 *
 *   records   0 1 2 3 4 5 6 7 8
 *   settled   ■ ■ ■ · ■ · · · ·     cursor = 3: all before it are settled
 *   leased          ▲   ▲           3 and 5, under the owner's token
 */

/** A record as it is stored, and how often it was tried. */
export interface StoredRecord {
  readonly bytes: Uint8Array;
  readonly deliverAt: number;
  readonly key: string | undefined;
  readonly version: number;
  /** When it was published. */
  readonly time: number;
}

export interface Held {
  readonly position: number;
  readonly record: StoredRecord;
  /** The partition's token when it was leased. */
  token: number;
  leased: boolean;
  /** Monotonic; an owner that has not renewed it by then has lost it. */
  untilMs: number;
  /** The token under which a charged attempt began. */
  begun: number;
  /** The handler of that attempt was called for certain. */
  sure: boolean;
  /** A charge that was not sure was taken back before. */
  spared: boolean;
  /** Held by an owner that went without a word. */
  suspect: boolean;
  attempts: number;
  /** Of the message at `dueAt`, as its engine counts. */
  ageMs: number;
  dueAt: number;
}

/** When a lease is asked for. */
export interface LeaseTime {
  /** Due times are by the wall clock of the store, leases by its monotonic one. */
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly leaseMs: number;
}

/** What to lease. */
export interface Wanted {
  readonly max: number;
  /** Whether the versions are for this owner. */
  reads(version: number): boolean;
}

const LOOK_PAST_MAX = 1_000;

/** Has one owner at a time; what was leased under an older token settles nothing. */
export class GroupPartition {
  readonly name: string;
  readonly #records: readonly StoredRecord[];
  readonly #held = new Map<number, Held>();
  readonly #settled = new Set<number>();
  readonly #queue: Held[] = [];
  /** Keys that a dead letter keeps shut. */
  readonly #blocked = new Set<string>();
  #cursor: number;
  /** The private queue's positions are negative, so that they never meet those of the log. */
  #queued = 0;
  /** Owner of the partition and its token; a new owner has a higher one. */
  owner: string | undefined;
  token = 0;
  /** A version that somebody who owned it could not read: it is for those who can, until there is none left of it. */
  needs: number | undefined;

  constructor(name: string, records: readonly StoredRecord[], cursor: number) {
    this.name = name;
    this.#records = records;
    this.#cursor = cursor;
  }

  /** A new owner: what the old one held is leased again, and is suspect unless it was waiting for its time. */
  take(owner: string, now: number): void {
    this.owner = owner;
    this.token++;
    for (const held of this.#held.values()) orphan(held, now);
    for (const held of this.#queue) orphan(held, now);
  }

  /** The owner goes in order; what it released is nobody's. */
  yieldUp(): void {
    this.owner = undefined;
    this.token++;
  }

  /** How many the owner has, whether it renewed them or not. */
  get leased(): number {
    return this.leasedAt(Number.NEGATIVE_INFINITY);
  }

  /** How many the owner has at that time. */
  leasedAt(monotonicMs: number): number {
    let count = 0;
    for (const held of this.#held.values()) if (!isFree(held, monotonicMs)) count++;
    for (const held of this.#queue) if (!isFree(held, monotonicMs)) count++;
    return count;
  }

  /** Up to `max` records that are due, the group's own queue first, none past one that is for somebody else. */
  lease(wanted: Wanted, time: LeaseTime): Held[] {
    const found: Held[] = [];
    for (const held of this.#leasable(wanted.max, time)) {
      if (found.length === wanted.max) break;
      if (!wanted.reads(held.record.version)) {
        this.needs = held.record.version;
        break;
      }
      found.push(held);
    }
    if (found.some(({ leased }) => leased)) this.token++;
    for (const held of found) {
      orphan(held, time.wallMs);
      held.leased = true;
      held.untilMs = time.monotonicMs + time.leaseMs;
      held.token = this.token;
    }
    return found;
  }

  *#leasable(max: number, time: LeaseTime): Iterable<Held> {
    for (const held of this.#queue) {
      if (held.dueAt > time.wallMs) break;
      if (isFree(held, time.monotonicMs) && !this.#isShut(held.record)) yield held;
    }
    const end = Math.min(this.#records.length, this.#cursor + LOOK_PAST_MAX + max);
    for (let position = this.#cursor; position < end; position++) {
      const held = this.#next(position, time);
      if (held !== undefined) yield held;
    }
  }

  /** Earliest time at which something of the queue is due; undefined where nothing waits for its time. */
  nextDue(): number | undefined {
    return this.#queue.find(({ leased, record }) => !leased && !this.#isShut(record))?.dueAt;
  }

  find(position: number, token: number): Held | undefined {
    const held = position < 0 ? this.#queue.find((item) => item.position === position) : this.#held.get(position);
    return held?.leased === true && held.token === token ? held : undefined;
  }

  settle(held: Held): void {
    if (held.position < 0) this.#queue.splice(this.#queue.indexOf(held), 1);
    else {
      this.#held.delete(held.position);
      this.#settled.add(held.position);
      while (this.#settled.delete(this.#cursor)) this.#cursor++;
    }
    if (this.needs !== undefined && !this.#has(this.needs)) this.needs = undefined;
  }

  /** Whether a record of that version is left. */
  #has(version: number): boolean {
    if (this.#queue.some(({ record }) => record.version === version)) return true;
    return this.#records.some(
      (record, position) => position >= this.#cursor && record.version === version && !this.#settled.has(position),
    );
  }

  /** Nothing of the key is leased until it is open. */
  block({ record: { key } }: Held): void {
    if (key !== undefined) this.#blocked.add(key);
  }

  unblock(key: string): void {
    this.#blocked.delete(key);
  }

  #isShut({ key }: StoredRecord): boolean {
    return key !== undefined && this.#blocked.has(key);
  }

  /** An attempt that began and was not made after all is not charged. */
  release(held: Held): void {
    if (held.begun === held.token) held.attempts--;
    held.begun = 0;
    held.leased = false;
  }

  /** From the log into the queue: comes back at its time, out of order. */
  requeue(held: Held, dueAt: number): void {
    this.settle(held);
    this.enqueue(held.record, { dueAt, attempts: held.attempts, ageMs: held.ageMs });
  }

  enqueue(record: StoredRecord, { dueAt, attempts, ageMs }: Pick<Held, 'dueAt' | 'attempts' | 'ageMs'>): void {
    const position = -++this.#queued;
    const item: Held = { ...unleased(position, record), attempts, ageMs, dueAt };
    const after = this.#queue.findIndex((other) => other.dueAt > dueAt);
    if (after < 0) this.#queue.push(item);
    else this.#queue.splice(after, 0, item);
  }

  /** When the oldest that is not settled was published; what waits for its first time does not count. */
  get oldestAt(): number | undefined {
    const tried = this.#queue
      .filter(({ attempts, dueAt }) => attempts > 0 || dueAt === 0)
      .map(({ record }) => record.time);
    const first = this.#records.find((_record, position) => position >= this.#cursor && !this.#settled.has(position));
    const times = first === undefined ? tried : [...tried, first.time];
    return times.length === 0 ? undefined : Math.min(...times);
  }

  get depth(): { waiting: number; leased: number; delayed: number; blockedKeys: number } {
    const leased = this.leased;
    const log = this.#records.length - this.#cursor - this.#settled.size;
    return {
      waiting: log - leased + this.#queue.length,
      leased,
      delayed: this.#queue.length,
      blockedKeys: this.#blocked.size,
    };
  }

  #next(position: number, { wallMs, monotonicMs }: LeaseTime): Held | undefined {
    if (this.#settled.has(position)) return undefined;
    const known = this.#held.get(position);
    if (known !== undefined) return isFree(known, monotonicMs) && !this.#isShut(known.record) ? known : undefined;
    const record = this.#records[position];
    if (record === undefined || this.#isShut(record)) return undefined;
    const held = unleased(position, record);
    this.#held.set(position, held);
    if (record.deliverAt <= wallMs) return held;
    this.requeue(held, record.deliverAt);
    return undefined;
  }
}

function unleased(position: number, record: StoredRecord): Held {
  const never = { token: 0, leased: false, untilMs: 0, begun: 0, sure: false, spared: false, suspect: false };
  return { position, record, ...never, attempts: 0, ageMs: 0, dueAt: 0 };
}

/** Nobody has it, or nobody has renewed it. */
function isFree({ leased, untilMs }: Held, monotonicMs: number): boolean {
  return !leased || untilMs <= monotonicMs;
}

/** Once the benefit of the doubt: a second time it is the message that kills before anybody can say so. */
function orphan(held: Held, now: number): void {
  if (held.leased && held.dueAt <= now) held.suspect = true;
  if (held.leased && held.begun === held.token && !held.sure && !held.spared) {
    held.spared = true;
    held.attempts--;
  }
  held.leased = false;
}

/**
 * The seam between the engine and where messages live. A transport stores, moves and reports; it computes no retry, no
 * delay, no route and no dead letter. Every implementation passes the conformance suite with the capabilities it declares.
 */
import type { Clock, Random } from './clock.ts';
import type { Contracts } from './codec.ts';
import type { Retention } from './contract.ts';
import type { Audience, Envelope, Sink } from './envelope.ts';
import type { DeadLetterReason, DropReason } from './settle.ts';
import type { Durability } from './verbs.ts';

export interface Capabilities {
  /** What `send` accepted survives a crash of the process. */
  readonly durable: boolean;
  readonly spans: 'process' | 'machine' | 'machines';
  /** Whether messages of one key keep their order across instances. */
  readonly order: 'key' | 'none';
  /** `ready`: among all that is ready. `window`: within what was prefetched. */
  readonly priority: 'ready' | 'window';
  /** Whether a group outlives its last subscription. */
  readonly groups: 'live' | 'remembered';
  readonly delay: boolean;
  readonly history: boolean;
  readonly dedupe: boolean;
  readonly transaction: 'none' | 'publish' | 'effects';
  readonly broadcast: boolean;
}

/** What the engine tells a transport about itself when it opens. */
export interface Instance {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  /** What transports that carry bytes ask when they read a payload. */
  readonly contracts: Contracts;
}

/** Result of one `send`, item by item in the order given. */
export interface Receipts {
  readonly durability: Durability;
  /** Indices of records whose id was inside the dedupe window; undefined where there was none. */
  readonly duplicates?: ReadonlySet<number>;
}

export interface GroupSpec {
  /** `<module>/<name>`; for broadcasts followed by `#<instance>`. */
  readonly name: string;
  /** Topic names or patterns. */
  readonly topics: readonly string[];
  readonly mode: 'reliable' | 'best-effort' | 'latest-only';
  readonly order: 'strict' | 'none';
  readonly from: 'oldest' | 'now';
  /** Dies with the instance: one instance's share of a broadcast. */
  readonly ephemeral: boolean;
  /** Answers requests; `request` looks for it. */
  readonly serves: boolean;
  readonly leaseMs: number;
  /**
   * Versions that this instance reads, per topic; every one where a topic is not named. What it cannot read is leased to
   * members that can; where none of them lives, to anybody, so that it comes to the dead letters.
   */
  readonly versions: Readonly<Record<string, readonly number[]>>;
}

/** What a feed calls. Memory delivers to it as a `Sink`; the others wake it, and it leases. */
export interface FeedSink extends Sink {
  /** Something may have become leasable. Cheap, may be spurious. */
  wake(): void;
  /** Leases were lost: another owner has them, or they timed out. Nothing that is done under them counts any more. */
  lost(leases: readonly Lease[]): void;
  /** The partition goes to another instance: what was not started of it is to be released. */
  revoke(partition: string): void;
  /** The dead letter of this message is gone: the key that it shut is open. Only where the engine holds the messages. */
  reopened(envelope: Envelope): void;
}

/** Names one leased record. Opaque to the engine but for its identity. */
export interface Lease {
  /** `<topic>/<number>`. */
  readonly partition: string;
  readonly position: number;
  /** Grows with each owner; a settlement under an older one is refused. */
  readonly token: number;
}

export interface LeasedRecord {
  readonly lease: Lease;
  /** Attempts that were charged before this one. */
  readonly attempts: number;
  /** How old it was at `dueAt`, without the time that does not count; 0 where it was not tried. */
  readonly ageMs: number;
  /** Held by a process that died: to be tried alone, so that only what kills is charged. */
  readonly suspect: boolean;
  /** Not before; 0 for now. A strictly ordered retry comes back to a new owner with its due time. */
  readonly dueAt: number;
  /** @throws BusError `BUS_DECODE_FAILED` */
  read(): Envelope;
}

export type SettlementOutcome =
  | { readonly kind: 'ack' }
  /** `held`: the engine keeps the lease until `dueAt` and delivers again itself; else it is given back. */
  | {
      readonly kind: 'retry';
      readonly dueAt: number;
      readonly attempts: number;
      readonly ageMs: number;
      readonly held: boolean;
    }
  /** `blocksKey`: later records of its key are not leased until a letter of the key is redriven or gone. */
  | { readonly kind: 'dead-letter'; readonly letter: DeadLetter; readonly blocksKey: boolean }
  | { readonly kind: 'drop'; readonly reason: DropReason };

export interface Settlement {
  /** Undefined in memory, where nothing is leased. */
  readonly lease: Lease | undefined;
  readonly envelope: Envelope | undefined;
  readonly outcome: SettlementOutcome;
}

/** One group in one instance. */
export interface Feed {
  /** True where the engine holds what was delivered, so that acks, renewals and releases mean nothing to the store. */
  readonly holds: boolean;
  /** Resolves when the store knows the group and what is published from now on is for it; rejects with why it is refused. */
  readonly ready: Promise<void>;
  /**
   * Records of owned partitions and of the group's own queue; never more than `max`. Best effort: what is given out is
   * settled by that. Reliable in strict order: an answer that was lost is given again before anything that follows.
   */
  lease(max: number): LeasedRecord[] | Promise<LeasedRecord[]>;
  /**
   * Charges an attempt before its handler starts: for a suspect, which may take the process with it. Resolves when the
   * charge would survive that. Where the process dies before `began` arrives, the handler may not have been called: the
   * charge is taken back, once.
   */
  begin(lease: Lease): void | Promise<void>;
  /** The handler of a suspect was called, and its process still lives. */
  began(lease: Lease): void | Promise<void>;
  /** Extends the leases by `leaseMs`; those lost meanwhile are told to the sink. */
  renew(leases: readonly Lease[]): void | Promise<void>;
  /** Gives back without counting an attempt; one that began is not charged. */
  release(leases: readonly Lease[]): void | Promise<void>;
  /** One transaction. Returns the indices that were refused because their token was superseded. */
  settle(settlements: readonly Settlement[]): ReadonlySet<number> | Promise<ReadonlySet<number>>;
  /** Into the group's own queue: redrive, replay, fallback. */
  enqueue(envelopes: readonly Envelope[], dueAt: number): void | Promise<void>;
  depth(): Depth;
  /** How many subscriptions of this instance are live; others see it as presence. */
  announce(subscriptions: number): void;
  close(options: { readonly forget: boolean }): void | Promise<void>;
}

/** What a group asked of its store, and why it did not happen. */
export interface StoreFailure {
  readonly call: 'lease' | 'begin' | 'began' | 'settle' | 'release' | 'renew' | 'enqueue';
  readonly error: unknown;
}

/** What a transport has to know about a topic before the first message. */
export interface TopicSpec {
  readonly topic: string;
  readonly mode: 'reliable' | 'best-effort' | 'latest-only';
  readonly partitions: number;
  /** How much is kept for late groups and replay; undefined for nothing. */
  readonly history: Retention | undefined;
}

/** The way to a topic, held by its publishers. */
export interface Route {
  readonly topic: string;
  readonly audience: Audience;
}

/** What waits in the store for a group; undefined where it cannot be known cheaply. */
export interface Depth {
  readonly waiting: number | undefined;
  readonly leased: number | undefined;
  readonly delayed: number | undefined;
  /** Keys that dead letters keep shut. */
  readonly blockedKeys: number | undefined;
  /** When the oldest of what is not settled was published, without what is not due; undefined where there is none. */
  readonly oldestAt: number | undefined;
}

/** A message that its group gave up. */
export interface DeadLetter {
  /** Position in the store; grows. */
  readonly sequence: number;
  readonly group: string;
  readonly reason: DeadLetterReason;
  /** Message of the last error, or what `reject` was given. */
  readonly error: string;
  readonly attempts: number;
  /** When it was given up; milliseconds since the epoch. */
  readonly time: number;
  /** Undefined where the record could not be decoded. */
  readonly envelope: Envelope | undefined;
}

export interface DeadLetterQuery {
  readonly group?: string;
  readonly topic?: string;
  readonly reason?: DeadLetterReason;
  /** Sequences greater than this. */
  readonly after?: number;
  /** @default 100 */
  readonly limit?: number;
}

export interface DeadLetterStore {
  list(query: DeadLetterQuery): readonly DeadLetter[] | Promise<readonly DeadLetter[]>;
  /**
   * Moves letters back into the queue of the group that gave them up, in one step; returns how many there were. A key that
   * one of them shut is open, and the letter comes before what waits for it.
   */
  redrive(letters: readonly DeadLetter[]): number | Promise<number>;
  /** Removes letters; keys that they shut are open. Returns how many there were. */
  purge(letters: readonly DeadLetter[]): number | Promise<number>;
  readonly size: number;
}

export interface LatestValue {
  readonly envelope: Envelope;
  /** Grows per (topic, key). */
  readonly sequence: number;
}

export interface LatestTable {
  /** Current values of the topics that match one of the patterns. */
  values(patterns: readonly string[]): readonly LatestValue[] | Promise<readonly LatestValue[]>;
}

export interface HistoryQuery {
  readonly patterns: readonly string[];
  /** Accepted at or after, milliseconds since the epoch. */
  readonly since?: number;
  /** Accepted before. */
  readonly until?: number;
  /** The newest ones when there are more. */
  readonly limit?: number;
}

/** Who lives where. */
export interface Presence {
  /** Groups with at least one live member that match the topic and serve requests. */
  servers(topic: string): readonly ServingGroup[] | Promise<readonly ServingGroup[]>;
}

export interface ServingGroup {
  readonly group: string;
  readonly instances: number;
}

export interface TransportStatus {
  readonly connected: boolean;
  readonly durability: Durability;
  readonly lastError: string | undefined;
}

/** What a transport calls outside of feeds. */
export interface TransportSink {
  /** A reply arrived for an address of this instance. */
  answered(address: string, envelope: Envelope): void;
}

export interface Transport {
  readonly name: string;
  readonly capabilities: Capabilities;
  open(instance: Instance, sink: TransportSink): void | Promise<void>;
  /** The way to a topic; the same object for ever, kept up to date. */
  route(topic: TopicSpec): Route;
  /** First in, first out per partition. The array is the caller's again when the call (or its promise) ends. */
  send(envelopes: readonly Envelope[]): Receipts | Promise<Receipts>;
  attach(group: GroupSpec, sink: FeedSink): Feed;
  /** Best effort; lost where nobody listens at the address. */
  answer(address: string, envelope: Envelope): void;
  readonly latest: LatestTable;
  read(query: HistoryQuery): readonly Envelope[] | Promise<readonly Envelope[]>;
  readonly deadLetters: DeadLetterStore;
  readonly presence: Presence;
  /** Retention, sweeps, heartbeats; called by the engine's timer every `sweepMs`. */
  maintain(nowMs: number): void | Promise<void>;
  status(): TransportStatus;
  close(): void | Promise<void>;
}

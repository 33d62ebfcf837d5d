/** One group over the shared log: who takes part, and who owns which partition. */
import type { Clock } from '../../clock.ts';
import type { GroupSpec } from '../../transport.ts';
import type { GroupPartition } from './partition.ts';

/** The current value of a key of a latest-only topic, as it is stored. */
export interface StoredValue {
  readonly bytes: Uint8Array;
  /** Grows. */
  readonly sequence: number;
}

/** One engine's share in a group. */
export interface Member {
  readonly instance: string;
  /** As in the group's spec; of this member. */
  readonly versions: GroupSpec['versions'];
  subscriptions: number;
  wake(): void;
  /** A partition is wanted by another instance. */
  revoke(partition: string): void;
  /** A new value of a latest-only topic. */
  latest(value: StoredValue): void;
}

/** When each instance was last heard of. */
export class Heartbeats {
  readonly #clock: Clock;
  readonly #presenceMs: number;
  readonly #heardMs = new Map<string, number>();

  constructor(clock: Clock, presenceMs: number) {
    this.#clock = clock;
    this.#presenceMs = presenceMs;
  }

  get clock(): Clock {
    return this.#clock;
  }

  beat(instance: string): void {
    this.#heardMs.set(instance, this.#clock.monotonic());
  }

  isDead(instance: string): boolean {
    const heardMs = this.#heardMs.get(instance);
    return heardMs === undefined || this.#clock.monotonic() - heardMs > this.#presenceMs;
  }
}

/** Shares its partitions out among the members that live. */
export class LogGroup {
  readonly spec: GroupSpec;
  readonly partitions: Map<string, GroupPartition> = new Map<string, GroupPartition>();
  readonly members: Map<string, Member> = new Map<string, Member>();
  readonly #presence: Heartbeats;

  constructor(spec: GroupSpec, presence: Heartbeats) {
    this.spec = spec;
    this.#presence = presence;
  }

  /** Tells everybody that there may be something. */
  wake(): void {
    for (const member of this.members.values()) member.wake();
  }

  leave(instance: string): void {
    this.members.delete(instance);
    for (const partition of this.partitions.values()) if (partition.owner === instance) partition.yieldUp();
    this.wake();
  }

  /** Members that take messages. */
  live(): Member[] {
    return this.#present().filter(({ subscriptions }) => subscriptions > 0);
  }

  /** Partitions that the instance owns, after taking its fair share of those that are free. */
  owned(instance: string): readonly GroupPartition[] {
    this.#presence.beat(instance);
    this.#bury();
    if (this.#isIdle(instance)) return [];
    const share = Math.ceil(this.partitions.size / Math.max(1, this.live().length));
    const mine = [...this.partitions.values()].filter(({ owner }) => owner === instance);
    const surplus = mine.filter(({ needs }) => needs === undefined).slice(share);
    this.#give(surplus, instance);
    this.#take(instance, share - mine.length);
    return [...this.partitions.values()].filter(
      (partition) => partition.owner === instance && !surplus.includes(partition),
    );
  }

  /** Whether records of a version are for that member: it reads them, or nobody who lives does. */
  reads(
    instance: string,
    { partition, version }: { readonly partition: GroupPartition; readonly version: number },
  ): boolean {
    const topic = partition.name.slice(0, partition.name.lastIndexOf('/'));
    const can = ({ versions }: Member): boolean => versions[topic]?.includes(version) ?? true;
    const member = this.members.get(instance);
    return (member !== undefined && can(member)) || !this.#present().some(can);
  }

  /** The partition waits for somebody who reads its next record, once nothing of it is with a handler. */
  pass(partition: GroupPartition): void {
    if (partition.leasedAt(this.#presence.clock.monotonic()) > 0) return;
    partition.yieldUp();
    this.wake();
  }

  /** Up to `room` of those that are free, and all that only those can have who read what is in them. */
  #take(instance: string, room: number): void {
    let left = room;
    for (const partition of this.partitions.values()) {
      if (partition.owner !== undefined) continue;
      const { needs } = partition;
      if (needs === undefined ? left-- <= 0 : !this.reads(instance, { partition, version: needs })) continue;
      partition.take(instance, this.#presence.clock.now());
    }
  }

  #present(): Member[] {
    return [...this.members.values()].filter(({ instance }) => !this.#presence.isDead(instance));
  }

  /** What the dead own is free, and what those own who take no messages, once nothing of it is with a handler. */
  #bury(): void {
    const nowMs = this.#presence.clock.monotonic();
    for (const partition of this.partitions.values()) {
      const { owner } = partition;
      if (owner === undefined) continue;
      if (this.#presence.isDead(owner)) partition.owner = undefined;
      else if (this.#isIdle(owner) && partition.leasedAt(nowMs) === 0) partition.yieldUp();
    }
  }

  /** It takes no messages now, and others do. */
  #isIdle(instance: string): boolean {
    const live = this.live();
    return live.length > 0 && !live.some((member) => member.instance === instance);
  }

  /** Those over the fair share go to others, once nothing of them is with a handler. */
  #give(surplus: readonly GroupPartition[], instance: string): void {
    let given = false;
    for (const partition of surplus) {
      this.members.get(instance)?.revoke(partition.name);
      if (partition.leasedAt(this.#presence.clock.monotonic()) > 0) continue;
      partition.yieldUp();
      given = true;
    }
    if (given) this.wake();
  }
}

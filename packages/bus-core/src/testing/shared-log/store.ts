/** A log that several engines share, simulated: the model of every store that leases. Synchronous; `link.ts` adds the way to it. */
import type { Clock } from '../../clock.ts';
import { jsonCodec } from '../../codec.ts';
import { MemoryDeadLetters } from '../../dead-letters.ts';
import { DedupeWindow } from '../../dedupe.ts';
import type { Envelope } from '../../envelope.ts';
import { RecordFormat } from '../../record.ts';
import { compilePattern, hasWildcard, matchesTopic } from '../../topic.ts';
import type { DeadLetter, GroupSpec, ServingGroup } from '../../transport.ts';
import { Heartbeats, LogGroup, type Member, type StoredValue } from './members.ts';
import { GroupPartition, type StoredRecord } from './partition.ts';

interface Topic {
  readonly partitions: StoredRecord[][];
  readonly dedupe: DedupeWindow;
  readonly latest: Map<string, StoredValue> | undefined;
}

interface Queued {
  readonly dueAt: number;
  readonly format: RecordFormat;
}

export interface SharedLogOptions {
  readonly clock: Clock;
  /** @default 600000 */
  readonly dedupeWindowMs?: number;
  /** An instance that was not heard of for this long has died. @default 30000 */
  readonly presenceMs?: number;
}

const DEAD_LETTERS_MAX = 100_000;
/** What the log itself writes: a message that came as bytes keeps them. */
const asItCame = new RecordFormat(jsonCodec, { encodingsOf: () => undefined });

/** Outlives the engines that use it. */
export class SharedLog {
  readonly clock: Clock;
  readonly deadLetters: MemoryDeadLetters;
  readonly #options: SharedLogOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #groups = new Map<string, LogGroup>();
  readonly #presence: Heartbeats;
  #sequence = 0;

  constructor(options: SharedLogOptions) {
    this.clock = options.clock;
    this.#options = options;
    this.#presence = new Heartbeats(options.clock, options.presenceMs ?? 30_000);
    this.deadLetters = new MemoryDeadLetters(DEAD_LETTERS_MAX, {
      send: (letter) => this.#redrive(letter),
      gone: (letter) => this.#reopen(letter),
    });
  }

  topic(name: string, shape: { readonly partitions: number; readonly latest: boolean }): void {
    if (this.#topics.has(name)) return;
    const windowMs = this.#options.dedupeWindowMs ?? 600_000;
    this.#topics.set(name, {
      partitions: Array.from({ length: shape.partitions }, () => []),
      dedupe: new DedupeWindow({ windowMs }),
      latest: shape.latest ? new Map<string, StoredValue>() : undefined,
    });
    for (const group of this.#groups.values()) this.#resolve(group, 0);
  }

  /** One commit. Returns the indices of duplicates. */
  append(envelopes: readonly Envelope[], format: RecordFormat): Set<number> {
    const duplicates = new Set<number>();
    for (const [index, envelope] of envelopes.entries()) {
      const topic = this.#topics.get(envelope.topic);
      if (topic === undefined) continue;
      if (envelope.extras?.idempotent === true && topic.dedupe.seen(envelope.id, this.clock.monotonic()))
        duplicates.add(index);
      else if (topic.latest === undefined) this.#append(topic, envelope, format);
      else this.#replace(topic.latest, envelope, format);
    }
    this.#wakeAll();
    return duplicates;
  }

  join(spec: GroupSpec, member: Member): void {
    let group = this.#groups.get(spec.name);
    if (group === undefined) {
      group = new LogGroup(spec, this.#presence);
      this.#groups.set(spec.name, group);
      this.#resolve(group, spec.from === 'oldest' ? 0 : Number.POSITIVE_INFINITY);
    }
    group.members.set(member.instance, member);
    this.beat(member.instance);
    group.wake();
  }

  leave(name: string, instance: string): void {
    this.#groups.get(name)?.leave(instance);
  }

  forget(name: string): void {
    this.#groups.delete(name);
  }

  beat(instance: string): void {
    this.#presence.beat(instance);
  }

  group(name: string): LogGroup | undefined {
    return this.#groups.get(name);
  }

  partition(group: string, name: string): GroupPartition | undefined {
    return this.#groups.get(group)?.partitions.get(name);
  }

  partitions(group: string): readonly GroupPartition[] {
    return [...(this.#groups.get(group)?.partitions.values() ?? [])];
  }

  servers(topic: string): ServingGroup[] {
    return [...this.#groups.values()]
      .filter(({ spec }) => spec.serves && spec.topics.some((pattern) => covers(pattern, topic)))
      .map((group) => ({ group: group.spec.name, instances: group.live().length }))
      .filter(({ instances }) => instances > 0);
  }

  latest(patterns: readonly string[]): StoredValue[] {
    return [...this.#topics].flatMap(([name, { latest }]) =>
      latest !== undefined && patterns.some((pattern) => covers(pattern, name)) ? [...latest.values()] : [],
    );
  }

  read(patterns: readonly string[]): Uint8Array[] {
    return [...this.#topics].flatMap(([name, { partitions }]) =>
      patterns.some((pattern) => covers(pattern, name)) ? partitions.flat().map(({ bytes }) => bytes) : [],
    );
  }

  /** Tells everybody that there may be something. */
  wakeGroup(name: string): void {
    this.#groups.get(name)?.wake();
  }

  #wakeAll(): void {
    for (const name of this.#groups.keys()) this.wakeGroup(name);
  }

  #append(topic: Topic, envelope: Envelope, format: RecordFormat): void {
    const { key, version, time, extras } = envelope;
    const record = { bytes: format.encode(envelope), deliverAt: extras?.deliverAt ?? 0, key, version, time };
    const index = hash(envelope.key ?? envelope.origin.instance) % topic.partitions.length;
    topic.partitions[index]?.push(record);
  }

  #replace(latest: Map<string, StoredValue>, envelope: Envelope, format: RecordFormat): void {
    const value = { bytes: format.encode(envelope), sequence: ++this.#sequence };
    latest.set(envelope.key ?? '', value);
    for (const { spec, members } of this.#groups.values()) {
      if (spec.mode !== 'latest-only' || !spec.topics.some((pattern) => covers(pattern, envelope.topic))) continue;
      for (const member of members.values()) member.latest(value);
    }
  }

  /** Partitions of all topics that the group wants; those of a topic that is new to it start at `cursor`. */
  #resolve(group: LogGroup, cursor: number): void {
    for (const [name, topic] of this.#topics) {
      if (topic.latest !== undefined || !group.spec.topics.some((pattern) => covers(pattern, name))) continue;
      for (const [index, records] of topic.partitions.entries()) {
        const id = `${name}/${index}`;
        if (group.partitions.has(id)) continue;
        group.partitions.set(id, new GroupPartition(id, records, Math.min(cursor, records.length)));
      }
    }
  }

  /** Into the group's own queue. */
  enqueue(name: string, envelope: Envelope, { dueAt, format }: Queued): boolean {
    const target = this.#partitionOf(name, envelope);
    const { key, version, time } = envelope;
    const record = { bytes: format.encode(envelope), deliverAt: 0, key, version, time };
    target?.enqueue(record, { dueAt, attempts: 0, ageMs: 0 });
    this.wakeGroup(name);
    return target !== undefined;
  }

  /** Where a group has the messages of that topic and key. */
  #partitionOf(name: string, { topic, key, origin }: Envelope): GroupPartition | undefined {
    const partitions = this.partitions(name).filter((partition) => partition.name.startsWith(`${topic}/`));
    return partitions[hash(key ?? origin.instance) % partitions.length];
  }

  #reopen({ group, envelope }: DeadLetter): void {
    if (envelope?.key === undefined) return;
    this.#partitionOf(group, envelope)?.unblock(envelope.key);
    this.wakeGroup(group);
  }

  #redrive(letter: DeadLetter): boolean {
    const { group, envelope } = letter;
    if (envelope === undefined) return false;
    this.#reopen(letter);
    return this.enqueue(group, envelope.with({ ...envelope.extras, redriven: true }), { dueAt: 0, format: asItCame });
  }
}

function covers(pattern: string, topic: string): boolean {
  return hasWildcard(pattern) ? matchesTopic(compilePattern(pattern), topic) : pattern === topic;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

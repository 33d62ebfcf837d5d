/** The last messages of each topic, kept by reference, bounded by count and age. */
import type { Clock } from './clock.ts';
import type { Retention } from './contract.ts';
import { type Envelope, Keeper, type Sink } from './envelope.ts';
import { RingBuffer } from './ring-buffer.ts';
import { compilePattern, matchesTopic } from './topic.ts';
import type { HistoryQuery } from './transport.ts';

/** What a topic keeps is decided when its first publisher connects. */
export class History {
  readonly #clock: Clock;
  readonly #topics = new Map<string, TopicHistory>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The keeper of one topic. */
  keeperOf(topic: string, retention: Retention): Sink {
    const keeper = new TopicHistory(retention, this.#clock);
    this.#topics.set(topic, keeper);
    return keeper;
  }

  /** What is still kept, oldest first per topic, topics in the order they were first used. */
  read(query: HistoryQuery): Envelope[] {
    const patterns = query.patterns.map(compilePattern);
    const found: Envelope[] = [];
    for (const [topic, history] of this.#topics) {
      if (!patterns.some((pattern) => matchesTopic(pattern, topic))) continue;
      for (const envelope of history.kept()) if (within(envelope, query)) found.push(envelope);
    }
    if (this.#topics.size > 1) found.sort(byTimeThenId);
    return query.limit === undefined ? found : found.slice(-query.limit);
  }

  /** Lets go of what is too old. */
  sweep(): void {
    for (const history of this.#topics.values()) history.sweep();
  }

  clear(): void {
    this.#topics.clear();
  }
}

class TopicHistory extends Keeper {
  readonly #clock: Clock;
  readonly #ageMs: number;
  readonly #ring: RingBuffer<Envelope>;

  constructor(retention: Retention, clock: Clock) {
    super();
    this.#clock = clock;
    this.#ageMs = retention.ageMs ?? Number.POSITIVE_INFINITY;
    this.#ring = new RingBuffer(retention.countMax ?? 1_000);
  }

  deliver(envelope: Envelope): void {
    this.#ring.pushDroppingOldest(envelope);
  }

  kept(): Envelope[] {
    this.sweep();
    return [...this.#ring];
  }

  sweep(): void {
    const oldest = this.#clock.now() - this.#ageMs;
    for (let head = this.#ring.peek(); head !== undefined && head.time < oldest; head = this.#ring.peek()) {
      this.#ring.shift();
    }
  }
}

function within(envelope: Envelope, { since, until }: HistoryQuery): boolean {
  return (since === undefined || envelope.time >= since) && (until === undefined || envelope.time < until);
}

/** Ids of one bus grow, so they order what was accepted within one millisecond. */
function byTimeThenId(a: Envelope, b: Envelope): number {
  return a.time - b.time || (a.id < b.id ? -1 : 1);
}

/** The last messages of each topic, kept by reference, bounded by count, bytes and age. */
import type { Clock } from './clock.ts';
import type { Retention } from './contract.ts';
import { type Envelope, Keeper, type Sink } from './envelope.ts';
import { MessageRing } from './message-ring.ts';
import { payloadBytes } from './payload.ts';
import { RingBuffer } from './ring-buffer.ts';
import { compilePattern, matchesTopic } from './topic.ts';
import type { HistoryQuery } from './transport.ts';

const COUNT_MAX = 1_000;
const DEPTH_MAX = 1_000;

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
    const found: Placed[] = [];
    for (const [topic, history] of this.#topics) {
      if (!patterns.some((pattern) => matchesTopic(pattern, topic))) continue;
      let time = 0;
      for (const envelope of history.kept()) {
        time = Math.max(time, envelope.time);
        if (within(envelope, query)) found.push({ envelope, time });
      }
    }
    if (this.#topics.size > 1) found.sort((a, b) => a.time - b.time);
    const { limit = found.length } = query;
    return limit === 0 ? [] : found.slice(-limit).map(({ envelope }) => envelope);
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
  readonly #bytesMax: number | undefined;
  readonly #messages: MessageRing;
  /** Bytes of each message in the ring, where bytes are limited. */
  readonly #sizes: RingBuffer<number> | undefined;
  #bytes = 0;

  constructor(retention: Retention, clock: Clock) {
    super();
    const { ageMs = Number.POSITIVE_INFINITY, bytesMax, countMax = COUNT_MAX } = retention;
    this.#clock = clock;
    this.#ageMs = ageMs;
    this.#bytesMax = bytesMax;
    this.#messages = new MessageRing(countMax);
    this.#sizes = bytesMax === undefined ? undefined : new RingBuffer(countMax);
  }

  deliver(envelope: Envelope): void {
    if (this.#bytesMax !== undefined) this.#weigh(envelope, this.#bytesMax);
    this.#messages.push(envelope);
  }

  kept(): Envelope[] {
    this.sweep();
    return this.#messages.all();
  }

  sweep(): void {
    const oldest = this.#clock.now() - this.#ageMs;
    while (this.#messages.oldestTime < oldest) this.#forgetOldest();
  }

  /** Makes room in bytes and in count. A message larger than all that may be kept stays alone until the next one. */
  #weigh({ payload }: Envelope, bytesMax: number): void {
    const size = payloadBytes(payload, DEPTH_MAX);
    const messages = this.#messages;
    while (messages.size > 0 && (this.#bytes + size > bytesMax || messages.isFull)) this.#forgetOldest();
    this.#bytes += size;
    this.#sizes?.push(size);
  }

  #forgetOldest(): void {
    this.#messages.forgetOldest();
    this.#bytes -= this.#sizes?.shift() ?? 0;
  }
}

function within(envelope: Envelope, { since, until }: HistoryQuery): boolean {
  return (since === undefined || envelope.time >= since) && (until === undefined || envelope.time < until);
}

/** With the latest time up to its place: topics are merged by time, and within one its own order holds whatever a clock did. */
interface Placed {
  readonly envelope: Envelope;
  readonly time: number;
}

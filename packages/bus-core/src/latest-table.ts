/** Current values of latest-only topics: (topic, key) to message. */
import { type Envelope, Keeper, type Sink } from './envelope.ts';
import { BusError } from './errors.ts';
import { compilePattern, matchesTopic } from './topic.ts';
import type { LatestTable, LatestValue } from './transport.ts';

/** Bounded per topic by `latestKeysMax`. */
export class MemoryLatestTable implements LatestTable {
  readonly #topics = new Map<string, TopicValues>();
  readonly #keysMax: number;

  constructor(keysMax: number) {
    this.#keysMax = keysMax;
  }

  /** False while no topic is latest-only. */
  get used(): boolean {
    return this.#topics.size > 0;
  }

  keeperOf(topic: string): Sink {
    const keeper = new TopicValues(this.#keysMax);
    this.#topics.set(topic, keeper);
    return keeper;
  }

  /**
   * Room for the value of a key.
   * @throws BusError `BUS_QUEUE_FULL` when the topic holds as many keys as it may and this is another one
   */
  admit(envelope: Envelope): void {
    this.#topics.get(envelope.topic)?.admit(envelope.key ?? '');
  }

  values(patterns: readonly string[]): LatestValue[] {
    const compiled = patterns.map(compilePattern);
    const found: LatestValue[] = [];
    for (const [topic, values] of this.#topics) {
      if (compiled.some((pattern) => matchesTopic(pattern, topic))) found.push(...values.all());
    }
    return found;
  }
}

class TopicValues extends Keeper {
  readonly #keysMax: number;
  /** Undefined: its first value is on the way. */
  readonly #values = new Map<string, LatestValue | undefined>();
  #sequence = 0;

  constructor(keysMax: number) {
    super();
    this.#keysMax = keysMax;
  }

  admit(key: string): void {
    if (this.#values.has(key)) return;
    if (this.#values.size < this.#keysMax) {
      this.#values.set(key, undefined);
      return;
    }
    throw new BusError('BUS_QUEUE_FULL', `a latest-only topic holds at most ${this.#keysMax} keys`, {
      details: { depth: this.#values.size, limit: this.#keysMax },
    });
  }

  deliver(envelope: Envelope): void {
    this.#values.set(envelope.key ?? '', { envelope, sequence: ++this.#sequence });
  }

  /** Pushed out before it was due, it still is a value of its key. */
  override overflow(envelope: Envelope): void {
    this.deliver(envelope);
  }

  all(): LatestValue[] {
    return [...this.#values.values()].filter((value) => value !== undefined);
  }
}

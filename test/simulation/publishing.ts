/** Publishes and notes what became of it. */
import type { KeyedPublishOptions } from '@myelin/bus-core';
import type { Clock } from '../../packages/bus-core/src/clock.ts';
import { BusError } from '../../packages/bus-core/src/errors.ts';
import type { History } from './history.ts';
import type { TopicPlan } from './plan.ts';
import type { Seat } from './seat.ts';

export interface Message {
  readonly n: number;
  readonly topic: TopicPlan;
  readonly key: string | undefined;
}

export class Publishing {
  readonly #history: History;
  readonly #clock: Clock;
  readonly #calls = new Map<Seat, number>();

  constructor(history: History, clock: Clock) {
    this.#history = history;
    this.#clock = clock;
  }

  /** Calls of live engines that have no answer. */
  get unanswered(): number {
    let count = 0;
    for (const [seat, calls] of this.#calls) if (seat.alive) count += calls;
    return count;
  }

  /** The error that it ended with, if any. */
  async publish(seat: Seat, message: Message, options: KeyedPublishOptions): Promise<BusError | undefined> {
    const op = this.#history.name();
    const { n, topic, key } = message;
    const expires = options.expiresAt !== undefined || topic.expiresMs !== undefined;
    const delayed = options.delayMs !== undefined;
    this.#history.note({ kind: 'publish', op, n, topic: topic.member, key, seat: seat.index, delayed, expires });
    this.#count(seat, 1);
    const payload = { n, text: `${this.#clock.monotonic()}`, ...(key === undefined ? undefined : { key }) };
    try {
      const { duplicate } = await seat.handle(topic.member).publish(payload, options);
      if (seat.alive) this.#history.note({ kind: 'accepted', op, duplicate });
      return undefined;
    } catch (cause) {
      const error = BusError.from(cause);
      const { code } = error;
      const kind = code === 'BUS_TRANSPORT_UNAVAILABLE' ? 'unknown' : 'refused';
      if (seat.alive) this.#history.note({ kind, op, code });
      return error;
    } finally {
      this.#count(seat, -1);
    }
  }

  #count(seat: Seat, by: number): void {
    this.#calls.set(seat, (this.#calls.get(seat) ?? 0) + by);
  }
}

/** Publishers that wait for a full group, first come first served, bounded in number and time. */

import type { Clock } from './clock.ts';
import { Alarm, type Deadlines } from './deadlines.ts';
import { BusError } from './errors.ts';
import { RingBuffer } from './ring-buffer.ts';
import type { Route } from './transport.ts';

interface Waiter {
  readonly route: Route;
  readonly alarm: Alarm;
  readonly resolve: () => void;
  readonly reject: (error: BusError) => void;
  gone: boolean;
}

export interface RoomOptions {
  readonly publishTimeoutMs: number;
  /** Publishers of one topic that may wait at once. */
  readonly waitersMax: number;
  /** Told of each publisher that has to wait. */
  readonly crowded: (route: Route) => void;
}

/** Nobody is let in out of turn. */
export class Room {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #options: RoomOptions;
  /** One queue per topic: a full group holds up the publishers of its own topics only. */
  readonly #queues = new Map<Route, RingBuffer<Waiter>>();
  #scheduled = false;

  constructor(clock: Clock, deadlines: Deadlines, options: RoomOptions) {
    this.#clock = clock;
    this.#deadlines = deadlines;
    this.#options = options;
  }

  /** Whether a publish can go at once: its groups have room, and nobody came before it. */
  free(route: Route): boolean {
    return hasRoom(route) && (this.#queues.size === 0 || !this.#queues.has(route));
  }

  /**
   * Resolves when it is this publisher's turn and there is room.
   * @throws BusError `BUS_QUEUE_FULL` after `publishTimeoutMs`, or at once where too many wait
   */
  wait(route: Route): Promise<void> {
    this.#options.crowded(route);
    let queue = this.#queues.get(route);
    if (queue === undefined) {
      queue = new RingBuffer(this.#options.waitersMax);
      this.#queues.set(route, queue);
    }
    if (queue.isFull) return Promise.reject(queueFull(route));
    return this.#enter(route, queue);
  }

  #enter(route: Route, queue: RingBuffer<Waiter>): Promise<void> {
    return new Promise((resolve, reject) => {
      const alarm = new Alarm(() => {
        waiter.gone = true;
        reject(queueFull(route));
      });
      const waiter: Waiter = { route, alarm, resolve, reject, gone: false };
      queue.push(waiter);
      this.#deadlines.schedule(alarm, this.#clock.monotonic() + this.#options.publishTimeoutMs);
      this.relaxed();
    });
  }

  /** Everybody who waits is refused. */
  close(error: BusError): void {
    for (const queue of this.#queues.values()) {
      for (const waiter of queue) {
        this.#deadlines.cancel(waiter.alarm);
        waiter.reject(error);
      }
    }
    this.#queues.clear();
  }

  /** Some group has fewer pending messages than before. */
  relaxed(): void {
    if (this.#queues.size === 0 || this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.defer(this.#admit);
  }

  /**
   * Lets in one publisher per topic and turn: it publishes in the microtask that follows, and only then is there
   * something to count.
   */
  readonly #admit = (): void => {
    this.#scheduled = false;
    let admitted = false;
    for (const [route, queue] of this.#queues) {
      for (let head = queue.peek(); head?.gone === true; head = queue.peek()) queue.shift();
      const waiter = hasRoom(route) ? queue.shift() : undefined;
      if (queue.size === 0) this.#queues.delete(route);
      if (waiter === undefined) continue;
      admitted = true;
      this.#deadlines.cancel(waiter.alarm);
      waiter.resolve();
    }
    if (admitted && this.#queues.size > 0) this.#clock.defer(() => this.relaxed());
  };
}

function hasRoom({ audience }: Route): boolean {
  const { holding } = audience;
  for (let i = 0; i < holding.length; i++) if (holding[i]?.full === true) return false;
  return true;
}

/** The error of a publisher that cannot wait, or waited too long. */
export function queueFull({ topic, audience }: Route): BusError {
  const full = audience.holding.find((sink) => sink.full);
  return new BusError('BUS_QUEUE_FULL', `a group of ${topic} is full; its handlers are slower than its publishers`, {
    details: { topic, depth: full?.depth, limit: full?.limit },
  });
}

/** What a module counts by itself, so that the bus's own numbers have something to be held against. */
import type { HealthReportInput } from '@skelly-jelly/event-bus';

export type Counter = NonNullable<HealthReportInput['counters']>[number];

export interface Tally {
  /** Names are those of messages, or of what they carry, as `EventBatch.events`. */
  sent(name: string, count?: number): void;
  handled(name: string, count?: number): void;
  failed(name: string, count?: number): void;
  /** Sorted by name. */
  counters(): Counter[];
  /** Resolves when as many of `name` were handled, or when patience ends. */
  reached(name: string, wanted: Wanted): Promise<void>;
}

export interface Wanted {
  readonly count: number;
  readonly patienceMs: number;
}

interface Entry {
  sent: number;
  handled: number;
  failed: number;
}

interface Waiter {
  readonly name: string;
  readonly count: number;
  readonly done: () => void;
}

/** Starts with nothing counted. */
export function createTally(): Tally {
  const entries = new Map<string, Entry>();
  const waiters = new Set<Waiter>();
  const entry = (name: string): Entry => {
    const known = entries.get(name);
    if (known !== undefined) return known;
    const made = { sent: 0, handled: 0, failed: 0 };
    entries.set(name, made);
    return made;
  };
  const wake = (): void => {
    for (const waiter of waiters) if (entry(waiter.name).handled >= waiter.count) waiter.done();
  };
  return {
    sent(name, count = 1) {
      entry(name).sent += count;
    },
    handled(name, count = 1) {
      entry(name).handled += count;
      if (waiters.size > 0) wake();
    },
    failed(name, count = 1) {
      entry(name).failed += count;
    },
    counters: () =>
      [...entries]
        .map(([message, counts]) => ({ message, ...counts }))
        .sort((a, b) => (a.message < b.message ? -1 : 1)),
    reached: (name, { count, patienceMs }) => {
      if (entry(name).handled >= count) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve();
        };
        const waiter = { name, count, done };
        const timer = setTimeout(done, patienceMs);
        waiters.add(waiter);
      });
    },
  };
}

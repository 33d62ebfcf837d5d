/** What a module counts by itself, so that the bus's own numbers have something to be held against. */
import type { HealthReportInput } from '@skelly-jelly/event-bus';

export type Counter = NonNullable<HealthReportInput['counters']>[number];

/** How a message ends that is not handled: it never came, its only attempt failed, or it became a dead letter. */
export const ENDINGS = ['missing', 'lost', 'dead'] as const;
export type Ending = (typeof ENDINGS)[number];

export interface Tally {
  /** Names are those of messages, or of what they carry, as `EventBatch.events`. */
  sent(name: string, count?: number): void;
  handled(name: string, count?: number): void;
  /** Attempts, also those that are followed by another one. */
  failed(name: string, count?: number): void;
  /** Messages that are not handled and never will be; counted as failed under `name.ending`. */
  gaveUp(name: string, ending: Ending, count?: number): void;
  /** How many of `name` were handled or given up. */
  settled(name: string): number;
  /** Sorted by name. */
  counters(): Counter[];
  /** Resolves when as many of `name` are settled, or when patience ends. */
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
  const settled = (name: string): number =>
    ENDINGS.reduce((sum, ending) => sum + (entries.get(`${name}.${ending}`)?.failed ?? 0), entry(name).handled);
  const wake = (): void => {
    for (const waiter of waiters) if (settled(waiter.name) >= waiter.count) waiter.done();
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
    gaveUp(name, ending, count = 1) {
      entry(`${name}.${ending}`).failed += count;
      wake();
    },
    settled,
    counters: () =>
      [...entries]
        .map(([message, counts]) => ({ message, ...counts }))
        .sort((a, b) => (a.message < b.message ? -1 : 1)),
    reached: (name, { count, patienceMs }) => {
      if (settled(name) >= count) return Promise.resolve();
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

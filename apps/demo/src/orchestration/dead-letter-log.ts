/** Reads the dead letters as they come, and counts them by what they are and by what is in them. */
import type { DeadLetter, DeadLetterQuery } from '@myelin/bus-core';

export interface DeadLetterCount {
  readonly group: string;
  readonly count: number;
  /** Events inside of those that carry some. */
  readonly eventCount: number;
}

export interface DeadLetterLog {
  /** Resolves when all letters of now are counted. */
  read(): Promise<void>;
  counts(): readonly DeadLetterCount[];
}

interface Desk {
  list(query: DeadLetterQuery): Promise<readonly DeadLetter[]>;
}

const PAGE = 100;

/** Starts with the oldest letter that is kept. */
export function createDeadLetterLog(desk: Desk): DeadLetterLog {
  const counts = new Map<string, DeadLetterCount>();
  let after = 0;
  let reading = Promise.resolve();
  const readAll = async (): Promise<void> => {
    for (;;) {
      const letters = await desk.list({ after, limit: PAGE });
      for (const letter of letters) {
        const { count, eventCount } = counts.get(letter.group) ?? { count: 0, eventCount: 0 };
        counts.set(letter.group, {
          group: letter.group,
          count: count + 1,
          eventCount: eventCount + eventsIn(letter),
        });
      }
      after = letters.at(-1)?.sequence ?? after;
      if (letters.length < PAGE) return;
    }
  };
  return {
    read() {
      reading = reading.then(readAll);
      return reading;
    },
    counts: () => [...counts.values()],
  };
}

function eventsIn({ envelope }: DeadLetter): number {
  const payload = envelope?.payload;
  if (typeof payload !== 'object' || payload === null || !('events' in payload)) return 0;
  return Array.isArray(payload.events) ? payload.events.length : 0;
}

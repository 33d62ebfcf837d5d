/** event-bus: keeps the log of errors and of what was given up. */
import { connectEventBus, type ErrorReport, type EventBus } from '@skelly-jelly/event-bus';
import { Life, type Running, type Site } from '../common/life.ts';
import { createDeadLetterLog, type DeadLetterCount } from '../orchestration/dead-letter-log.ts';

const ERRORS_MAX = 100;

export interface RunningEventBus extends Running<EventBus> {
  /** The latest reports, oldest first; at most 100. */
  errors(): readonly ErrorReport[];
  /** What lies among the dead letters, by group. */
  deadLetters(): readonly DeadLetterCount[];
}

/** Connects; resolves when the module is ready. */
export async function startEventBus(site: Site): Promise<RunningEventBus> {
  const { bus } = site;
  const sdk = await connectEventBus(bus);
  const life = new Life(sdk, site);
  const errors: ErrorReport[] = [];
  life.subscribe(sdk.errorReport, {
    message: 'ErrorReport',
    work: ({ payload }) => {
      errors.push(payload);
      if (errors.length > ERRORS_MAX) errors.shift();
    },
  });
  const letters = createDeadLetterLog(bus.deadLetters);
  bus.events.on('dead-letter', () => letters.read());
  await life.begin(() => letters.read());
  return { sdk, errors: () => errors, deadLetters: () => letters.counts() };
}

/** event-bus: keeps the log of errors. */
import type { Bus } from '@myelin/bus-core';
import { connectEventBus, type ErrorReport, type EventBus } from '@skelly-jelly/event-bus';
import { Life } from '../common/life.ts';

const ERRORS_MAX = 100;

export interface RunningEventBus {
  readonly sdk: EventBus;
  /** The latest reports, oldest first; at most 100. */
  errors(): readonly ErrorReport[];
}

/** Connects; resolves when the module is ready. */
export async function startEventBus(bus: Bus): Promise<RunningEventBus> {
  const sdk = await connectEventBus(bus);
  const life = new Life(sdk);
  const errors: ErrorReport[] = [];
  const subscription = sdk.errorReport.subscribe(
    life.counted('ErrorReport', ({ payload }) => {
      errors.push(payload);
      if (errors.length > ERRORS_MAX) errors.shift();
    }),
  );
  await subscription.ready;
  await life.begin(() => undefined);
  return { sdk, errors: () => errors };
}

/** Makes handlers go wrong, and writes down what it did. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BusOptions, Delivery, SubscribeOptions } from '@myelin/bus-core';
import { flowOf, STREAM } from '../common/flows.ts';
import { ATTEMPTS_MAX, createDice, type Occasion, RING_SIZE, type Trouble } from './draw.ts';

const RETRY_DELAY_MS = 5;
/** The deadline of a handler that overruns, so that nobody waits for the one that others have. */
const OVERRUN_MS = 20;

export type Work<Payload, Result> = (message: Delivery<Payload>) => Result | Promise<Result>;

/** What was done to one message of one module. */
export interface Deed {
  readonly module: string;
  readonly message: string;
  readonly trouble: Trouble;
  readonly count: number;
}

export interface Chaos {
  readonly busOptions: BusOptions;
  readonly subscribeOptions: Pick<SubscribeOptions, 'retry' | 'breaker'>;
  /** Does the work, or what is drawn instead. */
  work<Payload, Result>(place: Place<Payload>, work: Work<Payload, Result>): Result | Promise<Result>;
  /** See `Dice.burst`. */
  burst(row: number): number;
  deeds(): Deed[];
}

/** A message at a module's door. */
export interface Place<Payload> {
  readonly module: string;
  readonly message: string;
  readonly delivery: Delivery<Payload>;
}

/** What is thrown. */
export class ChaosError extends Error {
  override readonly name = 'ChaosError';
  readonly code = 'CHAOS';
  readonly retryable = true;
}

/** All goes its way. */
export const PEACE: Chaos = {
  busOptions: {},
  subscribeOptions: {},
  work: ({ delivery }, work) => work(delivery),
  burst: () => 0,
  deeds: () => [],
};

/** Of those in one call nobody knows who took too long, so nobody is charged: they stall instead. */
const BATCHED: ReadonlySet<string> = new Set(['EventBatch']);

const TROUBLED: ReadonlySet<string> = new Set(STREAM.map((flow) => flow.message));

/**
 * Trouble for the stream; what keeps the companion together is left alone, as the counts are taken with it. Breakers are
 * off, because when they open and close is a matter of time.
 */
export function createChaos(seed: string): Chaos {
  const dice = createDice(seed);
  const counts = new Map<string, Deed>();
  const note = ({ module, message }: Occasion, trouble: Trouble): void => {
    const name = `${module} ${message} ${trouble}`;
    counts.set(name, { module, message, trouble, count: (counts.get(name)?.count ?? 0) + 1 });
  };
  return {
    busOptions: { ringSize: RING_SIZE },
    subscribeOptions: {
      retry: { backoff: 'fixed', attemptsMax: ATTEMPTS_MAX, delayMs: RETRY_DELAY_MS },
      breaker: 'off',
    },
    work({ module, message, delivery }, work) {
      if (!TROUBLED.has(message)) return work(delivery);
      const occasion = { module, message, id: identityOf(delivery.payload), attempt: delivery.attempt };
      const drawn = flowOf(message).carried === undefined ? dice.reliable(occasion) : dice.bestEffort(occasion);
      if (drawn === undefined) return work(delivery);
      const trouble = drawn === 'overrun' && BATCHED.has(message) ? 'stall' : drawn;
      note(occasion, trouble);
      return goWrong(trouble, { delivery, work, stallMs: dice.stallMs(occasion) });
    },
    burst: (row) => dice.burst(row),
    deeds: () => [...counts.values()],
  };
}

interface Victim<Payload, Result> {
  readonly delivery: Delivery<Payload>;
  readonly work: Work<Payload, Result>;
  readonly stallMs: number;
}

async function goWrong<Payload, Result>(trouble: Trouble, victim: Victim<Payload, Result>): Promise<Result> {
  const { delivery, work, stallMs } = victim;
  if (trouble === 'stall') await sleep(stallMs);
  if (trouble === 'overrun') await overrun(delivery);
  if (trouble === 'stall') return await work(delivery);
  if (trouble === 'fail-late') await work(delivery);
  throw new ChaosError(`chaos: ${trouble}`);
}

/** Resolves when the bus has taken the message away. */
async function overrun(delivery: Delivery): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  delivery.signal.addEventListener('abort', () => resolve(), { once: true });
  delivery.extend(OVERRUN_MS);
  await promise;
}

/** What payloads of the demo name themselves by, the most telling first. */
const NAMES = ['commandId', 'rewardId', 'interventionId', 'batchId', 'captureId', 'sequence'];

/** Names a message by its content. */
export function identityOf(payload: unknown): string {
  const fields = new Map(Object.entries(payload ?? {}));
  const name = NAMES.find((candidate) => fields.has(candidate));
  return `${fields.get('sessionId')}/${name === undefined ? '' : fields.get(name)}`;
}

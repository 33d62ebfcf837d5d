/** What an operator does with dead letters: list, inspect, redrive, purge. */
import type { Clock } from './clock.ts';
import { BusError } from './errors.ts';
import { maskedLetter } from './masking.ts';
import type { DeadLetter, DeadLetterQuery, DeadLetterStore } from './transport.ts';

const PAGE = 100;

export interface RedriveOptions {
  /** Count what would be moved, and move nothing. @default false */
  readonly dryRun?: boolean;
  /** @default as fast as it goes */
  readonly ratePerSecond?: number;
}

/** Letters are shown with sensitive values masked; what is redriven is the message itself. */
export class DeadLetterDesk {
  readonly #store: DeadLetterStore;
  readonly #clock: Clock;
  /** How many were redriven from here, by group. */
  readonly redriven: Map<string, number> = new Map<string, number>();

  constructor(store: DeadLetterStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** One page, oldest first; `after` the last sequence of a page gives the next. */
  async list(query: DeadLetterQuery = {}): Promise<readonly DeadLetter[]> {
    return (await this.#store.list(query)).map(maskedLetter);
  }

  /** One letter, or undefined where it is gone. */
  async inspect(sequence: number): Promise<DeadLetter | undefined> {
    const [letter] = await this.list({ after: sequence - 1, limit: 1 });
    return letter?.sequence === sequence ? letter : undefined;
  }

  /**
   * Moves the letters that `query` finds back into the queues of the groups that gave them up; their attempts start anew.
   * Returns how many were moved, or would be.
   */
  async redrive(query: DeadLetterQuery = {}, options: RedriveOptions = {}): Promise<number> {
    const { dryRun = false, ratePerSecond } = options;
    if (ratePerSecond !== undefined && !(ratePerSecond > 0)) {
      throw new BusError('BUS_CONFIG_INVALID', 'ratePerSecond is a number above 0', { details: { ratePerSecond } });
    }
    let moved = 0;
    for (const letter of await this.#all(query)) {
      if (dryRun) moved++;
      else moved += await this.#redrive(letter);
      if (!dryRun && ratePerSecond !== undefined) await this.#pause(1_000 / ratePerSecond);
    }
    return moved;
  }

  async #redrive(letter: DeadLetter): Promise<number> {
    const moved = await this.#store.redrive([letter]);
    this.redriven.set(letter.group, (this.redriven.get(letter.group) ?? 0) + moved);
    return moved;
  }

  /** Removes the letters that `query` finds, for good; returns how many. */
  async purge(query: DeadLetterQuery = {}): Promise<number> {
    return await this.#store.purge(await this.#all(query));
  }

  /** Those of now: what dies again while it is redriven is not tried twice. */
  async #all(query: DeadLetterQuery): Promise<readonly DeadLetter[]> {
    const { limit = Number.POSITIVE_INFINITY } = query;
    const found: DeadLetter[] = [];
    for (let after = query.after ?? 0; found.length < limit; after = found.at(-1)?.sequence ?? after) {
      const page = await this.#store.list({ ...query, after, limit: Math.min(PAGE, limit - found.length) });
      found.push(...page);
      if (page.length < PAGE) break;
    }
    return found;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(resolve, ms, { keepAlive: true });
    });
  }
}

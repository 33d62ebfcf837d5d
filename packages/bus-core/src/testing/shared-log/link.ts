/** The way from one engine to the shared log: takes time, may lose an answer, and ends with the engine. */
import type { Clock, Random, Timer } from '../../clock.ts';
import { BusError } from '../../errors.ts';

export interface LinkOptions {
  /** Each way takes up to this long. @default 1 */
  readonly latencyMsMax?: number;
  /** Share of calls that are executed and whose answer is lost, 0 to 1. @default 0 */
  readonly lostAnswers?: number;
}

/** Each way keeps its order, as a connection does. */
export class Link {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #options: LinkOptions;
  /** When the last one arrives, each way. */
  readonly #lastMs = { out: 0, back: 0 };
  #dead = false;
  /** Calls are held up until it is undefined again. */
  paused = false;
  readonly #travelling = new Set<Timer>();
  readonly #heldUp: (() => void)[] = [];

  constructor(clock: Clock, random: Random, options: LinkOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#options = options;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** The engine is gone: nothing reaches the log any more, no answer comes back. */
  cut(): void {
    this.#dead = true;
    for (const timer of this.#travelling) timer.cancel();
    this.#travelling.clear();
  }

  /** Does something for this engine at the log, at a time. */
  after(delayMs: number, action: () => void): void {
    if (this.#dead) return;
    const timer = this.#clock.setTimer(() => {
      this.#travelling.delete(timer);
      action();
    }, delayMs);
    this.#travelling.add(timer);
  }

  resume(): void {
    this.paused = false;
    for (const go of this.#heldUp.splice(0)) go();
  }

  /** Runs `operation` at the log. @throws BusError `BUS_TRANSPORT_UNAVAILABLE` where the answer is lost */
  call<T>(operation: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#travel('out', () => {
        const answer = attempt(operation);
        const lost = this.#random.next() < (this.#options.lostAnswers ?? 0);
        this.#travel('back', () => {
          if (lost) reject(new BusError('BUS_TRANSPORT_UNAVAILABLE', 'the answer was lost'));
          else if ('error' in answer) reject(BusError.from(answer.error));
          else resolve(answer.value);
        });
      });
    });
  }

  /** Brings something to the engine. */
  tell(news: () => void): void {
    this.#travel('back', news);
  }

  #travel(way: 'out' | 'back', arrive: () => void): void {
    if (this.#dead) return;
    const nowMs = this.#clock.monotonic();
    const latencyMs = this.#random.next() * (this.#options.latencyMsMax ?? 1);
    const arrivalMs = Math.max(this.#lastMs[way], nowMs + latencyMs);
    this.#lastMs[way] = arrivalMs;
    this.after(arrivalMs - nowMs, () => this.#arrive(arrive));
  }

  #arrive(arrive: () => void): void {
    if (this.#dead) return;
    if (this.paused) this.#heldUp.push(arrive);
    else arrive();
  }
}

function attempt<T>(operation: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: operation() };
  } catch (error) {
    return { error };
  }
}

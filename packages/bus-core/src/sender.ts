/** From accepted messages to the transport: at once where that is a call, in commits where it is a round trip. */
import type { Clock } from './clock.ts';
import type { Envelope } from './envelope.ts';
import { BusError } from './errors.ts';
import { LogHistogram } from './metrics.ts';
import { RingBuffer } from './ring-buffer.ts';
import type { Receipts, Transport } from './transport.ts';
import type { Receipt } from './verbs.ts';

const COMMIT_COUNT_MAX = 128;
const MICROSECONDS = 1_000;
/** Two, so that one travels while the next one fills. */
const COMMITS_IN_FLIGHT_MAX = 2;

interface Waiting {
  readonly envelope: Envelope;
  readonly startedMs: number;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
}

/** Bounded by `queueSizeMax`; keeps the order of its callers. */
export class Sender {
  readonly #transport: Transport;
  readonly #clock: Clock;
  /** One call at a time: a transport in memory does not keep the array. */
  readonly #single: Envelope[] = [];
  readonly #waiting: RingBuffer<Waiting>;
  readonly immediate: boolean;
  /** From the publish to the answer of the store, microseconds; where that is a call there is nothing to measure. */
  readonly durations: LogHistogram = new LogHistogram();
  #inFlight = 0;
  #scheduled = false;

  constructor(transport: Transport, clock: Clock, options: { readonly queueSizeMax: number }) {
    this.#transport = transport;
    this.#clock = clock;
    this.#waiting = new RingBuffer(options.queueSizeMax);
    this.immediate = transport.capabilities.spans === 'process';
  }

  /** Messages on their way to the store. */
  get depth(): number {
    return this.#waiting.size + this.#inFlight;
  }

  /** For a transport in memory: the message is with its groups when this returns. False for a duplicate. */
  hand(envelope: Envelope): boolean {
    this.#single[0] = envelope;
    const receipts = this.#transport.send(this.#single) as Receipts;
    return receipts.duplicates === undefined;
  }

  /**
   * Joins the next commit.
   * @throws BusError `BUS_QUEUE_FULL` where the store is slower than the publishers
   */
  commit(envelope: Envelope): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      const startedMs = this.#clock.monotonic();
      if (!this.#waiting.push({ envelope, startedMs, resolve, reject })) {
        const limit = this.#waiting.sizeMax;
        reject(
          new BusError('BUS_QUEUE_FULL', 'the store is slower than the publishers', {
            details: { depth: limit, limit },
          }),
        );
        return;
      }
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= COMMITS_IN_FLIGHT_MAX) return;
    this.#scheduled = true;
    this.#clock.defer(this.#flush);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    const commit: Waiting[] = [];
    for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) {
      commit.push(item);
      if (commit.length === COMMIT_COUNT_MAX) break;
    }
    if (commit.length === 0) return;
    this.#inFlight++;
    void this.#send(commit);
    if (this.#waiting.size > 0) this.#schedule();
  };

  async #send(commit: readonly Waiting[]): Promise<void> {
    try {
      const receipts = await this.#transport.send(commit.map(({ envelope }) => envelope));
      for (const [index, { envelope, resolve }] of commit.entries()) {
        const duplicate = receipts.duplicates?.has(index) === true;
        resolve({ id: envelope.id, durability: receipts.durability, duplicate });
      }
    } catch (error) {
      for (const { reject } of commit) reject(error);
    } finally {
      const nowMs = this.#clock.monotonic();
      for (const { startedMs } of commit) this.durations.record((nowMs - startedMs) * MICROSECONDS);
      this.#inFlight--;
      if (this.#waiting.size > 0) this.#schedule();
    }
  }
}

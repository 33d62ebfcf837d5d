/**
 * The last messages of one topic, column by column. An envelope that is kept survives the collector of young objects and
 * is copied by it twice, so of a plain message only its payload and its id stay, and its envelope is made again on read.
 */
import { Envelope, LANE_NORMAL, NEVER, NOBODY, type Origin } from './envelope.ts';

const CAPACITY_MIN = 16;

/** Pushes out its oldest. Takes memory as it fills. */
export class MessageRing {
  readonly #countMax: number;
  /** Of a message that is not plain the envelope, as it is. */
  #payloads: unknown[] = [];
  /** Undefined where the envelope is kept. */
  #ids: (string | undefined)[] = [];
  #origins: Origin[] = [];
  #times: Float64Array;
  /** Index of the oldest. */
  #head = 0;
  size = 0;

  constructor(countMax: number) {
    this.#countMax = countMax;
    this.#times = new Float64Array(Math.min(countMax, CAPACITY_MIN));
  }

  get isFull(): boolean {
    return this.size === this.#countMax;
  }

  /** Infinity where nothing is kept. */
  get oldestTime(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.#times[this.#head] ?? Number.POSITIVE_INFINITY);
  }

  push(envelope: Envelope): void {
    if (this.isFull) this.forgetOldest();
    else if (this.size === this.#times.length) this.#grow();
    let index = this.#head + this.size++;
    if (index >= this.#times.length) index -= this.#times.length;
    const plain = isPlain(envelope);
    this.#payloads[index] = plain ? envelope.payload : envelope;
    this.#ids[index] = plain ? envelope.id : undefined;
    this.#origins[index] = envelope.origin;
    this.#times[index] = envelope.time;
  }

  forgetOldest(): void {
    if (this.size === 0) return;
    this.#payloads[this.#head] = undefined;
    this.#ids[this.#head] = undefined;
    this.size--;
    if (++this.#head === this.#times.length) this.#head = 0;
  }

  /** From the oldest to the newest. */
  all(): Envelope[] {
    const capacity = this.#times.length;
    return Array.from({ length: this.size }, (_, offset) => this.#at((this.#head + offset) % capacity));
  }

  #at(index: number): Envelope {
    const kept = this.#payloads[index];
    const [id, origin] = [this.#ids[index], this.#origins[index]];
    if (id === undefined || origin === undefined) return kept as Envelope;
    const time = this.#times[index] ?? 0;
    return new Envelope(origin, id, time, kept, undefined, LANE_NORMAL, NEVER, undefined, NOBODY);
  }

  /** Called when every slot is taken: the oldest comes first again. */
  #grow(): void {
    const head = this.#head;
    const times = new Float64Array(Math.min(this.#times.length * 2, this.#countMax));
    times.set(this.#times.subarray(head));
    times.set(this.#times.subarray(0, head), this.#times.length - head);
    this.#payloads = rotated(this.#payloads, head);
    this.#ids = rotated(this.#ids, head);
    this.#origins = rotated(this.#origins, head);
    this.#times = times;
    this.#head = 0;
  }
}

function rotated<T>(items: readonly T[], by: number): T[] {
  return [...items.slice(by), ...items.slice(0, by)];
}

/** Nothing but its payload, id, time and origin sets it apart. */
function isPlain({ key, lane, expires, extras }: Envelope): boolean {
  return extras === undefined && key === undefined && lane === LANE_NORMAL && expires === NEVER;
}

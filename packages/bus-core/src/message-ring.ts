/**
 * The last messages of one topic, column by column. An envelope that is kept survives the collector of young objects and
 * is copied by it twice, so of a plain message only its payload and its key stay, and its envelope is made again on read.
 */
import { Envelope, NEVER, NOBODY, type Origin } from './envelope.ts';

const CAPACITY_MIN = 16;
/** Stands for the number of a message whose envelope is kept. */
const KEPT = -1;
/** A lane takes two bits beside a number of 26. */
const LANES = 4;

/** Pushes out its oldest. Takes memory as it fills. */
export class MessageRing {
  readonly #countMax: number;
  /** Of the plain messages: the first publisher's. */
  #origin: Origin | undefined;
  /** Of a message that is not plain the envelope, as it is. */
  #payloads: unknown[] = [];
  /** As long as the ring has room, from the first message with a key on. */
  #keys: (string | undefined)[] | undefined;
  #times: Float64Array;
  /** See `Envelope.serial`; and its lane. */
  #numbers: Int32Array;
  /** Index of the oldest. */
  #head = 0;
  size = 0;

  constructor(countMax: number) {
    this.#countMax = countMax;
    const capacity = Math.min(countMax, CAPACITY_MIN);
    this.#times = new Float64Array(capacity);
    this.#numbers = new Int32Array(capacity);
  }

  get isFull(): boolean {
    return this.size === this.#countMax;
  }

  /** Infinity where nothing is kept. */
  get oldestTime(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.#times[this.#head] ?? Number.POSITIVE_INFINITY);
  }

  push(envelope: Envelope): void {
    const index = this.#nextIndex();
    const { serial } = envelope;
    const plain = typeof serial === 'number' && this.#isPlain(envelope);
    // Without its audience: who is gone by then would be kept by what they were sent.
    this.#payloads[index] = plain ? envelope.payload : envelope.with(envelope.extras, NOBODY);
    this.#numbers[index] = plain ? serial * LANES + envelope.lane : KEPT;
    this.#times[index] = envelope.time;
    if (envelope.key !== undefined) this.#keys ??= Array.from(this.#times, () => undefined);
    if (this.#keys !== undefined) this.#keys[index] = envelope.key;
  }

  forgetOldest(): void {
    if (this.size === 0) return;
    this.#payloads[this.#head] = undefined;
    this.size--;
    this.#head = this.#after(this.#head);
  }

  /** From the oldest to the newest. */
  all(): Envelope[] {
    const capacity = this.#times.length;
    return Array.from({ length: this.size }, (_, offset) => this.#at((this.#head + offset) % capacity));
  }

  #at(index: number): Envelope {
    const kept = this.#payloads[index];
    const [number = KEPT, time = 0] = [this.#numbers[index], this.#times[index]];
    if (number === KEPT || this.#origin === undefined) return kept as Envelope;
    const lane = number % LANES;
    const key = this.#keys?.[index];
    return new Envelope(this.#origin, (number - lane) / LANES, time, kept, key, lane, NEVER, undefined, NOBODY);
  }

  /** Where the newest goes: in place of the oldest when as many are kept as may be. */
  #nextIndex(): number {
    const oldest = this.#head;
    if (this.isFull) {
      this.#head = this.#after(oldest);
      return oldest;
    }
    if (this.size === this.#times.length) this.#grow();
    const index = this.#head + this.size++;
    return index < this.#times.length ? index : index - this.#times.length;
  }

  #after(index: number): number {
    return index + 1 === this.#times.length ? 0 : index + 1;
  }

  /** Nothing but what has a column sets it apart. */
  #isPlain({ origin, extras, expires }: Envelope): boolean {
    if (extras !== undefined || expires !== NEVER) return false;
    this.#origin ??= origin;
    return this.#origin === origin;
  }

  /** Called when every slot is taken: the oldest comes first again. */
  #grow(): void {
    const head = this.#head;
    const capacity = Math.min(this.#times.length * 2, this.#countMax);
    this.#times = rotated(this.#times, head, new Float64Array(capacity));
    this.#numbers = rotated(this.#numbers, head, new Int32Array(capacity));
    this.#payloads = [...this.#payloads.slice(head), ...this.#payloads.slice(0, head)];
    if (this.#keys !== undefined) {
      const keys = [...this.#keys.slice(head), ...this.#keys.slice(0, head)];
      this.#keys = Array.from(this.#times, (_, index) => keys[index]);
    }
    this.#head = 0;
  }
}

function rotated<Column extends Float64Array | Int32Array>(column: Column, head: number, into: Column): Column {
  into.set(column.subarray(head));
  into.set(column.subarray(0, head), column.length - head);
  return into;
}

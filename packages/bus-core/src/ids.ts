/** Message ids: UUID version 7 (RFC 9562), increasing within one bus even when the wall clock steps back. */
import type { Random } from './clock.ts';

const COUNTER_HIGH_MAX = 0xfff;
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * `tttttttt-tttt-7ccc-vccc-nnnnnnnnnnnn`: 48 bits of milliseconds, a 26-bit counter within the millisecond
 * (RFC 9562 6.2, method 1) and 48 random bits that belong to this source.
 */
export class IdSource {
  readonly #node: string;
  #timeMs = -1;
  #high = 0;
  #low = 0;
  #head = '';
  /** Ends of ids by the low part of the counter, made when first needed: an id is one concatenation, and one object. */
  readonly #tails: string[] = [];

  constructor(random: Random) {
    let node = '';
    for (let i = 0; i < 6; i++) node += hexByte(Math.floor(random.next() * 256));
    this.#node = `-${node}`;
  }

  /** The next id for a message accepted at `nowMs`. */
  next(nowMs: number): string {
    if (nowMs > this.#timeMs) this.#startMillisecond(nowMs);
    const low = this.#low++;
    if (this.#low > 0x3fff) this.#carry();
    return this.#head + (this.#tails[low] ?? this.#nextTail());
  }

  #nextTail(): string {
    const low = this.#tails.length;
    const tail = flat([hexByte(0x80 | (low >> 8)), hexByte(low & 0xff), this.#node]);
    this.#tails.push(tail);
    return tail;
  }

  #startMillisecond(nowMs: number): void {
    this.#timeMs = nowMs;
    this.#high = 0;
    this.#low = 0;
    this.#writeHead();
  }

  #carry(): void {
    this.#low = 0;
    if (this.#high === COUNTER_HIGH_MAX) this.#startMillisecond(this.#timeMs + 1);
    else this.#high++;
    this.#writeHead();
  }

  #writeHead(): void {
    const time = this.#timeMs.toString(16).padStart(12, '0');
    const high = (0x7000 | this.#high).toString(16);
    this.#head = flat([time.slice(0, 8), '-', time.slice(8), '-', high, '-']);
  }
}

/** `join` writes one string, where `+` would leave a tree of its parts behind every id. */
function flat(parts: readonly string[]): string {
  return parts.join('');
}

/** A random id of 16 hex digits, for instances. */
export function randomId(random: Random): string {
  let id = '';
  for (let i = 0; i < 8; i++) id += hexByte(Math.floor(random.next() * 256));
  return id;
}

/**
 * An id that a redelivered handler makes again: the same cause, group, topic and ordinal give the same id.
 * Readable on purpose, and unique because the id of the cause is.
 */
export function derivedId(
  causeId: string,
  group: string,
  publish: { readonly topic: string; readonly ordinal: number },
): string {
  return `${causeId}/${group}/${publish.topic}/${publish.ordinal}`;
}

function hexByte(byte: number): string {
  return HEX[byte] ?? '00';
}

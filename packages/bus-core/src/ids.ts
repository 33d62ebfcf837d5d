/** Message ids: UUID version 7 (RFC 9562), increasing within one bus even when the wall clock steps back. */
import { hash } from 'node:crypto';
import type { Random } from './clock.ts';

const LOW_BITS = 14;
const LOW_MAX = 2 ** LOW_BITS - 1;
const NUMBER_MAX = 2 ** 26 - 1;
const DERIVED_LENGTH_MAX = 128;
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export interface IdWriter {
  /** The id that was given the `nr`th number within a millisecond. */
  write(timeMs: number, nr: number): string;
}

/**
 * `tttttttt-tttt-7ccc-vccc-nnnnnnnnnnnn`: 48 bits of milliseconds, a 26-bit counter within the millisecond
 * (RFC 9562 6.2, method 1) and 48 random bits that belong to this source.
 */
export class IdSource implements IdWriter {
  readonly #node: string;
  #timeMs = -1;
  #nr = 0;
  /** What the head was written for: ids are read in about the order in which they were taken. */
  #headMs = -1;
  #headHigh = -1;
  #head = '';
  /** Ends of ids by the low part of the counter, made when first needed: an id is one concatenation, and one object. */
  #tails: (string | undefined)[] = [];

  constructor(random: Random) {
    let node = '';
    for (let i = 0; i < 6; i++) node += hexByte(Math.floor(random.next() * 256));
    this.#node = `-${node}`;
  }

  /** The next id for a message accepted at `nowMs`. */
  next(nowMs: number): string {
    const taken = this.take(nowMs);
    return typeof taken === 'string' ? taken : this.write(nowMs, taken);
  }

  /** As `next`, not written yet: the number to `write` with `nowMs`. The id itself where the clock has stepped back. */
  take(nowMs: number): number | string {
    if (nowMs > this.#timeMs) {
      this.#timeMs = nowMs;
      this.#nr = 0;
    }
    const timeMs = this.#timeMs;
    const nr = this.#nr++;
    if (nr === NUMBER_MAX) {
      this.#timeMs++;
      this.#nr = 0;
    }
    return timeMs === nowMs ? nr : this.write(timeMs, nr);
  }

  write(timeMs: number, nr: number): string {
    const high = nr >>> LOW_BITS;
    if (timeMs !== this.#headMs || high !== this.#headHigh) this.#writeHead(timeMs, high);
    const low = nr & LOW_MAX;
    return this.#head + (this.#tails[low] ?? this.#newTail(low));
  }

  #newTail(low: number): string {
    if (this.#tails.length === 0) this.#tails = Array.from({ length: LOW_MAX + 1 }, () => undefined);
    const tail = flat([hexByte(0x80 | (low >> 8)), hexByte(low & 0xff), this.#node]);
    this.#tails[low] = tail;
    return tail;
  }

  #writeHead(timeMs: number, high: number): void {
    this.#headMs = timeMs;
    this.#headHigh = high;
    const time = timeMs.toString(16).padStart(12, '0');
    this.#head = flat([time.slice(0, 8), '-', time.slice(8), '-', (0x7000 | high).toString(16), '-']);
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
 * Readable on purpose, and unique because the id of the cause is. One that would be longer than 128 characters, as ids
 * grow along a chain of handlers, is the SHA-256 of it instead.
 */
export function derivedId(
  causeId: string,
  group: string,
  publish: { readonly topic: string; readonly ordinal: number },
): string {
  const id = `${causeId}/${group}/${publish.topic}/${publish.ordinal}`;
  return id.length > DERIVED_LENGTH_MAX ? hash('sha256', id, 'base64url') : id;
}

function hexByte(byte: number): string {
  return HEX[byte] ?? '00';
}

/**
 * Reads one section of an encoded payload. What lies beyond its end reads as zero and is found out at the end, so that
 * nothing is checked on the way but what memory is asked for: counts, lengths and nesting.
 */
import { readTexts } from './blob.ts';
import { textOfInstant } from './instant.ts';
import { DEPTH_MAX, ENCODED_BYTES_MAX, unreadable } from './limits.ts';
import { uuidFrom } from './uuid.ts';

const NOTHING = new Uint8Array(0);
const LOW_BITS = 28;
const LOW = 2 ** LOW_BITS;
const DOUBLE_BYTES = 8;
const UUID_BYTES = 16;
const scratch = new Uint8Array(DOUBLE_BYTES);
const scratchView = new DataView(scratch.buffer);

/** Used again for the next payload. Methods read a value each, in the order in which `Writer` wrote them. */
export class Reader {
  #bytes: Uint8Array = NOTHING;
  #pos = 0;
  #end = 0;
  #text = '';
  #textPos = 0;
  #depth = 0;
  readonly #later: Reader[] = [];

  /** The section of a later revision, 1 for the second. One that the writer did not know is all zeros. */
  block(number: number): Reader {
    const reader = this.#later[number - 1];
    if (reader !== undefined) return reader;
    this.#later[number - 1] = new Reader();
    return this.block(number);
  }

  /** Begins a section. @throws BusError `BUS_DECODE_FAILED` */
  open(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#pos = start;
    this.#depth = 0;
    this.#textPos = 0;
    const last = start < end ? (bytes[end - 1] as number) : 0x80;
    if (last < 4) {
      this.#end = end - 1;
      this.#text = '';
    } else this.#openTexts(last, end);
  }

  /** A section that is not there. */
  absent(): void {
    this.#bytes = NOTHING;
    this.#depth = 0;
  }

  /** @throws BusError `BUS_DECODE_FAILED` where the section was read too far, or not to its end */
  close(): void {
    if (this.#bytes === NOTHING) return;
    if (this.#pos !== this.#end) throw unreadable(this.#pos > this.#end ? 'it ends too early' : 'something follows it');
    if (this.#textPos !== this.#text.length) throw unreadable('it has other texts than it says');
  }

  /** Keeps nothing of what was read. */
  release(): void {
    this.#bytes = NOTHING;
    this.#text = '';
    for (const later of this.#later) later.release();
  }

  get pos(): number {
    return this.#pos;
  }

  byte(): number {
    return (this.#bytes[this.#pos++] as number) | 0;
  }

  uint(): number {
    const bytes = this.#bytes;
    const first = (bytes[this.#pos++] as number) | 0;
    if (first < 0x80) return first;
    const second = (bytes[this.#pos++] as number) | 0;
    if (second < 0x80) return (first & 0x7f) | (second << 7);
    return this.#longUint((first & 0x7f) | ((second & 0x7f) << 7));
  }

  int(): number {
    const first = this.byte();
    if (first < 0x80) return (first >> 1) ^ -(first & 1);
    const magnitude = ((first & 0x7f) >> 1) + this.uint() * 0x40;
    return (first & 1) === 0 ? magnitude : -magnitude - 1;
  }

  double(): number {
    const bytes = this.#bytes;
    const pos = this.#pos;
    scratch[0] = bytes[pos] as number;
    scratch[1] = bytes[pos + 1] as number;
    scratch[2] = bytes[pos + 2] as number;
    scratch[3] = bytes[pos + 3] as number;
    scratch[4] = bytes[pos + 4] as number;
    scratch[5] = bytes[pos + 5] as number;
    scratch[6] = bytes[pos + 6] as number;
    scratch[7] = bytes[pos + 7] as number;
    this.#pos = pos + DOUBLE_BYTES;
    return scratchView.getFloat64(0, true);
  }

  bool(): boolean {
    return this.byte() !== 0;
  }

  text(): string {
    return this.#slice(this.uint());
  }

  bytes(): Uint8Array {
    const length = this.#allowed(this.uint());
    const start = this.#pos;
    this.#pos = start + length;
    return new Uint8Array(this.#bytes.subarray(start, this.#pos));
  }

  uuid(): string {
    if (this.byte() === 0) return this.text();
    const pos = this.#pos;
    this.#pos = pos + UUID_BYTES;
    return uuidFrom(this.#bytes, pos);
  }

  instant(): string {
    const unit = this.byte();
    return unit === 0 ? this.text() : textOfInstant({ unit, count: this.int() });
  }

  choice(known: readonly unknown[]): unknown {
    const place = this.uint();
    if (place === 0) return this.text();
    if (place > known.length) throw unreadable('a choice is none that is known');
    return known[place - 1];
  }

  /** Which of so many alternatives. */
  member(count: number): number {
    const member = this.uint();
    if (member >= count) throw unreadable('an alternative is none that is known');
    return member;
  }

  /** How many items follow: never more than there are bytes. */
  count(): number {
    return this.#allowed(this.uint());
  }

  /** Passes what fills up a list that began at `start` with so many items. */
  pad(start: number, count: number): void {
    this.#pos = Math.max(this.#pos, start + count);
  }

  /** Enters a recursive type; `leave` it. */
  enter(): void {
    if (++this.#depth > DEPTH_MAX) throw unreadable(`it is nested more than ${DEPTH_MAX} levels deep`);
  }

  leave(): void {
    this.#depth--;
  }

  /** A column of bits; give what it answers to `ones` and `isOne`. */
  bits(count: number): number {
    const pos = this.#pos;
    this.#pos = pos + Math.ceil(count / 8);
    return pos;
  }

  ones(bits: number, count: number): number {
    let ones = 0;
    for (let i = 0; i < count; i++) if (this.isOne(bits, i)) ones++;
    return ones;
  }

  isOne(bits: number, index: number): boolean {
    return (((this.#bytes[bits + (index >> 3)] as number) >> (index & 7)) & 1) === 1;
  }

  deltas(count: number): number[] {
    const values: number[] = [];
    const bytes = this.#bytes;
    let pos = this.#pos;
    let value = 0;
    for (let i = 0; i < count; i++) {
      const first = (bytes[pos] as number) | 0;
      if (first < 0x80) {
        pos++;
        value += (first >> 1) ^ -(first & 1);
      } else {
        this.#pos = pos;
        value += this.int();
        pos = this.#pos;
      }
      values.push(value);
    }
    this.#pos = pos;
    return values;
  }

  ints(count: number): number[] {
    const values: number[] = [];
    for (let i = 0; i < count; i++) values.push(this.int());
    return values;
  }

  doubles(count: number): number[] {
    const values: number[] = [];
    for (let i = 0; i < count; i++) values.push(this.double());
    return values;
  }

  bools(count: number): boolean[] {
    const values: boolean[] = [];
    for (let i = 0; i < count; i++) values.push(this.bool());
    return values;
  }

  /** 0 is the one before. */
  repeated(count: number): string[] {
    const values: string[] = [];
    let value = '';
    for (let i = 0; i < count; i++) {
      const length = this.uint();
      if (length > 0) value = this.#slice(length - 1);
      values.push(value);
    }
    return values;
  }

  choices(known: readonly unknown[], count: number): unknown[] {
    const values: unknown[] = [];
    for (let i = 0; i < count; i++) values.push(this.choice(known));
    return values;
  }

  /** The rows of each of so many alternatives. */
  rows(members: number, count: number): number[][] {
    const rows: number[][] = [];
    for (let member = 0; member < members; member++) rows.push([]);
    for (let i = 0; i < count; i++) (rows[this.member(members)] as number[]).push(i);
    return rows;
  }

  #slice(length: number): string {
    const start = this.#textPos;
    this.#textPos = start + length;
    return this.#text.substring(start, this.#textPos);
  }

  #allowed(count: number): number {
    if (!(count <= this.#end - this.#pos)) throw unreadable('it promises more than there is');
    return count;
  }

  /** What they took stands behind them, its bytes from the last to the first. */
  #openTexts(last: number, end: number): void {
    let foot = last & 0x7f;
    let at = end - 1;
    for (let scale = 0x80; (this.#bytes[at] as number) >= 0x80; scale *= 0x80) {
      if (--at < this.#pos || scale > ENCODED_BYTES_MAX * 4) throw unreadable('its texts have no length');
      foot += ((this.#bytes[at] as number) & 0x7f) * scale;
    }
    const start = at - Math.floor(foot / 4);
    if (!(start >= this.#pos)) throw unreadable('its texts are longer than it');
    this.#end = start;
    this.#text = readTexts(this.#bytes, { foot, start, end: at });
  }

  /** Goes on behind two bytes. At most eight bytes make a number. */
  #longUint(low: number): number {
    const third = this.byte();
    if (third < 0x80) return low | (third << 14);
    const fourth = this.byte();
    const value = low | ((third & 0x7f) << 14) | ((fourth & 0x7f) << 21);
    if (fourth < 0x80) return value;
    let high = 0;
    for (let shift = 0; shift < LOW_BITS; shift += 7) {
      const byte = this.byte();
      high |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value + high * LOW;
    }
    throw unreadable('a number is too long');
  }
}

/**
 * Reads one section of an encoded payload. What lies beyond its end reads as zero and is found out at the end, so that
 * nothing is checked on the way but what memory is asked for: counts, lengths and nesting.
 */
// oxlint-disable unicorn/no-new-array -- without `new` V8 does not learn that doubles follow, and makes the array over at the first
import { readTexts } from './blob.ts';
import { textOfInstant } from './instant.ts';
import { DEPTH_MAX, ENCODED_BYTES_MAX, unreadable } from './limits.ts';
import { uuidFrom } from './uuid.ts';

const NOTHING = new Uint8Array(0);
const LOW_BITS = 28;
const LOW = 2 ** LOW_BITS;
const DOUBLE_BYTES = 8;
const UUID_BYTES = 16;
/** Items that room is made for before they are read: arrays that grow cost more, and a count may be wrong. */
const AHEAD_MAX = 65_536;
const scratch = new Uint8Array(DOUBLE_BYTES);
const scratchView = new DataView(scratch.buffer);

/**
 * Used again for the next payload. Methods read a value each, in the order in which `Writer` wrote them. Members are `private`
 * for the reason that `Writer` gives.
 */
export class Reader {
  private data: Uint8Array = NOTHING;
  private at = 0;
  private end = 0;
  private texts = '';
  private textAt = 0;
  private depth = 0;
  private readonly later: Reader[] = [];

  /** The section of a later revision, 1 for the second. One that the writer did not know is all zeros. */
  block(number: number): Reader {
    const reader = this.later[number - 1];
    if (reader !== undefined) return reader;
    this.later[number - 1] = new Reader();
    return this.block(number);
  }

  /** Begins a section. @throws BusError `BUS_DECODE_FAILED` */
  open(bytes: Uint8Array, start: number, end: number): void {
    this.data = bytes;
    this.at = start;
    this.depth = 0;
    this.textAt = 0;
    const last = start < end ? (bytes[end - 1] as number) : 0x80;
    if (last < 4) {
      this.end = end - 1;
      this.texts = '';
    } else this.openTexts(last, end);
  }

  /** A section that is not there. */
  absent(): void {
    this.data = NOTHING;
    this.depth = 0;
  }

  /** @throws BusError `BUS_DECODE_FAILED` where the section was read too far, or not to its end */
  close(): void {
    if (this.data === NOTHING) return;
    if (this.at !== this.end) throw unreadable(this.at > this.end ? 'it ends too early' : 'something follows it');
    if (this.textAt !== this.texts.length) throw unreadable('it has other texts than it says');
  }

  /** Keeps nothing of what was read. */
  release(): void {
    this.data = NOTHING;
    this.texts = '';
    for (const later of this.later) later.release();
  }

  get pos(): number {
    return this.at;
  }

  byte(): number {
    return (this.data[this.at++] as number) | 0;
  }

  uint(): number {
    const bytes = this.data;
    const first = (bytes[this.at++] as number) | 0;
    if (first < 0x80) return first;
    const second = (bytes[this.at++] as number) | 0;
    if (second < 0x80) return (first & 0x7f) | (second << 7);
    return this.longUint((first & 0x7f) | ((second & 0x7f) << 7));
  }

  int(): number {
    const { data, at } = this;
    const first = (data[at] as number) | 0;
    if (first < 0x80) {
      this.at = at + 1;
      return (first >> 1) ^ -(first & 1);
    }
    const second = (data[at + 1] as number) | 0;
    if (second >= 0x80) return this.longInt();
    this.at = at + 2;
    return (((first & 0x7f) >> 1) | (second << 6)) ^ -(first & 1);
  }

  double(): number {
    const bytes = this.data;
    const pos = this.at;
    scratch[0] = bytes[pos] as number;
    scratch[1] = bytes[pos + 1] as number;
    scratch[2] = bytes[pos + 2] as number;
    scratch[3] = bytes[pos + 3] as number;
    scratch[4] = bytes[pos + 4] as number;
    scratch[5] = bytes[pos + 5] as number;
    scratch[6] = bytes[pos + 6] as number;
    scratch[7] = bytes[pos + 7] as number;
    this.at = pos + DOUBLE_BYTES;
    return scratchView.getFloat64(0, true);
  }

  bool(): boolean {
    return this.byte() !== 0;
  }

  text(): string {
    return this.part(this.size());
  }

  bytes(): Uint8Array {
    const length = this.allowed(this.size());
    const start = this.at;
    this.at = start + length;
    return new Uint8Array(this.data.subarray(start, this.at));
  }

  uuid(): string {
    if (this.byte() === 0) return this.text();
    const pos = this.at;
    this.at = pos + UUID_BYTES;
    return uuidFrom(this.data, pos);
  }

  instant(): string {
    const unit = this.byte();
    return unit === 0 ? this.text() : textOfInstant({ unit, count: this.int() });
  }

  choice(known: readonly unknown[]): unknown {
    const place = this.size();
    if (place === 0) return this.text();
    if (place > known.length) throw unreadable('a choice is none that is known');
    return known[place - 1];
  }

  /** Which of so many alternatives. */
  member(count: number): number {
    const member = this.size();
    if (member >= count) throw unreadable('an alternative is none that is known');
    return member;
  }

  /** How many items follow: never more than there are bytes. */
  count(): number {
    return this.allowed(this.size());
  }

  /** Passes what fills up a list that began at `start` with so many items. */
  pad(start: number, count: number): void {
    this.at = Math.max(this.at, start + count);
  }

  /** Enters a recursive type; `leave` it. */
  enter(): void {
    if (++this.depth > DEPTH_MAX) throw unreadable(`it is nested more than ${DEPTH_MAX} levels deep`);
  }

  leave(): void {
    this.depth--;
  }

  /** A column of bits; give what it answers to `ones` and `isOne`. */
  bits(count: number): number {
    const pos = this.at;
    this.at = pos + Math.ceil(count / 8);
    return pos;
  }

  ones(bits: number, count: number): number {
    let ones = 0;
    for (let i = 0; i < count; i++) if (this.isOne(bits, i)) ones++;
    return ones;
  }

  isOne(bits: number, index: number): boolean {
    return (((this.data[bits + (index >> 3)] as number) >> (index & 7)) & 1) === 1;
  }

  deltas(count: number): number[] {
    const values = count > AHEAD_MAX ? [] : new Array<number>(count);
    let value = 0;
    for (let i = 0; i < count; i++) {
      value += this.int();
      values[i] = value;
    }
    return values;
  }

  ints(count: number): number[] {
    const values = count > AHEAD_MAX ? [] : new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = this.int();
    return values;
  }

  doubles(count: number): number[] {
    const values = count > AHEAD_MAX ? [] : new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = this.double();
    return values;
  }

  bools(count: number): boolean[] {
    const values = count > AHEAD_MAX ? [] : new Array<boolean>(count);
    for (let i = 0; i < count; i++) values[i] = this.bool();
    return values;
  }

  /** 0 is the one before. */
  repeated(count: number): string[] {
    const values = count > AHEAD_MAX ? [] : new Array<string>(count);
    let value = '';
    for (let i = 0; i < count; i++) {
      const length = this.size();
      if (length > 0) value = this.part(length - 1);
      values[i] = value;
    }
    return values;
  }

  choices(known: readonly unknown[], count: number): unknown[] {
    const values = count > AHEAD_MAX ? [] : new Array<unknown>(count);
    for (let i = 0; i < count; i++) values[i] = this.choice(known);
    return values;
  }

  /** The rows of each of so many alternatives. */
  rows(members: number, count: number): number[][] {
    const rows: number[][] = [];
    for (let member = 0; member < members; member++) rows.push([]);
    for (let i = 0; i < count; i++) (rows[this.member(members)] as number[]).push(i);
    return rows;
  }

  /** A `uint` that says how long or which: nearly always one byte. */
  private size(): number {
    const first = (this.data[this.at] as number) | 0;
    if (first > 0x7f) return this.uint();
    this.at++;
    return first;
  }

  private part(length: number): string {
    const start = this.textAt;
    this.textAt = start + length;
    return this.texts.substring(start, this.textAt);
  }

  private allowed(count: number): number {
    if (!(count <= this.end - this.at)) throw unreadable('it promises more than there is');
    return count;
  }

  /** What they took stands behind them, its bytes from the last to the first. */
  private openTexts(last: number, end: number): void {
    let foot = last & 0x7f;
    let at = end - 1;
    for (let scale = 0x80; (this.data[at] as number) >= 0x80; scale *= 0x80) {
      if (--at < this.at || scale > ENCODED_BYTES_MAX * 4) throw unreadable('its texts have no length');
      foot += ((this.data[at] as number) & 0x7f) * scale;
    }
    const start = at - Math.floor(foot / 4);
    if (!(start >= this.at)) throw unreadable('its texts are longer than it');
    this.end = start;
    this.texts = readTexts(this.data, { foot, start, end: at });
  }

  private longInt(): number {
    const first = this.byte();
    const magnitude = ((first & 0x7f) >> 1) + this.uint() * 0x40;
    return (first & 1) === 0 ? magnitude : -magnitude - 1;
  }

  /** Goes on behind two bytes. At most eight bytes make a number. */
  private longUint(low: number): number {
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

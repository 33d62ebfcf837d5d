/**
 * Writes one section of an encoded payload where it stays. What does not fit is counted and not written: the caller
 * begins again with more room, so that nothing is checked on the way.
 */
import { MOST_BYTES_PER_UNIT, Texts } from './blob.ts';
import { instantOf } from './instant.ts';
import { Slab } from './slab.ts';
import { uuidInto } from './uuid.ts';

const DOUBLE_BYTES = 8;
/** Integers below it are whole to the operators on bits, and so are their doubles: they take four bytes. */
const LOW = 2 ** 28;
const UUID_BYTES = 16;
const WORD_BYTES = 4;
const FOOT_BYTES_MAX = 8;

/** Bytes that every payload of a form begins with. */
export interface Head {
  readonly length: number;
  /** Four bytes each, little-endian, the last one filled up with zeros. */
  readonly words: readonly number[];
}

/**
 * Used again for the next payload. Methods write a value each; docs/wire-format.md says how. Members are `private`, not `#`:
 * those take twice the bytecode, and calls are only inlined up to a budget of it.
 */
export class Writer extends Slab {
  /** In the column at hand. */
  private before = 0;
  private textBefore = '';
  private readonly texts = new Texts();
  private readonly later: Writer[] = [];

  /** The section of a later revision, 1 for the second. */
  block(number: number): Writer {
    const writer = this.later[number - 1];
    if (writer !== undefined) return writer;
    this.later[number - 1] = new Writer();
    return this.block(number);
  }

  /** Begins a payload, or the section of one. */
  begin(head?: Head): void {
    this.pos = this.first;
    this.texts.restart();
    if (head !== undefined) this.head(head);
  }

  /** Ends the section. False where it did not fit: there is room now, begin again. @throws BusError `BUS_PAYLOAD_TOO_LARGE` */
  end(): boolean {
    const room = this.texts.units * MOST_BYTES_PER_UNIT + FOOT_BYTES_MAX;
    const fits = this.pos + room <= this.data.length;
    if (fits) this.endTexts();
    else this.grow(this.pos - this.first + room);
    return fits;
  }

  /** Keeps nothing large of a payload, and little room. */
  release(): void {
    this.textBefore = '';
    this.texts.release();
    this.shrink();
  }

  byte(value: number): void {
    this.data[this.pos++] = value;
  }

  /** 0 to 2^53 - 1. */
  uint(value: number): void {
    if (value > 0x7f) this.longUint(value);
    else this.data[this.pos++] = value;
  }

  /** -(2^53 - 1) to 2^53 - 1. */
  int(value: number): void {
    if (value >= -LOW && value < LOW) this.size((value << 1) ^ (value >> 31));
    else this.longInt(value);
  }

  double(value: number): void {
    const pos = this.pos;
    this.pos = pos + DOUBLE_BYTES;
    if (pos <= this.lastWord) this.view.setFloat64(pos, value, true);
  }

  bool(value: boolean): void {
    this.data[this.pos++] = value ? 1 : 0;
  }

  text(value: string): void {
    this.size(value.length);
    this.texts.add(value);
  }

  bytes(value: Uint8Array): void {
    const { length } = value;
    this.size(length);
    if (this.pos + length <= this.data.length) this.data.set(value, this.pos);
    this.pos += length;
  }

  uuid(value: string): void {
    const pos = this.pos;
    if (uuidInto(this.data, { pos: pos + 1, text: value })) {
      this.data[pos] = 1;
      this.pos = pos + 1 + UUID_BYTES;
    } else this.spelled(value);
  }

  instant(value: string): void {
    const instant = instantOf(value);
    if (instant === undefined) this.spelled(value);
    else {
      this.byte(instant.unit);
      this.int(instant.count);
    }
  }

  /** A choice that is none of those that are known is written out. */
  other(value: unknown): void {
    this.spelled(String(value));
  }

  /** Begins a list; give what it answers to `endList`. */
  beginList(count: number): number {
    this.size(count);
    return this.pos + count;
  }

  /** A list takes a byte an item at least, so that no count promises more than there is. */
  endList(least: number): void {
    while (this.pos < least) this.data[this.pos++] = 0;
  }

  /** A column of bits, none of them set; give what it answers to `mark`. */
  bits(count: number): number {
    const pos = this.pos;
    const end = pos + ((count + 7) >>> 3);
    for (let at = pos; at < end; at++) this.data[at] = 0;
    this.pos = end;
    return pos;
  }

  /** Sets a bit. */
  mark(bits: number, index: number): void {
    const at = bits + (index >> 3);
    this.data[at] = (this.data[at] as number) | (1 << (index & 7));
  }

  deltas(values: readonly number[]): void {
    const { data } = this;
    let { pos } = this;
    let before = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      const delta = value - before;
      before = value;
      if (delta >= -0x2000 && delta < 0x2000) {
        const folded = (delta << 1) ^ (delta >> 31);
        if (folded < 0x80) data[pos++] = folded;
        else {
          data[pos++] = folded | 0x80;
          data[pos++] = folded >> 7;
        }
      } else {
        this.pos = pos;
        this.int(delta);
        pos = this.pos;
      }
    }
    this.pos = pos;
  }

  repeatedTexts(values: readonly string[]): void {
    this.column();
    for (let i = 0; i < values.length; i++) this.repeated(values[i] as string);
  }

  /** Begins a column of `delta` or `repeated`. */
  column(): void {
    this.before = 0;
    this.textBefore = '';
  }

  /** What it is more than the one before in the column. Both are from 0 to 2^53 - 1, so the difference is exact. */
  delta(value: number): void {
    this.int(value - this.before);
    this.before = value;
  }

  /** 0 where it is the one before in the column. */
  repeated(value: string): void {
    if (value === this.textBefore) {
      this.data[this.pos++] = 0;
      return;
    }
    this.size(value.length + 1);
    this.texts.add(value);
    this.textBefore = value;
  }

  /** `uint` for what is always a small integer to V8, as it finds out where doubles have a method of their own. */
  private size(value: number): void {
    const { data, pos } = this;
    if (value < 0x80) {
      data[pos] = value;
      this.pos = pos + 1;
    } else if (value < 0x4000) {
      data[pos] = value | 0x80;
      data[pos + 1] = value >> 7;
      this.pos = pos + 2;
    } else this.longUint(value);
  }

  private spelled(value: string): void {
    this.byte(0);
    this.text(value);
  }

  private longUint(value: number): void {
    this.pos = writeUint(this.data, this.pos, value);
  }

  /** The sign is the lowest bit. Doubling would leave the numbers that are exact. */
  private longInt(value: number): void {
    const isNegative = value < 0;
    const magnitude = isNegative ? -value - 1 : value;
    const high = Math.floor(magnitude / 0x40);
    this.byte(((magnitude - high * 0x40) << 1) | (isNegative ? 0x81 : 0x80));
    this.uint(high);
  }

  /** Four words at least are the head of every form. */
  private head({ words, length }: Head): void {
    const { first, view } = this;
    this.pos = first + length;
    if (first + words.length * WORD_BYTES > this.data.length) return;
    view.setInt32(first, words[0] as number, true);
    view.setInt32(first + WORD_BYTES, words[1] as number, true);
    view.setInt32(first + WORD_BYTES * 2, words[2] as number, true);
    view.setInt32(first + WORD_BYTES * 3, words[3] as number, true);
    for (let i = 4; i < words.length; i++) view.setInt32(first + i * WORD_BYTES, words[i] as number, true);
  }

  /** Behind them stands what they took, its bytes from the last to the first: it is read from the end. */
  private endTexts(): void {
    const { data, pos, texts } = this;
    const foot = texts.units === 0 ? 0 : texts.write(data, pos);
    const start = pos + (foot >>> 2);
    this.pos = start;
    this.size(foot);
    if (foot >= 0x80) reverse(data, start, this.pos);
  }
}

/** 0 to 2^53 - 1. Answers where it ends. */
function writeUint(bytes: Uint8Array, at: number, value: number): number {
  if (value < LOW) return writeLow(bytes, at, value);
  const high = Math.floor(value * (1 / LOW));
  const low = value - high * LOW;
  bytes[at] = low | 0x80;
  bytes[at + 1] = (low >> 7) | 0x80;
  bytes[at + 2] = (low >> 14) | 0x80;
  bytes[at + 3] = (low >> 21) | 0x80;
  return writeLow(bytes, at + 4, high);
}

/** Without a loop: most numbers are short. */
function writeLow(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0x80) {
    bytes[at] = value;
    return at + 1;
  }
  bytes[at] = value | 0x80;
  if (value < 0x4000) {
    bytes[at + 1] = value >> 7;
    return at + 2;
  }
  bytes[at + 1] = (value >> 7) | 0x80;
  if (value < 0x20_0000) {
    bytes[at + 2] = value >> 14;
    return at + 3;
  }
  bytes[at + 2] = (value >> 14) | 0x80;
  bytes[at + 3] = value >> 21;
  return at + 4;
}

/** Turns a few bytes round. */
function reverse(bytes: Uint8Array, start: number, end: number): void {
  for (let low = start, high = end - 1; low < high; low++, high--) {
    const byte = bytes[low] as number;
    bytes[low] = bytes[high] as number;
    bytes[high] = byte;
  }
}

/**
 * Writes one section of an encoded payload where it stays. What does not fit is counted and not written: the caller
 * begins again with more room, so that nothing is checked on the way.
 */
import { BusError } from '../errors.ts';
import { MOST_BYTES_PER_UNIT, Texts } from './blob.ts';
import { instantOf } from './instant.ts';
import { ENCODED_BYTES_MAX } from './limits.ts';
import { uuidInto } from './uuid.ts';
import { LOW, reverse, writeUint } from './varint.ts';

/** Payloads share a slab: making one of their own for each costs more than to encode it. */
const SLAB_BYTES = 16_384;
/** From here on a payload has memory of its own, so that what is kept of it keeps no slab. */
const OWN_BYTES_MIN = 4_096;
const DOUBLE_BYTES = 8;
const UUID_BYTES = 16;
/** A head is written in steps of four bytes. */
const HEAD_STEP = 4;
const FOOT_BYTES_MAX = 8;

/** Bytes that every payload of a form begins with. */
export interface Head {
  readonly length: number;
  /** Little-endian, the last one filled up. */
  readonly words: readonly number[];
}

/**
 * Used again for the next payload. Methods write a value each; docs/wire-format.md says how. Members are `private`, not `#`:
 * those take twice the bytecode, and calls are only inlined up to a budget of it.
 */
export class Writer {
  private data: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  private buffer: ArrayBufferLike = this.data.buffer;
  private view: DataView = new DataView(this.buffer);
  /** The last place with room for one. */
  private lastDouble: number = SLAB_BYTES - DOUBLE_BYTES;
  /** Where the payload at hand begins. */
  private first = 0;
  private pos = 0;
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

  /** What was written since `begin`, for good. */
  taken(): Uint8Array {
    const start = this.first;
    const length = this.pos - start;
    if (length >= OWN_BYTES_MIN) return Buffer.concat([this.written()]);
    this.first = this.pos;
    return new Uint8Array(this.buffer, start, length);
  }

  /** What was written since `begin`, until the next one. */
  written(): Uint8Array {
    return this.data.subarray(this.first, this.pos);
  }

  /** Keeps no payload, and little room. */
  release(): void {
    this.textBefore = '';
    this.texts.clear();
    if (this.data.length > SLAB_BYTES) this.room(SLAB_BYTES);
  }

  byte(value: number): void {
    this.data[this.pos++] = value;
  }

  /** 0 to 2^53 - 1. */
  uint(value: number): void {
    if (value < 0x80) this.data[this.pos++] = value;
    else this.longUint(value);
  }

  /** -(2^53 - 1) to 2^53 - 1. */
  int(value: number): void {
    if (value >= 0 && value < LOW) this.uint(value * 2);
    else if (value < 0 && value > -LOW) this.uint(-value * 2 - 1);
    else this.longInt(value);
  }

  double(value: number): void {
    const pos = this.pos;
    this.pos = pos + DOUBLE_BYTES;
    if (pos <= this.lastDouble) this.view.setFloat64(pos, value, true);
  }

  bool(value: boolean): void {
    this.data[this.pos++] = value ? 1 : 0;
  }

  text(value: string): void {
    this.uint(value.length);
    this.texts.add(value);
  }

  bytes(value: Uint8Array): void {
    const { length } = value;
    this.uint(length);
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

  /** The place of a value among those that are known; a text that is none of them is written out. */
  choice(known: readonly unknown[], value: unknown): void {
    for (let i = 0; i < known.length; i++) {
      if (known[i] === value) {
        this.uint(i + 1);
        return;
      }
    }
    this.byte(0);
    this.text(String(value));
  }

  /** Begins a list; give what it answers to `endList`. */
  beginList(count: number): number {
    this.uint(count);
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
    this.uint(value.length + 1);
    this.texts.add(value);
    this.textBefore = value;
  }

  private spelled(value: string): void {
    this.byte(0);
    this.text(value);
  }

  private longUint(value: number): void {
    const { data, pos } = this;
    if (value < 0x4000) {
      data[pos] = value | 0x80;
      data[pos + 1] = value >> 7;
      this.pos = pos + 2;
    } else this.pos = writeUint(data, { at: pos, value });
  }

  /** The sign is the lowest bit. Doubling would leave the numbers that are exact. */
  private longInt(value: number): void {
    const isNegative = value < 0;
    const magnitude = isNegative ? -value - 1 : value;
    const high = Math.floor(magnitude / 0x40);
    this.byte(((magnitude - high * 0x40) << 1) | (isNegative ? 0x81 : 0x80));
    this.uint(high);
  }

  /** Four steps at least are the head of every form. */
  private head({ words, length }: Head): void {
    const { first, view } = this;
    this.pos = first + length;
    if (first + words.length * HEAD_STEP > this.data.length) return;
    view.setInt32(first, words[0] as number, true);
    view.setInt32(first + HEAD_STEP, words[1] as number, true);
    view.setInt32(first + HEAD_STEP * 2, words[2] as number, true);
    view.setInt32(first + HEAD_STEP * 3, words[3] as number, true);
    for (let i = 4; i < words.length; i++) view.setInt32(first + i * HEAD_STEP, words[i] as number, true);
  }

  /** Behind them stands what they took, its bytes from the last to the first: it is read from the end. */
  private endTexts(): void {
    const { data, pos, texts } = this;
    const foot = texts.units === 0 ? 0 : texts.write(data, pos);
    const start = pos + (foot >>> 2);
    this.pos = start;
    this.uint(foot);
    if (foot >= 0x80) reverse(data, { start, end: this.pos });
  }

  private grow(wanted: number): void {
    if (wanted > ENCODED_BYTES_MAX)
      throw new BusError('BUS_PAYLOAD_TOO_LARGE', `an encoded payload has at most ${ENCODED_BYTES_MAX} bytes`);
    this.room(wanted <= OWN_BYTES_MIN ? SLAB_BYTES : Math.max(SLAB_BYTES, wanted * 2));
  }

  private room(length: number): void {
    this.data = Buffer.allocUnsafeSlow(length);
    this.buffer = this.data.buffer;
    this.view = new DataView(this.buffer);
    this.lastDouble = length - DOUBLE_BYTES;
    this.first = 0;
  }
}

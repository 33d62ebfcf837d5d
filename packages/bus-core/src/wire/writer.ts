/**
 * Writes one section of an encoded payload where it stays. What does not fit is counted and not written: the caller
 * begins again with more room, so that nothing is checked on the way.
 */
import { BusError } from '../errors.ts';
import { clearTexts, MOST_BYTES_PER_UNIT, type Texts, writeTexts } from './blob.ts';
import { instantOf } from './instant.ts';
import { ENCODED_BYTES_MAX } from './limits.ts';
import { uuidInto } from './uuid.ts';

/** Payloads share a slab: making one of their own for each costs more than to encode it. */
const SLAB_BYTES = 16_384;
/** From here on a payload has memory of its own, so that what is kept of it keeps no slab. */
const OWN_BYTES_MIN = 4_096;
const LOW_BITS = 28;
const LOW = 2 ** LOW_BITS;
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

/** Used again for the next payload. Methods write a value each; docs/wire-format.md says how. */
export class Writer {
  #bytes: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #view: DataView = viewOf(this.#bytes);
  /** Where the payload at hand begins. */
  #start = 0;
  #pos = 0;
  /** In the column at hand. */
  #before = 0;
  #textBefore = '';
  readonly #texts: Texts = { list: [], count: 0, units: 0, at: 0 };
  readonly #later: Writer[] = [];

  /** The section of a later revision, 1 for the second. */
  block(number: number): Writer {
    const writer = this.#later[number - 1];
    if (writer !== undefined) return writer;
    this.#later[number - 1] = new Writer();
    return this.block(number);
  }

  /** Begins a payload, or the section of one. */
  begin(head?: Head): void {
    this.#pos = this.#start;
    this.#texts.count = 0;
    this.#texts.units = 0;
    if (head !== undefined) this.#head(head);
    for (let i = 0; i < this.#later.length; i++) this.#later[i]?.begin();
  }

  /** Ends the section. False where it did not fit: there is room now, begin again. @throws BusError `BUS_PAYLOAD_TOO_LARGE` */
  end(): boolean {
    const room = this.#texts.units * MOST_BYTES_PER_UNIT + FOOT_BYTES_MAX;
    let fits = this.#pos + room <= this.#bytes.length;
    if (fits) this.#endTexts();
    else this.#grow(this.#pos - this.#start + room);
    for (let i = 0; i < this.#later.length; i++) fits = this.#later[i]?.end() === true && fits;
    return fits;
  }

  /** What was written since `begin`, for good. */
  taken(): Uint8Array {
    const start = this.#start;
    const length = this.#pos - start;
    const { buffer, byteOffset } = this.#bytes;
    if (length >= OWN_BYTES_MIN) return Buffer.concat([this.written()]);
    this.#start = this.#pos;
    return new Uint8Array(buffer, byteOffset + start, length);
  }

  /** What was written since `begin`, until the next one. */
  written(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#pos);
  }

  /** Keeps no payload, and little room. */
  release(): void {
    this.#textBefore = '';
    clearTexts(this.#texts);
    for (let i = 0; i < this.#later.length; i++) this.#later[i]?.release();
    if (this.#bytes.length > SLAB_BYTES) this.#room(SLAB_BYTES);
  }

  byte(value: number): void {
    this.#bytes[this.#pos++] = value;
  }

  /** 0 to 2^53 - 1. */
  uint(value: number): void {
    if (value < 0x80) this.#bytes[this.#pos++] = value;
    else this.#longUint(value);
  }

  /** -(2^53 - 1) to 2^53 - 1. */
  int(value: number): void {
    if (value >= 0 && value < LOW) this.uint(value * 2);
    else if (value < 0 && value > -LOW) this.uint(-value * 2 - 1);
    else this.#longInt(value);
  }

  double(value: number): void {
    const pos = this.#pos;
    this.#pos = pos + DOUBLE_BYTES;
    if (pos + DOUBLE_BYTES <= this.#bytes.length) this.#view.setFloat64(pos, value, true);
  }

  bool(value: boolean): void {
    this.#bytes[this.#pos++] = value ? 1 : 0;
  }

  text(value: string): void {
    this.uint(value.length);
    this.#add(value);
  }

  bytes(value: Uint8Array): void {
    const { length } = value;
    this.uint(length);
    if (this.#pos + length <= this.#bytes.length) this.#bytes.set(value, this.#pos);
    this.#pos += length;
  }

  uuid(value: string): void {
    const pos = this.#pos;
    if (uuidInto(this.#bytes, { pos: pos + 1, text: value })) {
      this.#bytes[pos] = 1;
      this.#pos = pos + 1 + UUID_BYTES;
    } else this.#spelled(value);
  }

  instant(value: string): void {
    const instant = instantOf(value);
    if (instant === undefined) this.#spelled(value);
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
    return this.#pos + count;
  }

  /** A list takes a byte an item at least, so that no count promises more than there is. */
  endList(least: number): void {
    while (this.#pos < least) this.#bytes[this.#pos++] = 0;
  }

  /** A column of bits, none of them set; give what it answers to `mark`. */
  bits(count: number): number {
    const pos = this.#pos;
    const end = pos + Math.ceil(count / 8);
    for (let at = pos; at < end; at++) this.#bytes[at] = 0;
    this.#pos = end;
    return pos;
  }

  /** Sets a bit. */
  mark(bits: number, index: number): void {
    const at = bits + (index >> 3);
    this.#bytes[at] = (this.#bytes[at] as number) | (1 << (index & 7));
  }

  deltas(values: readonly number[]): void {
    this.column();
    for (let i = 0; i < values.length; i++) this.delta(values[i] as number);
  }

  repeatedTexts(values: readonly string[]): void {
    this.column();
    for (let i = 0; i < values.length; i++) this.repeated(values[i] as string);
  }

  /** Begins a column of `delta` or `repeated`. */
  column(): void {
    this.#before = 0;
    this.#textBefore = '';
  }

  /** What it is more than the one before in the column. Both are from 0 to 2^53 - 1, so the difference is exact. */
  delta(value: number): void {
    this.int(value - this.#before);
    this.#before = value;
  }

  /** 0 where it is the one before in the column. */
  repeated(value: string): void {
    if (value === this.#textBefore) {
      this.#bytes[this.#pos++] = 0;
      return;
    }
    this.uint(value.length + 1);
    this.#add(value);
    this.#textBefore = value;
  }

  #add(text: string): void {
    const texts = this.#texts;
    texts.list[texts.count++] = text;
    texts.units += text.length;
  }

  #spelled(value: string): void {
    this.byte(0);
    this.text(value);
  }

  #longUint(value: number): void {
    const bytes = this.#bytes;
    let pos = this.#pos;
    let rest = value;
    if (value >= LOW) {
      const high = Math.floor(value / LOW);
      const low = value - high * LOW;
      bytes[pos] = low | 0x80;
      bytes[pos + 1] = (low >> 7) | 0x80;
      bytes[pos + 2] = (low >> 14) | 0x80;
      bytes[pos + 3] = (low >> 21) | 0x80;
      pos += 4;
      rest = high;
    }
    for (; rest >= 0x80; rest >>= 7) bytes[pos++] = rest | 0x80;
    bytes[pos] = rest;
    this.#pos = pos + 1;
  }

  /** The sign is the lowest bit. Doubling would leave the numbers that are exact. */
  #longInt(value: number): void {
    const isNegative = value < 0;
    const magnitude = isNegative ? -value - 1 : value;
    const high = Math.floor(magnitude / 0x40);
    this.byte(((magnitude - high * 0x40) << 1) | (isNegative ? 0x81 : 0x80));
    this.uint(high);
  }

  #head({ words, length }: Head): void {
    const start = this.#start;
    this.#pos = start + length;
    if (start + words.length * HEAD_STEP > this.#bytes.length) return;
    for (let i = 0; i < words.length; i++) this.#view.setUint32(start + i * HEAD_STEP, words[i] as number, true);
  }

  /** Behind them stands what they took, its bytes from the last to the first: it is read from the end. */
  #endTexts(): void {
    const at = this.#pos;
    this.#texts.at = at;
    const foot = this.#texts.units === 0 ? 0 : writeTexts(this.#bytes, this.#texts);
    this.#pos = at + Math.floor(foot / 4);
    if (foot < 0x80) {
      this.#bytes[this.#pos++] = foot;
      return;
    }
    const start = this.#pos;
    this.uint(foot);
    this.#bytes.subarray(start, this.#pos).reverse();
  }

  #grow(wanted: number): void {
    if (wanted > ENCODED_BYTES_MAX)
      throw new BusError('BUS_PAYLOAD_TOO_LARGE', `an encoded payload has at most ${ENCODED_BYTES_MAX} bytes`);
    this.#room(wanted <= OWN_BYTES_MIN ? SLAB_BYTES : Math.max(SLAB_BYTES, wanted * 2));
  }

  #room(length: number): void {
    this.#bytes = Buffer.allocUnsafeSlow(length);
    this.#view = viewOf(this.#bytes);
    this.#start = 0;
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

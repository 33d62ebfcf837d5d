/** The strings of a section, one behind the other: one call writes or reads them all, and decoded ones are parts of one text. */
import { unreadable } from './limits.ts';

/** One byte for each code unit, where all are below 256. */
const LATIN_1 = 0;
const UNIT_MAX = 0xff;
const UTF_8 = 1;
/** Two bytes for each code unit, low byte first: only for texts with half a surrogate pair, which UTF-8 cannot say. */
const UTF_16 = 2;

/** Up to here a loop over the characters is faster than a call into the runtime. */
const SHORT = 24;
export const MOST_BYTES_PER_UNIT = 3;
/** Texts and their code units. */
const KEPT_MAX = 1_024;
/** Texts of most payloads. A list that need not grow is written faster. */
const ROOM = 64;

const fatalUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function roomy(): string[] {
  return Array<string>(ROOM).fill('');
}

/** Texts to be written, in their order. Used again for the next payload. */
export class Texts {
  /** Code units of them all. */
  units = 0;
  private list: string[] = roomy();
  private count = 0;

  add(text: string): void {
    this.list[this.count++] = text;
    this.units += text.length;
  }

  /**
   * Writes them where there is room for `MOST_BYTES_PER_UNIT` bytes for each code unit, and answers what stands behind
   * them: how many bytes they took, with how they are to be read in two bits.
   */
  write(bytes: Buffer, at: number): number {
    const { list, count } = this;
    let pos = at;
    let all = 0;
    for (let i = 0; i < count; i++) {
      const text = list[i] as string;
      const { length } = text;
      all |= length > SHORT ? writeLong(bytes, text, pos) : writeShort(bytes, text, pos);
      pos += length;
    }
    return all > UNIT_MAX ? writeWide(bytes, list.slice(0, count).join(''), at) : (pos - at) * 4 + LATIN_1;
  }

  /** Forgets them, but for a few short ones: those cost more to forget than to keep. */
  release(): void {
    if (this.units + this.count > KEPT_MAX) this.list = roomy();
  }

  /** Forgets how many there were. */
  restart(): void {
    this.count = 0;
    this.units = 0;
  }
}

/** Writes a byte for each code unit, two a turn. Answers all their bits. */
function writeShort(bytes: Uint8Array, text: string, at: number): number {
  const last = text.length - 1;
  let all = 0;
  let n = 0;
  for (; n < last; n += 2) {
    const unit = text.charCodeAt(n);
    const next = text.charCodeAt(n + 1);
    all |= unit | next;
    bytes[at + n] = unit;
    bytes[at + n + 1] = next;
  }
  if (n > last) return all;
  const unit = text.charCodeAt(n);
  bytes[at + n] = unit;
  return all | unit;
}

/** Writes a byte for each code unit. Answers a number above `UNIT_MAX` where one does not fit. */
function writeLong(bytes: Buffer, text: string, at: number): number {
  if (bytes.write(text, at, 'utf8') === text.length) return 0;
  if (/[^\0-\xff]/.test(text)) return UNIT_MAX + 1;
  bytes.write(text, at, 'latin1');
  return 0;
}

function writeWide(bytes: Buffer, text: string, at: number): number {
  const isWellFormed = text.isWellFormed();
  const written = bytes.write(text, at, isWellFormed ? 'utf8' : 'utf16le');
  return written * 4 + (isWellFormed ? UTF_8 : UTF_16);
}

/** Of Node's buffers, left out by their types: `toString` for any bytes, without choosing among encodings. */
interface Slices {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  ucs2Slice(this: Uint8Array, start: number, end: number): string;
}
const slices = Buffer.prototype as unknown as Slices; // see `Slices`

/** Where the texts are among bytes, and what stands behind them. */
export interface TextPlace {
  readonly foot: number;
  readonly start: number;
  readonly end: number;
}

/**
 * All texts as one.
 * @throws BusError `BUS_DECODE_FAILED`
 */
export function readTexts(bytes: Uint8Array, { foot, start, end }: TextPlace): string {
  switch (foot % 4) {
    case LATIN_1:
      return slices.latin1Slice.call(bytes, start, end);
    case UTF_8:
      return utf8(bytes.subarray(start, end));
    case UTF_16:
      if ((end - start) % 2 === 0) return slices.ucs2Slice.call(bytes, start, end);
      throw unreadable('its texts end in half a character');
    default:
      throw unreadable('its texts have no known encoding');
  }
}

function utf8(blob: Uint8Array): string {
  try {
    return fatalUtf8.decode(blob);
  } catch (cause) {
    throw unreadable('its texts are no UTF-8', cause);
  }
}

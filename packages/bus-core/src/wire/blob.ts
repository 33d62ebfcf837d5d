/** The strings of a section, one behind the other: one call writes or reads them all, and decoded ones are parts of one text. */
import { unreadable } from './limits.ts';

/** One byte for each code unit, where all are below 256. */
const LATIN_1 = 0;
const UTF_8 = 1;
/** Two bytes for each code unit, low byte first: only for texts with half a surrogate pair, which UTF-8 cannot say. */
const UTF_16 = 2;

/** Up to here a loop over the characters is faster than a call into the runtime. */
const SHORT = 32;
export const MOST_BYTES_PER_UNIT = 3;
const KEPT_MAX = 1_024;

const fatalUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Texts to be written: the first `count` of the list. */
export interface Texts {
  readonly list: string[];
  count: number;
  /** Code units of them all. */
  units: number;
  /** Where they begin. There is room for `MOST_BYTES_PER_UNIT` bytes for each code unit. */
  at: number;
}

/** Writes texts and answers what stands behind them: how many bytes they took, with how they are to be read in two bits. */
export function writeTexts(bytes: Buffer, texts: Texts): number {
  const { list, count, at } = texts;
  let pos = at;
  for (let i = 0; i < count; i++) {
    const text = list[i] as string;
    const end = text.length > SHORT ? writeLong(bytes, text, pos) : writeShort(bytes, text, pos);
    if (end < 0) return writeWide(bytes, list.slice(0, count).join(''), at);
    pos = end;
  }
  return (pos - at) * 4 + LATIN_1;
}

/** Forgets them; a list that has grown far is not kept. */
export function clearTexts({ list, count }: Texts): void {
  for (let i = 0; i < count; i++) list[i] = '';
  if (count > KEPT_MAX) list.length = 0;
}

/** Where it ends; -1 where a code unit does not fit into a byte. */
function writeShort(bytes: Buffer, text: string, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0xff) return -1;
    bytes[at + i] = unit;
  }
  return at + text.length;
}

function writeLong(bytes: Buffer, text: string, at: number): number {
  const end = at + text.length;
  if (bytes.write(text, at, 'utf8') === text.length) return end;
  if (/[^\0-\xff]/.test(text)) return -1;
  bytes.write(text, at, 'latin1');
  return end;
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

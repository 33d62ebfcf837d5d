/** UUIDs in lower case as their 16 bytes. */

const UUID_LENGTH = 36;
const DASHES: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const DASH = 0x2d;
/** Value of a lower-case hexadecimal digit by its character code; 255 for every other. */
const DIGITS: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return digit < 0 ? 255 : digit;
});
/** Where in the text the 16 pairs of digits are. */
const PAIRS: readonly number[] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Writes 16 bytes at `pos`; false where the text is no UUID in lower case. What lies beyond the end is not written. */
export function uuidInto(bytes: Uint8Array, { pos, text }: { readonly pos: number; readonly text: string }): boolean {
  if (text.length !== UUID_LENGTH) return false;
  for (const at of DASHES) if (text.charCodeAt(at) !== DASH) return false;
  for (let i = 0; i < PAIRS.length; i++) {
    const at = PAIRS[i] as number;
    const high = digitAt(text, at);
    const low = digitAt(text, at + 1);
    if (high > 15 || low > 15) return false;
    bytes[pos + i] = (high << 4) | low;
  }
  return true;
}

/** The text of the 16 bytes at `pos`. */
export function uuidFrom(bytes: Uint8Array, pos: number): string {
  let text = '';
  for (let i = 0; i < PAIRS.length; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += HEX[(bytes[pos + i] as number) | 0] as string;
  }
  return text;
}

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < DIGITS.length ? (DIGITS[code] as number) : 255;
}

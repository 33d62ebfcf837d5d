/** Numbers of as many bytes as they need. */

/** Numbers below it are whole to the operators on bits: four bytes. */
export const LOW: number = 2 ** 28;

/** 0 to 2^53 - 1. Answers where it ends. */
export function writeUint(bytes: Uint8Array, { at, value }: { readonly at: number; readonly value: number }): number {
  if (value < LOW) return writeLow(bytes, at, value);
  const high = Math.floor(value / LOW);
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
export function reverse(bytes: Uint8Array, { start, end }: { readonly start: number; readonly end: number }): void {
  for (let low = start, high = end - 1; low < high; low++, high--) {
    const byte = bytes[low] as number;
    bytes[low] = bytes[high] as number;
    bytes[high] = byte;
  }
}

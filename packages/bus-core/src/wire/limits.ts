/** What no payload may pass, and how decoding fails. */
import { BusError } from '../errors.ts';

/** First byte of every encoded payload. */
export const MAGIC = 0xb7;
/** Of the byte layout as a whole; docs/wire-format.md. */
export const CODEC_VERSION = 1;
/** Bytes of one encoded payload. */
export const ENCODED_BYTES_MAX: number = 2 ** 30;
/** Nesting of recursive types and of any JSON. */
export const DEPTH_MAX = 1_000;

/** One error for bytes that are no payload. */
export function unreadable(why: string, cause?: unknown): BusError {
  return new BusError('BUS_DECODE_FAILED', `the payload cannot be read: ${why}`, { cause });
}

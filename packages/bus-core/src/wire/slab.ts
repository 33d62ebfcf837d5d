/** Memory that payloads share, one behind the other: making some for each of them costs more than to encode it. */
import { BusError } from '../errors.ts';
import { ENCODED_BYTES_MAX } from './limits.ts';

const SLAB_BYTES = 16_384;
/** From here on a payload has memory of its own, so that what is kept of it keeps no slab. */
const OWN_BYTES_MIN = 4_096;
const WORD_BYTES = 8;

/** Where one payload after the other is written. */
export abstract class Slab {
  protected data: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  private buffer: ArrayBufferLike = this.data.buffer;
  protected view: DataView = new DataView(this.buffer);
  /** The last place with room for eight bytes. */
  protected lastWord: number = SLAB_BYTES - WORD_BYTES;
  /** Where the payload at hand begins. */
  protected first = 0;
  protected pos = 0;

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

  /** @throws BusError `BUS_PAYLOAD_TOO_LARGE` */
  protected grow(wanted: number): void {
    if (wanted > ENCODED_BYTES_MAX)
      throw new BusError('BUS_PAYLOAD_TOO_LARGE', `an encoded payload has at most ${ENCODED_BYTES_MAX} bytes`);
    this.room(wanted <= OWN_BYTES_MIN ? SLAB_BYTES : Math.max(SLAB_BYTES, wanted * 2));
  }

  /** Back to the usual size. */
  protected shrink(): void {
    if (this.data.length > SLAB_BYTES) this.room(SLAB_BYTES);
  }

  private room(length: number): void {
    this.data = Buffer.allocUnsafeSlow(length);
    this.buffer = this.data.buffer;
    this.view = new DataView(this.buffer);
    this.lastWord = length - WORD_BYTES;
    this.first = 0;
  }
}

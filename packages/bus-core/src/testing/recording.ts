/** The memory transport, remembering what it was sent. */
import { Envelope, type Message } from '../envelope.ts';
import { BusError } from '../errors.ts';
import { RingBuffer } from '../ring-buffer.ts';
import type { Receipts } from '../transport.ts';
import { MemoryTransport } from '../transports/memory.ts';

const SENT_MAX = 100_000;

/** Keeps the last 100,000 messages that were accepted; duplicates are not among them. */
export class RecordingTransport extends MemoryTransport {
  readonly #sent = new RingBuffer<Envelope>(SENT_MAX);

  override send(envelopes: readonly Envelope[]): Receipts {
    const receipts = super.send(envelopes);
    for (const [index, envelope] of envelopes.entries()) {
      if (receipts.duplicates?.has(index) !== true) this.#sent.pushDroppingOldest(envelope);
    }
    return receipts;
  }

  /** In the order in which they were accepted. */
  get sent(): readonly Envelope[] {
    return [...this.#sent];
  }
}

/** @throws BusError `BUS_CONFIG_INVALID` for what no bus made */
export function envelopeOf(message: Message): Envelope {
  if (message instanceof Envelope) return message;
  throw new BusError('BUS_CONFIG_INVALID', 'only a message of published() can be delivered again');
}

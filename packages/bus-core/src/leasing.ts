/** What groups over a store that leases have in common. */
import type { Consumer } from './consumer.ts';
import { EncodedPayload, type Envelope } from './envelope.ts';
import { BusError, quoted } from './errors.ts';
import type { LeasedRecord } from './transport.ts';
import type { VersionReader } from './versions.ts';

const PREFETCH_MAX = 1_000;

/**
 * The message, or why it is none. Who has a contract of its own says itself why a version that nobody here knows is not
 * taken.
 */
export function decoded(record: LeasedRecord, reader: VersionReader | undefined): Envelope | BusError {
  try {
    const envelope = record.read();
    if (reader !== undefined || !(envelope.payload instanceof EncodedPayload)) return envelope;
    const { topic, version } = envelope;
    return new BusError('BUS_DECODE_FAILED', `no module of this process knows version ${version} of ${quoted(topic)}`);
  } catch (error) {
    return BusError.from(error);
  }
}

/** Enough to keep every free slot busy, no more; for a breaker that is not closed, its probe. */
export function prefetch(members: readonly Consumer[]): number {
  let slots = 0;
  for (const { able, breaker, plan } of members) {
    if (able) slots += breaker === undefined || breaker.state === 'closed' ? plan.concurrency * 2 : 1;
  }
  return Math.min(slots, PREFETCH_MAX);
}

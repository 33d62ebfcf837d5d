/** Sensitive values: shown to nobody, and binary ones kept no longer than they are needed. */
import type { MessageDescriptor } from './contract.ts';
import { Envelope } from './envelope.ts';
import type { DeadLetter } from './transport.ts';

/** What stands in the place of a sensitive value. */
export const MASK = '[sensitive]';

/** The message with its sensitive fields masked; the same object where it has none. */
export function masked(envelope: Envelope): Envelope {
  const { descriptor } = envelope.origin;
  if (descriptor?.sensitive === true) return withPayload(envelope, MASK);
  const paths = descriptor?.sensitiveFields;
  if (paths === undefined) return envelope;
  return withPayload(
    envelope,
    paths.reduce((payload, path) => maskPath(payload, path.split('.')), envelope.payload),
  );
}

/** A dead letter as it is listed. */
export function maskedLetter(letter: DeadLetter): DeadLetter {
  return letter.envelope === undefined ? letter : { ...letter, envelope: masked(letter.envelope) };
}

/** Whether anything in the messages of that contract is. */
export function isSensitive(descriptor: MessageDescriptor | undefined): boolean {
  return descriptor?.sensitive === true || descriptor?.sensitiveFields !== undefined;
}

/** Zeroes every binary value in a payload that nobody else has. */
export function wipe(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(0);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) wipe(part);
}

function withPayload(envelope: Envelope, payload: unknown): Envelope {
  const { origin, id, time, key, lane, expires, extras, audience } = envelope;
  return new Envelope(origin, id, time, payload, key, lane, expires, extras, audience);
}

/** Copies along the path only; a list is masked item by item. */
function maskPath(value: unknown, path: readonly string[]): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return MASK;
  if (Array.isArray(value)) return value.map((item) => maskPath(item, field === '*' ? rest : path));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return value;
  return { ...value, [field]: maskPath(Reflect.get(value, field), rest) };
}

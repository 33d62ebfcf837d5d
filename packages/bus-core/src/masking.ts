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
    paths.reduce((payload, path) => maskPath(payload, stepsOf(path)), envelope.payload),
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

/** Of `cards[].pin`: `cards`, `[]`, `pin`. */
function stepsOf(path: string): string[] {
  return path
    .replaceAll('[]', '.[]')
    .split('.')
    .filter((step) => step !== '');
}

/** Copies along the path only: `[]` is every item of a list, `*` every entry of a record. */
function maskPath(value: unknown, steps: readonly string[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return MASK;
  if (Array.isArray(value)) return step === '[]' ? value.map((item) => maskPath(item, rest)) : value;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (step === '*')
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, maskPath(entry, rest)]));
  return Object.hasOwn(value, step) ? { ...value, [step]: maskPath(Reflect.get(value, step), rest) } : value;
}

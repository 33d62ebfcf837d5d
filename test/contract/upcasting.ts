/** Reads payloads of any version as the newest, as a subscription does. */
import type { MessageDescriptor } from '../../packages/bus-core/src/contract.ts';
import { Envelope, NEVER, NOBODY } from '../../packages/bus-core/src/envelope.ts';
import { VersionReader } from '../../packages/bus-core/src/versions.ts';

/** A payload as another process published it. */
export interface PublishedPayload {
  readonly version: number;
  readonly fingerprint: string;
  readonly payload: unknown;
}

/** Why it is refused; undefined where a subscriber of the newest version gets what that version means. */
export function refusalOf(message: MessageDescriptor, { payload, ...form }: PublishedPayload): string | undefined {
  const origin = { ...form, topic: message.topic, source: '', instance: '', descriptor: undefined };
  const envelope = new Envelope(origin, 'id', 0, payload, undefined, 1, NEVER, undefined, NOBODY);
  const reader = new VersionReader(message, () => message);
  const refused = reader.refusal(envelope);
  if (refused !== undefined) return String(refused.error);
  const read = reader.read(envelope);
  if (!(read instanceof Envelope)) return String(read.error);
  const accepted = read.version === message.version && message.accepts?.(read.payload) === true;
  return accepted ? undefined : JSON.stringify(message.explain(read.payload));
}

/** The Protocol Buffers types of a message's versions. */
import type { MessageContract, VersionContract } from '../model.ts';
import { protoVersion } from './build.ts';
import type { ProtoVersion } from './schema.ts';

/** `RawEventV1`: a message of its own for each version. */
export function protoVersionOf({ name }: Pick<MessageContract, 'name'>, version: VersionContract): ProtoVersion {
  const { revisions = [], shape, doc, deprecated } = version;
  const facts = { name: `${name}V${version.version}`, doc, deprecated: deprecated !== undefined };
  return protoVersion(facts, [...revisions, shape]);
}

/**
 * Paths of what a revision that was published has in another form: what it wrote there can no longer be read, though the
 * JSON of both may be the same. Empty for the payload as a whole.
 */
export function changedForms(message: Pick<MessageContract, 'name'>, version: VersionContract): string[] {
  if ((version.revisions ?? []).length === 0) return [];
  return [...new Set(protoVersionOf(message, version).changed.map((path) => path.join('.')))];
}

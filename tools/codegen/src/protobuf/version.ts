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

/** What was published: the model of every revision of every version, with the place of each field on the wire. */
import { canonicalJson } from './canonical.ts';
import { textOf } from './files.ts';
import {
  type Contract,
  type FieldModel,
  innerTypes,
  isScalar,
  type MessageContract,
  type Shape,
  type TypeModel,
  type VersionContract,
} from './model.ts';
import { byName } from './names.ts';

/** Names of an object's fields, at the index that is their ordinal; what was removed keeps its place. By path of the object. */
export type Ordinals = Readonly<Record<string, readonly string[]>>;

export interface LockedRevision {
  readonly fingerprint: string;
  readonly ordinals: Ordinals;
  readonly shape: Shape;
}

export interface LockedVersion {
  /** First published first, never empty. */
  readonly revisions: readonly LockedRevision[];
  readonly key?: string;
  readonly channel?: string;
}

export interface LockedMessage {
  readonly topic: string;
  /** By number. */
  readonly versions: Readonly<Record<string, LockedVersion>>;
}

export interface Lock {
  readonly format: 1;
  /** By name. */
  readonly messages: Readonly<Record<string, LockedMessage>>;
}

export const lockFile = 'contracts.lock.json';
const empty: Lock = { format: 1, messages: {} };

/** The lock of a workspace; an empty one where nothing was published yet. */
export async function readLock(file: string): Promise<Lock> {
  const text = await textOf(file);
  return text === undefined ? empty : (JSON.parse(text) as Lock);
}

/** Text of a lock: sorted, one revision a line, so that a new one is a line of a review. */
export function printLock(lock: Lock): string {
  const names = Object.keys(lock.messages).sort(byName);
  const messages = names.map((name) => {
    const { topic, versions } = lock.messages[name] ?? { topic: '', versions: {} };
    const printed = Object.entries(versions).map(([version, locked]) => printVersion(version, locked));
    return `    ${JSON.stringify(name)}: {\n      "topic": ${JSON.stringify(topic)},\n      "versions": {\n${printed.join(',\n')}\n      }\n    }`;
  });
  return `{\n  "format": 1,\n  "messages": {\n${messages.join(',\n')}\n  }\n}\n`;
}

function printVersion(version: string, { revisions, ...facts }: LockedVersion): string {
  const lines = revisions.map((revision) => `            ${canonicalJson(revision)}`);
  const more = Object.entries(facts).map(
    ([name, value]) => `          ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `        ${JSON.stringify(version)}: {\n${[...more, `          "revisions": [\n${lines.join(',\n')}\n          ]`].join(',\n')}\n        }`;
}

/** The revisions of a version that were published, oldest first. */
export function revisionsOf(
  lock: Lock,
  name: string,
  { version }: { readonly version: number },
): readonly LockedRevision[] {
  return lock.messages[name]?.versions[String(version)]?.revisions ?? [];
}

/** The lock with everything that a contract has beyond it. What is in the lock stays as it is. */
export function publish(contract: Contract, lock: Lock): Lock {
  const messages = { ...lock.messages };
  for (const message of contract.messages) messages[message.name] = publishMessage(message, lock);
  return { format: 1, messages };
}

function publishMessage(message: MessageContract, lock: Lock): LockedMessage {
  const versions: Record<string, LockedVersion> = { ...lock.messages[message.name]?.versions };
  for (const version of message.versions) {
    const known = revisionsOf(lock, message.name, version);
    const { key, carriage } = version;
    versions[String(version.version)] = {
      ...(key === undefined ? {} : { key }),
      ...(carriage.channel === undefined ? {} : { channel: carriage.channel }),
      revisions: known.some(({ fingerprint }) => fingerprint === version.fingerprint)
        ? known
        : [...known, revisionOf(version, known.at(-1)?.ordinals ?? {})],
    };
  }
  return { topic: message.topic, versions };
}

function revisionOf({ fingerprint, shape }: VersionContract, before: Ordinals): LockedRevision {
  const ordinals: Record<string, readonly string[]> = { ...before };
  placeFields(shape.type, '', ordinals);
  for (const name of Object.keys(shape.definitions).sort(byName)) {
    const type = shape.definitions[name];
    if (type !== undefined) placeFields(type, `#${name}`, ordinals);
  }
  return { fingerprint, ordinals, shape: withoutDocs(shape) };
}

/** New fields come behind those that have a place. */
function placeFields(type: TypeModel, path: string, ordinals: Record<string, readonly string[]>): void {
  if (isScalar(type)) return;
  if (type.kind === 'object') {
    const known = ordinals[path] ?? [];
    const names = type.fields.map(({ name }) => name);
    ordinals[path] = [...known, ...names.filter((name) => !known.includes(name))];
    for (const field of type.fields)
      placeFields(field.type, path === '' ? field.name : `${path}.${field.name}`, ordinals);
    return;
  }
  if (type.kind === 'tagged') {
    for (const { values, type: member } of type.members)
      placeFields(member, `${path}<${type.tag}=${String(values[0])}>`, ordinals);
    return;
  }
  const step = { array: '[]', record: '{}', nullable: '' };
  for (const [index, inner] of innerTypes(type).entries())
    placeFields(inner, `${path}${type.kind in step ? step[type.kind as keyof typeof step] : `[${index}]`}`, ordinals);
}

/** Documents are no part of what was promised. */
function withoutDocs(shape: Shape): Shape {
  return JSON.parse(JSON.stringify(shape, (_name, value: unknown) => (isField(value) ? bare(value) : value))) as Shape;
}

function isField(value: unknown): value is FieldModel {
  return typeof value === 'object' && value !== null && 'name' in value && 'type' in value && 'optional' in value;
}

function bare({ doc: _doc, deprecated: _deprecated, ...field }: FieldModel): Omit<FieldModel, 'doc' | 'deprecated'> {
  return field;
}

/** The contract, whose versions know the fingerprints of their published revisions. */
export function withCompatible(contract: Contract, lock: Lock): Contract {
  const known = (name: string, version: VersionContract): VersionContract => {
    const others = revisionsOf(lock, name, version).map(({ fingerprint }) => fingerprint);
    const compatible = others.filter((fingerprint) => fingerprint !== version.fingerprint).sort(byName);
    return compatible.length === 0 ? version : { ...version, compatible };
  };
  const messages = contract.messages.map((message) => {
    const [first, ...later] = message.versions;
    return {
      ...message,
      versions: [known(message.name, first), ...later.map((version) => known(message.name, version))] as const,
    };
  });
  return { ...contract, messages };
}

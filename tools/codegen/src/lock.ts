/** What was published: the model of every revision of every version, with the place of each field on the wire. */
import { canonicalJson, hashOf } from './canonical.ts';
import {
  type Carriage,
  type Contract,
  type FieldModel,
  innerTypes,
  isScalar,
  type MessageContract,
  type ModuleContract,
  type Ordinals,
  type Revision,
  type Shape,
  type TypeModel,
  type VersionContract,
} from './model.ts';
import { byName } from './names.ts';

export interface LockedVersion {
  /** First published first, never empty. */
  readonly revisions: readonly Revision[];
  readonly key?: string;
  readonly channel?: Carriage['channel'];
  /** Absent until a release wrote it. */
  readonly release?: LockedRelease;
  /** There once a release was made without this version. */
  readonly gone?: true;
}

/** What the last release said of a version beside its key and channel. */
export interface LockedRelease {
  /** Of the revision that was its newest. */
  readonly fingerprint: string;
  readonly carriage: Omit<Carriage, 'channel'>;
  readonly reply?: string;
  /** Paths of fields, as in `VersionContract`. */
  readonly reserved: readonly string[];
  /** Hash of its documents. */
  readonly words: string;
  /** Hash of its upcaster and its downcaster; absent where it has neither. */
  readonly casts?: string;
}

/** What a module might do at the last release. */
export type Rights = Pick<ModuleContract, 'publishes' | 'subscribes' | 'requests' | 'serves'>;

export interface LockedMessage {
  readonly topic: string;
  /** By number. */
  readonly versions: Readonly<Record<string, LockedVersion>>;
}

export interface Lock {
  readonly format: 1;
  /** By name. */
  readonly messages: Readonly<Record<string, LockedMessage>>;
  /** By name. Absent until a release wrote it. */
  readonly modules?: Readonly<Record<string, Rights>>;
}

export const lockFile = 'contracts.lock.json';

/** Text of a lock: sorted, one revision a line, so that a new one is a line of a review. */
export function printLock(lock: Lock): string {
  const names = Object.keys(lock.messages).sort(byName);
  const messages = names.map((name) => {
    const { topic, versions } = lock.messages[name] ?? { topic: '', versions: {} };
    const printed = Object.entries(versions).map(([version, locked]) => printVersion(version, locked));
    return `    ${JSON.stringify(name)}: {\n      "topic": ${JSON.stringify(topic)},\n      "versions": {\n${printed.join(',\n')}\n      }\n    }`;
  });
  const modules = Object.entries(lock.modules ?? {}).sort(([left], [right]) => byName(left, right));
  const rights = modules.map(([name, module]) => `    ${JSON.stringify(name)}: ${canonicalJson(module)}`);
  const more = lock.modules === undefined ? '' : `,\n  "modules": {\n${rights.join(',\n')}\n  }`;
  return `{\n  "format": 1,\n  "messages": {\n${messages.join(',\n')}\n  }${more}\n}\n`;
}

function printVersion(version: string, { revisions, ...facts }: LockedVersion): string {
  const lines = revisions.map((revision) => `            ${canonicalJson(revision)}`);
  const more = Object.entries(facts).map(
    ([name, value]) => `          ${JSON.stringify(name)}: ${canonicalJson(value)}`,
  );
  return `        ${JSON.stringify(version)}: {\n${[...more, `          "revisions": [\n${lines.join(',\n')}\n          ]`].join(',\n')}\n        }`;
}

/** The revisions of a version that were published, oldest first. */
export function revisionsOf(lock: Lock, name: string, { version }: { readonly version: number }): readonly Revision[] {
  return lock.messages[name]?.versions[String(version)]?.revisions ?? [];
}

/** Numbers of the versions that the last release had. */
export function liveVersions(locked: LockedMessage | undefined): number[] {
  return Object.entries(locked?.versions ?? {})
    .filter(([, { gone }]) => gone !== true)
    .map(([version]) => Number(version));
}

/** The revision that the last release had as its newest. */
export function releasedRevision({ revisions, release }: LockedVersion): Revision | undefined {
  return revisions.find(({ fingerprint }) => fingerprint === release?.fingerprint) ?? revisions.at(-1);
}

/** The lock with everything that a contract has beyond it. No revision that is in the lock is changed. */
export function publish(contract: Contract, lock: Lock): Lock {
  const messages: Record<string, LockedMessage> = {};
  for (const [name, message] of Object.entries(lock.messages)) messages[name] = leave(message);
  for (const message of contract.messages) messages[message.name] = publishMessage(message, messages[message.name]);
  const modules = contract.modules.map(({ name, publishes, subscribes, requests, serves }): [string, Rights] => [
    name,
    { publishes, subscribes, requests, serves },
  ]);
  return { format: 1, messages, modules: Object.fromEntries(modules) };
}

/** A message without any version of the contract; those that are there are published over it. */
function leave({ topic, versions }: LockedMessage): LockedMessage {
  const gone = Object.entries(versions).map(([version, locked]): [string, LockedVersion] => [
    version,
    { ...locked, gone: true },
  ]);
  return { topic, versions: Object.fromEntries(gone) };
}

function publishMessage(message: MessageContract, locked: LockedMessage | undefined): LockedMessage {
  const versions: Record<string, LockedVersion> = { ...locked?.versions };
  for (const version of message.versions) {
    const known = versions[version.version]?.revisions ?? [];
    const { key, carriage } = version;
    versions[version.version] = {
      ...(key === undefined ? {} : { key }),
      ...(carriage.channel === undefined ? {} : { channel: carriage.channel }),
      release: releaseOf(version),
      revisions: withOwn(known, version),
    };
  }
  return { topic: message.topic, versions };
}

function releaseOf(version: VersionContract): LockedRelease {
  const { fingerprint, reply, reserved } = version;
  const { channel: _, ...carriage } = version.carriage;
  const casts = castsHash(version);
  return {
    fingerprint,
    carriage,
    ...(reply === undefined ? {} : { reply }),
    reserved,
    words: wordsOf(version),
    ...(casts === undefined ? {} : { casts }),
  };
}

/** Hash of the functions that lead from and to a version; undefined where there is none. */
export function castsHash({ upcast, downcast }: VersionContract): string | undefined {
  return upcast === undefined && downcast === undefined ? undefined : hashOf([upcast?.body, downcast?.body]);
}

/** Hash of everything about a version that people alone read. */
export function wordsOf({ doc, deprecated, examples, shape }: VersionContract): string {
  return hashOf({ doc, deprecated, examples, shape });
}

/** Revisions that were published, and a version behind them where it is none of them. */
export function withOwn(known: readonly Revision[], version: VersionContract): readonly Revision[] {
  if (known.some(({ fingerprint }) => fingerprint === version.fingerprint)) return known;
  return [...known, revisionOf(version, known.at(-1)?.ordinals ?? {})];
}

/** A version as a revision behind those that have given places to fields. */
function revisionOf({ fingerprint, shape }: VersionContract, before: Ordinals): Revision {
  return { fingerprint, ordinals: ordinalsOf(shape, before), shape: withoutDocs(shape) };
}

/** Places of the fields of a type, behind those that have one. */
export function ordinalsOf(shape: Shape, before: Ordinals): Ordinals {
  // without a prototype: fields may be called as what objects inherit
  const ordinals = Object.assign(Object.create(null) as Record<string, readonly string[]>, before);
  placeFields(shape.type, '', ordinals);
  for (const name of Object.keys(shape.definitions).sort(byName)) {
    const type = shape.definitions[name];
    if (type !== undefined) placeFields(type, `#${name}`, ordinals);
  }
  return ordinals;
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
export function withoutDocs(shape: Shape): Shape {
  return JSON.parse(JSON.stringify(shape, (_name, value: unknown) => (isField(value) ? bare(value) : value))) as Shape;
}

function isField(value: unknown): value is FieldModel {
  return typeof value === 'object' && value !== null && 'name' in value && 'type' in value && 'optional' in value;
}

function bare({ doc: _doc, deprecated: _deprecated, ...field }: FieldModel): Omit<FieldModel, 'doc' | 'deprecated'> {
  return field;
}

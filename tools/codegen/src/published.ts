/** What a contract knows of its published past, and how fields are named there. */
import {
  type Lock,
  type LockedMessage,
  type LockedVersion,
  liveVersions,
  ordinalsOf,
  releasedRevision,
  withOwn,
} from './lock.ts';
import type { Contract, MessageContract, ModuleContract, Ordinals, Shape, VersionContract } from './model.ts';
import { byName } from './names.ts';
import type { Workspace } from './read.ts';

/** A workspace that keeps all rules. */
export interface Known {
  readonly workspace: Workspace;
  readonly contract: Contract;
  /** What was published before. */
  readonly lock: Lock;
}

/**
 * The contract, whose versions know what of them was published: their revisions, the fingerprints of the others, and the
 * names of fields that a revision had and that were removed.
 */
export function withPublished(contract: Contract, lock: Lock): Contract {
  const messages = contract.messages.map((message) => {
    const known = (version: VersionContract): VersionContract =>
      publishedOf(version, lock.messages[message.name]?.versions[version.version]);
    const [first, ...later] = message.versions;
    return { ...message, versions: [known(first), ...later.map(known)] as const };
  });
  return { ...contract, messages };
}

/** The contract as the last release had it, without what a lock leaves out: words, examples and casts. */
export function releasedContract(lock: Lock): Contract {
  const messages = Object.entries(lock.messages).flatMap(([name, locked]) => releasedMessage(name, locked) ?? []);
  const modules = Object.entries(lock.modules ?? {}).map(
    ([name, rights]): ModuleContract => ({ name, owner: '', doc: '', source: '', dependsOn: [], ...rights }),
  );
  return withPublished({ scope: '', messages, modules }, lock);
}

function releasedMessage(name: string, locked: LockedMessage): MessageContract | undefined {
  const [first, ...later] = liveVersions(locked)
    .sort((left, right) => left - right)
    .flatMap((number) => {
      const version = locked.versions[number];
      return (version && releasedVersion(number, version)) ?? [];
    });
  return first && { name, owner: '', topic: locked.topic, versions: [first, ...later] };
}

function releasedVersion(version: number, locked: LockedVersion): VersionContract | undefined {
  const last = releasedRevision(locked);
  if (last === undefined) return undefined;
  const { key, channel, release } = locked;
  return {
    version,
    source: '',
    doc: '',
    examples: [],
    shape: last.shape,
    fingerprint: last.fingerprint,
    carriage: { ...release?.carriage, ...(channel === undefined ? {} : { channel }) },
    ...(key === undefined ? {} : { key }),
    ...(release?.reply === undefined ? {} : { reply: release.reply }),
    reserved: release?.reserved ?? [],
  };
}

function publishedOf(version: VersionContract, locked: LockedVersion | undefined): VersionContract {
  if (locked === undefined) return version;
  const others = locked.revisions.map(({ fingerprint }) => fingerprint);
  const compatible = others.filter((fingerprint) => fingerprint !== version.fingerprint).sort(byName);
  const reserved = [...new Set([...version.reserved, ...removedNames(version, locked)])].sort(byName);
  const revisions = locked.revisions.map((revision) => revision.shape);
  const history = withOwn(locked.revisions, version);
  return { ...version, reserved, revisions, history, ...(compatible.length === 0 ? {} : { compatible }) };
}

/**
 * Fields that some revision had, and that the last release or this one does not. Members of a plain union and of a tuple
 * are known by their place alone, which moves: their fields are left out.
 */
function removedNames({ shape }: VersionContract, locked: LockedVersion): string[] {
  const last = releasedRevision(locked);
  if (last === undefined) return [];
  const [now, then] = [fieldPaths(shape), fieldPaths(last.shape)];
  const once = pathsIn(locked.revisions.at(-1)?.ordinals ?? {}).filter((path) => !/\[\d+\]/.test(path));
  const removed = once.filter((path) => !now.has(path) || !then.has(path));
  const below = (path: string): boolean =>
    removed.some((outer) => path.startsWith(outer) && /^[.[{<]/.test(path.slice(outer.length)));
  return [...(locked.release?.reserved ?? []), ...removed.filter((path) => !below(path))];
}

/** Path of every field, as `user.tags[].name`; `#Node.next` inside a type that contains itself. */
export function fieldPaths(shape: Shape): ReadonlySet<string> {
  return new Set(pathsIn(ordinalsOf(shape, {})));
}

function pathsIn(ordinals: Ordinals): string[] {
  return Object.entries(ordinals).flatMap(([path, names]) =>
    names.map((name) => (path === '' ? name : `${path}.${name}`)),
  );
}

/** The names on a path, outermost first. */
export function stepsOf(path: string): string[] {
  return path.split(/[^\w-]+/).filter((step) => step !== '');
}

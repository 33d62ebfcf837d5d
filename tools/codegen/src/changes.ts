/** What a contract has that the last release had not, and how far it moves whom. */
import type { Bump, ContractChanges, MessageFinding } from './changeset.ts';
import { rightsFindings } from './changeset.ts';
import { compareMessages, compareShapes } from './compare/compare.ts';
import type { Finding } from './compare/finding.ts';
import {
  castsHash,
  type Lock,
  type LockedVersion,
  liveVersions,
  releasedRevision,
  withoutDocs,
  wordsOf,
} from './lock.ts';
import type { Contract, MessageContract, VersionContract } from './model.ts';
import { shown } from './rules-lock.ts';

/** All that changed since the lock was written. */
export function contractChanges(contract: Contract, lock: Lock): ContractChanges {
  const rights = Object.entries(lock.modules ?? {}).map(([name, module]) => ({ name, ...module }));
  return {
    messages: contract.messages.flatMap((message) => messageFindings(message, lock)),
    modules: rightsFindings(rights, contract),
  };
}

function messageFindings(message: MessageContract, lock: Lock): MessageFinding[] {
  const locked = lock.messages[message.name];
  const before = new Set(liveVersions(locked));
  const found = message.versions.flatMap((version): MessageFinding[] => {
    const known = before.delete(version.version) ? locked?.versions[version.version] : undefined;
    if (known === undefined) return [whole(message, version.version, 'is new')];
    return versionFindings({ message, version, known, topic: locked?.topic ?? message.topic });
  });
  return [...found, ...[...before].map((version) => whole(message, version, 'is gone'))];
}

function whole({ name }: MessageContract, version: number, text: 'is new' | 'is gone'): MessageFinding {
  const bump = text === 'is new' ? 'minor' : 'major';
  return { message: name, text: `version ${version} ${text}`, publisher: bump, subscriber: bump };
}

interface Pair {
  readonly message: MessageContract;
  readonly version: VersionContract;
  readonly known: LockedVersion;
  /** As it was. */
  readonly topic: string;
}

function versionFindings(pair: Pair): MessageFinding[] {
  const { message, version, known } = pair;
  const findings: MessageFinding[] = [...sinceRelease(pair), ...sinceEarlier(pair)].map((finding) => ({
    message: message.name,
    text: textOf(finding, message, version),
    publisher: finding.publisher,
    subscriber: finding.subscriber,
  }));
  const { words, casts } = known.release ?? {};
  const simple = (what: string, bump: Bump): MessageFinding => ({
    message: message.name,
    text: `version ${version.version}: its ${what} changed`,
    publisher: bump,
    subscriber: bump,
  });
  // The first cast comes with the version that it leads to, which is a finding of its own.
  if (casts !== undefined && casts !== castsHash(version)) findings.push(simple('upcaster or downcaster', 'minor'));
  if (findings.length === 0 && words !== undefined && words !== wordsOf(version))
    findings.push(simple('documents', 'patch'));
  return findings;
}

function textOf(finding: Finding, { name }: MessageContract, { version }: VersionContract): string {
  const { path, message, category, rule } = finding;
  const at = path === '' ? '' : `, ${path}`;
  return `version ${version}${at}: ${message} (${category}, ${rule})${shown(finding, name)}`;
}

/** The lock reserves the names of removed fields itself. */
const implied = 'removed-name-not-reserved';

function sinceRelease({ message: { name, topic }, version, known, topic: before }: Pair): readonly Finding[] {
  const last = releasedRevision(known);
  if (last === undefined) return [];
  const { key: _key, reply: _reply, ...rest } = version;
  const { channel, key, release } = known;
  const { channel: _, ...carriage } = version.carriage;
  const reply = release === undefined ? version.reply : release.reply;
  const old: VersionContract = {
    ...rest,
    shape: last.shape,
    carriage: { ...(release?.carriage ?? carriage), ...(channel === undefined ? {} : { channel }) },
    ...(key === undefined ? {} : { key }),
    ...(reply === undefined ? {} : { reply }),
  };
  const next = { ...version, shape: withoutDocs(version.shape) };
  const { findings } = compareMessages({ name, topic: before, version: old }, { name, topic, version: next });
  return findings.filter(({ rule }) => rule !== implied);
}

/** Breaks towards revisions before the last one, as far as the last one did not have them already. */
function sinceEarlier({ message: { name }, version, known }: Pair): readonly Finding[] {
  const last = releasedRevision(known);
  if (last === undefined || last.fingerprint === version.fingerprint) return [];
  const subject = `${name}@${version.version}`;
  const all = known.revisions.flatMap((revision) => {
    if (revision === last) return [];
    const old = new Set(
      compareShapes(revision.shape, last.shape, { subject }).findings.map(({ fingerprint }) => fingerprint),
    );
    const { findings } = compareShapes(revision.shape, version.shape, { subject });
    return findings.filter(({ category, fingerprint }) => isBreak(category) && !old.has(fingerprint));
  });
  const direct = new Set(
    compareShapes(last.shape, version.shape, { subject }).findings.map(({ rule, path }) => `${rule} ${path}`),
  );
  return all.filter(({ rule, path }) => !direct.has(`${rule} ${path}`));
}

function isBreak(category: Finding['category']): boolean {
  return category === 'BACKWARD' || category === 'FORWARD';
}

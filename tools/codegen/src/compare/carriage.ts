/** What two revisions of a message say beside the payload: where and how it travels, names that are taken, words. */
import { canonicalJson } from '../canonical.ts';
import type { Carriage, MessageContract, TypeModel, VersionContract } from '../model.ts';
import { type Finding, type FindingParts, findingOf } from './finding.ts';

/** One version of a message as it was at one time. */
export interface Revision extends Pick<MessageContract, 'name' | 'topic'> {
  readonly version: VersionContract;
}

/** Findings on everything but the payload's type. */
export function carriageFindings(
  old: Revision,
  next: Revision,
  { subject }: { readonly subject: string },
): readonly Finding[] {
  const parts = [
    ...contractParts(old, next),
    ...carriageParts(old.version.carriage, next.version.carriage),
    ...reservedParts(old.version, next.version),
    ...wordParts(old.version, next.version),
  ];
  return parts.map((part) => findingOf({ subject, path: '', ...part }));
}

type Part = Omit<FindingParts, 'subject' | 'path'> & { readonly path?: string };

function difference(rule: string, before: unknown, after: unknown): Omit<Part, 'category'> | undefined {
  if (canonicalJson(before) === canonicalJson(after)) return undefined;
  const words = (value: unknown): string => (value === undefined ? 'the default' : canonicalJson(value));
  return {
    rule: `${rule}-changed`,
    message: `the ${rule} ${words(before)} became ${words(after)}`,
    stamp: [words(before), words(after)],
  };
}

function contractParts(old: Revision, next: Revision): Part[] {
  const parts = [
    difference('topic', old.topic, next.topic),
    difference('key', old.version.key, next.version.key),
    difference('channel', old.version.carriage.channel, next.version.carriage.channel),
    difference('reply', old.version.reply, next.version.reply),
  ];
  return parts.filter((part) => part !== undefined).map((part) => ({ ...part, category: 'CONTRACT' }));
}

const guarantees = ['at-most-once', 'at-least-once', 'exactly-once'] as const;
const carriageNames = ['priority', 'retry', 'expiresMs', 'partitions', 'retention', 'persist', 'sensitive'] as const;

function carriageParts(old: Carriage, next: Carriage): Part[] {
  const rest = carriageNames
    .map((name) => difference(name, old[name], next[name]))
    .filter((part) => part !== undefined);
  const guarantee = difference('guarantee', old.guarantee, next.guarantee);
  const rank = ({ guarantee: name }: Carriage): number => (name === undefined ? -1 : guarantees.indexOf(name));
  const weaker = rank(next) < rank(old) || rank(old) === -1;
  const parts: Part[] = rest.map((part) => ({ ...part, category: 'SEMANTIC' }));
  if (guarantee === undefined) return parts;
  // Only a subscriber relies on a guarantee; which one a default means is decided by the channel.
  return [
    weaker ? { ...guarantee, category: 'CONTRACT', publisher: 'minor' } : { ...guarantee, category: 'SEMANTIC' },
    ...parts,
  ];
}

function reservedParts(old: VersionContract, next: VersionContract): Part[] {
  const [before, after] = [namesOf(old), namesOf(next)];
  const reused = after
    .filter((name) => old.reserved.includes(name))
    .map((name) => partOf('reserved-name-used', name, 'had another meaning before'));
  const removed = before
    .filter((name) => !after.includes(name) && !next.reserved.includes(name))
    .map((name) => partOf('removed-name-not-reserved', name, 'was removed and must be reserved'));
  const dropped = old.reserved
    .filter((name) => !next.reserved.includes(name) && !after.includes(name))
    .map((name) => partOf('reservation-dropped', name, 'is no longer reserved'));
  return [...reused, ...removed, ...dropped];
}

function partOf(rule: string, name: string, words: string): Part {
  return { rule, path: name, category: 'CONTRACT', message: `the name "${name}" ${words}`, stamp: name };
}

/** Names of the payload's own fields. */
function namesOf({ shape }: VersionContract): readonly string[] {
  const objects: readonly TypeModel[] =
    shape.type.kind === 'tagged' ? shape.type.members.map(({ type }) => type) : [shape.type];
  return [...new Set(objects.flatMap((type) => (type.kind === 'object' ? type.fields.map(({ name }) => name) : [])))];
}

function wordParts(old: VersionContract, next: VersionContract): Part[] {
  const parts = [
    difference('doc', old.doc, next.doc),
    difference('deprecation', old.deprecated, next.deprecated),
    difference('examples', old.examples, next.examples),
  ];
  return parts
    .filter((part) => part !== undefined)
    .map((part) => ({ ...part, category: 'DOC', message: part.message.slice(0, 200) }));
}

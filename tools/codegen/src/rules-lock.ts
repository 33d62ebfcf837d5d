/** What was published keeps its meaning: every version is held against every locked revision of it. */
import { compareShapes } from './compare/compare.ts';
import type { Category, Finding } from './compare/finding.ts';
import { type Lock, liveVersions, lockFile, revisionsOf } from './lock.ts';
import type { Contract, MessageContract, Shape, VersionContract } from './model.ts';
import { Findings, type Problem } from './problem.ts';
import { changedForms } from './protobuf/version.ts';
import { stepsOf } from './published.ts';
import type { Workspace } from './read.ts';
import type { Definitions } from './rules-exports.ts';

/** A break that is wanted. It is reported again from the day `until` on. */
export interface Acknowledged {
  readonly message: string;
  readonly version: number;
  /** Path of the field, as the finding names it; `topic`, `key`, `channel`, `reply` or `version` for those. */
  readonly path: string;
  readonly reason: string;
  /** ISO date. */
  readonly until: string;
}

export interface Published {
  readonly lock: Lock;
  readonly acknowledged: readonly Acknowledged[];
  /** ISO date of today. */
  readonly today: string;
  /** Takes what is wrong. */
  readonly problems: Problem[];
}

/** Adds a problem for everything published that would mean something else, or be gone. */
export function inspectLock({ workspace, contract }: Definitions, published: Published): void {
  const { problems } = published;
  for (const message of contract.messages) {
    const checker = new VersionChecker(message, published, (version, path) =>
      findingsAt(workspace, { message, version, path }, problems),
    );
    for (const version of message.versions) checker.version(version);
    checker.removed();
  }
  inspectGone(contract, published);
  inspectAcknowledged(published);
}

const breaking: ReadonlySet<Category> = new Set<Category>(['BACKWARD', 'FORWARD', 'DATA_LOSS']);

type Report = (version: number, path: readonly string[]) => Findings;

class VersionChecker {
  readonly #message: MessageContract;
  readonly #published: Published;
  readonly #report: Report;

  constructor(message: MessageContract, published: Published, report: Report) {
    this.#message = message;
    this.#published = published;
    this.#report = report;
  }

  version(version: VersionContract): void {
    const { name } = this.#message;
    let broken = false;
    for (const [index, { shape }] of revisionsOf(this.#published.lock, name, version).entries())
      broken = this.#revision(version, { shape, number: index + 1 }) || broken;
    if (!broken) for (const path of changedForms(this.#message, version)) this.#form(version, path);
    const locked = this.#published.lock.messages[name];
    const facts = locked?.versions[String(version.version)];
    if (locked === undefined || facts === undefined) return;
    this.#fact(version, 'topic', [locked.topic, this.#message.topic]);
    this.#fact(version, 'key', [facts.key, version.key]);
    this.#fact(version, 'channel', [facts.channel, version.carriage.channel]);
    if (facts.release !== undefined) this.#fact(version, 'reply', [facts.release.reply, version.reply]);
  }

  /** Versions that were published and are no longer there. */
  removed(): void {
    const { name, versions } = this.#message;
    for (const version of liveVersions(this.#published.lock.messages[name])) {
      if (
        versions.some((each) => each.version === version) ||
        isAcknowledged(this.#published, { name, version }, 'version')
      )
        continue;
      const newest = versions.at(-1)?.version ?? version;
      this.#report(newest, ['version']).add(
        `version ${version} of ${name} was published and is gone`,
        `Bring its file back, or acknowledge it at the path "version" in acknowledged.json.`,
      );
    }
  }

  /** Whether something breaks, be it acknowledged. */
  #revision({ version, shape }: VersionContract, locked: { readonly shape: Shape; readonly number: number }): boolean {
    const { name } = this.#message;
    const { findings } = compareShapes(locked.shape, shape, { subject: `${name}@${version}` });
    const breaks = findings.filter(({ category }) => breaking.has(category));
    for (const finding of breaks) {
      if (isAcknowledged(this.#published, { name, version }, finding.path)) continue;
      this.#report(version, ['schema', ...stepsOf(finding.path)]).add(
        `revision ${locked.number} of ${name} version ${version} is published and breaks (${finding.category}, ${finding.rule}): ${finding.message}${shown(finding, name)}`,
        `Undo it, or run "myelin bump ${name}" and change version ${version + 1}.`,
      );
    }
    return breaks.length > 0;
  }

  /** JSON would not notice it. Paths in `acknowledged.json` may be written as findings write them. */
  #form({ version }: VersionContract, path: string): void {
    const { name } = this.#message;
    const same = this.#published.acknowledged.filter((entry) => stepsOf(entry.path).join('.') === path);
    if (same.some((entry) => isAcknowledged(this.#published, { name, version }, entry.path))) return;
    this.#report(version, ['schema', ...stepsOf(path)]).add(
      `${path === '' ? 'the payload' : path} of ${name} version ${version} is published with another form in Protocol Buffers`,
      `Undo it, run "myelin bump ${name}", or acknowledge it at the path "${path}" in acknowledged.json: what was written before can then not be read there.`,
    );
  }

  #fact(
    { version }: VersionContract,
    path: string,
    [before, after]: readonly [string | undefined, string | undefined],
  ): void {
    const { name } = this.#message;
    if (before === after || isAcknowledged(this.#published, { name, version }, path)) return;
    this.#report(version, [path]).add(
      `the ${path} of ${name} version ${version} was published as ${before ?? 'none'} and is ${after ?? 'none'}`,
      'Undo it, or acknowledge it in acknowledged.json with its reason.',
    );
  }
}

/** Messages that were published and are no longer there. */
function inspectGone({ messages }: Contract, published: Published): void {
  const names = new Set(messages.map(({ name }) => name));
  for (const [name, locked] of Object.entries(published.lock.messages)) {
    const lost = names.has(name)
      ? []
      : liveVersions(locked).filter((version) => !isAcknowledged(published, { name, version }, 'version'));
    if (lost.length > 0)
      new Findings(published.problems, { file: lockFile, path: [] }).add(
        `${name} was published in version ${lost.join(', ')} and is gone`,
        'Bring it back, or acknowledge each version at the path "version" in acknowledged.json.',
      );
  }
}

function isAcknowledged(
  { acknowledged, today }: Published,
  { name, version }: { readonly name: string; readonly version: number },
  path: string,
): boolean {
  return acknowledged.some(
    (entry) => entry.message === name && entry.version === version && entry.path === path && today < entry.until,
  );
}

const witnessLengthMax = 300;

/** The message that shows a break, or why none could be found: what follows the finding's own sentence. */
export function shown({ category, witness, undecided }: Finding, name: string): string {
  if (undecided !== undefined) return `. It is not decided, and so counts as a break: ${undecided}`;
  if (witness?.payload === undefined) return '';
  const [writer, reader] =
    category === 'FORWARD' ? ['The new SDK', 'a published one'] : ['A published SDK', 'the new one'];
  const text = JSON.stringify(witness.payload);
  const payload = text.length > witnessLengthMax ? `${text.slice(0, witnessLengthMax)}…` : text;
  const at = witness.refusedAt === '' ? '' : ` at ${witness.refusedAt}`;
  return `. ${writer} writes ${payload} as ${name}, which ${reader} refuses${at}`;
}

interface Where {
  readonly message: MessageContract;
  readonly version: number;
  readonly path: readonly string[];
}

function findingsAt(workspace: Workspace, { message, version, path }: Where, problems: Problem[]): Findings {
  const source = workspace.messages.find(
    ({ definition }) => definition.name === message.name && definition.version === version,
  );
  return new Findings(problems, { file: source?.file ?? '', exportName: source?.exportName ?? '', path });
}

function inspectAcknowledged({ acknowledged, problems }: Published): void {
  for (const { message, path, reason, until } of acknowledged) {
    if (reason.trim() !== '' && /^\d{4}-\d{2}-\d{2}$/.test(until) && !Number.isNaN(Date.parse(until))) continue;
    new Findings(problems, { file: 'acknowledged.json', path: [] }).add(
      `the entry for ${message} ${path} has no reason or no date`,
      'Write why, and until when, as 2026-12-31.',
    );
  }
}

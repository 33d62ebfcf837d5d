/** From differences between contracts to how far each SDK's version moves, and the note that says so. Nothing is read or written here. */
import type { Rights } from './lock.ts';
import type { Contract, ModuleContract } from './model.ts';
import { markdown } from './text.ts';

/** How far a version moves, least first. */
export type Bump = 'none' | 'patch' | 'minor' | 'major';

/** One difference of a message, and what follows for each side of it. */
export interface MessageFinding {
  /** PascalCase, as in the contract. */
  readonly message: string;
  /** A sentence: version, path, what changed. */
  readonly text: string;
  readonly publisher: Bump;
  readonly subscriber: Bump;
}

/** One difference that one module alone feels. */
export interface ModuleFinding {
  /** kebab-case, as in the contract. */
  readonly module: string;
  readonly text: string;
  readonly bump: Bump;
}

/** All that changed since the last release. */
export interface ContractChanges {
  readonly messages: readonly MessageFinding[];
  readonly modules: readonly ModuleFinding[];
}

/** How far each package moves; one that does not is not listed. Sorted by name. */
export type Bumps = ReadonlyMap<string, Bump>;

const order: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

function higher(left: Bump, right: Bump): Bump {
  return order.indexOf(left) >= order.indexOf(right) ? left : right;
}

/**
 * The highest bump that any finding asks of each SDK. Who writes a message takes the publisher's bump: its publishers and
 * requesters, and for a reply those that serve. Who reads it takes the subscriber's: subscribers and servers, and for a
 * reply those that request. A module that does both takes the higher. Modules that are gone have no SDK to move.
 */
export function sdkBumps({ messages, modules }: ContractChanges, contract: Contract): Bumps {
  const bumps = new Map<string, Bump>(contract.modules.map(({ name }) => [name, 'none']));
  const raise = (module: string, bump: Bump): void => {
    const before = bumps.get(module);
    if (before !== undefined) bumps.set(module, higher(before, bump));
  };
  for (const { message, publisher, subscriber } of messages) {
    const asking = asksFor(message, contract);
    for (const module of contract.modules) {
      if (writes(module, message, asking)) raise(module.name, publisher);
      if (reads(module, message, asking)) raise(module.name, subscriber);
    }
  }
  for (const { module, bump } of modules) raise(module, bump);
  const moved = [...bumps].filter(([, bump]) => bump !== 'none').sort(([left], [right]) => (left < right ? -1 : 1));
  return new Map(moved.map(([name, bump]) => [`${contract.scope}/${name}`, bump]));
}

/** Messages that this one answers. */
function asksFor(reply: string, { messages }: Contract): ReadonlySet<string> {
  const asking = messages.filter(({ versions }) => versions.some((version) => version.reply === reply));
  return new Set(asking.map(({ name }) => name));
}

function writes(
  { publishes, requests, serves }: ModuleContract,
  message: string,
  asking: ReadonlySet<string>,
): boolean {
  return publishes.includes(message) || requests.includes(message) || serves.some((name) => asking.has(name));
}

function reads(
  { subscribes, requests, serves }: ModuleContract,
  message: string,
  asking: ReadonlySet<string>,
): boolean {
  return subscribes.includes(message) || serves.includes(message) || requests.some((name) => asking.has(name));
}

const rights = { publishes: 'publish', subscribes: 'subscribe to', requests: 'request', serves: 'serve' } as const;

interface NamedRights extends Rights {
  readonly name: string;
}

/** What modules may do now and could not before, and the reverse: a right that is lost breaks whoever used it. */
export function rightsFindings(before: readonly NamedRights[], { modules }: Contract): ModuleFinding[] {
  const known = new Map(before.map((module) => [module.name, module]));
  return modules.flatMap((module): ModuleFinding[] => {
    const old = known.get(module.name);
    return old === undefined ? [{ module: module.name, text: 'is new', bump: 'minor' }] : rightsOf(old, module);
  });
}

function rightsOf(old: NamedRights, now: ModuleContract): ModuleFinding[] {
  return (['publishes', 'subscribes', 'requests', 'serves'] as const).flatMap((right): ModuleFinding[] => {
    const lost = old[right].filter((name) => !now[right].includes(name));
    const won = now[right].filter((name) => !old[right].includes(name));
    return [
      ...lost.map((name) => ({
        module: now.name,
        text: `may no longer ${rights[right]} ${name}`,
        bump: 'major' as const,
      })),
      ...won.map((name) => ({ module: now.name, text: `may ${rights[right]} ${name}`, bump: 'minor' as const })),
    ];
  });
}

/**
 * The text of the changeset: bumps in front, findings below. The same changes give the same text, whatever their order.
 * Undefined where no SDK moves.
 */
export function changesetText(changes: ContractChanges, contract: Contract): string | undefined {
  const bumps = sdkBumps(changes, contract);
  if (bumps.size === 0) return undefined;
  const front = [...bumps].map(([name, bump]) => `${JSON.stringify(name)}: ${bump}`);
  const lines = [...changes.messages.map(messageLine), ...changes.modules.map(moduleLine)];
  return ['---', ...front, '---', '', 'The contracts changed.', '', ...[...new Set(lines)].sort(), ''].join('\n');
}

function messageLine({ message, text, publisher, subscriber }: MessageFinding): string {
  return `- \`${message}\`: ${markdown(text)} (${publisher} for who publishes, ${subscriber} for who subscribes)`;
}

function moduleLine({ module, text, bump }: ModuleFinding): string {
  return `- module \`${module}\`: ${markdown(text)} (${bump})`;
}

/** The bumps that the front of one changeset asks for; none where it has no front. */
export function bumpsIn(changeset: string): Bumps {
  const front = /^\s*---\r?\n([\s\S]*?\n)---\s/.exec(changeset)?.[1] ?? '';
  const entries = [...front.matchAll(/^\s*(["']?)([^"'\n]+)\1\s*:\s*["']?(none|patch|minor|major)["']?\s*$/gm)];
  return new Map(entries.map(([, , name = '', bump = 'none']) => [name.trim(), bump as Bump]));
}

/** Packages that the changesets together move less far than the contracts demand, one sentence each, sorted. */
export function shortfalls(demanded: Bumps, changesets: readonly string[]): string[] {
  const given = new Map<string, Bump>();
  for (const [name, bump] of changesets.flatMap((text) => [...bumpsIn(text)]))
    given.set(name, higher(given.get(name) ?? 'none', bump));
  return [...demanded]
    .filter(([name, bump]) => higher(given.get(name) ?? 'none', bump) !== (given.get(name) ?? 'none'))
    .map(([name, bump]) => `${name} needs a ${bump} bump, and its changesets say ${given.get(name) ?? 'none'}`)
    .sort();
}

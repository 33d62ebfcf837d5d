/** Compares two whole contracts: every message by name and version, and the rights of every module. */
import type { Contract, MessageContract, ModuleContract } from '../model.ts';
import { compareMessages } from './compare.ts';
import { type Comparison, type Finding, type FindingParts, findingOf, type Verdict } from './finding.ts';

/** Findings on all messages and modules, in the order of their names; versions that both have are compared. */
export function compareContracts(old: Contract, next: Contract): Comparison {
  const messages = pairs(old.messages, next.messages).map(({ before, after }) => messageComparison(before, after));
  const modules = pairs(old.modules, next.modules).flatMap(({ before, after }) => moduleFindings(before, after));
  return joined([...messages, { backward: 'yes', forward: 'yes', findings: modules }]);
}

/** Compares the versions that both have, and says which came and which went. */
export function compareVersions(old: MessageContract, next: MessageContract): Comparison {
  const key = (message: MessageContract): Map<number, MessageContract['versions'][number]> =>
    new Map(message.versions.map((version) => [version.version, version]));
  const [before, after] = [key(old), key(next)];
  const both = [...before].flatMap(([number, version]) => {
    const other = after.get(number);
    return other === undefined ? [] : [compareMessages({ ...old, version }, { ...next, version: other })];
  });
  const gone = [...before.keys()]
    .filter((number) => !after.has(number))
    .map((number) => went('version', `${old.name}@${number}`));
  const here = [...after.keys()]
    .filter((number) => !before.has(number))
    .map((number) => came('version', `${next.name}@${number}`));
  return joined([...both, { backward: 'yes', forward: 'yes', findings: [...gone, ...here] }]);
}

function messageComparison(old: MessageContract | undefined, next: MessageContract | undefined): Comparison {
  if (old !== undefined && next !== undefined) return compareVersions(old, next);
  const findings =
    old === undefined ? (next === undefined ? [] : [came('message', next.name)]) : [went('message', old.name)];
  return { backward: 'yes', forward: 'yes', findings };
}

function came(what: string, subject: string): Finding {
  return findingOf({
    rule: `${what}-added`,
    subject,
    path: '',
    category: 'COMPATIBLE',
    message: `the ${what} is new`,
    stamp: '',
  });
}

function went(what: string, subject: string): Finding {
  return findingOf({
    rule: `${what}-removed`,
    subject,
    path: '',
    category: 'CONTRACT',
    message: `the ${what} was removed`,
    stamp: '',
  });
}

/** Who publishes loses a right to publish, to request; who subscribes one to subscribe, to serve. */
const rights = {
  publishes: 'publisher',
  requests: 'publisher',
  subscribes: 'subscriber',
  serves: 'subscriber',
} as const;

function moduleFindings(old: ModuleContract | undefined, next: ModuleContract | undefined): Finding[] {
  const subject = `module ${(next ?? old)?.name ?? ''}`;
  if (old === undefined) return [came('module', subject)];
  if (next === undefined) return [went('module', subject)];
  return (Object.keys(rights) as (keyof typeof rights)[]).flatMap((right) => {
    const lost = old[right].filter((name) => !next[right].includes(name));
    const won = next[right].filter((name) => !old[right].includes(name));
    return [
      ...lost.map((name) => rightLost({ subject, right, name })),
      ...won.map((name) => rightWon({ subject, right, name })),
    ];
  });
}

interface Right {
  readonly subject: string;
  readonly right: keyof typeof rights;
  readonly name: string;
}

function rightLost({ subject, right, name }: Right): Finding {
  const role = rights[right];
  const other = role === 'publisher' ? 'subscriber' : 'publisher';
  const parts: FindingParts = {
    rule: 'right-lost',
    subject,
    path: `${right}.${name}`,
    category: 'CONTRACT',
    message: `the module no longer ${right} ${name}`,
    stamp: name,
  };
  return findingOf({ ...parts, [role]: 'major', [other]: 'patch' });
}

function rightWon({ subject, right, name }: Right): Finding {
  return findingOf({
    rule: 'right-won',
    subject,
    path: `${right}.${name}`,
    category: 'COMPATIBLE',
    message: `the module ${right} ${name} now`,
    stamp: name,
  });
}

function joined(comparisons: readonly Comparison[]): Comparison {
  const worst = (verdicts: readonly Verdict[]): Verdict => {
    if (verdicts.includes('no')) return 'no';
    return verdicts.includes('undecided') ? 'undecided' : 'yes';
  };
  return {
    backward: worst(comparisons.map(({ backward }) => backward)),
    forward: worst(comparisons.map(({ forward }) => forward)),
    findings: comparisons.flatMap(({ findings }) => findings),
  };
}

function pairs<Item extends { readonly name: string }>(
  old: readonly Item[],
  next: readonly Item[],
): { before: Item | undefined; after: Item | undefined }[] {
  const [before, after] = [
    new Map(old.map((item) => [item.name, item])),
    new Map(next.map((item) => [item.name, item])),
  ];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.map((name) => ({ before: before.get(name), after: after.get(name) }));
}

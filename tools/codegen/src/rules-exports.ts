/** Names that generated files export must be free: of each other, of the language, and of what they import. */
import type { Contract, MessageContract, ModuleContract } from './model.ts';
import { camel, memberOf, pascal } from './names.ts';
import { Findings, type Problem } from './problem.ts';
import type { Workspace } from './read.ts';
import { fixtureNames } from './render/fixtures.ts';
import { messageExports } from './render/message.ts';
import { filesOf } from './render/module.ts';
import { testNames } from './render/testing.ts';

/** What was written, and what it was read as. */
export interface Definitions {
  readonly workspace: Workspace;
  readonly contract: Contract;
}

/** Members that every connection has itself. */
const connectionMembers: ReadonlySet<string> = new Set(
  'module instance ready drain close publish publishBatch subscribe subscribeToTopics topic'.split(' '),
);

/** Values and types that generated code uses by these names. */
const usedNames: ReadonlySet<string> = new Set(
  (
    'Array ArrayBuffer Error Issue JSON Number Object Promise ReadonlySet Readonly Record RegExp Set String URL Uint8Array ' +
    'Bus ConnectOptions MessageDescriptor ModuleConnection ModuleDescriptor Emits Publishes PublishesKeyed PublishesVersions KeyedPublishOptions Requests ' +
    'RequestsMany Serves Subscribes connectModule payload value path issues filled ' +
    'Examples MessageFixtures ModuleTest PublishedMessages TestBusOptions examplesOf testModule'
  ).split(' '),
);

const reservedWords: ReadonlySet<string> = new Set(
  (
    'arguments async await break case catch class const continue debugger default delete do else enum eval export extends false finally for from function get if implements import in ' +
    'instanceof interface let new null of package private protected public return set static super switch this throw true try type typeof undefined using var void while with yield'
  ).split(' '),
);

/** Adds a problem for every exported name that is taken. */
export function inspectExports({ workspace, contract }: Definitions, problems: Problem[]): void {
  const reportMessage = (name: string): Findings => {
    const source = workspace.messages.find(({ definition }) => definition.name === name);
    return new Findings(problems, { file: source?.file ?? '', exportName: source?.exportName ?? '', path: ['name'] });
  };
  for (const { name } of contract.messages) inspectMember(name, reportMessage(name));
  inspectTypes(contract.messages, reportMessage);
  const messages = new Map(contract.messages.map((message) => [message.name, message]));
  for (const module of contract.modules) {
    for (const name of filesOf(module, messages)) inspectModuleName(module, messages.get(name), reportMessage(name));
  }
}

function inspectMember(name: string, findings: Findings): void {
  const member = memberOf(name);
  if (connectionMembers.has(member))
    findings.add(`every SDK has a member "${member}" of its own`, 'Choose another name for the message.');
  if (reservedWords.has(member) || usedNames.has(member) || usedNames.has(name))
    findings.add(
      `the name "${name}" is taken by the language or by generated code`,
      'Choose another name for the message.',
    );
}

function inspectTypes(messages: readonly MessageContract[], report: (name: string) => Findings): void {
  const owners = new Map<string, string>();
  for (const message of messages) {
    const { types, descriptor } = messageExports(message);
    for (const name of [...types, descriptor, fixtureNames(message).name]) {
      const other = owners.get(name);
      if (other !== undefined && other !== message.name)
        report(message.name).add(
          `${message.name} and ${other} would both export "${name}"`,
          'Choose another name for one of them.',
        );
      owners.set(name, other ?? message.name);
    }
  }
}

function inspectModuleName(module: ModuleContract, message: MessageContract | undefined, findings: Findings): void {
  if (message === undefined) return;
  const { types, descriptor } = messageExports(message);
  const own = [
    pascal(module.name),
    `connect${pascal(module.name)}`,
    `${camel(module.name)}Module`,
    ...testNames(module).all,
  ];
  const taken = own.find((name) => name === descriptor || types.includes(name));
  if (taken !== undefined)
    findings.add(`the SDK of ${module.name} exports "${taken}" itself`, 'Choose another name for the message.');
}

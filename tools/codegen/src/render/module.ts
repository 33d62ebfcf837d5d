/** `index.gen.ts` of an SDK: the module's descriptor, its interface and its `connect` function. */

import { hashOf } from '../canonical.ts';
import { type MessageContract, type ModuleContract, newest } from '../model.ts';
import { byName, camel, pascal } from '../names.ts';
import { block, docBlock, literal, quote } from '../text.ts';
import { type Import, type SourceText, sdkDoor } from './frame.ts';
import { messageExports } from './message.ts';
import { olderVersions } from './older.ts';
import { typeNames } from './types.ts';

/** Number of the contract between generated code and runtime; equals `SDK_CONTRACT` of bus-core. */
export const sdkContract = 1;

/** Messages that one SDK is about, by name. */
export type Messages = ReadonlyMap<string, MessageContract>;

/** Names of the messages that a module has a right to, sorted. */
export function messagesOf(module: ModuleContract): string[] {
  return [...new Set([...module.publishes, ...module.subscribes, ...module.requests, ...module.serves])].sort(byName);
}

/** The same with the replies that belong to them: everything that the SDK has a file for. */
export function filesOf(module: ModuleContract, messages: Messages): string[] {
  const names = messagesOf(module);
  const replies = names.flatMap((name) => replyOf(name, messages)?.name ?? []);
  return [...new Set([...names, ...replies])].sort(byName);
}

/** The index of a module's SDK. */
export function moduleFile(module: ModuleContract, messages: Messages): SourceText {
  const names = messagesOf(module);
  const members = names.map((name) => memberLine(name, module, messages));
  const type = pascal(module.name);
  const body = [
    ...filesOf(module, messages).map((name) => exportLine(name, messages)),
    '',
    ...descriptorLines(module, messages),
    '',
    ...docBlock([module.doc]),
    ...block(
      `export interface ${type} extends ModuleConnection`,
      members.flatMap(({ lines }) => lines),
    ),
    '',
    ...docBlock(
      [`Registers the module ${module.name} on a bus.`],
      ['@throws BusError `BUS_STALE_SDK`, `BUS_NOT_ALLOWED`, `BUS_CONFIG_INVALID`, `BUS_CLOSED`'],
    ),
    ...block(`export function connect${type}(bus: Bus, options?: ConnectOptions): Promise<${type}>`, [
      `return connectModule<${type}>(bus, ${camel(module.name)}Module, options);`,
    ]),
  ];
  return {
    sources: [module.source, ...sourcesOf(module, messages)],
    fingerprint: moduleFingerprint(module, messages),
    imports: importsOf(module, messages, members),
    body,
  };
}

/** Hash of the module's rights and of what its messages mean. */
function moduleFingerprint(
  { name, publishes, subscribes, requests, serves, dependsOn, grants }: ModuleContract,
  messages: Messages,
): string {
  const all = [...messages.values()].map((message) => [message.name, newest(message).fingerprint]);
  const used = all.filter(([message]) =>
    [publishes, subscribes, requests, serves].some((names) => names.includes(message ?? '')),
  );
  return hashOf({ name, publishes, subscribes, requests, serves, dependsOn, grants, used });
}

function sourcesOf(module: ModuleContract, messages: Messages): string[] {
  return filesOf(module, messages).flatMap((name) => messages.get(name)?.versions.map(({ source }) => source) ?? []);
}

/** The message that answers one. */
export function replyOf(name: string, messages: Messages): MessageContract | undefined {
  const message = messages.get(name);
  return message && messages.get(newest(message).reply ?? '');
}

function exportLine(name: string, messages: Messages): string {
  const message = messages.get(name);
  if (message === undefined) return '';
  const { file, types } = messageExports(message);
  return `export type { ${[...types].sort(byName).join(', ')} } from ${quote(`./messages/${file}.gen.ts`)};`;
}

function descriptorLines(module: ModuleContract, messages: Messages): string[] {
  const listOf = (names: readonly string[]): string =>
    `[${names.map((name) => descriptorOf(name, messages)).join(', ')}]`;
  return [
    '/** The module and its rights. */',
    ...block(
      `export const ${camel(module.name)}Module: ModuleDescriptor =`,
      [
        `name: ${quote(module.name)},`,
        `contract: ${sdkContract},`,
        `publishes: ${listOf(module.publishes)},`,
        `subscribes: ${listOf(module.subscribes)},`,
        `requests: ${listOf(module.requests)},`,
        `serves: ${listOf(module.serves)},`,
        `dependsOn: ${literal(module.dependsOn)},`,
        ...(module.grants === undefined ? [] : [`grants: ${literal(module.grants)},`]),
      ],
      { tail: ';' },
    ),
  ];
}

function descriptorOf(name: string, messages: Messages): string {
  const message = messages.get(name);
  return message === undefined ? '' : messageExports(message).descriptor;
}

interface Member {
  readonly lines: readonly string[];
  readonly verbs: readonly string[];
  readonly types: readonly string[];
}

/** A member with the verbs that the module has a right to, and none else. */
function memberLine(name: string, module: ModuleContract, messages: Messages): Member {
  const message = messages.get(name);
  if (message === undefined) return { lines: [], verbs: [], types: [] };
  const { payload, input, descriptor } = messageExports(message);
  const verbs: [verb: string, types: readonly string[]][] = [];
  const { carriage, key, doc } = newest(message);
  const reply = replyOf(name, messages);
  const replyNames = reply && messageExports(reply);
  if (module.publishes.includes(name)) {
    verbs.push([key === undefined ? 'PublishesKeyed' : 'Publishes', [input]]);
    verbs.push(...olderVerb(message));
    if (carriage.channel === 'direct') verbs.push(['Emits', [input]]);
  }
  if (module.subscribes.includes(name)) verbs.push(['Subscribes', [payload]]);
  if (replyNames !== undefined) {
    if (module.requests.includes(name))
      verbs.push([carriage.channel === 'request' ? 'Requests' : 'RequestsMany', [input, replyNames.payload]]);
    if (module.serves.includes(name)) verbs.push(['Serves', [payload, replyNames.input]]);
  }
  const type = verbs.map(([verb, types]) => `${verb}<${types.join(', ')}>`).join(' & ');
  return {
    lines: [...docBlock([doc]), `readonly ${descriptor}: ${type};`],
    verbs: [
      ...verbs.map(([verb]) => verb),
      ...(type.includes(', KeyedPublishOptions>') ? ['KeyedPublishOptions'] : []),
    ],
    types: [
      ...verbs.flatMap(([, types]) => types),
      ...olderVersions(message).map((each) => typeNames(name, each).input),
    ],
  };
}

/** `publishVersion`, where there are versions before the newest. */
function olderVerb(message: MessageContract): [verb: string, types: readonly string[]][] {
  const older = olderVersions(message);
  if (older.length === 0) return [];
  const inputs = older.map((each) => `readonly ${each.version}: ${typeNames(message.name, each).input}`).join('; ');
  const options = newest(message).key === undefined ? ['KeyedPublishOptions'] : [];
  return [['PublishesVersions', [`{ ${inputs} }`, ...options]]];
}

function importsOf(module: ModuleContract, messages: Messages, members: readonly Member[]): Import[] {
  const used = new Set(members.flatMap(({ types }) => types));
  const files = filesOf(module, messages).flatMap((name): Import[] => {
    const message = messages.get(name);
    if (message === undefined) return [];
    const { file, payload, input, descriptor } = messageExports(message);
    const older = module.publishes.includes(name)
      ? olderVersions(message).map((each) => typeNames(name, each).input)
      : [];
    const from = `./messages/${file}.gen.ts`;
    return [
      { from, names: [payload, input, ...older].filter((type) => used.has(type)), typeOnly: true },
      { from, names: messagesOf(module).includes(name) ? [descriptor] : [] },
    ];
  });
  const verbs = members.flatMap((member) => member.verbs);
  return [
    {
      from: sdkDoor,
      names: ['Bus', 'ConnectOptions', 'ModuleConnection', 'ModuleDescriptor', ...verbs],
      typeOnly: true,
    },
    { from: sdkDoor, names: ['connectModule'] },
    ...files,
  ];
}

/** The page of one message: what it says, who uses it, and each of its versions in full. */
import { type Contract, type MessageContract, newest, type VersionContract } from '../model.ts';
import { protoFile, protoPackage } from '../protobuf/text.ts';
import { marker } from '../render/frame.ts';
import { deprecation, fieldTable } from './fields.ts';
import { messageLink, moduleLinks } from './page.ts';
import { code, jsonBlock, prose } from './text.ts';
import { type Flow, flowsOf } from './topology.ts';

/** File of a message, in the folder of messages. */
function messagePageFile({ topic }: Pick<MessageContract, 'topic'>): string {
  return `${topic}.md`;
}

/** Markdown of every message, by its file. */
export function messagePages(contract: Contract): [file: string, text: string][] {
  const flows = flowsOf(contract);
  return flows.map((flow) => [messagePageFile(flow.message), messagePage(flow, { contract, flows })]);
}

interface Around {
  readonly contract: Contract;
  readonly flows: readonly Flow[];
}

function messagePage(flow: Flow, around: Around): string {
  const { message } = flow;
  const { doc, deprecated } = newest(message);
  return [
    `<!-- ${marker} -->`,
    `# ${message.name}`,
    '',
    prose(doc),
    '',
    ...(deprecated === undefined ? [] : [deprecation(deprecated), '']),
    '| | |',
    '|---|---|',
    ...facts(flow, around).map(([name, value]) => `| ${name} | ${value} |`),
    '',
    ...message.versions.toReversed().flatMap((version) => versionSection(message, version, around)),
  ].join('\n');
}

type Fact = readonly [name: string, value: string];

function facts(flow: Flow, { contract, flows }: Around): Fact[] {
  const { message, publishers, subscribers, requesters, servers, answers } = flow;
  const version = newest(message);
  const owner = contract.modules.find(({ name }) => name === message.owner);
  const people: [string, readonly string[]][] = [
    ['published by', publishers],
    ['subscribed by', subscribers],
    ['requested by', requesters],
    ['served by', servers],
  ];
  const links = (names: readonly string[]): string =>
    flows
      .filter(({ message: other }) => names.includes(other.name))
      .map(({ message: other }) => messageLink(other, ''))
      .join(', ');
  return [
    ['topic', code(message.topic)],
    [
      'owner',
      `${moduleLinks([message.owner], '../modules/')}${owner === undefined ? '' : `; ask ${prose(owner.owner)}`}`,
    ],
    ['versions', message.versions.map(versionLink).join(', ')],
    ['carried', carriage(version)],
    ...people.map(([name, who]): Fact => [name, who.length === 0 ? '' : moduleLinks(who, '../modules/')]),
    ['answers', answers.length === 0 ? '' : links(answers)],
    ['answered with', version.reply === undefined ? '' : links([version.reply])],
  ].filter((fact): fact is [string, string] => fact[1] !== '');
}

function versionLink({ version, deprecated }: VersionContract): string {
  return `[${version}](#version-${version})${deprecated === undefined ? '' : ' (deprecated)'}`;
}

function versionSection(message: MessageContract, version: VersionContract, { contract }: Around): string[] {
  const { version: number, doc, deprecated, shape, examples } = version;
  const rows = versionFacts(message, version, contract).map(([name, value]) => `| ${name} | ${value} |`);
  const latest = version === newest(message);
  return [
    `## Version ${number}`,
    '',
    ...(latest || doc === newest(message).doc ? [] : [prose(doc), '']),
    ...(latest || deprecated === undefined ? [] : [deprecation(deprecated), '']),
    '| | |',
    '|---|---|',
    ...rows,
    '',
    ...fieldTable(shape),
    '',
    ...examples.flatMap((example, index) => [
      examples.length === 1 ? 'Example:' : `Example ${index + 1}:`,
      '',
      ...jsonBlock(example ?? null),
      '',
    ]),
  ];
}

function versionFacts(message: MessageContract, version: VersionContract, contract: Contract): Fact[] {
  const { version: number, source, fingerprint, revisions = [], reserved, upcast, downcast } = version;
  const next = message.versions.find((each) => each.version > number)?.version ?? number;
  const proto = `${protoPackage(contract, message.owner)}.${message.name}V${number}`;
  const published = revisions.length === 0 ? 'a draft, free to change' : `${revisions.length} published`;
  return [
    ['defined in', code(source)],
    ['JSON Schema', `[${schemaFile(message.topic, number)}](../schemas/${schemaFile(message.topic, number)})`],
    ['Protocol Buffers', `${code(proto)} in [${message.owner}](../proto/${protoFile(contract, message.owner)})`],
    ['revisions', published],
    ['fingerprint', code(fingerprint)],
    ['read as', upcast === undefined ? '' : `version ${next}, by ${code(upcast.source)}`],
    ['made from', downcast === undefined ? '' : `version ${next}, by ${code(downcast.source)}`],
    ['reserved names', reserved.map(code).join(', ')],
  ].filter((fact): fact is [string, string] => fact[1] !== '');
}

/** File of a version's JSON Schema, in the folder of schemas. */
export function schemaFile(topic: string, version: number): string {
  return `${topic}.v${version}.json`;
}

/** How a message is carried, in words. What is not said comes from the bus. */
function carriage({ carriage: carried, key }: VersionContract): string {
  const { channel, guarantee, priority, retry, expiresMs, partitions, retention, persist, sensitive } = carried;
  const parts = [
    channel === undefined ? 'as the bus is set' : `channel ${code(channel)}`,
    guarantee,
    priority === undefined ? undefined : `priority ${priority}`,
    key === undefined ? undefined : `in order by ${code(key)}`,
    retry === undefined ? undefined : `retry ${pairs(retry)}`,
    expiresMs === undefined ? undefined : `expires after ${expiresMs} ms`,
    partitions === undefined ? undefined : `${partitions} partitions`,
    retention === undefined ? undefined : `retention ${pairs(retention)}`,
    persist === undefined ? undefined : `persisted ${persist}`,
    sensitive === true ? '**sensitive**' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}

function pairs(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => code(`${name} ${String(value)}`))
    .join(', ');
}

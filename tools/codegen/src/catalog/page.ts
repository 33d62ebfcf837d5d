/** The page of one module: what it does with messages, and in full the messages that it owns. */
import { type Contract, type MessageContract, type ModuleContract, newest, type VersionContract } from '../model.ts';
import { kebab } from '../names.ts';
import { marker } from '../render/frame.ts';
import { deprecation, fieldTable } from './fields.ts';
import { code, jsonBlock, prose } from './text.ts';
import { type Flow, flowsOf, rightsOf } from './topology.ts';

/** Markdown of a module, for `modules/<name>.md`. */
export function modulePage(module: ModuleContract, contract: Contract): string {
  const flows = flowsOf(contract);
  const rows = flows.flatMap((flow) => {
    const rights = rightsOf(module, flow.message.name);
    return rights.length === 0 ? [] : [usageRow(flow, rights.join(', '))];
  });
  const owned = flows.filter(({ message }) => message.owner === module.name);
  return [
    `<!-- ${marker} -->`,
    `# ${module.name}`,
    '',
    prose(module.doc),
    '',
    `Ask ${prose(module.owner)} about it. Package ${code(`${contract.scope}/${module.name}`)}, defined in ${code(module.source)}; as [AsyncAPI](../asyncapi/${module.name}.json).`,
    ...starts(module),
    '',
    '## What it does with messages',
    '',
    ...(rows.length === 0 ? ['Nothing.'] : ['| it | message | topic | what it is |', '|---|---|---|---|', ...rows]),
    '',
    '## Messages that it owns',
    '',
    ...(owned.length === 0 ? ['None.', ''] : owned.flatMap((flow) => messageSection(flow, flows))),
  ].join('\n');
}

function starts({ dependsOn }: ModuleContract): string[] {
  return dependsOn.length === 0 ? [] : [`Depends on ${moduleLinks(dependsOn, '')}: starts later, and stops earlier.`];
}

function usageRow({ message }: Flow, rights: string): string {
  const link = messageLink(message, '');
  return `| ${rights} | ${link} | ${code(message.topic)} | ${prose(newest(message).doc)} |`;
}

/** Link to where a message is described; `below` leads from the page to the folder of pages. */
export function messageLink({ name, owner }: Pick<MessageContract, 'name' | 'owner'>, below: string): string {
  return `[${name}](${below}${owner}.md#${kebab(name)})`;
}

/** Links to pages of modules, with commas. */
export function moduleLinks(names: readonly string[], below: string): string {
  return names.map((name) => `[${name}](${below}${name}.md)`).join(', ');
}

function messageSection(flow: Flow, all: readonly Flow[]): string[] {
  const { message } = flow;
  const version = newest(message);
  return [
    `<a id="${kebab(message.name)}"></a>`,
    '',
    `### ${message.name}`,
    '',
    prose(version.doc),
    '',
    ...message.versions.flatMap(({ version: number, deprecated }) =>
      deprecated === undefined ? [] : [`Version ${number}: ${deprecation(deprecated)}`, ''],
    ),
    '| | |',
    '|---|---|',
    ...facts(flow, all).map(([name, value]) => `| ${name} | ${value} |`),
    '',
    ...fieldTable(version.shape),
    '',
    `Example of version ${version.version}:`,
    '',
    ...jsonBlock(version.examples[0] ?? null),
    '',
  ];
}

function facts(flow: Flow, all: readonly Flow[]): (readonly [name: string, value: string])[] {
  const { message, publishers, subscribers, requesters, servers, answers } = flow;
  const version = newest(message);
  const versions = message.versions.map(
    ({ version: number, source }) =>
      `[${number}](../schemas/${schemaFile(message.topic, number)}) from ${code(source)}`,
  );
  const people: (readonly [string, readonly string[]])[] = [
    ['published by', publishers],
    ['subscribed by', subscribers],
    ['requested by', requesters],
    ['served by', servers],
  ];
  const links = (names: readonly string[]): string =>
    all
      .filter(({ message: other }) => names.includes(other.name))
      .map(({ message: other }) => messageLink(other, ''))
      .join(', ');
  return [
    ['topic', code(message.topic)],
    ['versions', versions.join(', ')],
    ['carried', carriage(version)],
    ...people.flatMap(([name, who]) => (who.length === 0 ? [] : [[name, moduleLinks(who, '')] as const])),
    ...(answers.length === 0 ? [] : [['answers', links(answers)] as const]),
    ...(version.reply === undefined ? [] : [['answered with', links([version.reply])] as const]),
    ...(version.reserved.length === 0 ? [] : [['reserved names', version.reserved.map(code).join(', ')] as const]),
    ['fingerprint', code(version.fingerprint)],
  ];
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

/** The page of one module: what it does with messages, and which it owns. */
import { type Contract, type MessageContract, type ModuleContract, newest } from '../model.ts';
import { protoFile } from '../protobuf/text.ts';
import { marker } from '../render/frame.ts';
import { code, prose } from './text.ts';
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
    `Ask ${prose(module.owner)} about it. Package ${code(`${contract.scope}/${module.name}`)}, defined in ${code(module.source)}; as [AsyncAPI](../asyncapi/${module.name}.json) and [Protocol Buffers](../proto/${protoFile(contract, module.name)}).`,
    ...starts(module),
    '',
    '## What it does with messages',
    '',
    ...(rows.length === 0 ? ['Nothing.'] : ['| it | message | topic | what it is |', '|---|---|---|---|', ...rows]),
    ...granted(module),
    '',
    '## Messages that it owns',
    '',
    ...(owned.length === 0
      ? ['None.']
      : ['| message | topic | versions | what it is |', '|---|---|---|---|', ...owned.map(ownedRow)]),
    '',
  ].join('\n');
}

function starts({ dependsOn }: ModuleContract): string[] {
  return dependsOn.length === 0 ? [] : [`Depends on ${moduleLinks(dependsOn, '')}: starts later, and stops earlier.`];
}

/** Rights by topic name. */
function granted({ grants = {} }: ModuleContract): string[] {
  const said = Object.entries(grants).map(([verb, patterns]: [string, readonly string[]]) => {
    return `${verb === 'publish' ? 'publish' : 'subscribe to'} ${patterns.map(code).join(', ')}`;
  });
  return said.length === 0 ? [] : ['', `By topic name it may ${said.join(' and ')}.`];
}

function usageRow({ message }: Flow, rights: string): string {
  const link = messageLink(message, '../messages/');
  return `| ${rights} | ${link} | ${code(message.topic)} | ${prose(newest(message).doc)} |`;
}

function ownedRow({ message }: Flow): string {
  const { doc, deprecated } = newest(message);
  const versions = message.versions.map(({ version }) => version).join(', ');
  const old = deprecated === undefined ? '' : '**Deprecated.** ';
  return `| ${messageLink(message, '../messages/')} | ${code(message.topic)} | ${versions} | ${old}${prose(doc)} |`;
}

/** Link to the page of a message; `below` leads to the folder of those pages. */
export function messageLink({ name, topic }: Pick<MessageContract, 'name' | 'topic'>, below: string): string {
  return `[${name}](${below}${topic}.md)`;
}

/** Links to pages of modules, with commas. */
export function moduleLinks(names: readonly string[], below: string): string {
  return names.map((name) => `[${name}](${below}${name}.md)`).join(', ');
}

/** The first page of the catalogue: how messages flow, and where to read more. */
import { type Contract, newest } from '../model.ts';
import { marker } from '../render/frame.ts';
import { messageLink, moduleLinks } from './page.ts';
import { code, label, prose } from './text.ts';
import { type Flow, flowsOf } from './topology.ts';

/** A message with more arrows than this would hide the others in the diagram. */
const arrowsMax = 4;

/** Markdown of `README.md`. */
export function overview(contract: Contract): string {
  const flows = flowsOf(contract);
  const wide = flows.filter((flow) => arrowsOf(flow).length > arrowsMax);
  return [
    `<!-- ${marker} -->`,
    '# Message catalogue',
    '',
    `${contract.messages.length} messages between ${contract.modules.length} modules. The same as [AsyncAPI](asyncapi.json).`,
    'The JSON Schemas say what a publisher may write; a reader ignores fields that it does not know.',
    '',
    '## How messages flow',
    '',
    'A solid arrow is a message that is published, a dotted one a request that is answered.',
    '',
    ...diagram(contract, flows),
    '',
    ...(wide.length === 0 ? [] : [...shared(wide, contract), '']),
    '## Modules',
    '',
    '| module | ask | what it does |',
    '|---|---|---|',
    ...contract.modules.map(
      ({ name, owner, doc }) => `| ${moduleLinks([name], 'modules/')} | ${prose(owner)} | ${prose(doc)} |`,
    ),
    '',
    '## Messages',
    '',
    '| message | topic | versions | channel | what it is |',
    '|---|---|---|---|---|',
    ...flows.map(messageRow),
    '',
  ].join('\n');
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: 'message' | 'request';
}

function arrowsOf({ publishers, subscribers, requesters, servers }: Flow): Arrow[] {
  const between = (from: readonly string[], to: readonly string[], kind: Arrow['kind']): Arrow[] =>
    from.flatMap((left) => to.map((right) => ({ from: left, to: right, kind })));
  return [...between(publishers, subscribers, 'message'), ...between(requesters, servers, 'request')];
}

/** Messages of the same way share an arrow. */
function diagram({ modules }: Contract, flows: readonly Flow[]): string[] {
  const ids = new Map(modules.map(({ name }, index) => [name, `m${index}`]));
  const labels = new Map<string, string[]>();
  for (const flow of flows) {
    const arrows = arrowsOf(flow);
    if (arrows.length > arrowsMax) continue;
    for (const { from, to, kind } of arrows) {
      const way = `${ids.get(from) ?? ''} ${kind === 'message' ? '-->' : '-.->'}|LABEL| ${ids.get(to) ?? ''}`;
      labels.set(way, [...(labels.get(way) ?? []), flow.message.name]);
    }
  }
  return [
    '```mermaid',
    'flowchart LR',
    ...[...ids].map(([name, id]) => `  ${id}[${label(name)}]`),
    ...[...labels].map(([way, names]) => `  ${way.replace('LABEL', () => label(names.join(', ')))}`),
    '```',
  ];
}

function shared(wide: readonly Flow[], { modules }: Contract): string[] {
  const all = (names: readonly string[]): string =>
    new Set(names).size === modules.length ? 'every module' : moduleLinks([...new Set(names)], 'modules/');
  return [
    'Messages between many, left out of the diagram:',
    '',
    '| message | from | to |',
    '|---|---|---|',
    ...wide.map(({ message, publishers, requesters, subscribers, servers }) => {
      const link = messageLink(message, 'messages/');
      return `| ${link} | ${all([...publishers, ...requesters])} | ${all([...subscribers, ...servers])} |`;
    }),
  ];
}

function messageRow({ message }: Flow): string {
  const { doc, carriage, deprecated } = newest(message);
  const versions = message.versions.map(({ version }) => version).join(', ');
  const old = deprecated === undefined ? '' : '**Deprecated.** ';
  const link = messageLink(message, 'messages/');
  return `| ${link} | ${code(message.topic)} | ${versions} | ${carriage.channel ?? ''} | ${old}${prose(doc)} |`;
}

/** What is wrong with how messages flow between modules, as far as it can be seen without running them. */
import type { TopologyLevel, TopologyRule } from '../define.ts';
import type { Contract } from '../model.ts';
import { newest } from '../model.ts';
import { DefinitionError, type Place, type Problem } from '../problem.ts';
import type { Workspace } from '../read.ts';
import { type Flow, flowsOf, type Right } from './topology.ts';

/** What holds where a workspace does not say otherwise. */
const topologyDefaults: Readonly<Record<TopologyRule, TopologyLevel>> = {
  unsubscribed: 'warning',
  unpublished: 'warning',
  commandGroups: 'error',
  unserved: 'error',
};

export interface TopologyFinding {
  readonly rule: TopologyRule;
  readonly message: string;
  readonly fix: string;
  /** What the finding is about. */
  readonly subject: string;
  /** The right of a module that it is seen at; absent where it is the message itself. */
  readonly at?: { readonly module: string; readonly right: Right };
}

/** Every finding once, sorted by message. */
export function topologyFindings(contract: Contract): TopologyFinding[] {
  return flowsOf(contract).flatMap((flow) => [
    ...unheard(flow),
    ...unsaid(flow),
    ...severalGroups(flow),
    ...unanswered(flow),
  ]);
}

function unheard({
  message,
  publishers,
  subscribers,
  watchers,
  requesters,
  servers,
  answers,
}: Flow): TopologyFinding[] {
  const [module] = publishers;
  const used = subscribers.length + requesters.length + servers.length + answers.length + watchers.length > 0;
  if (used) return [];
  const said = module === undefined ? 'nobody publishes or subscribes to' : 'nobody subscribes to';
  return [
    {
      rule: 'unsubscribed',
      subject: message.name,
      message: `${said} ${message.name}`,
      fix: 'List it under subscribes of a module, or remove it.',
      ...(module === undefined ? {} : { at: { module, right: 'publishes' } }),
    },
  ];
}

function unsaid({ message, publishers, subscribers, requesters, servers }: Flow): TopologyFinding[] {
  const finding = (module: string | undefined, right: 'subscribes' | 'serves'): TopologyFinding[] => {
    if (module === undefined) return [];
    const verb = right === 'serves' ? 'requests' : 'publishes';
    const fix = `List it under ${verb} of a module, or take it off ${right}.`;
    return [
      {
        rule: 'unpublished',
        subject: message.name,
        message: `nobody ${verb} ${message.name}`,
        fix,
        at: { module, right },
      },
    ];
  };
  return [
    ...(publishers.length === 0 ? finding(subscribers[0], 'subscribes') : []),
    ...(requesters.length === 0 ? finding(servers[0], 'serves') : []),
  ];
}

function severalGroups({ message, subscribers }: Flow): TopologyFinding[] {
  const [, second] = subscribers;
  if (newest(message).carriage.channel !== 'command' || second === undefined) return [];
  return [
    {
      rule: 'commandGroups',
      subject: message.name,
      message: `${message.name} is a command and has ${subscribers.length} groups: ${subscribers.join(', ')}`,
      fix: 'Leave it to one module, or choose another channel.',
      at: { module: second, right: 'subscribes' },
    },
  ];
}

function unanswered({ message, requesters, servers }: Flow): TopologyFinding[] {
  const [module] = requesters;
  if (module === undefined || servers.length > 0) return [];
  return [
    {
      rule: 'unserved',
      subject: message.name,
      message: `nobody serves ${message.name}`,
      fix: 'List it under serves of a module.',
      at: { module, right: 'requests' },
    },
  ];
}

/**
 * Answers the findings that are warnings.
 * @throws DefinitionError with the findings that are errors
 */
export function inspectTopology(contract: Contract, workspace: Workspace): Problem[] {
  const levels = { ...topologyDefaults, ...workspace.config.topology };
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const finding of topologyFindings(contract)) {
    const { message, fix } = finding;
    const level = levels[finding.rule];
    const problem = { place: placeOf(finding, workspace), message, fix };
    if (level !== 'off') (level === 'error' ? problems : warnings).push(problem);
  }
  if (problems.length > 0) throw new DefinitionError(problems, workspace.folder);
  return warnings;
}

function placeOf({ subject, at }: TopologyFinding, { messages, modules }: Workspace): Place {
  const source =
    at === undefined
      ? messages.findLast(({ definition }) => definition.name === subject)
      : modules.find(({ definition }) => definition.name === at.module);
  if (source === undefined) return { file: '', path: [] };
  return { file: source.file, exportName: source.exportName, path: [at?.right ?? 'name'] };
}

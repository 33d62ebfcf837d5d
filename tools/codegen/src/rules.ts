/** Rules that hold between definitions. Every broken rule of a workspace is reported in one run. */

import { topicOf } from './assemble.ts';
import type { MessageFacts, ModuleFacts } from './facts.ts';
import { refusedAt } from './inspect.ts';
import { keyTypes } from './key.ts';
import type { Source } from './load.ts';
import { type FieldModel, innerTypes, type Shape, type TypeModel, type VersionContract } from './model.ts';
import { isMessageName, isModuleName, isPattern, isTopic, kebab } from './names.ts';
import { areToldApart } from './normalise-apart.ts';
import { Findings, type Problem } from './problem.ts';
import { fieldPaths, stepsOf } from './published.ts';
import type { Workspace } from './read.ts';
import { hasDefaults } from './render/types.ts';
import { type Definitions, inspectExports } from './rules-exports.ts';
import { inspectVersions } from './rules-versions.ts';

type Message = Source<MessageFacts>;
type Module = Source<ModuleFacts>;

/** Adds a problem for every rule that the definitions break. */
export function inspectRules({ workspace, contract }: Definitions, problems: Problem[]): void {
  const report = ({ file, exportName }: Message | Module): Findings =>
    new Findings(problems, { file, exportName, path: [] });
  const versions = new Map(
    contract.messages.flatMap(({ name, versions: all }) =>
      all.map((version) => [`${name} ${version.version}`, version]),
    ),
  );
  inspectNames(workspace, report);
  inspectTopics(workspace.messages, report);
  for (const message of workspace.messages) {
    inspectCarriage(message, report(message));
    const version = versions.get(`${message.definition.name} ${message.definition.version}`);
    if (version !== undefined) inspectPayload(version, report(message));
  }
  for (const module of workspace.modules) inspectModule(module, workspace, report(module));
  inspectCycles(workspace.modules, report);
  inspectExports({ workspace, contract }, problems);
  inspectVersions({ workspace, contract }, problems);
}

type Report = (source: Message | Module) => Findings;

function inspectNames({ messages, modules }: Workspace, report: Report): void {
  const owners = new Set(modules.map(({ definition }) => definition.name));
  const seen = new Map<string, Message>();
  for (const message of messages) {
    const { name, version, owner } = message.definition;
    if (!isMessageName(name))
      report(message).at('name').add(`"${name}" is no name of a message`, 'Write PascalCase, as RawEvent.');
    if (!Number.isSafeInteger(version) || version < 1)
      report(message).at('version').add(`"${version}" is no version`, 'Count versions from 1.');
    const inFile = /\.v(\d+)\.ts$/.exec(message.file)?.[1];
    if (Number(inFile) !== version)
      report(message)
        .at('version')
        .add(`version ${version} stands in a file of version ${inFile}`, `Name the file …v${version}.ts.`);
    if (!owners.has(owner)) report(message).at('owner').add(`no module is called "${owner}"`, nearest(owner, owners));
    const key = `${kebab(name)} ${version}`;
    const other = seen.get(key);
    if (other !== undefined)
      report(message)
        .at('name')
        .add(
          `${name} version ${version} is defined in ${other.file} as well`,
          'Give one of them another name or version.',
        );
    seen.set(key, message);
  }
  const names = new Map<string, Module>();
  for (const module of modules) {
    const { name } = module.definition;
    if (!isModuleName(name))
      report(module).at('name').add(`"${name}" is no name of a module`, 'Write kebab-case, as data-capture.');
    const other = names.get(name);
    if (other !== undefined)
      report(module)
        .at('name')
        .add(`the module ${name} is defined in ${other.file} as well`, 'Give one of them another name.');
    names.set(name, module);
  }
}

function nearest(name: string, known: ReadonlySet<string>): string {
  return known.size === 0
    ? 'Define the module first.'
    : `Write one of ${[...known].sort().join(', ')}, or define "${name}".`;
}

/** One topic, one message: all versions of it share owner and topic. */
function inspectTopics(messages: readonly Message[], report: Report): void {
  const topics = new Map<string, Message>();
  const first = new Map<string, Message>();
  for (const message of messages) {
    const { name, owner } = message.definition;
    const topic = topicOf(message.definition);
    if (!isTopic(topic))
      report(message)
        .at('topic')
        .add(`"${topic}" is no topic`, 'Write 2 to 64 segments in kebab-case, as storage.event-batch.');
    const other = topics.get(topic);
    if (other !== undefined && other.definition.name !== name) {
      report(message)
        .at('topic')
        .add(`the topic "${topic}" belongs to ${other.definition.name} in ${other.file}`, 'Choose another topic.');
    }
    topics.set(topic, other ?? message);
    const earlier = first.get(name);
    if (earlier !== undefined && (earlier.definition.owner !== owner || topicOf(earlier.definition) !== topic)) {
      report(message).add(
        `versions of ${name} differ in owner or topic`,
        'Keep both, or give the new message a new name.',
      );
    }
    first.set(name, earlier ?? message);
  }
}

function inspectCarriage({ definition }: Message, findings: Findings): void {
  const { channel, reply, name, deprecated } = definition;
  if (typeof definition.doc !== 'string' || definition.doc.trim() === '')
    findings.at('doc').add(`${name} is not documented`, 'Say in a sentence what it means and when it is sent.');
  if (channel === 'request' && reply === undefined)
    findings.at('channel').add(`${name} is a request without a reply`, 'Name the message that answers it: reply.');
  for (const [word, date] of Object.entries({ since: deprecated?.since, sunset: deprecated?.sunset })) {
    if (date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(date))
      findings.at('deprecated').at(word).add(`"${date}" is no date`, 'Write it as 2026-01-31.');
  }
}

function inspectPayload({ shape, key, examples, reserved }: VersionContract, findings: Findings): void {
  inspectDefaults(shape.type, shape, findings.at('schema'));
  for (const definition of Object.values(shape.definitions)) inspectDefaults(definition, shape, findings.at('schema'));
  if (examples.length === 0)
    findings
      .at('examples')
      .add('no example is given', 'Give a payload that the schema accepts; documents and fixtures show it.');
  for (const [index, example] of examples.entries()) {
    const refused = refusedAt(example, shape);
    if (refused !== undefined)
      findings
        .at('examples')
        .add(
          `the schema refuses example ${index + 1}${refused === '' ? '' : ` at ${refused}`}`,
          'Correct the example or the schema.',
        );
  }
  const keys = key === undefined ? [] : keyTypes(key, shape.type);
  if ('message' in keys) findings.at('key').add(keys.message, keys.fix);
  const paths = fieldPaths(shape);
  for (const path of reserved.filter((word) => paths.has(word))) {
    const place = stepsOf(path).reduce((outer, step) => outer.at(step), findings.at('schema'));
    place.add(`the name "${path}" is reserved: a field that was removed had it`, 'Choose another name.');
  }
}

function inspectDefaults(type: TypeModel, shape: Shape, findings: Findings): void {
  if (type.kind === 'union' && hasDefaults(type, shape) && !areToldApart(type.members, shape.definitions)) {
    findings.add(
      'a default stands inside a union whose members nothing tells apart',
      'Use z.discriminatedUnion(), or fill the field in before publishing.',
    );
  }
  if (type.kind === 'object') for (const field of type.fields) inspectField(field, shape, findings.at(field.name));
  else for (const inner of innerTypes(type)) inspectDefaults(inner, shape, findings);
}

function inspectField(field: FieldModel, shape: Shape, findings: Findings): void {
  if (field.default !== undefined && refusedAt(field.default, { ...shape, type: field.type }) !== undefined) {
    findings.add('the schema refuses its own default', 'Correct the default or the schema.');
  }
  inspectDefaults(field.type, shape, findings);
}

const rights = ['publishes', 'subscribes', 'requests', 'serves'] as const;

function inspectModule({ definition }: Module, { messages, modules }: Workspace, findings: Findings): void {
  if (typeof definition.doc !== 'string' || definition.doc.trim() === '')
    findings.at('doc').add(`${definition.name} is not documented`, 'Say in a sentence what it does.');
  const replies = new Set(messages.flatMap(({ definition: { reply } }) => (reply === undefined ? [] : [reply.name])));
  for (const right of rights) {
    for (const message of definition[right] ?? []) {
      const known = messages.some(
        ({ definition: { name, version } }) => name === message.name && version === message.version,
      );
      if (!known)
        findings
          .at(right)
          .add(
            `${message.name} is not exported by any message file`,
            'Export it from a file named …v1.ts below the messages folder.',
          );
      const asks = right === 'requests' || right === 'serves';
      if (asks && message.reply === undefined)
        findings.at(right).add(`${message.name} has no reply`, 'Name its reply in the definition, or publish it.');
      if (!asks && message.channel === 'request')
        findings
          .at(right)
          .add(`${message.name} is a request`, `Move it to ${right === 'publishes' ? 'requests' : 'serves'}.`);
      if (right === 'publishes' && replies.has(message.name))
        findings
          .at(right)
          .add(`${message.name} is a reply and cannot be published alone`, 'List the request under serves.');
    }
  }
  const names = new Set(modules.map((module) => module.definition.name));
  for (const name of definition.dependsOn ?? []) {
    if (!names.has(name)) findings.at('dependsOn').add(`no module is called "${name}"`, nearest(name, names));
  }
  for (const verb of ['publish', 'subscribe'] as const) {
    for (const pattern of definition.grants?.[verb]?.filter((text) => !isPattern(text)) ?? [])
      findings
        .at('grants')
        .at(verb)
        .add(`"${pattern}" is neither a topic nor a pattern`, 'Write segments in kebab case, as user.login or user.*.');
  }
}

/** Every cycle is reported once, at its first module by name. */
function inspectCycles(modules: readonly Module[], report: Report): void {
  const byName = new Map(modules.map((module) => [module.definition.name, module]));
  for (const module of modules) {
    const cycle = cycleFrom([module.definition.name], byName);
    if (cycle !== undefined && cycle[0] === [...cycle].sort()[0]) {
      report(module)
        .at('dependsOn')
        .add(`modules wait for each other: ${cycle.join(' → ')}`, 'Remove one of these dependencies.');
    }
  }
}

function cycleFrom(path: readonly string[], modules: ReadonlyMap<string, Module>): string[] | undefined {
  for (const next of modules.get(path.at(-1) ?? '')?.definition.dependsOn ?? []) {
    if (next === path[0]) return [...path, next];
    const cycle = path.includes(next) ? undefined : cycleFrom([...path, next], modules);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

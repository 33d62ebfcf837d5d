/** Facts of definitions → contract: everything sorted. */
import path from 'node:path';
import { castsOf } from './casts.ts';
import type { MessageFacts, MessageReference, ModuleFacts } from './facts.ts';
import type { Source } from './load.ts';
import type { Carriage, Contract, MessageContract, ModuleContract, VersionContract } from './model.ts';
import { byName, kebab } from './names.ts';
import type { Problem } from './problem.ts';
import type { Workspace } from './read.ts';

/** Builds the contract of a workspace. Casts that cannot be carried over are added to `problems`. */
export function assemble(workspace: Workspace, problems: Problem[]): Contract {
  const groups = Map.groupBy(workspace.messages, ({ definition }) => definition.name);
  const messages = [...groups.values()].map((sources) => messageOf(sources, workspace, problems));
  return {
    scope: workspace.config.scope,
    messages: messages.filter((message) => message !== undefined).sort((left, right) => byName(left.name, right.name)),
    modules: workspace.modules
      .map((source) => moduleOf(source, workspace))
      .sort((left, right) => byName(left.name, right.name)),
  };
}

/** `<owner>.<name>` in kebab case, unless the definition gives another. */
export function topicOf(definition: MessageFacts): string {
  return definition.topic ?? `${definition.owner}.${kebab(definition.name)}`;
}

/** Path of a source file as generated headers name it. */
export function sourceName(file: string, workspace: Workspace): string {
  return `${path.basename(workspace.folder)}/${file}`;
}

function messageOf(
  sources: readonly Source<MessageFacts>[],
  workspace: Workspace,
  problems: Problem[],
): MessageContract | undefined {
  const sorted = [...sources].sort((left, right) => left.definition.version - right.definition.version);
  const name = sorted[0]?.definition.name ?? '';
  const withCasts = (older: VersionContract, next: VersionContract | undefined): VersionContract =>
    next === undefined ? older : { ...older, ...castsOf({ name, older, next }, { workspace, problems }) };
  const versions = sorted.map((source) => versionOf(source, workspace));
  const [first, ...later] = versions.map((older, index) => withCasts(older, versions[index + 1]));
  const definition = sorted.at(-1)?.definition;
  if (first === undefined || definition === undefined) return undefined;
  return { name: definition.name, owner: definition.owner, topic: topicOf(definition), versions: [first, ...later] };
}

function versionOf({ definition, file }: Source<MessageFacts>, workspace: Workspace): VersionContract {
  const { deprecated, key, reply, shape, fingerprint } = definition;
  return {
    version: definition.version,
    source: sourceName(file, workspace),
    doc: definition.doc,
    ...(deprecated === undefined ? {} : { deprecated }),
    shape,
    fingerprint,
    carriage: carriageOf(definition),
    ...(key === undefined ? {} : { key }),
    ...(reply === undefined ? {} : { reply: reply.name }),
    examples: definition.examples,
    reserved: [...(definition.reserved ?? [])].sort(byName),
  };
}

function carriageOf(definition: MessageFacts): Carriage {
  const { channel, guarantee, priority, retry, expiresMs, partitions, retention, persist } = definition;
  const all = {
    channel,
    guarantee,
    priority,
    retry,
    expiresMs,
    partitions,
    retention,
    persist,
    sensitive: definition.sensitive ?? (definition.hasSensitive || undefined),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function moduleOf({ definition, file }: Source<ModuleFacts>, workspace: Workspace): ModuleContract {
  const { name, owner, doc } = definition;
  const namesOf = (messages: readonly MessageReference[] = []): string[] =>
    [...new Set(messages.map((message) => message.name))].sort(byName);
  return {
    name,
    owner,
    doc,
    source: sourceName(file, workspace),
    publishes: namesOf(definition.publishes),
    subscribes: namesOf(definition.subscribes),
    requests: namesOf(definition.requests),
    serves: namesOf(definition.serves),
    dependsOn: [...new Set(definition.dependsOn)].sort(byName),
    ...grantsOf(definition),
  };
}

function grantsOf({ grants = {} }: ModuleFacts): Pick<ModuleContract, 'grants'> {
  const given = (['publish', 'subscribe'] as const).flatMap((verb) => {
    const patterns = [...new Set(grants[verb])].sort(byName);
    return patterns.length === 0 ? [] : [[verb, patterns] as const];
  });
  return given.length === 0 ? {} : { grants: Object.fromEntries(given) };
}

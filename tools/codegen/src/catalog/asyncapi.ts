/** AsyncAPI 3 of a system or one module: channels are topics, operations are the rights of modules. */
import { hashOf } from '../canonical.ts';
import type { JsonSchema } from '../define.ts';
import { type Contract, type MessageContract, type ModuleContract, newest, type VersionContract } from '../model.ts';
import { marker } from '../render/frame.ts';
import { type Dialect, schemaOf } from './json-schema.ts';
import { jsonOf } from './text.ts';
import { type Right, rightsOf } from './topology.ts';

/** Name of one version of a message among the components. */
function keyOf(name: string, version: number): string {
  return `${name}.v${version}`;
}

/** The document of the whole system. */
export function systemDocument(contract: Contract): JsonSchema {
  const title = contract.scope.replace(/^@/, '');
  return document({ title, description: 'Every message of the system.' }, contract.modules, contract.messages);
}

/** The document of one module: what it sends and receives, seen from itself. */
export function moduleDocument(module: ModuleContract, { messages }: Contract): JsonSchema {
  const direct = messages.filter(({ name }) => rightsOf(module, name).length > 0);
  const replies = new Set(direct.map((message) => newest(message).reply));
  const all = messages.filter((message) => direct.includes(message) || replies.has(message.name));
  return document({ title: module.name, description: module.doc }, [module], all);
}

function document(
  info: { readonly title: string; readonly description: string },
  modules: readonly ModuleContract[],
  messages: readonly MessageContract[],
): JsonSchema {
  const replies = new Set(messages.map((message) => newest(message).reply));
  const used = (name: string): boolean => modules.some((module) => rightsOf(module, name).length > 0);
  const parts = {
    channels: keyed(messages, (message) => [
      message.topic,
      channel(message, replies.has(message.name) && !used(message.name)),
    ]),
    operations: Object.fromEntries(modules.flatMap((module) => operations(module, messages))),
    components: {
      messages: Object.fromEntries(messages.flatMap(messageComponents)),
      schemas: Object.fromEntries(messages.flatMap(schemaComponents)),
    },
  };
  return {
    asyncapi: '3.0.0',
    'x-generated': marker,
    // Versions belong to the packages; the build part tells contents apart.
    info: { title: info.title, version: `0.0.0+${hashOf(jsonOf(parts))}`, description: info.description },
    defaultContentType: 'application/json',
    ...parts,
  };
}

function keyed<T>(items: readonly T[], entry: (item: T) => [string, unknown]): JsonSchema {
  return Object.fromEntries(items.map(entry));
}

/** A reply has no address of its own: it goes to who asked. */
function channel(message: MessageContract, reply: boolean): JsonSchema {
  const { doc, carriage, key } = newest(message);
  return {
    address: reply ? null : message.topic,
    title: message.name,
    description: doc,
    messages: keyed(message.versions, ({ version }) => [
      `v${version}`,
      { $ref: `#/components/messages/${keyOf(message.name, version)}` },
    ]),
    'x-myelin': { owner: message.owner, ...carriage, ...(key === undefined ? {} : { key }) },
  };
}

const actions: Readonly<Record<Right, 'send' | 'receive'>> = {
  publishes: 'send',
  subscribes: 'receive',
  requests: 'send',
  serves: 'receive',
};

function operations(module: ModuleContract, messages: readonly MessageContract[]): [string, JsonSchema][] {
  return messages.flatMap((message) =>
    rightsOf(module, message.name).map((right): [string, JsonSchema] => {
      const asks = right === 'requests' || right === 'serves';
      const reply = asks ? messages.find(({ name }) => name === newest(message).reply) : undefined;
      return [
        `${module.name}.${right}.${message.topic}`,
        {
          action: actions[right],
          title: `${module.name} ${right} ${message.name}`,
          ...carried(message),
          tags: [{ name: module.name }],
          ...(reply === undefined ? {} : { reply: carried(reply) }),
        },
      ];
    }),
  );
}

function carried({ topic, versions }: MessageContract): JsonSchema {
  const pointer = `#/channels/${topic}`;
  return {
    channel: { $ref: pointer },
    messages: versions.map(({ version }) => ({ $ref: `${pointer}/messages/v${version}` })),
  };
}

function messageComponents(message: MessageContract): [string, JsonSchema][] {
  return message.versions.map((version) => [
    keyOf(message.name, version.version),
    {
      name: message.name,
      title: `${message.name} version ${version.version}`,
      description: version.doc,
      payload: { $ref: `#/components/schemas/${keyOf(message.name, version.version)}` },
      examples: version.examples.map((payload) => ({ payload: jsonOf(payload) })),
      'x-fingerprint': version.fingerprint,
      ...(version.deprecated === undefined ? {} : { 'x-deprecated': version.deprecated }),
    },
  ]);
}

/** The payload and its recursive types; those are numbered, as their names may be anything. */
function schemaComponents(message: MessageContract): [string, JsonSchema][] {
  return message.versions.flatMap((version) => schemasOf(keyOf(message.name, version.version), version));
}

function schemasOf(key: string, { shape }: VersionContract): [string, JsonSchema][] {
  const names = Object.keys(shape.definitions);
  const nameOf = (definition: string): string => `${key}.${names.indexOf(definition) + 1}`;
  const dialect: Dialect = { draft: 'draft-07', refOf: (name) => `#/components/schemas/${nameOf(name)}` };
  return [
    [key, schemaOf(shape.type, dialect)],
    ...Object.entries(shape.definitions).map(([name, type]): [string, JsonSchema] => [
      nameOf(name),
      schemaOf(type, dialect),
    ]),
  ];
}

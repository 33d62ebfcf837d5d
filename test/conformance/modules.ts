/** Messages and modules of the conformance suite: descriptors by hand, so that no scenario depends on the generator. */
import type { Bus } from '@myelin/bus-core';
import {
  connectModule,
  type Emits,
  type MessageDescriptor,
  type ModuleConnection,
  type ProtobufSchema,
  type PublishesKeyed,
  type Requests,
  type RequestsMany,
  SDK_CONTRACT,
  type Serves,
  type Subscribes,
} from '@myelin/bus-core/sdk';

/** The payload of every message here. */
export interface Item {
  readonly n: number;
  readonly key?: string;
  readonly text?: string;
}

/** Every verb: what a module may do is not the matter of this suite. */
export type ItemHandle = Emits<Item> &
  PublishesKeyed<Item> &
  Subscribes<Item> &
  Requests<Item, Item> &
  RequestsMany<Item, Item> &
  Serves<Item, Item>;

export type Module<Member extends string> = ModuleConnection & Readonly<Record<Member, ItemHandle>>;

export type ItemDescriptor<Member extends string = string> = MessageDescriptor<Item> & { readonly member: Member };
type Carried = Partial<MessageDescriptor<Item>>;

function isItem(payload: unknown): payload is Item {
  return typeof payload === 'object' && payload !== null && 'n' in payload && typeof payload.n === 'number';
}

/** `message ItemV1 { double n = 1; optional string key = 2; optional string text = 3; }` */
function itemSchema(): ProtobufSchema {
  const fields = [
    { number: 1, name: 'n', form: 'double' },
    { number: 2, name: 'key', form: 'string', absent: 'missing' },
    { number: 3, name: 'text', form: 'string', absent: 'missing' },
  ] as const;
  return { name: 'conformance.v1.ItemV1', messages: [{ kind: 'object', fields }] };
}

/** A message of topic `conformance.<member>`; best effort unless `carried` says otherwise. */
export function message<Member extends string>(member: Member, carried: Carried = {}): ItemDescriptor<Member> {
  return {
    name: member,
    owner: 'conformance',
    topic: `conformance.${member.toLowerCase()}`,
    version: 1,
    fingerprint: 'conformance',
    bytesMax: 1_000,
    depthMax: 2,
    encodings: { protobuf: itemSchema },
    check: isItem,
    explain: () => [{ path: 'n', code: 'type', expected: 'number', received: 'nothing' }],
    ...carried,
    member,
  };
}

/** Reliable. */
export function reliable<Member extends string>(member: Member, carried: Carried = {}): ItemDescriptor<Member> {
  return message(member, { guarantee: 'at-least-once', ...carried });
}

/** Reliable and in order of the payload's key. */
export function keyed<Member extends string>(member: Member, carried: Carried = {}): ItemDescriptor<Member> {
  return reliable(member, { key: ({ key }) => key ?? '', ...carried });
}

/** A request that is answered with another item. */
export function request<Member extends string>(member: Member, carried: Carried = {}): ItemDescriptor<Member> {
  return message(member, { channel: 'request', reply: message(`${member}-reply`), ...carried });
}

/** Connects a module that may do everything with these messages. */
export function connect<Member extends string>(
  bus: Bus,
  name: string,
  messages: readonly ItemDescriptor[],
): Promise<Module<Member>> {
  const answered = messages.filter(({ reply }) => reply !== undefined);
  return connectModule<Module<Member>>(bus, {
    name,
    contract: SDK_CONTRACT,
    publishes: messages,
    subscribes: messages,
    requests: answered,
    serves: answered,
    dependsOn: [],
    grants: { publish: ['**'], subscribe: ['**'] },
  });
}

/** `count` items, numbered from 0. */
export function items(count: number, key?: (n: number) => string): Item[] {
  return Array.from({ length: count }, (_, n) => (key === undefined ? { n } : { n, key: key(n) }));
}

/** Numbers from 0. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

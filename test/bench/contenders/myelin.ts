/** Myelin through generated SDKs: rights, validation, counters and sampled histograms as they always are. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bus, createBus, type Delivery, type SubscribeOptions } from '@myelin/bus-core';
import {
  connectModule,
  type Emits,
  type ModuleConnection,
  type ModuleDescriptor,
  type PublishesKeyed,
  type Subscribes,
} from '@myelin/bus-core/sdk';
import { type Contender, type Handlers, handlerAt, type Sample, sample } from '../contender.ts';
import { type Kind, membersOf, moduleOf } from '../workspace.ts';

export type Producing = Emits<Sample> & PublishesKeyed<Sample>;
export type Consuming = Subscribes<Sample>;
type Sdk<Member> = ModuleConnection & { readonly [member: string]: Member };

/** Two connected modules and their members of one kind. */
export interface Wire {
  readonly bus: Bus;
  readonly out: readonly Producing[];
  readonly into: readonly Consuming[];
  readonly consumer: ModuleConnection;
}

export async function connect(folder: string, kind: Kind): Promise<Wire> {
  const bus = createBus();
  const producer = await load<Sdk<Producing>>(folder, moduleOf(kind, 'producer'));
  const consumer = await load<Sdk<Consuming>>(folder, moduleOf(kind, 'consumer'));
  const [producing, consuming] = [await producer.connect(bus), await consumer.connect(bus)];
  const members = membersOf(kind);
  const [out, into] = [members.map((name) => producing[name]!), members.map((name) => consuming[name]!)];
  return { bus, out, into, consumer: consuming };
}

/** As many topics as wanted, whose definitions are those of a kind under other names. */
async function connectWide(folder: string, kind: Kind, topicCount: number): Promise<Wire> {
  const bus = createBus();
  const producer = await load(folder, moduleOf(kind, 'producer'));
  const consumer = await load(folder, moduleOf(kind, 'consumer'));
  const members = Array.from({ length: topicCount }, (_, index) => `wide${index}`);
  const { publishes } = producer.module;
  const wide = members.map((member, index) => ({
    ...handlerAt(publishes, index),
    member,
    name: member,
    topic: `bench.${member}`,
  }));
  const producing = await connectModule<Sdk<Producing>>(bus, { ...producer.module, publishes: wide });
  const consuming = await connectModule<Sdk<Consuming>>(bus, { ...consumer.module, subscribes: wide });
  const [out, into] = [members.map((name) => producing[name]!), members.map((name) => consuming[name]!)];
  return { bus, out, into, consumer: consuming };
}

interface Package<Connection> {
  readonly module: ModuleDescriptor;
  readonly connect: (bus: Bus) => Promise<Connection>;
}

async function load<Connection>(folder: string, module: string): Promise<Package<Connection>> {
  const file = path.join(folder, 'sdks', module, 'src/index.gen.ts');
  const exports = Object.entries((await import(pathToFileURL(file).href)) as Record<string, unknown>);
  const connectTo = exports.find(([name]) => name.startsWith('connect'))?.[1];
  const descriptor = exports.find(([name]) => name.endsWith('Module'))?.[1];
  return { module: descriptor as ModuleDescriptor, connect: connectTo as Package<Connection>['connect'] };
}

export interface MyelinOptions {
  readonly kind: Kind;
  readonly fanOut?: number;
  /** @default TOPIC_COUNT */
  readonly topicCount?: number;
  readonly subscribe?: SubscribeOptions<Sample>;
  readonly send: (out: readonly Producing[]) => Contender['send'];
  /** Hands messages over in batches. */
  readonly batched?: boolean;
  /** Subscribes to one pattern per topic, which matches that topic alone. */
  readonly patterns?: boolean;
}

export async function myelin(folder: string, handlers: Handlers, options: MyelinOptions): Promise<Contender> {
  const { kind, fanOut = 1, topicCount, subscribe = {}, batched = false, patterns = false } = options;
  const wired = topicCount === undefined ? connect(folder, kind) : connectWide(folder, kind, topicCount);
  const { bus, out, into, consumer } = await wired;
  const list: readonly ((message: Delivery<Sample>) => void)[] = handlers.lists.message;
  for (const [index, member] of into.entries()) {
    for (let nth = 0; nth < fanOut; nth++) {
      const handler = handlerAt(list, index * fanOut + nth);
      const name = `nth${nth}-${index}`;
      const named = { ...subscribe, name };
      if (patterns) consumer.subscribe(`*.${kind}${index}`, handlerAt(handlers.lists.message, index), { name });
      else if (batched) member.subscribeBatch((messages) => messages.forEach(handler), { ...named, waitMs: 1 });
      else member.subscribe(handler, named);
    }
  }
  return { send: options.send(out), fanOut, close: () => bus.close() };
}

/** The synchronous hot path. */
export function emitting(out: readonly Producing[]): Contender['send'] {
  const topicCount = out.length;
  let sequence = 0;
  return (count) => {
    for (let i = 0; i < count; i++, sequence++) {
      if (!out[sequence % topicCount]!.emit(sample(sequence))) throw new Error('a message was not taken');
    }
  };
}

/** One publish after the other, each awaited. */
export function publishing(out: readonly Producing[]): Contender['send'] {
  const topicCount = out.length;
  let sequence = 0;
  return async (count) => {
    for (let i = 0; i < count; i++, sequence++) await out[sequence % topicCount]!.publish(sample(sequence));
  };
}

const BATCH = 64;

/** Batches of one topic each, awaited. */
export function publishingBatches(out: readonly Producing[]): Contender['send'] {
  const topicCount = out.length;
  let sequence = 0;
  return async (count) => {
    for (let sent = 0; sent < count; sent += BATCH) {
      const payloads = Array.from({ length: BATCH }, () => sample(sequence++));
      const results = await out[(sequence / BATCH) % topicCount]!.publishBatch(payloads);
      if (results.some(({ ok }) => !ok)) throw new Error('a message of a batch was refused');
    }
  };
}

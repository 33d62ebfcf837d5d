/** The publishers of one bus, and the contracts that their topics are under. */

import { AuditedPublisher } from './audited-publisher.ts';
import type { ResolvedBusOptions } from './bus-options.ts';
import { type Carriage, carriageOf } from './carriage.ts';
import type { Encodings, Guarantee, MessageDescriptor } from './contract.ts';
import type { Origin } from './envelope.ts';
import type { BusEventMap } from './events.ts';
import { Gate, type GateState, type Refusals } from './gate.ts';
import { isSensitive } from './masking.ts';
import { OVERFLOW_LABEL } from './metric-names.ts';
import { Publisher, type PublisherContext } from './publisher.ts';
import type { TokenBucket } from './rate-limit.ts';
import type { TopicSpec, Transport } from './transport.ts';

const PARTITIONS = 8;

export interface PublisherRequest {
  readonly descriptor: MessageDescriptor;
  readonly module: string;
  readonly instance: string;
  readonly verb: string;
  readonly allowed: boolean;
  readonly limiter: TokenBucket | undefined;
  /** Of the connection. */
  readonly state: GateState;
}

export interface PublishersContext {
  readonly transport: Transport;
  readonly options: ResolvedBusOptions;
  readonly publisher: PublisherContext;
  /** A sensitive message was accepted. */
  audit(event: BusEventMap['audit']): void;
  /** A form of a topic may be published here from now on. */
  published(topic: string, fingerprint: string): void;
}

/** What publishers of one topic and module did. */
export interface PublisherCounts {
  readonly origin: Pick<Origin, 'topic' | 'source'>;
  readonly published: number;
  readonly duplicates: number;
  readonly refusals: Readonly<Refusals>;
}

const NO_DELIVERY = { group: undefined, attempt: undefined };
/** Topics and modules whose closed publishers are counted apart; beyond that they are one. */
const RETIRED_MAX = 10_000;

/** What is known of a topic is decided here, once. */
export class Publishers {
  readonly #context: PublishersContext;
  readonly #all = new Set<Publisher>();
  /** Sums of those that are closed, by topic and module. */
  readonly #retired = new Map<string, PublisherCounts>();
  readonly #contracts = new Map<string, MessageDescriptor>();
  /** How payloads travel, by topic and version. */
  readonly #encodings = new Map<string, Encodings>();
  readonly #forms = new Map<string, Set<string>>();

  constructor(context: PublishersContext) {
    this.#context = context;
  }

  /** What all of them did; of closed connections the sums. */
  *[Symbol.iterator](): IterableIterator<PublisherCounts> {
    yield* this.#all;
    yield* this.#retired.values();
  }

  /** Its connection is closed: it publishes no more. */
  retire(publisher: Publisher): void {
    if (!this.#all.delete(publisher)) return;
    const { topic, source } = publisher.origin;
    const known = `${topic} ${source}`;
    const isApart = this.#retired.has(known) || this.#retired.size < RETIRED_MAX;
    const origin = isApart ? { topic, source } : { topic: OVERFLOW_LABEL, source: OVERFLOW_LABEL };
    const id = `${origin.topic} ${origin.source}`;
    this.#retired.set(id, sumOf(origin, [publisher, this.#retired.get(id)]));
  }

  /** The newest contract of a topic that a connected module brought; undefined for ad-hoc topics. */
  contractOf(topic: string): MessageDescriptor | undefined {
    return this.#contracts.get(topic);
  }

  /** How payloads of a version travel; undefined where no connected module knows that version. */
  encodingsOf(topic: string, version: number): Encodings | undefined {
    return this.#encodings.get(`${version} ${topic}`);
  }

  /** Every contract that is known. */
  contracts(): Iterable<MessageDescriptor> {
    return this.#contracts.values();
  }

  /** Fingerprints that somebody here may publish to a topic. */
  formsOf(topic: string): Iterable<string> {
    return this.#forms.get(topic) ?? [];
  }

  #publishes({ topic, fingerprint }: MessageDescriptor): void {
    const known = this.#forms.get(topic) ?? new Set();
    if (known.has(fingerprint)) return;
    this.#forms.set(topic, known.add(fingerprint));
    this.#context.published(topic, fingerprint);
  }

  /** Puts a topic under its contract. */
  learn(descriptor: MessageDescriptor): void {
    const known = this.#contracts.get(descriptor.topic);
    if (known === undefined || known.version < descriptor.version) this.#contracts.set(descriptor.topic, descriptor);
    for (const { version, encodings = {} } of [descriptor, ...(descriptor.older ?? [])])
      this.#encodings.set(`${version} ${descriptor.topic}`, encodings);
  }

  carriage(descriptor: MessageDescriptor): Carriage {
    return carriageOf(descriptor, this.#context.options.guarantee);
  }

  /** Of what has no definition: as it is asked for, else as the bus guarantees. */
  asked(guarantee: Guarantee | undefined): Carriage {
    return carriageOf(undefined, guarantee ?? this.#context.options.guarantee);
  }

  make(request: PublisherRequest): Publisher {
    const { descriptor, module, instance, verb, allowed, limiter, state } = request;
    const { topic, version, fingerprint } = descriptor;
    if (allowed) this.#publishes(descriptor);
    const { transport, options, publisher: context } = this.#context;
    const { payloadBytesMax: bytesMax, payloadDepthMax: depthMax } = options;
    const proved =
      (descriptor.bytesMax ?? Number.POSITIVE_INFINITY) <= bytesMax &&
      (descriptor.depthMax ?? Number.POSITIVE_INFINITY) <= depthMax;
    const limits = proved ? undefined : { bytesMax, depthMax };
    const gate = new Gate({ topic, module, verb, allowed, limiter, limits, descriptor }, state, context.clock);
    const origin: Origin = { topic, version, source: module, instance, fingerprint, descriptor, ids: context.ids };
    const carriage = this.carriage(descriptor);
    const route = transport.route(this.#topicSpec(descriptor, carriage));
    const setup = { origin, route, gate, carriage };
    const audit = (id: string): void => this.#context.audit({ ...NO_DELIVERY, action: 'publish', topic, id, module });
    const publisher = isSensitive(descriptor)
      ? new AuditedPublisher({ ...setup, audit }, context)
      : new Publisher(setup, context);
    this.#all.add(publisher);
    return publisher;
  }

  #topicSpec(descriptor: MessageDescriptor, { mode }: Carriage): TopicSpec {
    const { topic, channel, retention, partitions = PARTITIONS, persist } = descriptor;
    const { historyCountMax, historyBytesMax, historyTtlSeconds } = this.#context.options;
    const forgotten = channel === 'direct' || isSensitive(descriptor) || persist === 'never';
    const bytes = historyBytesMax === 0 ? undefined : { bytesMax: historyBytesMax };
    const kept = retention ?? { countMax: historyCountMax, ageMs: historyTtlSeconds * 1_000, ...bytes };
    return { topic, mode, partitions, history: forgotten || historyCountMax === 0 ? undefined : kept };
  }
}

function sumOf(origin: PublisherCounts['origin'], all: readonly (PublisherCounts | undefined)[]): PublisherCounts {
  const sum = {
    origin,
    published: 0,
    duplicates: 0,
    refusals: { notAllowed: 0, rateLimited: 0, tooLarge: 0, invalid: 0 },
  };
  for (const counts of all) {
    if (counts === undefined) continue;
    sum.published += counts.published;
    sum.duplicates += counts.duplicates;
    const { notAllowed, rateLimited, tooLarge, invalid } = counts.refusals;
    sum.refusals.notAllowed += notAllowed;
    sum.refusals.rateLimited += rateLimited;
    sum.refusals.tooLarge += tooLarge;
    sum.refusals.invalid += invalid;
  }
  return sum;
}

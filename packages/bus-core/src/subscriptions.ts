/** From what a module asks for to a place in a group. */
import type { ResolvedBusOptions } from './bus-options.ts';
import { type Carriage, planSubscription, type SubscriptionPlan } from './carriage.ts';
import type { MessageDescriptor } from './contract.ts';
import type { Delivery } from './envelope.ts';
import { BusError } from './errors.ts';
import type { BusEventMap } from './events.ts';
import type { GateState } from './gate.ts';
import { type Groups, groupSpec, type Joined } from './groups.ts';
import { isSensitive } from './masking.ts';
import { handleChain } from './middleware.ts';
import type { SubscribeOptions } from './options.ts';
import type { Publishers } from './publishers.ts';
import type { GroupSpec, Transport } from './transport.ts';
import { VersionReader } from './versions.ts';

const LEASE_MS = 30_000;

export interface SubscriptionRequest {
  /** Undefined for a subscription over patterns. */
  readonly descriptor: MessageDescriptor | undefined;
  /** Topics or patterns. */
  readonly topics: readonly string[];
  readonly module: string;
  readonly instance: string;
  readonly options: SubscribeOptions;
  readonly serves: boolean;
  /** Decided by the kind of handler, over the options. */
  readonly change?: (plan: SubscriptionPlan) => SubscriptionPlan;
  readonly batched: boolean;
  readonly handler: (item: Delivery) => unknown;
}

export interface SubscriptionsContext {
  readonly transport: Transport;
  readonly options: ResolvedBusOptions;
  readonly state: GateState;
  readonly publishers: Publishers;
  readonly groups: Groups;
  /** A sensitive message is given to a handler. */
  audit(event: BusEventMap['audit']): void;
}

interface Audited {
  readonly name: string;
  readonly module: string;
  readonly sensitive: (topic: string) => boolean;
}

/** Decides each subscription once, when it is made. */
export class Subscriptions {
  readonly #context: SubscriptionsContext;

  constructor(context: SubscriptionsContext) {
    this.#context = context;
  }

  /** @throws BusError `BUS_CLOSED`, `BUS_CONFIG_INVALID`, `BUS_CAPABILITY_MISSING` */
  join(request: SubscriptionRequest): Joined {
    const { state, publishers, groups, options: bus } = this.#context;
    if (state.closing !== undefined) throw new BusError('BUS_CLOSED', state.closing);
    const { descriptor, module, instance, options, serves, batched, handler, topics } = request;
    const carriage = descriptor === undefined ? publishers.asked(options.guarantee) : publishers.carriage(descriptor);
    this.#requireTransaction(carriage, options);
    const { queueSizeMax, latestKeysMax } = bus;
    const reader = descriptor && new VersionReader(descriptor, () => publishers.contractOf(descriptor.topic));
    const decided = planSubscription(options, { descriptor, carriage, queueSizeMax, latestKeysMax, batched, reader });
    const sensitive = this.#sensitive(descriptor);
    const plan = { ...(request.change?.(decided) ?? decided), sensitive };
    const shared = `${module}/${options.name ?? topics.join(',')}`;
    const name = carriage.channel === 'broadcast' ? `${shared}#${instance}` : shared;
    const versions = descriptor === undefined || reader === undefined ? {} : { [descriptor.topic]: reader.versions };
    const spec = groupSpec({ name, topics, versions }, { plan, carriage, serves, leaseMs: LEASE_MS });
    if (carriage.channel === 'command') this.#requireOneGroup(spec);
    const around = handleChain(bus.middleware.handle, handler, { group: name, module });
    const audited = sensitive === undefined ? around : this.#audited(around, { name, module, sensitive });
    const joined = groups.join({ spec, plan, handler: audited });
    if (descriptor !== undefined) for (const form of publishers.formsOf(descriptor.topic)) joined.group.hears(form);
    return joined;
  }

  /** Of topics that a pattern finds it is asked message by message. */
  #sensitive(descriptor: MessageDescriptor | undefined): ((topic: string) => boolean) | undefined {
    if (descriptor === undefined) return (topic) => isSensitive(this.#context.publishers.contractOf(topic));
    return isSensitive(descriptor) ? () => true : undefined;
  }

  #audited(handler: (item: Delivery) => unknown, of: Audited): (item: Delivery) => unknown {
    const { name: group, module, sensitive } = of;
    return (item) => {
      const { topic, id, attempt } = item;
      if (sensitive(topic)) this.#context.audit({ action: 'delivery', topic, id, module, group, attempt });
      return handler(item);
    };
  }

  /** How long nobody here who serves a topic may be asked, because their breakers are open; undefined where somebody may. */
  unavailableForMs(topic: string): number | undefined {
    const nowMs = this.#context.options.clock.monotonic();
    let shortest: number | undefined;
    for (const { spec, members } of this.#context.groups.all()) {
      if (!spec.serves || !spec.topics.includes(topic)) continue;
      for (const { breaker } of members) {
        if (breaker?.state === 'open')
          shortest = Math.min(shortest ?? Number.POSITIVE_INFINITY, breaker.retryAfterMs(nowMs));
      }
    }
    return shortest;
  }

  #requireTransaction({ guarantee }: Carriage, options: SubscribeOptions): void {
    const wanted = options.guarantee ?? guarantee;
    const { name, capabilities } = this.#context.transport;
    if (wanted !== 'exactly-once' || capabilities.transaction !== 'none') return;
    throw new BusError(
      'BUS_CAPABILITY_MISSING',
      `the transport ${name} has no transactions, so exactly-once is not to be had`,
      { details: { transport: name, capability: 'transaction' } },
    );
  }

  /** A command is for exactly one group. */
  #requireOneGroup({ name, topics }: GroupSpec): void {
    for (const group of this.#context.groups.all()) {
      if (group.name === name || group.members.length === 0 || group.spec.topics[0] !== topics[0]) continue;
      throw new BusError('BUS_CONFIG_INVALID', `${String(topics[0])} is a command and ${group.name} takes it already`, {
        details: { topic: topics[0], group: group.name },
      });
    }
  }
}

/** The groups of one bus and the subscriptions that join them. */

import { BestEffortGroup } from './best-effort-group.ts';
import type { Carriage, SubscriptionPlan } from './carriage.ts';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.ts';
import { Consumer } from './consumer.ts';
import { type ConsumerContext, FILTERED } from './consumer-owner.ts';
import { ConsumerStats } from './consumer-stats.ts';
import type { Delivery } from './envelope.ts';
import { BusError } from './errors.ts';
import type { Group, GroupContext } from './group.ts';
import { LatestGroup } from './latest-group.ts';
import { LeasedBestEffortGroup } from './leased-best-effort-group.ts';
import { LeasedReliableGroup } from './leased-group.ts';
import { ReliableGroup } from './reliable-group.ts';
import type { GroupSpec, Transport } from './transport.ts';
import type { Subscription } from './verbs.ts';

export interface GroupsContext {
  readonly transport: Transport;
  readonly groupContext: Omit<GroupContext, 'find'>;
  readonly consumerContext: ConsumerContext;
}

export interface JoinRequest {
  readonly spec: GroupSpec;
  readonly plan: SubscriptionPlan;
  readonly handler: (item: Delivery) => unknown;
}

/** A subscription together with the consumer behind it. */
export interface Joined {
  readonly subscription: Subscription;
  readonly consumer: Consumer;
  readonly group: Group;
}

/** A reliable group outlives its last subscription, and messages wait in it: here, or in the store that has them. */
export class Groups {
  readonly #context: GroupsContext;
  readonly #groups = new Map<string, Group>();

  constructor(context: GroupsContext) {
    this.#context = context;
  }

  get(name: string): Group | undefined {
    return this.#groups.get(name);
  }

  all(): IterableIterator<Group> {
    return this.#groups.values();
  }

  /**
   * Joins the group, which is made and attached if it is new.
   * @throws BusError `BUS_CAPABILITY_MISSING` where the transport cannot carry it
   */
  join(request: JoinRequest): Joined {
    const group = this.#groups.get(request.spec.name) ?? this.#create(request);
    group.speaks(request.plan.reader);
    const consumer = this.#consumer(group, request);
    group.join(consumer);
    this.#context.groupContext.clock.defer(() => group.wake());
    return { group, consumer, subscription: new GroupSubscription(group, consumer, this) };
  }

  /** The group is gone, with what waited in it. */
  remove(group: Group): void {
    group.forget();
    this.#groups.delete(group.name);
  }

  #create({ spec, plan }: JoinRequest): Group {
    requireCapabilities(spec, this.#context.transport);
    const context: GroupContext = { ...this.#context.groupContext, find: (name) => this.#groups.get(name) };
    const group = createGroup({ spec, plan }, context, this.#context.transport.capabilities.spans === 'process');
    if (this.#context.transport.capabilities.spans !== 'process') group.hearsAll();
    this.#groups.set(spec.name, group);
    group.attached(this.#context.transport.attach(spec, group));
    return group;
  }

  #consumer(group: Group, { plan, handler }: JoinRequest): Consumer {
    const { breaker, filter } = plan.options;
    const { clock, report } = this.#context.groupContext;
    const nowMs = clock.monotonic();
    const breakerChanged = (state: BreakerState): void => report.breakerChanged(group, state);
    return new Consumer(
      {
        plan,
        handler: filter?.where === undefined ? handler : withPredicate(filter.where, handler),
        breaker: breaker === 'off' ? undefined : new CircuitBreaker(breaker, breakerChanged),
        stats: new ConsumerStats(nowMs),
      },
      group,
      this.#context.consumerContext,
    );
  }
}

class GroupSubscription implements Subscription {
  readonly group: string;
  readonly ready: Promise<void>;
  readonly #group: Group;
  readonly #consumer: Consumer;
  readonly #groups: Groups;

  constructor(group: Group, consumer: Consumer, groups: Groups) {
    this.group = group.name;
    this.ready = group.feed?.ready ?? Promise.resolve();
    this.#group = group;
    this.#consumer = consumer;
    this.#groups = groups;
  }

  pause(): void {
    this.#consumer.paused = true;
    this.#group.membersChanged();
  }

  resume(): void {
    this.#consumer.paused = false;
    this.#group.wake();
  }

  async drain(): Promise<void> {
    this.pause();
    await this.#consumer.whenIdle();
  }

  async close(options: { readonly forget?: boolean } = {}): Promise<void> {
    const group = this.#group;
    const forget = options.forget === true || group.spec.ephemeral || !group.holdsPublishers;
    this.#consumer.closed = true;
    group.leave(this.#consumer);
    await this.#consumer.whenIdle();
    if (group.members.length > 0) return;
    await group.release();
    if (group.feed?.holds === true && !forget) return;
    try {
      await group.feed?.close({ forget });
    } finally {
      this.#groups.remove(group);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** `inMemory`: the transport delivers; else the group leases from it. */
function createGroup(
  { spec, plan }: Pick<JoinRequest, 'spec' | 'plan'>,
  context: GroupContext,
  inMemory: boolean,
): Group {
  switch (plan.mode) {
    case 'reliable':
      return inMemory ? new ReliableGroup(spec, plan, context) : new LeasedReliableGroup(spec, plan, context);
    case 'best-effort':
      return inMemory ? new BestEffortGroup(spec, plan, context) : new LeasedBestEffortGroup(spec, plan, context);
    case 'latest-only':
      return new LatestGroup(spec, plan, context);
  }
}

function withPredicate(
  where: (message: Delivery) => boolean,
  handler: (item: Delivery) => unknown,
): (item: Delivery) => unknown {
  return (item) => (where(item) ? handler(item) : FILTERED);
}

function requireCapabilities(spec: GroupSpec, transport: Transport): void {
  if (!spec.ephemeral || transport.capabilities.broadcast) return;
  throw new BusError('BUS_CAPABILITY_MISSING', `the transport ${transport.name} carries no broadcasts`, {
    details: { group: spec.name, capability: 'broadcast' },
  });
}

/** What a transport is told about a group. */
export function groupSpec(
  names: Pick<GroupSpec, 'name' | 'topics' | 'versions'>,
  carried: Pick<GroupSpec, 'serves' | 'leaseMs'> & { readonly plan: SubscriptionPlan; readonly carriage: Carriage },
): GroupSpec {
  const { plan, carriage, serves, leaseMs } = carried;
  const ephemeral = carriage.channel === 'broadcast';
  const from = ephemeral ? 'now' : plan.from;
  return { ...names, mode: plan.mode, order: plan.order, from, ephemeral, serves, leaseMs };
}

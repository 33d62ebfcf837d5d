/** Six ways to break the promises. Each is found by a seed and by a conformance scenario. */
import type { Bus } from '@myelin/bus-core';
import { engineOf } from '../../packages/bus-core/src/bus.ts';
import type { ReliableDelivery } from '../../packages/bus-core/src/delivery.ts';
import type { Envelope } from '../../packages/bus-core/src/envelope.ts';
import type { Group } from '../../packages/bus-core/src/group.ts';
import type { Joined } from '../../packages/bus-core/src/groups.ts';
import { LatestGroup } from '../../packages/bus-core/src/latest-group.ts';
import { Parking } from '../../packages/bus-core/src/parking.ts';
import type { SharedLog } from '../../packages/bus-core/src/testing/shared-log/index.ts';
import type { Feed } from '../../packages/bus-core/src/transport.ts';
import type { Mutant } from './mutant.ts';

/** Puts the mutant's hands on a bus before anybody subscribes. */
export function applyMutant(bus: Bus, mutant: Mutant): void {
  const { groups, transport } = engineOf(bus);
  const join = groups.join.bind(groups);
  groups.join = (request) => {
    const joined = join(request);
    mutant.joined?.(joined, bus);
    return joined;
  };
  const attach = transport.attach.bind(transport);
  transport.attach = (group, sink) => {
    const feed = attach(group, sink);
    mutant.feed?.(feed);
    return feed;
  };
}

/** The store is told of success before the handler starts. */
const ackFirst: Mutant = {
  name: 'ack first',
  feed: (feed: Feed) => {
    if (feed.holds) return;
    const lease = feed.lease.bind(feed);
    feed.lease = async (max) => {
      const records = await lease(max);
      const acks = records.map((record) => ({
        lease: record.lease,
        envelope: record.read(),
        outcome: { kind: 'ack' as const },
      }));
      if (acks.length > 0) await feed.settle(acks);
      return records;
    };
  },
};

/** A settle counts whoever holds the record now. */
const noLeaseToken: Mutant = {
  name: 'no lease token',
  log: (log: SharedLog) => {
    const partitionOf = log.partition.bind(log);
    const patched = new WeakSet<object>();
    log.partition = (group, name) => {
      const partition = partitionOf(group, name);
      if (partition === undefined || patched.has(partition)) return partition;
      patched.add(partition);
      const find = partition.find.bind(partition);
      partition.find = (position) => {
        for (let token = partition.token; token > 0; token--) {
          const held = find(position, token);
          if (held !== undefined) return held;
        }
        return undefined;
      };
      return partition;
    };
  },
};

/** A message that waits for its retry lets the next one of its key go first. */
const retryPassesKey: Mutant = {
  name: 'retry passes the key',
  joined: ({ group }: Joined) => {
    const parking: unknown = Reflect.get(group, 'parking');
    if (!(parking instanceof Parking) || Reflect.has(group, 'mutated')) return;
    Reflect.set(group, 'mutated', true);
    const renewed = hidden(group, 'renewed');
    Reflect.set(group, 'renewed', (next: ReliableDelivery) => {
      renewed(next);
      const { key, lane } = next.envelope;
      if (!next.holdsKey || key === undefined) return;
      next.holdsKey = false;
      const parked = parking.release(key) as ReliableDelivery | undefined;
      if (parked === undefined) return;
      parked.holdsKey = true;
      hidden(group, 'enqueue')(parked, lane);
    });
  },
};

const dropUncounted: Mutant = {
  name: 'drop uncounted',
  joined: ({ group }: Joined) => {
    const { counters } = group;
    const drop = counters.drop.bind(counters);
    counters.drop = (reason) => {
      if (reason !== 'overflow' && reason !== 'superseded') drop(reason);
    };
  },
};

/** The probe's success is not heard. */
const breakerNeverCloses: Mutant = {
  name: 'breaker never closes',
  joined: ({ consumer: { breaker } }: Joined) => {
    if (breaker === undefined) return;
    const onSuccess = breaker.onSuccess.bind(breaker);
    breaker.onSuccess = () => {
      if (breaker.state === 'closed') onSuccess();
    };
  },
};

/** Now and then the value before comes once more. */
const latestGoesBack: Mutant = {
  name: 'latest goes back',
  joined: ({ group }: Joined) => {
    if (!(group instanceof LatestGroup)) return;
    const values = new Map<string, Envelope>();
    const deliver = group.deliver.bind(group);
    group.deliver = (envelope) => {
      const before = values.get(envelope.key ?? '');
      values.set(envelope.key ?? '', envelope);
      deliver(envelope);
      const sequence = envelope.extras?.sequence;
      if (before === undefined) return;
      deliver(sequence === undefined ? before : before.with({ ...before.extras, sequence: sequence + 0.5 }));
    };
  },
};

export const mutants: readonly Mutant[] = [
  ackFirst,
  noLeaseToken,
  retryPassesKey,
  dropUncounted,
  breakerNeverCloses,
  latestGoesBack,
];

/** A method that only subclasses see. */
function hidden(group: Group, name: string): (...given: readonly unknown[]) => unknown {
  const method: unknown = Reflect.get(group, name);
  if (typeof method !== 'function') throw new RangeError(`groups have no ${name}`);
  return (...given) => Reflect.apply(method, group, given) as unknown;
}

/** Reads what the bus says about itself. */
import type { Bus, GroupStats, SubscriberStats } from '@myelin/bus-core';
import type { BusNumbers, GroupNumbers } from './numbers.ts';

/** As of now. */
export function readNumbers(bus: Bus): BusNumbers {
  const { topics, groups } = bus.stats();
  const subscribers = new Map(bus.getSubscriberStats().map((stats) => [stats.group, stats]));
  return {
    published: topics.map(({ topic, source, published }) => ({ topic, module: source, published })),
    groups: groups.flatMap((group) => groupNumbers(group, subscribers.get(group.group))),
  };
}

/** The demo subscribes to each topic by name, so a group has one topic. */
function groupNumbers(stats: GroupStats, subscriber: SubscriberStats | undefined): GroupNumbers[] {
  const { group, accepted, acked, dropped, deadLettered, givenBack, pending } = stats;
  const measured = subscriber !== undefined && subscriber.deliveryMs.count > 0 ? subscriber.deliveryMs : undefined;
  return stats.topics.map((topic) => ({
    module: group.slice(0, group.indexOf('/')),
    topic,
    accepted,
    acked,
    dropped: Object.fromEntries(Object.entries(dropped).filter(([, count]) => count > 0)),
    deadLettered,
    pending: pending.waiting + pending.leased + pending.delayed + pending.parked + givenBack,
    p50Ms: measured?.p50,
    p99Ms: measured?.p99,
  }));
}

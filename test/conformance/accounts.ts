/** Counts of groups, held against what delivery promises: nothing appears, nothing is lost. */
import assert from 'node:assert/strict';
import type { Bus, GroupStats } from '@myelin/bus-core';

/** What is named is expected exactly; what is not is expected to be zero. */
export interface Account {
  readonly accepted?: number;
  readonly acked?: number;
  readonly dropped?: Partial<GroupStats['dropped']>;
  readonly deadLettered?: number;
  readonly givenBack?: number;
  readonly pending?: Partial<GroupStats['pending']>;
}

/** The counts of one group that are not zero. */
export function accountOf(bus: Bus, group: string): Account {
  const stats = bus.stats().groups.find((candidate) => candidate.group === group);
  assert.ok(stats, `there is a group ${group}`);
  const { accepted, acked, deadLettered, givenBack, dropped, pending } = stats;
  return {
    ...nonZero({ accepted, acked, deadLettered, givenBack }),
    ...wrapped('dropped', nonZero(dropped)),
    ...wrapped('pending', nonZero(pending)),
  };
}

/** Every group of the bus: accepted = acked + dropped + deadLettered + givenBack + pending, and nothing below zero. */
export function assertConserved(bus: Bus): void {
  for (const stats of bus.stats().groups) {
    const { group, accepted, acked, deadLettered, givenBack, dropped, pending } = stats;
    const shown = `${group}: ${JSON.stringify(stats)}`;
    const counts = [accepted, acked, deadLettered, givenBack, ...values(dropped), ...values(pending)];
    assert.ok(
      counts.every((count) => Number.isInteger(count) && count >= 0),
      `no count below zero in ${shown}`,
    );
    const ended = acked + deadLettered + givenBack + sum(dropped);
    assert.equal(ended + sum(pending), accepted, `what was accepted is accounted for in ${shown}`);
    assertInFlight(bus, stats);
  }
}

/** Leased is what handlers have in hand: counted by the group and by its subscriptions, each for itself. */
function assertInFlight(bus: Bus, { group, pending }: GroupStats): void {
  const rows = bus.getSubscriberStats().filter((row) => row.group === group);
  const inFlight = rows.reduce((total, row) => total + row.inFlight, 0);
  if (rows.length > 0)
    assert.ok(pending.leased <= inFlight, `${group} leases ${pending.leased}, handlers have ${inFlight}`);
}

function values(counts: GroupStats['dropped'] | GroupStats['pending']): number[] {
  return Object.values<number>({ ...counts });
}

function sum(counts: GroupStats['dropped'] | GroupStats['pending']): number {
  return values(counts).reduce((total, count) => total + count, 0);
}

function nonZero<Counts extends object>(counts: Counts): Partial<Counts> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as Partial<Counts>;
}

function wrapped(name: 'dropped' | 'pending', counts: object): Account {
  return Object.keys(counts).length === 0 ? {} : { [name]: counts };
}

/** Watches what passes between an engine and its store, and can be told to break it. */
import type { Bus } from '@myelin/bus-core';
import { engineOf } from '../../packages/bus-core/src/bus.ts';
import type { Envelope } from '../../packages/bus-core/src/envelope.ts';
import { BusError } from '../../packages/bus-core/src/errors.ts';
import type { Feed, GroupSpec, LeasedRecord, Settlement } from '../../packages/bus-core/src/transport.ts';
import type { History, LeasedFact, SettleFact } from './history.ts';

export interface Watch {
  readonly history: History;
  readonly seat: number;
}

/** Every feed of the bus from now on. */
export function watch(bus: Bus, observer: Watch): void {
  const { transport } = engineOf(bus);
  const attach = transport.attach.bind(transport);
  transport.attach = (group, sink) => watched(attach(group, sink), group, observer);
  for (const state of ['open', 'half-open', 'closed'] as const) {
    bus.events.on(`breaker-${state}`, ({ group }) => {
      observer.history.note({ kind: 'breaker', seat: observer.seat, group, state });
    });
  }
}

function watched(feed: Feed, { name: group }: GroupSpec, { history, seat }: Watch): Feed {
  const lease = feed.lease.bind(feed);
  const settle = feed.settle.bind(feed);
  if (!feed.holds) {
    feed.lease = async (max) => {
      const call = history.name();
      history.note({ kind: 'leasing', call, seat, group });
      const records = await answered(history, call, () => lease(max));
      history.note({ kind: 'leased', call, records: records.map(leasedFact) });
      return records;
    };
  }
  feed.settle = (settlements) => {
    const call = history.name();
    history.note({ kind: 'settling', call, seat, group, items: settlements.map(settleFact) });
    const refused = feed.holds ? settle(settlements) : answered(history, call, () => settle(settlements));
    return refused instanceof Promise ? noted(history, call, refused) : noteRefused(history, call, refused);
  };
  return feed;
}

async function noted(
  history: History,
  call: number,
  refused: Promise<ReadonlySet<number>>,
): Promise<ReadonlySet<number>> {
  return noteRefused(history, call, await refused);
}

function noteRefused(history: History, call: number, refused: ReadonlySet<number>): ReadonlySet<number> {
  history.note({ kind: 'settled', call, refused: [...refused] });
  return refused;
}

async function answered<T>(history: History, call: number, ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    history.note({ kind: 'unanswered', call });
    throw BusError.from(error);
  }
}

function leasedFact(record: LeasedRecord): LeasedFact {
  const { lease, suspect } = record;
  return { lease, suspect, n: numberOf(record.read()) ?? -1 };
}

function settleFact({ lease, envelope, outcome }: Settlement): SettleFact {
  const { kind } = outcome;
  const reason = kind === 'dead-letter' ? outcome.letter.reason : kind === 'drop' ? outcome.reason : undefined;
  return { lease, n: envelope && numberOf(envelope), kind, reason };
}

/** The number in the payload that names a message of the simulation. */
export function numberOf({ payload }: Pick<Envelope, 'payload'>): number | undefined {
  const isNumbered = typeof payload === 'object' && payload !== null && 'n' in payload;
  return isNumbered && typeof payload.n === 'number' ? payload.n : undefined;
}

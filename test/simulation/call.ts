/** One call of a handler: what it works on, and the notes that it leaves. */
import type { Delivery } from '@myelin/bus-core';
import { ReliableDelivery } from '../../packages/bus-core/src/delivery.ts';
import type { BusError } from '../../packages/bus-core/src/errors.ts';
import type { VirtualClock } from '../../packages/bus-core/src/virtual-clock.ts';
import type { Item } from '../conformance/modules.ts';
import type { Chance } from './chance.ts';
import type { History, Verdict } from './history.ts';
import type { GroupPlan, Plan } from './plan.ts';
import type { Seat } from './seat.ts';

export type ItemDelivery = Delivery<Item>;

/** The run that a handler is part of. */
export interface Stage {
  readonly plan: Plan;
  readonly clock: VirtualClock;
  readonly history: History;
  /** Faults are over. */
  readonly calm: boolean;
  /** Poison has its antidote. */
  readonly mended: boolean;
  /** How often the group was given the message before; counts this time. */
  tries(group: GroupPlan, n: number): number;
  /** A publish inside a handler, to the next topic, if there is one; with the error that it ended with. */
  child(group: GroupPlan, cause: ItemDelivery, seat: Seat): Promise<BusError | undefined> | undefined;
  /** The engine of the seat dies now. */
  crash(seat: Seat): void;
}

export interface HandlerSetup {
  readonly simulation: Stage;
  readonly seat: Seat;
  readonly group: GroupPlan;
  readonly subscription: number;
}

/** One message, or a batch. */
export interface Call extends HandlerSetup {
  readonly messages: readonly ItemDelivery[];
  readonly runs: readonly number[];
  readonly chance: Chance;
}

/** Notes that the handler is at its end. Gives back `value`. */
export function ended<T>(call: Call, ok: boolean, value: T): T {
  for (const [index, run] of call.runs.entries()) {
    const state = stateOf(call.messages[index]);
    call.simulation.history.note({ kind: 'end', run, ok, late: state === 'superseded', settled: state === 'settled' });
  }
  return value;
}

/** Notes a failure and throws it. */
export function thrown(call: Call, error: unknown): never {
  ended(call, false, undefined);
  throw error;
}

/** Settles each message by a verb of its delivery. */
export function settle(call: Call, verdict: Verdict, give: (message: ItemDelivery) => void): void {
  for (const [index, message] of call.messages.entries()) {
    const run = call.runs[index];
    if (run === undefined) continue;
    call.simulation.history.note({ kind: 'verdict', run, verdict, late: stateOf(message) !== 'leased' });
    give(message);
  }
}

/** After a while, unless the process is gone by then. */
export async function later(call: Call, ms: number, then: () => unknown): Promise<unknown> {
  const { simulation, seat } = call;
  await new Promise<void>((resolve) => {
    simulation.clock.setTimer(() => {
      if (seat.alive) resolve();
    }, ms);
  });
  return then();
}

function stateOf(message: ItemDelivery | undefined): string {
  return message instanceof ReliableDelivery ? message.state : 'leased';
}

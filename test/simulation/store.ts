/** The store of a run and the engines on it: one in memory, or a shared log with an engine per seat. */
import { type Bus, createBus } from '@myelin/bus-core';
import { engineOf } from '../../packages/bus-core/src/bus.ts';
import { SharedLog, sharedLogBus } from '../../packages/bus-core/src/testing/shared-log/index.ts';
import type { VirtualClock } from '../../packages/bus-core/src/virtual-clock.ts';
import { connect, type Item, type ItemDescriptor, type ItemHandle, message } from '../conformance/modules.ts';
import { Chance } from './chance.ts';
import type { History } from './history.ts';
import { watch } from './instrument.ts';
import type { Mutant } from './mutant.ts';
import { applyMutant } from './mutants.ts';
import type { Plan, TopicPlan } from './plan.ts';
import { type Desk, Seat, SkewedClock } from './seat.ts';

export const MODULE = 'sim';

export interface StoreSetup {
  readonly history: History;
  readonly mutant: Mutant | undefined;
}

export class Store {
  readonly desks: Desk[] = [];
  readonly log: SharedLog | undefined;
  readonly #plan: Plan;
  readonly #clock: VirtualClock;
  readonly #setup: StoreSetup;
  readonly #link: { latencyMsMax: number; lostAnswers: number };
  readonly #descriptors: readonly ItemDescriptor[];
  #places = 0;

  constructor(plan: Plan, clock: VirtualClock, setup: StoreSetup) {
    this.#plan = plan;
    this.#clock = clock;
    this.#setup = setup;
    this.#link = { ...plan.link };
    this.#descriptors = plan.topics.map(descriptorOf);
    this.log = plan.store === 'log' ? new SharedLog({ clock }) : undefined;
    if (this.log !== undefined) setup.mutant?.log?.(this.log);
  }

  /** Another connection; on the log, with another engine. */
  async seat(): Promise<Seat> {
    const index = this.#places++;
    const shared = this.#plan.store === 'memory' ? this.desks[0] : undefined;
    const desk = shared ?? this.#desk(index);
    let handles: ReadonlyMap<string, ItemHandle> | undefined;
    const connecting = connect<string>(desk.bus, MODULE, this.#descriptors).then((module) => {
      handles = new Map(this.#descriptors.map(({ member }) => [member, module[member] as ItemHandle]));
    });
    await connecting;
    return new Seat(index, desk, handles ?? new Map());
  }

  /** Answers get lost no more. */
  heal(): void {
    this.#link.lostAnswers = 0;
  }

  #desk(index: number): Desk {
    const { seed, ringSize, queueSizeMax, publishTimeoutMs } = this.#plan;
    const clock = new SkewedClock(this.#clock);
    const { random } = new Chance(seed, 'engine', index);
    const options = { clock, random, ringSize, queueSizeMax, publishTimeoutMs };
    const desk = this.log === undefined ? inMemory(createBus(options)) : sharedLogBus(this.log, options, this.#link);
    const { history, mutant } = this.#setup;
    watch(desk.bus, { history, seat: index });
    if (mutant !== undefined) applyMutant(desk.bus, mutant);
    const made = { bus: desk.bus, clock, crash: desk.crash, pause: desk.pause, resume: desk.resume };
    this.desks.push(made);
    return made;
  }

  /** What the store still holds, in words; nothing when everything is settled. */
  leftovers(live: readonly Bus[]): string[] {
    const left: string[] = [];
    for (const { name } of this.#groupNames()) {
      for (const partition of this.log?.partitions(name) ?? []) {
        const { waiting, leased } = partition.depth;
        if (waiting + leased > 0) left.push(`${partition.name} of ${name}: ${waiting} waiting, ${leased} leased`);
      }
    }
    for (const bus of live) {
      const { outstanding } = engineOf(bus);
      if (outstanding > 0) left.push(`${outstanding} outstanding`);
    }
    return left;
  }

  #groupNames(): { readonly name: string }[] {
    const reliable = this.#plan.groups.filter(({ topic }) => topic.mode !== 'latest-only');
    return reliable.map(({ name }) => ({ name: `${MODULE}/${name}` }));
  }
}

function inMemory(bus: Bus): Omit<Desk, 'clock'> {
  const nothing = (): void => {};
  return { bus, crash: nothing, pause: nothing, resume: nothing };
}

function descriptorOf({ member, mode, keyed, partitions, expiresMs }: TopicPlan): ItemDescriptor {
  return message(member, {
    ...(mode === 'latest-only' ? { channel: 'status' } : undefined),
    ...(mode === 'reliable' ? { guarantee: 'at-least-once' } : undefined),
    ...(keyed ? { key: ({ key }: Item) => key ?? '' } : undefined),
    ...(expiresMs === undefined ? undefined : { expiresMs }),
    partitions,
  });
}

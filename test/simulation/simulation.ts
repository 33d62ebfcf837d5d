/** One run of one plan: the store, its engines, and everything that happens to them. */
import type { Delivery } from '@myelin/bus-core';
import type { BusError } from '../../packages/bus-core/src/errors.ts';
import { VirtualClock } from '../../packages/bus-core/src/virtual-clock.ts';
import type { Item } from '../conformance/modules.ts';
import type { Stage } from './call.ts';
import { batchHandlerOf, handlerOf } from './handler.ts';
import { History } from './history.ts';
import type { Mutant } from './mutant.ts';
import { childOf, type GroupPlan, isWanted, type Plan, type PublishPlan } from './plan.ts';
import { Publishing } from './publishing.ts';
import type { Seat } from './seat.ts';
import { Store } from './store.ts';

export class Simulation implements Stage {
  readonly plan: Plan;
  readonly clock = new VirtualClock();
  readonly history = new History(this.clock);
  readonly store: Store;
  /** By place; a place whose engine crashed gets a new one. */
  readonly seats: Seat[] = [];
  readonly publishing: Publishing;
  calm = false;
  mended = false;
  readonly #tries = new Map<string, number>();

  constructor(plan: Plan, mutant: Mutant | undefined) {
    this.plan = plan;
    this.store = new Store(plan, this.clock, { history: this.history, mutant });
    this.publishing = new Publishing(this.history, this.clock);
  }

  async open(): Promise<void> {
    for (let place = 0; place < this.plan.seats; place++) this.seats.push(await this.store.seat());
    for (const group of this.plan.groups) {
      if (group.startMs === 0) this.start(group);
      else this.clock.setTimer(() => this.start(group), group.startMs);
    }
    for (const publish of this.plan.publishes) this.#schedule(publish);
  }

  /** Its planned seats subscribe. */
  start(group: GroupPlan): void {
    for (const place of group.seats) {
      const seat = this.seats[place];
      if (seat?.alive === true) this.join(seat, group);
    }
  }

  /** The seat subscribes to the group, if it does not already. */
  join(seat: Seat, group: GroupPlan): void {
    if (!seat.alive || seat.memberships.has(group.name)) return;
    const subscription = this.history.name();
    const setup = { simulation: this, seat, group, subscription };
    const handle = seat.handle(group.topic.member);
    const filter = group.picky
      ? { filter: { where: ({ payload }: { readonly payload: Item }) => isWanted(payload.n) } }
      : undefined;
    const options = { ...group.options, ...filter, name: group.name };
    const joined =
      group.batch === undefined
        ? handle.subscribe(handlerOf(setup), options)
        : handle.subscribeBatch(batchHandlerOf(setup), { ...options, ...group.batch });
    seat.memberships.set(group.name, { subscription: joined, group: group.name, paused: false });
    this.history.note({ kind: 'fault', fault: 'joined', seat: seat.index, group: group.name });
  }

  /** The engine of the seat dies now. */
  crash(seat: Seat): void {
    if (!seat.alive || this.plan.store === 'memory') return;
    seat.alive = false;
    this.history.note({ kind: 'fault', fault: 'crash', seat: seat.index });
    seat.desk.crash();
  }

  /** A new engine in that place. */
  async restart(place: number): Promise<Seat> {
    const seat = await this.store.seat();
    this.seats[place] = seat;
    for (const group of this.plan.groups) {
      const started = group.startMs <= this.clock.monotonic();
      if (started && group.seats.includes(place)) this.join(seat, group);
    }
    return seat;
  }

  /** How often the group was given the message before; counts this time. */
  tries(group: GroupPlan, n: number): number {
    const id = `${group.name} ${n}`;
    const before = this.#tries.get(id) ?? 0;
    this.#tries.set(id, before + 1);
    return before;
  }

  /** A publish inside a handler, to the next topic. A batch has no message of its own, so it is told its cause. */
  child(group: GroupPlan, cause: Delivery<Item>, seat: Seat): Promise<BusError | undefined> | undefined {
    const { plan } = this;
    const { n } = cause.payload;
    const index = plan.topics.indexOf(group.topic);
    const topic = plan.topics[index + 1];
    if (topic === undefined || topic.mode !== 'reliable' || group.topic.mode !== 'reliable' || n >= 100_000) return;
    const child = childOf(n, plan.groups.indexOf(group));
    const key = topic.keyed ? `k${1 + (n % 3)}` : undefined;
    return this.publishing.publish(
      seat,
      { n: child, topic, key },
      n % 2 === 0 && group.batch === undefined ? {} : { cause },
    );
  }

  #schedule(publish: PublishPlan): void {
    const again = publish.againMs;
    this.clock.setTimer(() => this.#publish(publish), publish.atMs);
    if (again !== undefined) this.clock.setTimer(() => this.#publish(publish), publish.atMs + again);
  }

  #publish(publish: PublishPlan): void {
    const seat = this.seats[publish.seat];
    if (seat?.alive !== true) return;
    const { delayMs, expiresInMs, priority, againMs, n } = publish;
    const options = {
      ...(delayMs === undefined ? undefined : { delayMs }),
      ...(expiresInMs === undefined ? undefined : { expiresAt: seat.desk.clock.now() + expiresInMs }),
      ...(priority === undefined ? undefined : { priority }),
      ...(againMs === undefined ? undefined : { id: `given-${n}` }),
    };
    void this.publishing.publish(seat, publish, options); // what became of it is in the history
  }
}

/** One store, the buses on it, and the time that they share: what a scenario acts in. */
import assert from 'node:assert/strict';
import type { Bus, BusErrorCode, BusOptions, Receipt, SubscribeOptions, Subscription } from '@myelin/bus-core';
import type { Capabilities } from '../../packages/bus-core/src/transport.ts';
import { seededRandom, VirtualClock } from '../../packages/bus-core/src/virtual-clock.ts';
import { type Account, accountOf, assertConserved } from './accounts.ts';
import { connect, type Item, type ItemDescriptor, type ItemHandle, type Module } from './modules.ts';

const STEP_MS = 10;
const PATIENCE_MS = 60_000;

/** What a transport's test gives: buses that meet in one store. */
export interface Store {
  /** Another process on this store. */
  bus(name: string, options: BusOptions): Bus | Promise<Bus>;
  /** The process of that bus is gone between two instructions: nothing is closed, settled or released. */
  crash(bus: Bus): void | Promise<void>;
  /** Nothing travels between that bus and the store until `resume`. Only where the transport spans processes. */
  pause?(bus: Bus): void;
  resume?(bus: Bus): void;
  /** When every bus is closed or crashed. */
  close(): void | Promise<void>;
}

/** A transport as the suite sees it. */
export interface Contestant {
  readonly name: string;
  readonly capabilities: Capabilities;
  open(clock: VirtualClock): Store | Promise<Store>;
}

/** Time passes only in `advance`, `until` and `done`. */
export class World {
  readonly clock: VirtualClock;
  readonly #contestant: Contestant;
  readonly #store: Store;
  readonly #live = new Set<Bus>();
  #seed = 0;

  private constructor(contestant: Contestant, clock: VirtualClock, store: Store) {
    this.#contestant = contestant;
    this.clock = clock;
    this.#store = store;
  }

  /** An empty store. */
  static async open(contestant: Contestant): Promise<World> {
    const clock = new VirtualClock();
    return new World(contestant, clock, await contestant.open(clock));
  }

  /** Another process. */
  async bus(options: BusOptions = {}): Promise<Bus> {
    const seed = ++this.#seed;
    const bus = await this.#store.bus(`bus-${seed}`, { clock: this.clock, random: seededRandom(seed), ...options });
    this.#live.add(bus);
    await this.done(bus.ready);
    return bus;
  }

  /** Another process where the transport reaches others; else the same. */
  async elsewhere(bus: Bus, options: BusOptions = {}): Promise<Bus> {
    return this.#contestant.capabilities.spans === 'process' ? bus : await this.bus(options);
  }

  /** A module of its own on `bus`, or on a new one. */
  async module<Member extends string>(
    name: string,
    messages: readonly ItemDescriptor<Member>[],
    bus?: Bus,
  ): Promise<Module<Member>> {
    return await this.done(connect<Member>(bus ?? (await this.bus()), name, messages));
  }

  /** Closes it, and checks its accounts first. */
  async close(bus: Bus): Promise<void> {
    assertConserved(bus);
    this.#live.delete(bus);
    await this.done(bus.close());
  }

  async crash(bus: Bus): Promise<void> {
    this.#live.delete(bus);
    await this.#store.crash(bus);
  }

  pause(bus: Bus): void {
    assert.ok('pause' in this.#store, 'a transport that spans processes can be cut off');
    this.#store.pause?.(bus);
  }

  resume(bus: Bus): void {
    this.#store.resume?.(bus);
  }

  /** Publishes one after the other without waiting in between, then waits for all receipts. */
  async publish(handle: ItemHandle, payloads: readonly Item[]): Promise<Receipt[]> {
    return await this.done(Promise.all(payloads.map((payload) => handle.publish(payload))));
  }

  /** A paused subscription, what its handler saw, and a way to let it work. */
  async paused(
    note: ItemHandle,
    options: SubscribeOptions<Item>,
  ): Promise<{ readonly seen: number[]; readonly subscription: Subscription }> {
    const seen: number[] = [];
    const subscription = note.subscribe(({ payload }) => seen.push(payload.n), options);
    await this.done(subscription.ready);
    subscription.pause();
    return { seen, subscription };
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** Lets everything happen that is due now. */
  async rest(): Promise<void> {
    await this.clock.runUntilIdle();
  }

  /** Lets time pass until `condition` holds; fails after `withinMs`. */
  async until(condition: () => boolean, what: string, withinMs: number = PATIENCE_MS): Promise<void> {
    const deadlineMs = this.clock.monotonic() + withinMs;
    await this.clock.runUntilIdle();
    while (!condition()) {
      assert.ok(this.clock.monotonic() < deadlineMs, `${what}, within ${withinMs} ms`);
      await this.clock.advance(STEP_MS);
    }
  }

  /** Lets time pass until the promise settles. */
  async done<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const finish = (): void => {
      settled = true;
    };
    promise.then(finish, finish);
    await this.until(() => settled, 'the call ends');
    return await promise;
  }

  /** Lets time pass until the call is refused, with this code. */
  async refused(call: Promise<unknown>, code: BusErrorCode): Promise<void> {
    await assert.rejects(this.done(call), { code });
  }

  /**
   * The group's counts, exactly; what is not named is zero. A message that went back to the store was not taken after
   * all; in one process there is nowhere to go back to.
   */
  accounts(bus: Bus, group: string, expected: Account): void {
    const { givenBack = 0, accepted = 0, ...counts } = accountOf(bus, group);
    const inProcess = this.#contestant.capabilities.spans === 'process';
    const net = inProcess ? accountOf(bus, group) : { accepted: accepted - givenBack, ...counts };
    assert.deepEqual(net, expected, `accounts of ${group}`);
  }

  /** What must hold after every scenario: exact accounts, and after the close nothing that waits for a time. */
  async end(): Promise<void> {
    await this.rest();
    for (const bus of this.#live) await this.close(bus);
    await this.#store.close();
    assert.equal(this.clock.timerCount, 0, 'no timer is left after the close');
  }
}

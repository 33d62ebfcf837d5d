/** One connection with its subscriptions: on the log it has an engine of its own, in memory it shares one. */
import type { Bus, Subscription } from '@myelin/bus-core';
import type { Clock, Timer } from '../../packages/bus-core/src/clock.ts';
import type { VirtualClock } from '../../packages/bus-core/src/virtual-clock.ts';
import type { ItemHandle } from '../conformance/modules.ts';

/** A machine's own wall clock, off by `skewMs`; time passes as fast as elsewhere. */
export class SkewedClock implements Clock {
  readonly #clock: VirtualClock;
  skewMs = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.skewMs;
  }
  coarse(): number {
    return this.now();
  }
  monotonic(): number {
    return this.#clock.monotonic();
  }
  setTimer(callback: () => void, delayMs: number): Timer {
    return this.#clock.setTimer(callback, delayMs);
  }
  defer(callback: () => void): void {
    this.#clock.defer(callback);
  }
  yield(callback: () => void): void {
    this.#clock.yield(callback);
  }
}

/** A subscription of a seat, and what was done to it. */
export interface Membership {
  readonly subscription: Subscription;
  readonly group: string;
  paused: boolean;
}

/** What a seat sits at. */
export interface Desk {
  readonly bus: Bus;
  readonly clock: SkewedClock;
  crash(): void;
  pause(): void;
  resume(): void;
}

export class Seat {
  readonly index: number;
  readonly desk: Desk;
  readonly handles: ReadonlyMap<string, ItemHandle>;
  readonly memberships = new Map<string, Membership>();
  alive = true;

  constructor(index: number, desk: Desk, handles: ReadonlyMap<string, ItemHandle>) {
    this.index = index;
    this.desk = desk;
    this.handles = handles;
  }

  get bus(): Bus {
    return this.desk.bus;
  }

  handle(member: string): ItemHandle {
    const handle = this.handles.get(member);
    if (handle === undefined) throw new RangeError(`no message ${member}`);
    return handle;
  }
}

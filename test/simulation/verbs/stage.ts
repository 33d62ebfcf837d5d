/** Where the verbs beside publish and subscribe are simulated: a few engines on one store, faults, and what is noted of them. */
import { type Bus, BusError, createBus } from '@myelin/bus-core';
import { SharedLog, sharedLogBus } from '../../../packages/bus-core/src/testing/shared-log/index.ts';
import { VirtualClock } from '../../../packages/bus-core/src/virtual-clock.ts';
import { Chance } from '../chance.ts';

const STEP_MS = 250;

export type StoreKind = 'memory' | 'log';

/** One process; in memory all of them share one bus. */
export interface Place {
  readonly index: number;
  readonly bus: Bus;
  alive: boolean;
  /** When it began. */
  readonly sinceMs: number;
  /** It was cut off for a while. */
  cut: boolean;
  crash(): void;
  pause(): void;
  resume(): void;
}

export interface Broken {
  readonly rule: string;
  readonly text: string;
}

export class Stage {
  readonly store: StoreKind;
  readonly clock = new VirtualClock();
  readonly chance: Chance;
  readonly places: Place[] = [];
  readonly broken: Broken[] = [];
  readonly trace: string[] = [];
  /** How often each hard state was reached. */
  readonly reached = new Map<string, number>();
  /** When things begin to happen. */
  stormMs = 0;
  calm = false;
  readonly #seed: number;
  readonly #log: SharedLog | undefined;
  readonly #link: { latencyMsMax: number; lostAnswers: number };
  readonly #common: Bus | undefined;

  constructor(seed: number, store: StoreKind) {
    this.#seed = seed;
    this.store = store;
    this.chance = new Chance(seed, 'verbs');
    this.#log = store === 'log' ? new SharedLog({ clock: this.clock }) : undefined;
    this.#link = { latencyMsMax: this.chance.pick([1, 5, 40]), lostAnswers: this.chance.pick([0, 0, 0.02]) };
    this.#common = store === 'memory' ? createBus(this.#options(0)) : undefined;
  }

  /** A new process. */
  async open(): Promise<Place> {
    const index = this.places.length;
    const nothing = (): void => {};
    const desk =
      this.#common !== undefined
        ? { bus: this.#common, crash: nothing, pause: nothing, resume: nothing }
        : sharedLogBus(this.#log as SharedLog, this.#options(index), this.#link);
    const place: Place = {
      index,
      bus: desk.bus,
      alive: true,
      sinceMs: this.clock.monotonic(),
      cut: false,
      crash: () => {
        place.alive = false;
        desk.crash();
      },
      pause: () => desk.pause(),
      resume: () => desk.resume(),
    };
    this.places.push(place);
    await desk.bus.ready;
    return place;
  }

  get living(): Place[] {
    return this.places.filter(({ alive }) => alive);
  }

  /** Answers get lost no more, and everybody is on the line. */
  heal(): void {
    this.calm = true;
    this.#link.lostAnswers = 0;
    for (const place of this.living) place.resume();
  }

  count(state: string, by = 1): void {
    this.reached.set(state, (this.reached.get(state) ?? 0) + by);
  }

  note(text: string): void {
    this.trace.push(`${this.clock.monotonic().toFixed(3)} ${text}`);
  }

  fail(rule: string, text: string): void {
    this.note(`BROKEN ${rule}: ${text}`);
    this.broken.push({ rule, text });
  }

  /** After `ms`, if the process still lives. */
  later(place: Place, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.setTimer(() => {
        if (place.alive) resolve();
      }, ms);
    });
  }

  /** Lets time pass until the call ends; one that was made on a dead process never does. */
  async done<T>(call: Promise<T>): Promise<T> {
    let over = false;
    const finish = (): void => {
      over = true;
    };
    call.then(finish, finish);
    await this.clock.runUntilIdle();
    for (let steps = 0; !over && steps < 1_000; steps++) await this.clock.advance(STEP_MS);
    if (!over) throw new RangeError('a call did not end');
    return await call;
  }

  /** The code of the error that a call ends with; undefined where it succeeds. */
  async codeOf(call: Promise<unknown>): Promise<string | undefined> {
    try {
      await call;
      return undefined;
    } catch (error) {
      return BusError.from(error).code;
    }
  }

  #options(index: number) {
    return { clock: this.clock, random: new Chance(this.#seed, 'verbs', index).random };
  }
}

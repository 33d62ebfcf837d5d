/** A bus for tests of handlers: time stands still until it is moved, and chance repeats. */
import { Bus, engineOf } from '../bus.ts';
import { resolveBusOptions } from '../bus-options.ts';
import type { Engine } from '../engine.ts';
import type { Message } from '../envelope.ts';
import { BusError } from '../errors.ts';
import type { BusOptions } from '../options.ts';
import type { DeadLetter } from '../transport.ts';
import { seededRandom, VirtualClock } from '../virtual-clock.ts';
import { Failures } from './failures.ts';
import { envelopeOf, RecordingTransport } from './recording.ts';

/** Turns of input and output that `settled` lets go by before it says who is still at work. */
const TURNS_MAX = 10_000;

export interface TestBusOptions extends Omit<BusOptions, 'clock' | 'random'> {
  /** The same seed, the same run: ids and delays of retries. @default 1 */
  readonly seed?: number;
}

/** A bus in memory under a virtual clock, and the power over both. */
export class TestBus implements AsyncDisposable {
  /** Connect modules to it as to any other. */
  readonly bus: Bus;
  readonly clock: VirtualClock = new VirtualClock();
  readonly #engine: Engine;
  readonly #transport: RecordingTransport;
  readonly #failures: Failures;

  /** @throws BusError `BUS_CONFIG_INVALID` */
  constructor({ seed = 1, middleware = {}, ...options }: TestBusOptions = {}) {
    this.#failures = new Failures((topic) => this.#engine.publishers.contractOf(topic)?.member);
    const handle = [this.#failures.layer, ...(middleware.handle ?? [])];
    const test = { clock: this.clock, random: seededRandom(seed), middleware: { ...middleware, handle } };
    const resolved = resolveBusOptions({ ...options, ...test });
    this.#transport = new RecordingTransport(this.clock, resolved);
    this.bus = new Bus(resolved, this.#transport);
    this.#engine = engineOf(this.bus);
  }

  /**
   * Resolves when nothing can go on without time: nothing is on its way or waits for a free handler, and no handler is at
   * work. Retries and delays that are not due yet may be left: `advance` brings them.
   * @throws BusError `BUS_DELIVERY_TIMEOUT` where a handler does not come back, as one that waits for time
   */
  async settled(): Promise<void> {
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      await this.clock.runUntilIdle();
      if (this.#transport.depth === 0 && this.#busy().length === 0) return;
    }
    const groups = this.#busy();
    throw new BusError('BUS_DELIVERY_TIMEOUT', `still at work: ${groups.join(', ')}; do its handlers wait for time?`, {
      details: { groups },
    });
  }

  /** Moves time on by `ms`: what falls due on the way happens, at its time. */
  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.settled();
  }

  /** What the bus accepted, oldest first: all of it, or what has the topic or is the message given. */
  published(message?: string | { readonly topic: string }): readonly Message[] {
    const topic = typeof message === 'object' ? message.topic : message;
    const { sent } = this.#transport;
    if (topic === undefined) return sent;
    return sent.filter(({ origin }) => origin.topic === topic || origin.descriptor?.member === topic);
  }

  /** What groups gave up, oldest first, as it is kept. */
  deadLetters(): readonly DeadLetter[] {
    return this.#transport.deadLetters.list({ limit: Number.MAX_SAFE_INTEGER });
  }

  /** Lets the next attempts fail before their handler is called: of a group, of a topic, or of a message (its member). */
  failNext(name: string, times = 1): void {
    this.#failures.order(name, times);
  }

  /** Delivers a message of `published()` to a group once more, as a transport may after a crash. */
  async duplicate(message: Message, group: string): Promise<void> {
    const feed = this.#engine.groups.get(group)?.feed;
    if (feed === undefined)
      throw new BusError('BUS_CONFIG_INVALID', `there is no group ${group}`, { details: { group } });
    await feed.enqueue([envelopeOf(message)], 0);
  }

  /** The process dies: handlers are abandoned, nothing more is done. */
  crash(): void {
    this.#engine.halt();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bus.close();
  }

  /** Groups with something to do now and somebody to do it. */
  #busy(): string[] {
    return [...this.#engine.groups.all()].flatMap((group) => {
      const { waiting, leased } = group.pending();
      const able = group.members.some((member) => member.able);
      return leased > 0 || (waiting > 0 && able) ? [group.name] : [];
    });
  }
}

/**
 * A bus in memory whose time and chance belong to the test.
 * @throws BusError `BUS_CONFIG_INVALID`
 */
export function createTestBus(options: TestBusOptions = {}): TestBus {
  return new TestBus(options);
}

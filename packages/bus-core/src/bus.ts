/** The bus as its users see it. */

import { type BusMetrics, collectMetrics } from './bus-metrics.ts';
import type { ResolvedBusOptions } from './bus-options.ts';
import type { DeadLetterDesk } from './dead-letter-desk.ts';
import { type DrainResult, Engine } from './engine.ts';
import type { Message } from './envelope.ts';
import type { BusEvents } from './events.ts';
import { masked } from './masking.ts';
import type { SystemStatus } from './module-status.ts';
import { collectReadings, type InstrumentReading } from './readings.ts';
import type { HealthResult, ModuleEntry } from './registry.ts';
import { type ReplayRequest, type ReplayResult, replay } from './replay.ts';
import { type CloseOnSignalsOptions, closeOnSignals } from './shutdown.ts';
import { type BusStats, collectStats } from './stats.ts';
import { type SubscriberStats, subscriberStats } from './subscriber-stats.ts';
import type { HistoryQuery, Transport } from './transport.ts';

const engines = new WeakMap<Bus, Engine>();

/** The parts behind a bus, for the doors of this package only. */
export function engineOf(bus: Bus): Engine {
  return engines.get(bus) as Engine;
}

/** Made by `createBus`. Modules connect to it with the `connect…` function of their SDK. */
export class Bus implements AsyncDisposable {
  /** Resolves when the transport is open; rejects with why it is not. */
  readonly ready: Promise<void>;
  /** Status events, for operators. */
  readonly events: Pick<BusEvents, 'on' | 'off' | 'once'>;
  /** Messages that were given up. */
  readonly deadLetters: DeadLetterDesk;
  readonly #engine: Engine;

  constructor(options: ResolvedBusOptions, transport: Transport) {
    this.#engine = new Engine(options, transport);
    this.events = this.#engine.events;
    this.deadLetters = this.#engine.deadLetters;
    engines.set(this, this.#engine);
    this.ready = this.#engine.open();
    this.ready.catch((error: unknown) => this.#engine.failed(error));
  }

  /** Connected modules and how they are. */
  modules(): ModuleEntry[] {
    return this.#engine.registry.modules();
  }

  systemStatus(): SystemStatus {
    return this.#engine.registry.status();
  }

  /** Takes the result of a health check: it moves the module's status. Of all its instances where none is named. */
  reportHealth(module: string, result: HealthResult, options: { readonly instance?: string } = {}): void {
    this.#engine.registry.check(module, result, options.instance);
  }

  /** Counts since the start, per topic and per group; exact. */
  stats(): BusStats {
    return collectStats(this.#engine);
  }

  /** Totals, rates and latencies of the whole bus. */
  metrics(): BusMetrics {
    return collectMetrics(this.#engine);
  }

  /** The same numbers under the names that dashboards know, for exporters. */
  readings(): InstrumentReading[] {
    return collectReadings(this.#engine);
  }

  /** One row per subscription. */
  getSubscriberStats(): SubscriberStats[] {
    return subscriberStats(this.#engine);
  }

  /** What is kept of the topics that match, oldest first. */
  async getRecentEvents(query: { pattern: string; limit?: number; since?: number }): Promise<readonly Message[]> {
    const { pattern, limit = 100, since } = query;
    const found: HistoryQuery = { patterns: [pattern], limit, ...(since === undefined ? undefined : { since }) };
    return (await this.#engine.transport.read(found)).map(masked);
  }

  /**
   * Plays what is kept again, to one group's own queue, marked `replay`.
   * @throws BusError `BUS_CONFIG_INVALID` where the group has no subscription here, `BUS_CLOSED`
   */
  async replay(request: ReplayRequest): Promise<ReplayResult> {
    return await replay(this.#engine, request);
  }

  /**
   * Takes no more messages and finishes those that it has. Says what is left where `timeoutMs` ran out first.
   */
  async drain(options: { readonly timeoutMs?: number } = {}): Promise<DrainResult> {
    return await this.#engine.drain(options.timeoutMs ?? this.#engine.options.drainTimeoutMs);
  }

  /**
   * At the first signal (SIGTERM or SIGINT, unless others are given) the bus drains and closes, and the process exits: with
   * 0, or with 1 and a list on stderr of what was not finished. A second signal exits with 1 at once. Dispose of the result
   * to take the handlers off.
   */
  closeOnSignals(options: CloseOnSignalsOptions = {}): Disposable {
    return closeOnSignals(this, options);
  }

  /** Releases everything now; what is in memory only is gone. Idempotent. */
  async close(): Promise<void> {
    await this.#engine.close();
  }

  /** Drains, then closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain();
    await this.close();
  }
}

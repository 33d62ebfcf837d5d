/** What every module does beside its work: says that it is ready, answers health checks, takes settings, stops. */

import {
  type Bus,
  BusError,
  type Delivery,
  type Handler,
  type Receipt,
  type SubscribeOptions,
  type Subscription,
} from '@myelin/bus-core';
import type { ConfigUpdate, CuteFigurine, HealthCheck, HealthReportInput, Shutdown } from '@skelly-jelly/cute-figurine';
import type { Chaos, Work } from '../chaos/chaos.ts';
import { describeError } from './error-report.ts';
import { FLOWS, flowOf } from './flows.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { createTally, type Tally } from './tally.ts';

/** Where modules live. */
export interface Site {
  readonly bus: Bus;
  readonly chaos: Chaos;
}

/** A module that is at work. */
export interface Running<Sdk> {
  readonly sdk: Sdk;
}

/** The part that all SDKs share. */
export type CommonSdk = Pick<
  CuteFigurine,
  'module' | 'instance' | 'ready' | 'moduleReady' | 'errorReport' | 'healthCheck' | 'configUpdate' | 'shutdown'
>;

/** What a module does with one kind of message. */
export interface Task<Payload, Result = void> {
  /** Name of the message. */
  readonly message: string;
  readonly work: Work<Payload, Result>;
  /** How many before this one never came, where that can be told. */
  readonly missing?: (payload: Payload) => number;
}

interface Subscribable<Payload> {
  subscribe(handler: Handler<Payload>, options?: SubscribeOptions<Payload>): Subscription;
}

/** Longest that a health check waits for what it asks for, well below the deadline of a handler. */
const PATIENCE_MS = 3_000;
const VERSION = '1.0.0';

/** One module's life on the bus. */
export class Life {
  readonly tally: Tally = createTally();
  readonly #sdk: CommonSdk;
  readonly #chaos: Chaos;
  readonly #subscriptions: Subscription[] = [];
  readonly #connectedMs = performance.now();
  readonly #settings: Settings = { ...DEFAULT_SETTINGS };
  #configRevision = 0;
  #status: HealthReportInput['status'] = 'starting';

  constructor(sdk: CommonSdk, { bus, chaos }: Site) {
    this.#sdk = sdk;
    this.#chaos = chaos;
    bus.events.on('dead-letter', ({ group, topic = '' }) => {
      if (!group.startsWith(`${sdk.module}/`)) return;
      this.tally.gaveUp(FLOWS.find((flow) => flow.topic === topic)?.message ?? topic, 'dead');
    });
  }

  /** As they are now. */
  get settings(): Settings {
    return this.#settings;
  }

  /** For the subscriptions of the module. */
  get subscribeOptions(): Chaos['subscribeOptions'] {
    return this.#chaos.subscribeOptions;
  }

  /** Works on every message of a kind, counted. */
  subscribe<Payload>(messages: Subscribable<Payload>, task: Task<Payload, unknown>): void {
    this.keep(messages.subscribe(this.counted(task), this.subscribeOptions));
  }

  /** `begin` waits until it is ready. */
  keep(subscription: Subscription): void {
    this.#subscriptions.push(subscription);
  }

  /** Counts what is done and what never came, and reports what is thrown before the bus tries again. */
  counted<Payload, Result>({ message, work, missing }: Task<Payload, Result>): Work<Payload, Result> {
    const { module } = this.#sdk;
    return (delivery) => {
      const gap = missing?.(delivery.payload) ?? 0;
      if (gap > 0) this.tally.gaveUp(message, 'missing', gap);
      try {
        const result = this.#chaos.work({ module, message, delivery }, work);
        if (result instanceof Promise) return this.#settled(message, delivery, result);
        this.#handled(message, delivery);
        return result;
      } catch (error) {
        return this.#failed(message, delivery, error);
      }
    };
  }

  /** Counts what the bus took, once: what it has already is not sent again. */
  async publish(message: string, publishing: Promise<Receipt>): Promise<void> {
    const { duplicate } = await this.#sending(message, publishing);
    if (!duplicate) this.tally.sent(message);
  }

  /** Counts a request that reached who answers it, whether or not an answer came back. */
  async ask<Reply>(message: string, asking: Promise<Reply>): Promise<Reply> {
    try {
      const reply = await this.#sending(message, asking);
      this.tally.sent(message);
      return reply;
    } catch (error) {
      if (isUnanswered(error)) this.tally.sent(message);
      throw error;
    }
  }

  /** Serves checks, settings and shutdown from now on, then says that the module is ready. */
  async begin(onShutdown: () => void | Promise<void> = () => undefined): Promise<void> {
    const sdk = this.#sdk;
    this.keep(sdk.healthCheck.serve(({ payload }) => this.#answer(payload)));
    this.subscribe(sdk.configUpdate, {
      message: 'ConfigUpdate',
      work: ({ payload }) => this.#configure(payload),
    });
    this.subscribe(sdk.shutdown, { message: 'Shutdown', work: ({ payload }) => this.#stop(payload, onShutdown) });
    await Promise.all(this.#subscriptions.map((subscription) => subscription.ready));
    this.#status = 'healthy';
    sdk.ready();
    const { module, instance } = sdk;
    const startupMs = Math.round(performance.now() - this.#connectedMs);
    const readiness = { module, instance, softwareVersion: VERSION, readyAt: Date.now(), startupMs };
    await this.publish('ModuleReady', sdk.moduleReady.publish(readiness));
  }

  async #sending<Result>(message: string, sending: Promise<Result>): Promise<Result> {
    try {
      return await sending;
    } catch (error) {
      this.tally.failed(message);
      throw error;
    }
  }

  async #settled<Result>(message: string, delivery: Delivery, working: Promise<Result>): Promise<Result> {
    try {
      const result = await working;
      this.#handled(message, delivery);
      return result;
    } catch (error) {
      return this.#failed(message, delivery, error);
    }
  }

  #handled(message: string, { priority }: Delivery): void {
    this.tally.handled(message);
    if (priority !== 'normal') this.tally.handled(`${message}.${priority}`);
  }

  /** The id of the report is that of the attempt: a report for each. */
  async #failed(message: string, { topic, id, attempt }: Delivery, error: unknown): Promise<never> {
    this.tally.failed(message);
    if (flowOf(message).carried !== undefined) this.tally.gaveUp(message, 'lost');
    const { module, errorReport } = this.#sdk;
    const report = { module, at: Date.now(), topic, messageId: id, ...describeError(error) };
    await this.publish('ErrorReport', errorReport.publish(report, { id: `${id}/${module}/${attempt}` }));
    throw error;
  }

  #configure({ revision, settings }: ConfigUpdate): void {
    if (revision <= this.#configRevision) return;
    Object.assign(this.#settings, settings);
    this.#configRevision = revision;
  }

  async #stop({ modules }: Shutdown, onShutdown: () => void | Promise<void>): Promise<void> {
    if (!modules.includes(this.#sdk.module) || this.#status === 'stopped') return;
    this.#status = 'shutting-down';
    await onShutdown();
    this.#status = 'stopped';
  }

  /** Of what is handed over once, the last ones leave no gap where they are lost: silence tells that they will not come. */
  async #await(message: string, count: number): Promise<void> {
    const before = this.tally.settled(message);
    await this.tally.reached(message, { count, patienceMs: PATIENCE_MS });
    const settled = this.tally.settled(message);
    if (flowOf(message).carried !== 'best-effort' || settled >= count || settled > before) return;
    this.tally.gaveUp(message, 'missing', count - settled);
  }

  async #answer({ checkId, settled, detail }: HealthCheck): Promise<HealthReportInput> {
    const { module } = this.#sdk;
    const mine = settled.filter((expected) => expected.module === module);
    await Promise.all(mine.map(({ message, count }) => this.#await(message, count)));
    const counters = detail === 'counters' ? this.tally.counters() : [];
    const uptimeMs = Math.round(performance.now() - this.#connectedMs);
    return { checkId, module, status: this.#status, uptimeMs, configRevision: this.#configRevision, counters };
  }
}

/** The request arrived, and its answer will not. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof BusError && (error.code === 'BUS_MESSAGE_REJECTED' || error.code === 'BUS_REQUEST_TIMEOUT');
}

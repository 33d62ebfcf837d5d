/** What every module does beside its work: says that it is ready, answers health checks, takes settings, stops. */

import type { Delivery } from '@myelin/bus-core';
import type { ConfigUpdate, CuteFigurine, HealthCheck, HealthReportInput, Shutdown } from '@skelly-jelly/cute-figurine';
import { describeError } from './error-report.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { createTally, type Tally } from './tally.ts';

/** The part that all SDKs share. */
export type CommonSdk = Pick<
  CuteFigurine,
  'module' | 'instance' | 'ready' | 'moduleReady' | 'errorReport' | 'healthCheck' | 'configUpdate' | 'shutdown'
>;

export type Handling<Payload> = (message: Delivery<Payload>) => void | Promise<void>;

/** Longest that a health check waits for what it asks for, well below the deadline of a handler. */
const PATIENCE_MS = 3_000;
const VERSION = '1.0.0';

/** One module's life on the bus. */
export class Life {
  readonly tally: Tally = createTally();
  readonly #sdk: CommonSdk;
  readonly #connectedMs = performance.now();
  readonly #settings: Settings = { ...DEFAULT_SETTINGS };
  #configRevision = 0;
  #status: HealthReportInput['status'] = 'starting';

  constructor(sdk: CommonSdk) {
    this.#sdk = sdk;
  }

  /** As they are now. */
  get settings(): Settings {
    return this.#settings;
  }

  /** Counts what a handler does, and reports what it throws before the bus tries again. */
  counted<Payload>(name: string, handler: Handling<Payload>): Handling<Payload> {
    return (message) => {
      try {
        const result = handler(message);
        if (result instanceof Promise) return this.#settled(name, message, result);
        this.tally.handled(name);
        return undefined;
      } catch (error) {
        return this.#failed(name, message, error);
      }
    };
  }

  /** Counts what is sent when it was taken, and what was refused. */
  async send<Result>(name: string, sending: Promise<Result>): Promise<Result> {
    try {
      const result = await sending;
      this.tally.sent(name);
      return result;
    } catch (error) {
      this.tally.failed(name);
      throw error;
    }
  }

  /** Serves checks, settings and shutdown from now on, then says that the module is ready. */
  async begin(onShutdown: () => void | Promise<void>): Promise<void> {
    const sdk = this.#sdk;
    const subscriptions = [
      sdk.healthCheck.serve(({ payload }) => this.#answer(payload)),
      sdk.configUpdate.subscribe(this.counted('ConfigUpdate', ({ payload }) => this.#configure(payload))),
      sdk.shutdown.subscribe(this.counted('Shutdown', ({ payload }) => this.#stop(payload, onShutdown))),
    ];
    await Promise.all(subscriptions.map((subscription) => subscription.ready));
    this.#status = 'healthy';
    sdk.ready();
    const { module, instance } = sdk;
    const startupMs = Math.round(performance.now() - this.#connectedMs);
    const readiness = { module, instance, softwareVersion: VERSION, readyAt: Date.now(), startupMs };
    await this.send('ModuleReady', sdk.moduleReady.publish(readiness));
  }

  async #settled(name: string, message: Delivery, result: Promise<void>): Promise<void> {
    try {
      await result;
    } catch (error) {
      return this.#failed(name, message, error);
    }
    this.tally.handled(name);
  }

  async #failed(name: string, message: Delivery, error: unknown): Promise<never> {
    this.tally.failed(name);
    const report = { module: this.#sdk.module, at: Date.now(), topic: message.topic, messageId: message.id };
    await this.send('ErrorReport', this.#sdk.errorReport.publish({ ...report, ...describeError(error) }));
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

  async #answer({ checkId, settled, detail }: HealthCheck): Promise<HealthReportInput> {
    const { module } = this.#sdk;
    const mine = settled.filter((expected) => expected.module === module);
    await Promise.all(
      mine.map(({ message, count }) => this.tally.reached(message, { count, patienceMs: PATIENCE_MS })),
    );
    const counters = detail === 'counters' ? this.tally.counters() : [];
    const uptimeMs = Math.round(performance.now() - this.#connectedMs);
    return { checkId, module, status: this.#status, uptimeMs, configRevision: this.#configRevision, counters };
  }
}

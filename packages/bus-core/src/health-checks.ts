/** Asks connected modules how they are, at an interval, and tells the registry. */
import type { Clock, Timer } from './clock.ts';
import type { HealthCheck } from './options.ts';
import type { HealthResult } from './registry.ts';

export interface HealthChecksContext {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** An answer that takes longer is missed. */
  readonly timeoutMs: number;
  result(module: string, result: HealthResult, instance: string): void;
}

interface Probe {
  readonly module: string;
  readonly check: HealthCheck;
  /** The last one has not answered yet: it is not asked again meanwhile. */
  waits: boolean;
}

/** Asks nobody until somebody can be asked. */
export class HealthChecks {
  readonly #context: HealthChecksContext;
  /** By instance. */
  readonly #probes = new Map<string, Probe>();
  #timer: Timer | undefined;

  constructor(context: HealthChecksContext) {
    this.#context = context;
  }

  add(instance: string, probe: Pick<Probe, 'module' | 'check'>): void {
    this.#probes.set(instance, { ...probe, waits: false });
    if (this.#timer === undefined) this.#schedule();
  }

  remove(instance: string): void {
    this.#probes.delete(instance);
  }

  close(): void {
    this.#timer?.cancel();
    this.#probes.clear();
  }

  #schedule(): void {
    this.#timer = this.#context.clock.setTimer(() => {
      this.#schedule();
      for (const [instance, probe] of this.#probes) {
        if (probe.waits) this.#tell(instance, probe, 'missed');
        else void this.#ask(instance, probe);
      }
    }, this.#context.intervalMs);
  }

  async #ask(instance: string, probe: Probe): Promise<void> {
    const { clock, timeoutMs } = this.#context;
    probe.waits = true;
    let late = false;
    const deadline = clock.setTimer(() => {
      late = true;
      this.#tell(instance, probe, 'missed');
    }, timeoutMs);
    const result = await answerOf(probe.check);
    deadline.cancel();
    probe.waits = false;
    if (!late) this.#tell(instance, probe, result);
  }

  #tell(instance: string, probe: Probe, result: HealthResult): void {
    if (this.#probes.get(instance) === probe) this.#context.result(probe.module, result, instance);
  }
}

async function answerOf(check: HealthCheck): Promise<HealthResult> {
  try {
    return (await check()) ?? 'healthy';
  } catch {
    return 'unhealthy'; // that it failed is the answer
  }
}

/** orchestrator: waits until all are ready, hands out settings, asks for health, and stops the modules in order. */
import {
  connectOrchestrator,
  type HealthReport,
  type Orchestrator,
  type ShutdownInput,
  type StorageStatus,
} from '@skelly-jelly/orchestrator';
import { FLOWS, type ModuleName, START_ORDER } from '../common/flows.ts';
import { Life, type Running, type Site } from '../common/life.ts';
import { DEFAULT_SETTINGS } from '../common/settings.ts';
import { allOf, type Expectation, inboundOf, type Reports, shortfall } from '../orchestration/expectations.ts';

const CHECK_TIMEOUT_MS = 4_500;
/** Checks of one step in a row, each with its patience, that bring nothing new before it goes on without. */
const IDLE_ROUNDS_MAX = 3;

export interface RunningOrchestrator extends Running<Orchestrator> {
  /** Resolves when every module is ready and has the settings. */
  ready(): Promise<void>;
  /** Stops the modules in order and resolves with what each has counted. */
  shutdown(reason: ShutdownInput['reason']): Promise<Reports>;
  storageStatus(): StorageStatus | undefined;
}

/** Connects; resolves when it hears others, which `ready` then waits for. */
export async function startOrchestrator(site: Site): Promise<RunningOrchestrator> {
  const sdk = await connectOrchestrator(site.bus);
  const life = new Life(sdk, site);
  const roll = createRollCall();
  let latest: StorageStatus | undefined;
  life.subscribe(sdk.moduleReady, {
    message: 'ModuleReady',
    work: ({ payload }) => roll.present(payload.module),
  });
  life.subscribe(sdk.errorReport, { message: 'ErrorReport', work: () => undefined });
  life.subscribe(sdk.storageStatus, {
    message: 'StorageStatus',
    work: ({ payload }) => {
      latest = payload;
    },
  });
  await life.begin();
  const desk = { sdk, life, reports: new Map<string, HealthReport>(), checkCount: 0 };
  return {
    sdk,
    async ready() {
      await roll.complete;
      await configure(desk);
    },
    shutdown: (reason) => stopAll(desk, reason),
    storageStatus: () => latest,
  };
}

interface Desk {
  readonly sdk: Orchestrator;
  readonly life: Life;
  /** The latest report of each module. */
  readonly reports: Map<string, HealthReport>;
  checkCount: number;
}

interface RollCall {
  readonly complete: Promise<void>;
  present(module: string): void;
}

function createRollCall(): RollCall {
  const missing = new Set<string>(START_ORDER);
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    complete: promise,
    present(module) {
      missing.delete(module);
      if (missing.size === 0) resolve();
    },
  };
}

async function configure(desk: Desk): Promise<void> {
  const update = { revision: 1, at: Date.now(), reason: 'Settings of this start.', settings: DEFAULT_SETTINGS };
  await desk.life.publish('ConfigUpdate', desk.sdk.configUpdate.publish(update));
  await settle(desk, () => START_ORDER.map((module) => ({ module, message: 'ConfigUpdate', count: 1 })));
}

async function check(desk: Desk, settled: readonly Expectation[]): Promise<Reports> {
  desk.checkCount += 1;
  const request = {
    checkId: `check-${desk.checkCount}`,
    at: Date.now(),
    settled: [...settled],
    detail: 'counters',
  } as const;
  const asking = desk.sdk.healthCheck.requestMany(request, { timeoutMs: CHECK_TIMEOUT_MS });
  for (const { payload } of await desk.life.ask('HealthCheck', asking)) desk.reports.set(payload.module, payload);
  return desk.reports;
}

/** Checks until what is expected was handled, for as long as there is less of it to come each time. */
async function settle(desk: Desk, expected: () => readonly Expectation[]): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let idleRounds = 0;
  while (idleRounds < IDLE_ROUNDS_MAX) {
    await check(desk, expected());
    const rest = shortfall(expected(), desk.reports);
    if (rest === 0) return;
    idleRounds = rest < least ? 0 : idleRounds + 1;
    least = Math.min(least, rest);
  }
}

/** From the source down: each module first handles all that was sent to it, then hands on what it holds. */
async function stopAll(desk: Desk, reason: ShutdownInput['reason']): Promise<Reports> {
  let shutdownCount = 0;
  const stop = async (modules: ModuleName[]): Promise<void> => {
    await desk.life.publish('Shutdown', desk.sdk.shutdown.publish({ at: Date.now(), modules, reason }));
    shutdownCount += 1;
    await settle(desk, () => START_ORDER.map((module) => ({ module, message: 'Shutdown', count: shutdownCount })));
  };
  const [orchestrator, eventBus, ...others] = START_ORDER;
  for (const module of others.toReversed()) {
    if (FLOWS.some((flow) => flow.to.includes(module))) await settle(desk, () => inboundOf(module, desk.reports));
    await stop([module]);
  }
  await stop([eventBus, orchestrator]);
  await settle(desk, () => allOf(desk.reports));
  return desk.reports;
}

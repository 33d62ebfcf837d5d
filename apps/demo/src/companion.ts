/** The composition root: eight modules on one bus, started in order and stopped the other way round. */
import { START_ORDER } from './common/flows.ts';
import type { Site } from './common/life.ts';
import { startAiIntegration } from './modules/ai-integration.ts';
import { startAnalysisEngine } from './modules/analysis-engine.ts';
import { type RunningCuteFigurine, startCuteFigurine } from './modules/cute-figurine.ts';
import { type DataCaptureOptions, type RunningDataCapture, startDataCapture } from './modules/data-capture.ts';
import { type RunningEventBus, startEventBus } from './modules/event-bus.ts';
import { startGamification } from './modules/gamification.ts';
import { type RunningOrchestrator, startOrchestrator } from './modules/orchestrator.ts';
import { startStorage } from './modules/storage.ts';

export interface Companion {
  readonly dataCapture: RunningDataCapture;
  readonly figurine: RunningCuteFigurine;
  readonly orchestrator: RunningOrchestrator;
  readonly eventBus: RunningEventBus;
  /** Drains every module, who sends before who takes. */
  drain(): Promise<void>;
}

/** Resolves when every module is ready and has its settings. */
export async function startCompanion(site: Site, options: DataCaptureOptions): Promise<Companion> {
  const orchestrator = await startOrchestrator(site);
  const eventBus = await startEventBus(site);
  const figurine = await startCuteFigurine(site);
  const aiIntegration = await startAiIntegration(site);
  const gamification = await startGamification(site);
  const analysisEngine = await startAnalysisEngine(site);
  const storage = await startStorage(site);
  const dataCapture = await startDataCapture(site, options);
  const modules = {
    'data-capture': dataCapture,
    storage,
    'analysis-engine': analysisEngine,
    gamification,
    'ai-integration': aiIntegration,
    'cute-figurine': figurine,
    'event-bus': eventBus,
    orchestrator,
  };
  await orchestrator.ready();
  return {
    dataCapture,
    figurine,
    orchestrator,
    eventBus,
    async drain() {
      for (const name of START_ORDER.toReversed()) await modules[name].sdk.drain();
    },
  };
}

/** Which module sends what to whom, and the order in which modules start. */

/** Who takes messages starts before who sends them, the orchestrator first; they stop the other way round. */
export const START_ORDER = [
  'orchestrator',
  'event-bus',
  'cute-figurine',
  'ai-integration',
  'gamification',
  'analysis-engine',
  'storage',
  'data-capture',
] as const;

export type ModuleName = (typeof START_ORDER)[number];

export interface Flow {
  /** Name of the message. */
  readonly message: string;
  readonly topic: string;
  readonly from: readonly ModuleName[];
  readonly to: readonly ModuleName[];
  /** Absent: reliable. */
  readonly carried?: 'best-effort' | 'latest-only';
}

/** The stream through the companion, from input to figurine. */
export const STREAM: readonly Flow[] = [
  {
    message: 'RawEvent',
    topic: 'data-capture.raw-event',
    from: ['data-capture'],
    to: ['storage'],
    carried: 'best-effort',
  },
  {
    message: 'ScreenshotData',
    topic: 'data-capture.screenshot-data',
    from: ['data-capture'],
    to: ['storage'],
    carried: 'best-effort',
  },
  { message: 'EventBatch', topic: 'storage.event-batch', from: ['storage'], to: ['analysis-engine'] },
  {
    message: 'AnalysisComplete',
    topic: 'analysis-engine.analysis-complete',
    from: ['analysis-engine'],
    to: ['gamification'],
  },
  { message: 'StateChange', topic: 'analysis-engine.state-change', from: ['analysis-engine'], to: ['gamification'] },
  {
    message: 'InterventionRequest',
    topic: 'gamification.intervention-request',
    from: ['gamification'],
    to: ['ai-integration'],
  },
  {
    message: 'AnimationCommand',
    topic: 'ai-integration.animation-command',
    from: ['ai-integration'],
    to: ['cute-figurine'],
  },
  {
    message: 'RewardEvent',
    topic: 'gamification.reward-event',
    from: ['gamification'],
    to: ['storage', 'cute-figurine'],
  },
];

/** What keeps the companion together. HealthCheck is left out: a report cannot count the check that it answers. */
const CARE: readonly Flow[] = [
  {
    message: 'StorageStatus',
    topic: 'storage.storage-status',
    from: ['storage'],
    to: ['orchestrator'],
    carried: 'latest-only',
  },
  { message: 'ModuleReady', topic: 'event-bus.module-ready', from: START_ORDER, to: ['orchestrator'] },
  { message: 'ErrorReport', topic: 'event-bus.error', from: START_ORDER, to: ['event-bus', 'orchestrator'] },
  { message: 'ConfigUpdate', topic: 'orchestrator.config-update', from: ['orchestrator'], to: START_ORDER },
  { message: 'Shutdown', topic: 'orchestrator.shutdown', from: ['orchestrator'], to: START_ORDER },
];

export const FLOWS: readonly Flow[] = [...STREAM, ...CARE];

/** @throws Error for a message that does not flow */
export function flowOf(message: string): Flow {
  const flow = FLOWS.find((candidate) => candidate.message === message);
  if (flow === undefined) throw new Error(`${message} is no message of the demo`);
  return flow;
}

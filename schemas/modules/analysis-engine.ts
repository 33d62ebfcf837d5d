import { defineModule } from '@myelin/codegen/define';
import { analysisComplete } from '../messages/analysis-engine/analysis-complete.v1.ts';
import { stateChange } from '../messages/analysis-engine/state-change.v1.ts';
import { errorReport } from '../messages/event-bus/error-report.v1.ts';
import { moduleReady } from '../messages/event-bus/module-ready.v1.ts';
import { configUpdate } from '../messages/orchestrator/config-update.v1.ts';
import { healthCheck } from '../messages/orchestrator/health-check.v1.ts';
import { shutdown } from '../messages/orchestrator/shutdown.v1.ts';
import { eventBatch } from '../messages/storage/event-batch.v1.ts';

export const analysisEngine = defineModule({
  name: 'analysis-engine',
  owner: 'insight',
  doc: 'Measures windows of event time and tells in which state a person is.',
  publishes: [analysisComplete, stateChange, moduleReady, errorReport],
  subscribes: [eventBatch, configUpdate, shutdown],
  serves: [healthCheck],
  dependsOn: ['gamification'],
});

import { defineModule } from '@myelin/codegen/define';
import { analysisComplete } from '../messages/analysis-engine/analysis-complete.v1.ts';
import { stateChange } from '../messages/analysis-engine/state-change.v1.ts';
import { errorReport } from '../messages/event-bus/error-report.v1.ts';
import { moduleReady } from '../messages/event-bus/module-ready.v1.ts';
import { interventionRequest } from '../messages/gamification/intervention-request.v1.ts';
import { rewardEvent } from '../messages/gamification/reward-event.v1.ts';
import { configUpdate } from '../messages/orchestrator/config-update.v1.ts';
import { healthCheck } from '../messages/orchestrator/health-check.v1.ts';
import { shutdown } from '../messages/orchestrator/shutdown.v1.ts';

export const gamification = defineModule({
  name: 'gamification',
  owner: 'motivation',
  doc: 'Decides when to step in and what to reward, and leaves the person alone in between.',
  publishes: [rewardEvent, moduleReady, errorReport],
  subscribes: [analysisComplete, stateChange, configUpdate, shutdown],
  requests: [interventionRequest],
  serves: [healthCheck],
  dependsOn: ['ai-integration', 'cute-figurine'],
});

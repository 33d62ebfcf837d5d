import { defineModule } from '@myelin/codegen/define';
import { animationCommand } from '../messages/ai-integration/animation-command.v1.ts';
import { errorReport } from '../messages/event-bus/error-report.v1.ts';
import { moduleReady } from '../messages/event-bus/module-ready.v1.ts';
import { rewardEvent } from '../messages/gamification/reward-event.v1.ts';
import { configUpdate } from '../messages/orchestrator/config-update.v1.ts';
import { healthCheck } from '../messages/orchestrator/health-check.v1.ts';
import { shutdown } from '../messages/orchestrator/shutdown.v1.ts';

export const cuteFigurine = defineModule({
  name: 'cute-figurine',
  owner: 'companion',
  doc: 'Draws the companion and plays its animations.',
  publishes: [moduleReady, errorReport],
  subscribes: [animationCommand, rewardEvent, configUpdate, shutdown],
  serves: [healthCheck],
  dependsOn: ['event-bus'],
});

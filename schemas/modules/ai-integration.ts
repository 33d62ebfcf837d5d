import { defineModule } from '@myelin/codegen/define';
import { animationCommand } from '../messages/ai-integration/animation-command.v1.ts';
import { errorReport } from '../messages/event-bus/error-report.v1.ts';
import { moduleReady } from '../messages/event-bus/module-ready.v1.ts';
import { interventionRequest } from '../messages/gamification/intervention-request.v1.ts';
import { configUpdate } from '../messages/orchestrator/config-update.v1.ts';
import { healthCheck } from '../messages/orchestrator/health-check.v1.ts';
import { shutdown } from '../messages/orchestrator/shutdown.v1.ts';

export const aiIntegration = defineModule({
  name: 'ai-integration',
  owner: 'companion',
  doc: 'Finds the words and the gesture for an intervention.',
  publishes: [animationCommand, moduleReady, errorReport],
  subscribes: [configUpdate, shutdown],
  serves: [interventionRequest, healthCheck],
  dependsOn: ['cute-figurine'],
});

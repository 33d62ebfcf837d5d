import { defineModule } from '@myelin/codegen/define';
import { errorReport } from '../messages/event-bus/error-report.v1.ts';
import { moduleReady } from '../messages/event-bus/module-ready.v1.ts';
import { configUpdate } from '../messages/orchestrator/config-update.v1.ts';
import { healthCheck } from '../messages/orchestrator/health-check.v1.ts';
import { shutdown } from '../messages/orchestrator/shutdown.v1.ts';

export const eventBus = defineModule({
  name: 'event-bus',
  owner: 'platform',
  doc: 'Owns the messages that all modules share and keeps the log of errors.',
  publishes: [moduleReady, errorReport],
  subscribes: [errorReport, configUpdate, shutdown],
  serves: [healthCheck],
  dependsOn: ['orchestrator'],
});

import { defineModule } from '@myelin/codegen/define';
import { errorReport } from '../messages/event-bus/error-report.v1.ts';
import { moduleReady } from '../messages/event-bus/module-ready.v1.ts';
import { configUpdate } from '../messages/orchestrator/config-update.v1.ts';
import { healthCheck } from '../messages/orchestrator/health-check.v1.ts';
import { shutdown } from '../messages/orchestrator/shutdown.v1.ts';
import { storageStatus } from '../messages/storage/storage-status.v1.ts';

/** Starts first and stops last: it hears every other module say that it is ready. */
export const orchestrator = defineModule({
  name: 'orchestrator',
  owner: 'platform',
  doc: 'Starts and stops the companion, watches over the health of its modules, and hands out settings.',
  publishes: [moduleReady, errorReport, configUpdate, shutdown],
  subscribes: [moduleReady, errorReport, storageStatus, configUpdate, shutdown],
  requests: [healthCheck],
  serves: [healthCheck],
});

import { defineModule } from '@myelin/codegen/define';
import { rawEvent } from '../messages/data-capture/raw-event.v1.ts';
import { screenshotData } from '../messages/data-capture/screenshot-data.v1.ts';
import { errorReport } from '../messages/event-bus/error-report.v1.ts';
import { moduleReady } from '../messages/event-bus/module-ready.v1.ts';
import { configUpdate } from '../messages/orchestrator/config-update.v1.ts';
import { healthCheck } from '../messages/orchestrator/health-check.v1.ts';
import { shutdown } from '../messages/orchestrator/shutdown.v1.ts';

/** Who takes messages starts before who sends them, so that the stream is stopped at its source and runs dry. */
export const dataCapture = defineModule({
  name: 'data-capture',
  owner: 'platform',
  doc: 'Sees what a person and their machine do, and passes it on without its content.',
  publishes: [rawEvent, screenshotData, moduleReady, errorReport],
  subscribes: [configUpdate, shutdown],
  serves: [healthCheck],
  dependsOn: ['storage'],
});

import { defineModule } from '@myelin/codegen/define';
import { rawEvent } from '../messages/data-capture/raw-event.v1.ts';
import { screenshotData } from '../messages/data-capture/screenshot-data.v1.ts';
import { errorReport } from '../messages/event-bus/error-report.v1.ts';
import { moduleReady } from '../messages/event-bus/module-ready.v1.ts';
import { rewardEvent } from '../messages/gamification/reward-event.v1.ts';
import { configUpdate } from '../messages/orchestrator/config-update.v1.ts';
import { healthCheck } from '../messages/orchestrator/health-check.v1.ts';
import { shutdown } from '../messages/orchestrator/shutdown.v1.ts';
import { eventBatch } from '../messages/storage/event-batch.v1.ts';
import { storageStatus } from '../messages/storage/storage-status.v1.ts';

/** `RewardEvent` flows back against the stream, so it sets no order of start and stop. */
export const storage = defineModule({
  name: 'storage',
  owner: 'platform',
  doc: 'Takes events as they come, hands them on in batches, and keeps count of everything.',
  publishes: [eventBatch, storageStatus, moduleReady, errorReport],
  subscribes: [rawEvent, screenshotData, rewardEvent, configUpdate, shutdown],
  serves: [healthCheck],
  dependsOn: ['analysis-engine'],
});

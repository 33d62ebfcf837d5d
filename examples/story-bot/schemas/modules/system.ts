import { defineModule } from '@myelin/codegen/define';
import { adminActionPerformed } from '../messages/admin.v1.ts';
import { healthFailed, serviceStarted } from '../messages/system.v1.ts';

export const system = defineModule({
  name: 'system',
  owner: 'operations',
  doc: 'Knows which services are there.',
  publishes: [healthFailed],
  subscribes: [serviceStarted, adminActionPerformed],
});

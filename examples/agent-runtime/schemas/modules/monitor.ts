import { defineModule } from '@myelin/codegen/define';
import { healthReported, securityAlerted } from '../messages/monitor.v1.ts';

export const monitor = defineModule({
  name: 'monitor',
  owner: 'operations',
  doc: 'Watches everything, and says so where something is wrong.',
  publishes: [healthReported, securityAlerted],
  grants: { subscribe: ['**'] },
});

import { defineModule } from '@myelin/codegen/define';
import { systemConfiguration, systemDeployment, systemHealth, systemScaling } from '../messages/system.v1.ts';

export const operations = defineModule({
  name: 'operations',
  owner: 'platform team',
  doc: 'Runs the services of the platform.',
  publishes: [systemHealth, systemScaling, systemConfiguration, systemDeployment],
});

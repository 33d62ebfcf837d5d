import { defineModule } from '@myelin/codegen/define';
import { quotaChanged } from '../messages/billing.v1.ts';
import { executionError, resourceAllocated, swarmStateChanged, taskCompleted } from '../messages/execution.v1.ts';

export const execution = defineModule({
  name: 'execution',
  owner: 'compute team',
  doc: 'Works on tasks, for as long as their account has credits.',
  publishes: [swarmStateChanged, taskCompleted, resourceAllocated, executionError],
  subscribes: [quotaChanged],
});

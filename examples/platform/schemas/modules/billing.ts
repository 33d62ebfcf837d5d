import { defineModule } from '@myelin/codegen/define';
import { creditUsage, invoiceCreated, payment, quotaChanged } from '../messages/billing.v1.ts';
import { taskCompleted } from '../messages/execution.v1.ts';

export const billing = defineModule({
  name: 'billing',
  owner: 'money team',
  doc: 'Turns work into credits, and credits into invoices.',
  publishes: [creditUsage, payment, quotaChanged, invoiceCreated],
  subscribes: [taskCompleted],
});

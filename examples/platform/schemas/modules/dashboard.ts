import { defineModule } from '@myelin/codegen/define';
import { creditUsage } from '../messages/billing.v1.ts';

export const dashboard = defineModule({
  name: 'dashboard',
  owner: 'product team',
  doc: 'Shows what goes on, and how it is looked at.',
  subscribes: [creditUsage],
  grants: {
    publish: ['analytics.*'],
    subscribe: ['billing.*', 'swarm.state.*', 'analytics.*', 'resource.*', 'execution.*', 'security.*'],
  },
});

import { defineModule } from '@myelin/codegen/define';
import { agentEnded, agentResponse, agentStarted } from '../messages/agent.v1.ts';
import { memoryRecalled } from '../messages/memory.v1.ts';
import { securityAlerted } from '../messages/monitor.v1.ts';

export const agent = defineModule({
  name: 'agent',
  owner: 'runtime team',
  doc: 'Answers messages with what memory knows about them.',
  publishes: [agentStarted, agentResponse, agentEnded],
  subscribes: [memoryRecalled, securityAlerted],
});

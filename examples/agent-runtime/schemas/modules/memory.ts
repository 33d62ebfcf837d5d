import { defineModule } from '@myelin/codegen/define';
import { agentResponse } from '../messages/agent.v1.ts';
import { channelMessageReceived } from '../messages/channel.v1.ts';
import { memoryRecalled, memoryStored } from '../messages/memory.v1.ts';

export const memory = defineModule({
  name: 'memory',
  owner: 'runtime team',
  doc: 'Remembers what was said, and finds it again.',
  publishes: [memoryStored, memoryRecalled],
  subscribes: [channelMessageReceived, agentResponse],
});

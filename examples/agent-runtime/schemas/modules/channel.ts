import { defineModule } from '@myelin/codegen/define';
import { agentResponse } from '../messages/agent.v1.ts';
import { channelMessageReceived, channelMessageSent } from '../messages/channel.v1.ts';

export const channel = defineModule({
  name: 'channel',
  owner: 'runtime team',
  doc: 'Talks to people: takes what they write, and sends them the answers.',
  publishes: [channelMessageReceived, channelMessageSent],
  subscribes: [agentResponse],
  grants: { publish: ['user.*'] },
});

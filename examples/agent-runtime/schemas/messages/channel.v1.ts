import { defineMessage, openEnum, sensitive } from '@myelin/codegen/define';
import { z } from 'zod';

const line = {
  conversationId: z.string().min(1).max(64).describe('What belongs together stays in order.'),
  channel: openEnum(['terminal', 'mail', 'chat']).describe('Where it was written; there may be more of them one day.'),
  text: sensitive(z.string().min(1).max(8_000)).describe('What was written.'),
};

export const channelMessageReceived = defineMessage({
  name: 'ChannelMessageReceived',
  version: 1,
  owner: 'channel',
  topic: 'channel.message-received',
  doc: 'Somebody wrote to the agent.',
  guarantee: 'at-least-once',
  key: 'conversationId',
  schema: z.object({ ...line, from: z.string().min(1).max(80) }),
  examples: [{ conversationId: 'ann', channel: 'terminal', from: 'Ann', text: 'Which parser did we choose?' }],
});

export const channelMessageSent = defineMessage({
  name: 'ChannelMessageSent',
  version: 1,
  owner: 'channel',
  topic: 'channel.message-sent',
  doc: 'An answer left through its channel.',
  key: 'conversationId',
  schema: z.object({ ...line, runId: z.string().min(1).max(64) }),
  examples: [{ conversationId: 'ann', channel: 'terminal', runId: 'run-1', text: 'We chose the second parser.' }],
});

import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';

const conversationId = z.string().min(1).max(64).describe('What belongs together stays in order.');

export const memoryStored = defineMessage({
  name: 'MemoryStored',
  version: 1,
  owner: 'memory',
  topic: 'memory.stored',
  doc: 'Something is remembered from now on.',
  key: 'conversationId',
  schema: z.object({ memoryId: z.string().max(64), conversationId, bytes: z.int().min(0) }),
  examples: [{ memoryId: 'memory-1', conversationId: 'ann', bytes: 27 }],
});

export const memoryRecalled = defineMessage({
  name: 'MemoryRecalled',
  version: 1,
  owner: 'memory',
  topic: 'memory.recalled',
  doc: 'What is known about a message that came in: the agent works with it.',
  guarantee: 'at-least-once',
  key: 'conversationId',
  schema: z.object({
    conversationId,
    question: z.string().max(8_000),
    memories: z.array(z.string().max(8_000)).max(20),
  }),
  examples: [{ conversationId: 'ann', question: 'Which parser?', memories: ['We chose the second parser.'] }],
});

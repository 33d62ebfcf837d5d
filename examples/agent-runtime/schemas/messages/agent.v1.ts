import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';

const runId = z.string().min(1).max(64).describe('One run of the agent, from a message to its answer.');
const conversationId = z.string().min(1).max(64).describe('What belongs together stays in order.');

export const agentStarted = defineMessage({
  name: 'AgentStarted',
  version: 1,
  owner: 'agent',
  topic: 'agent.started',
  doc: 'An agent begins to work on a message.',
  key: 'conversationId',
  schema: z.object({ runId, conversationId, model: z.string().max(80) }),
  examples: [{ runId: 'run-1', conversationId: 'ann', model: 'small' }],
});

export const agentResponse = defineMessage({
  name: 'AgentResponse',
  version: 1,
  owner: 'agent',
  topic: 'agent.response',
  doc: 'What an agent answers. Lost answers are noticed, so it arrives at least once.',
  guarantee: 'at-least-once',
  key: 'conversationId',
  schema: z.object({ runId, conversationId, text: z.string().max(8_000), usedMemories: z.int().min(0).default(0) }),
  examples: [{ runId: 'run-1', conversationId: 'ann', text: 'We chose the second parser.', usedMemories: 1 }],
});

export const agentEnded = defineMessage({
  name: 'AgentEnded',
  version: 1,
  owner: 'agent',
  topic: 'agent.ended',
  doc: 'An agent is done with a message, well or not.',
  key: 'conversationId',
  schema: z.object({ runId, conversationId, outcome: z.enum(['answered', 'failed', 'cancelled']) }),
  examples: [{ runId: 'run-1', conversationId: 'ann', outcome: 'answered' }],
});

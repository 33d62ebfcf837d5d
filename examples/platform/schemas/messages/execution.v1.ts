import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { accountId, taskId } from '../fields.ts';

const swarmId = z.string().min(1).max(64).describe('Machines that work on tasks together.');

export const swarmStateChanged = defineMessage({
  name: 'SwarmStateChanged',
  version: 1,
  owner: 'execution',
  topic: 'swarm.state.changed',
  doc: 'A swarm is in another state.',
  key: 'swarmId',
  schema: z.object({ swarmId, state: z.enum(['starting', 'working', 'idle', 'stopped']) }),
  examples: [{ swarmId: 'swarm-1', state: 'working' }],
});

export const taskCompleted = defineMessage({
  name: 'TaskCompleted',
  version: 1,
  owner: 'execution',
  topic: 'task.completed',
  doc: 'A task is done; it is paid for by what it used.',
  guarantee: 'at-least-once',
  key: 'accountId',
  schema: z.object({ taskId, accountId, seconds: z.number().min(0) }),
  examples: [{ taskId: 'task-1', accountId: 'acme', seconds: 2.5 }],
});

export const resourceAllocated = defineMessage({
  name: 'ResourceAllocated',
  version: 1,
  owner: 'execution',
  topic: 'resource.allocated',
  doc: 'A swarm got machines.',
  key: 'swarmId',
  schema: z.object({ swarmId, machines: z.int().min(1).max(10_000), memoryMb: z.int().min(64) }),
  examples: [{ swarmId: 'swarm-1', machines: 4, memoryMb: 8_192 }],
});

export const executionError = defineMessage({
  name: 'ExecutionError',
  version: 1,
  owner: 'execution',
  topic: 'execution.error',
  doc: 'A task failed.',
  guarantee: 'at-least-once',
  key: 'accountId',
  schema: z.object({ taskId, accountId, code: z.string().max(64), retryable: z.boolean().default(false) }),
  examples: [{ taskId: 'task-2', accountId: 'acme', code: 'OUT_OF_MEMORY' }],
});

import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { serviceName } from '../fields.ts';

export const systemHealth = defineMessage({
  name: 'SystemHealth',
  version: 1,
  owner: 'operations',
  topic: 'system.health',
  doc: 'How a service is. Only the latest of each service counts.',
  channel: 'status',
  key: 'service',
  schema: z.object({ service: serviceName, status: z.enum(['up', 'slow', 'down']) }),
  examples: [{ service: 'api', status: 'up' }],
});

export const systemScaling = defineMessage({
  name: 'SystemScaling',
  version: 1,
  owner: 'operations',
  topic: 'system.scaling',
  doc: 'A service runs on more or fewer machines from now on.',
  key: 'service',
  schema: z.object({ service: serviceName, instancesBefore: z.int().min(0), instances: z.int().min(0) }),
  examples: [{ service: 'api', instancesBefore: 2, instances: 3 }],
});

export const systemConfiguration = defineMessage({
  name: 'SystemConfiguration',
  version: 1,
  owner: 'operations',
  topic: 'system.configuration',
  doc: 'A setting of a service has changed.',
  key: 'service',
  schema: z.object({ service: serviceName, name: z.string().max(100), value: z.json() }),
  examples: [{ service: 'api', name: 'timeoutMs', value: 500 }],
});

export const systemDeployment = defineMessage({
  name: 'SystemDeployment',
  version: 1,
  owner: 'operations',
  topic: 'system.deployment',
  doc: 'Another version of a service runs.',
  guarantee: 'at-least-once',
  key: 'service',
  schema: z.object({ service: serviceName, release: z.string().max(64), outcome: z.enum(['live', 'rolled-back']) }),
  examples: [{ service: 'api', release: '2026.11.1', outcome: 'live' }],
});

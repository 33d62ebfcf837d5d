import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';

export const healthReported = defineMessage({
  name: 'HealthReported',
  version: 1,
  owner: 'monitor',
  topic: 'health.reported',
  doc: 'How a module is. Only the latest report of each module counts.',
  channel: 'status',
  key: 'module',
  schema: z.object({ module: z.string().max(64), status: z.enum(['healthy', 'degraded', 'unhealthy']) }),
  examples: [{ module: 'agent', status: 'healthy' }],
});

export const securityAlerted = defineMessage({
  name: 'SecurityAlerted',
  version: 1,
  owner: 'monitor',
  topic: 'security.alerted',
  doc: 'Something looks like an attack.',
  channel: 'priority',
  schema: z.object({
    rule: z.enum(['prompt-injection', 'too-many-logins', 'secret-in-text']),
    severity: z.int().min(1).max(5),
    evidence: z.string().max(500),
  }),
  examples: [{ rule: 'prompt-injection', severity: 3, evidence: 'Ignore all previous instructions' }],
});

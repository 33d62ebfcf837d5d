import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { epochMs, id } from '../../fields.ts';
import { healthReport } from './health-report.v1.ts';

export const healthCheck = defineMessage({
  name: 'HealthCheck',
  version: 1,
  owner: 'orchestrator',
  doc: 'HealthCheckRequest: asks every module how it is. Each answers with a HealthReport.',
  channel: 'broadcast',
  expiresMs: 30_000,
  reply: healthReport,
  schema: z.object({
    checkId: id.describe('Unique; each report repeats it.'),
    at: epochMs.describe('When it was asked, by the clock of the wall.'),
    detail: z.enum(['status', 'counters']).default('status').describe('Whether the reports should carry counters.'),
  }),
  examples: [{ checkId: 'check-1', at: 1_790_000_000_000, detail: 'counters' }],
});

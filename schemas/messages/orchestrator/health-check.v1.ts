import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { counter, epochMs, id, moduleName } from '../../fields.ts';
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
    settled: z
      .array(
        z.object({
          module: moduleName.describe('Who is meant.'),
          message: z.string().min(1).max(64).describe('Name of a message that it handles.'),
          count: counter.describe('How many of it.'),
        }),
      )
      .max(64)
      .default([])
      .describe('A module answers when it has handled as many, or says how many it has when its patience ends.'),
    detail: z.enum(['status', 'counters']).default('status').describe('Whether the reports should carry counters.'),
  }),
  examples: [{ checkId: 'check-1', at: 1_790_000_000_000, detail: 'counters' }],
});

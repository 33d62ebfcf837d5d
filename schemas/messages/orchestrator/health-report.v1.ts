import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { counter, durationMs, id, line, moduleName } from '../../fields.ts';

export const healthReport = defineMessage({
  name: 'HealthReport',
  version: 1,
  owner: 'orchestrator',
  doc: 'How a module is, and on request what it has done so far by its own count.',
  schema: z.object({
    checkId: id.describe('As in the check.'),
    module: moduleName.describe('Who answers.'),
    status: z
      .enum(['starting', 'healthy', 'degraded', 'unhealthy', 'shutting-down', 'stopped'])
      .describe('Where the module is in its life.'),
    uptimeMs: durationMs.describe('Time since it connected.'),
    configRevision: counter.describe('Revision of the last ConfigUpdate that it applied; 0 for none.'),
    counters: z
      .array(
        z.object({
          message: z
            .string()
            .min(1)
            .max(64)
            .describe('Name of a message, or of what it carries, as `EventBatch.events`.'),
          sent: counter.describe('Published, emitted, or asked by this module.'),
          handled: counter.describe('Handled by this module with success; for requests, replies that came.'),
          failed: counter.describe('Handled or sent without success.'),
        }),
      )
      .max(32)
      .default([])
      .describe('What the module counted, sorted by message; empty unless asked for.'),
    note: line.optional().describe('What is wrong, where something is.'),
  }),
  examples: [
    {
      checkId: 'check-1',
      module: 'storage',
      status: 'healthy',
      uptimeMs: 4_120,
      configRevision: 1,
      counters: [
        { message: 'EventBatch', sent: 12, handled: 0, failed: 0 },
        { message: 'RawEvent', sent: 0, handled: 1_204, failed: 0 },
      ],
    },
  ],
});

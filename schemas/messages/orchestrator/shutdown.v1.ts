import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { epochMs, line, moduleName } from '../../fields.ts';

export const shutdown = defineMessage({
  name: 'Shutdown',
  version: 1,
  owner: 'orchestrator',
  doc: 'ShutdownRequest: the named modules finish what they hold, hand on what is open, and take no more.',
  channel: 'broadcast',
  guarantee: 'at-least-once',
  priority: 'high',
  retry: { backoff: 'fixed', attemptsMax: 6, delayMs: 100 },
  schema: z.object({
    at: epochMs.describe('When it was decided.'),
    modules: z.array(moduleName).min(1).max(64).describe('Who is meant; everybody else goes on.'),
    reason: z.enum(['end-of-input', 'interrupt', 'error', 'upgrade']).describe('Why.'),
    graceMs: z.int().min(0).max(600_000).default(10_000).describe('Time to finish in.'),
    note: line.optional().describe('More about the reason, for people.'),
  }),
  examples: [{ at: 1_790_000_300_000, modules: ['data-capture'], reason: 'end-of-input' }],
});

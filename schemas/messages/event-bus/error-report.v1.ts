import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { epochMs, id, line, moduleName } from '../../fields.ts';

export const errorReport = defineMessage({
  name: 'ErrorReport',
  version: 1,
  owner: 'event-bus',
  topic: 'event-bus.error',
  doc: 'The message Error: something went wrong in a module and others should know. Its payload is an ErrorReport.',
  guarantee: 'at-least-once',
  key: 'module',
  retry: { backoff: 'exponential', attemptsMax: 6, delayMs: 500, delayMsMax: 30_000 },
  schema: z.object({
    module: moduleName.describe('Where it went wrong.'),
    code: z.string().min(1).max(64).describe('Stable word for the kind of error, as `BUS_REQUEST_TIMEOUT`.'),
    message: line.describe('What went wrong, for people.'),
    severity: z.enum(['warning', 'error', 'fatal']).describe('Whether the module goes on as it was, in part, or not.'),
    at: epochMs.describe('When, by the clock of the wall.'),
    retryable: z.boolean().default(false).describe('Whether the same may work later.'),
    topic: z.string().max(256).optional().describe('Topic of the message in hand, where there was one.'),
    messageId: id.optional().describe('Id of the message in hand, where there was one.'),
  }),
  examples: [
    {
      module: 'gamification',
      code: 'BUS_REQUEST_TIMEOUT',
      message: 'No words came for an intervention within 5 s.',
      severity: 'warning',
      at: 1_790_000_041_000,
      retryable: true,
      topic: 'gamification.intervention-request',
    },
  ],
});

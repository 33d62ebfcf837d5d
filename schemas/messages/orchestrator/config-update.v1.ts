import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { counter, epochMs, line } from '../../fields.ts';

const DAY_MS = 86_400_000;

const settings = z.object({
  batchCountMax: z.int().min(1).max(100).optional().describe('Events in a batch.'),
  batchSpanMs: z.int().min(100).max(DAY_MS).optional().describe('Event time that a batch spans at most.'),
  statusEveryCount: z.int().min(1).max(1_000_000).optional().describe('Events between two StorageStatus.'),
  screenshotEveryMs: z.int().min(1_000).max(DAY_MS).optional().describe('Event time between two screenshots.'),
  windowMs: z.int().min(1_000).max(DAY_MS).optional().describe('Event time of an analysis window.'),
  interventionCooldownMs: z.int().min(0).max(DAY_MS).optional().describe('Least event time between interventions.'),
  rewardCooldownMs: z.int().min(0).max(DAY_MS).optional().describe('Least event time between rewards of a kind.'),
  speech: z.boolean().optional().describe('Whether the figurine may speak.'),
});

export const configUpdate = defineMessage({
  name: 'ConfigUpdate',
  version: 1,
  owner: 'orchestrator',
  doc: 'Changes settings of the running companion; what is left out stays as it is.',
  channel: 'broadcast',
  guarantee: 'at-least-once',
  retry: { backoff: 'exponential', attemptsMax: 6, delayMs: 100, delayMsMax: 5_000 },
  schema: z.object({
    revision: counter.describe('Grows with each update; a module ignores what is not newer than what it has.'),
    at: epochMs.describe('When it was decided.'),
    reason: line.describe('Why.'),
    settings: settings.describe('The settings that change.'),
  }),
  examples: [
    {
      revision: 1,
      at: 1_790_000_000_000,
      reason: 'Defaults of this start.',
      settings: { windowMs: 10_000, interventionCooldownMs: 60_000, speech: true },
    },
  ],
});

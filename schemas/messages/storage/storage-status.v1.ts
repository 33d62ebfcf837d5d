import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { counter, epochMs } from '../../fields.ts';

export const storageStatus = defineMessage({
  name: 'StorageStatus',
  version: 1,
  owner: 'storage',
  doc: 'StorageMetrics: what storage holds and has passed on. Only the latest one counts.',
  channel: 'status',
  schema: z.object({
    at: epochMs.describe('Event time of the newest event that is counted here.'),
    eventsStored: counter.describe('Events taken since the start.'),
    eventsPending: z.int().min(0).max(100_000).describe('Events in batches that are still open.'),
    eventsMissing: counter.describe('Events that never came, seen by gaps in their sequence.'),
    batchesPublished: counter.describe('Batches handed on.'),
    screenshotsSeen: counter.describe('Screenshots looked at; none is kept.'),
    screenshotBytes: counter.describe('Their size in all.'),
    rewardsStored: counter.describe('Rewards remembered.'),
    countByKind: z
      .array(
        z.object({
          kind: z.string().min(1).max(32).describe('Kind of a RawEvent.'),
          count: counter.describe('How many of it.'),
        }),
      )
      .max(16)
      .describe('Events by kind, sorted by kind.'),
  }),
  examples: [
    {
      at: 1_790_000_060_000,
      eventsStored: 1_204,
      eventsPending: 4,
      eventsMissing: 0,
      batchesPublished: 12,
      screenshotsSeen: 1,
      screenshotBytes: 2_304,
      rewardsStored: 0,
      countByKind: [
        { kind: 'mouse-click', count: 61 },
        { kind: 'mouse-move', count: 1_143 },
      ],
    },
  ],
});

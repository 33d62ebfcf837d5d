import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { counter, epochMs, id, sessionId } from '../../fields.ts';
import { rawEvent } from '../data-capture/raw-event.v1.ts';

export const eventBatch = defineMessage({
  name: 'EventBatch',
  version: 1,
  owner: 'storage',
  doc: 'Events of one session in the order in which they happened, closed by their number or by event time.',
  channel: 'batched',
  guarantee: 'at-least-once',
  key: 'sessionId',
  retry: { backoff: 'exponential', attemptsMax: 4, delayMs: 250, delayMsMax: 10_000 },
  schema: z.object({
    sessionId,
    batchId: id.describe('Unique; a batch that comes twice has the same id.'),
    sequence: counter.describe('Position in the session, from 0 without gaps.'),
    startAt: epochMs.describe('Time of the earliest event.'),
    endAt: epochMs.describe('Time of the latest event.'),
    closedBy: z.enum(['count', 'time', 'flush']).describe('Why the batch ended; `flush` is the end of a session.'),
    missingCount: counter.default(0).describe('Events of the session that never came, seen by gaps in their sequence.'),
    events: z.array(rawEvent.schema).min(1).max(100).describe('The events, oldest first as far as the recorder knows.'),
  }),
  examples: [
    {
      sessionId: 'session-2144641057',
      batchId: 'session-2144641057/0',
      sequence: 0,
      startAt: 1_790_000_000_000,
      endAt: 1_790_000_000_231,
      closedBy: 'time',
      events: [
        { kind: 'mouse-move', sessionId: 'session-2144641057', sequence: 0, at: 1_790_000_000_000, x: 1043, y: 410 },
        { kind: 'mouse-move', sessionId: 'session-2144641057', sequence: 1, at: 1_790_000_000_231, x: 1024, y: 410 },
      ],
    },
  ],
});

import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { activityState, counter, durationMs, epochMs, id, ratio, sessionId } from '../../fields.ts';
import { interventionResponse } from './intervention-response.v1.ts';

export const interventionRequest = defineMessage({
  name: 'InterventionRequest',
  version: 1,
  owner: 'gamification',
  doc: 'Asks for words and a gesture that fit the moment. Sent only when the cooldowns allow it.',
  channel: 'request',
  expiresMs: 30_000,
  reply: interventionResponse,
  schema: z.object({
    sessionId,
    interventionId: id.describe('Unique; the reply and the animation repeat it.'),
    at: epochMs.describe('Event time of the occasion.'),
    trigger: z
      .enum(['distraction', 'long-hyperfocus', 'return'])
      .describe('The occasion: attention went, has been too deep for too long, or somebody came back.'),
    urgency: z.enum(['gentle', 'normal', 'firm']).default('gentle').describe('How insistent the words may be.'),
    state: activityState.describe('State at the time.'),
    previous: activityState.optional().describe('State before.'),
    previousMs: durationMs.describe('How long the state before lasted.'),
    confidence: ratio.describe('How sure the state is.'),
    sentToday: counter.describe('Interventions of this session so far; the same words should not come twice in a row.'),
  }),
  examples: [
    {
      sessionId: 'session-2144641057',
      interventionId: 'session-2144641057/intervention/0',
      at: 1_790_000_040_000,
      trigger: 'distraction',
      urgency: 'gentle',
      state: 'distracted',
      previous: 'focused',
      previousMs: 30_000,
      confidence: 0.7,
      sentToday: 0,
    },
  ],
});

import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { animationName, epochMs, id, line, ratio, sessionId } from '../../fields.ts';

export const animationCommand = defineMessage({
  name: 'AnimationCommand',
  version: 1,
  owner: 'ai-integration',
  doc: 'Tells the figurine what to play, and what to say with it.',
  channel: 'command',
  expiresMs: 60_000,
  retry: { backoff: 'fixed', attemptsMax: 3, delayMs: 200 },
  schema: z.object({
    sessionId,
    commandId: id.describe('Unique; a command that comes twice is played once.'),
    at: epochMs.describe('Event time of the occasion.'),
    animation: animationName.describe('What to play.'),
    durationMs: z.int().min(100).max(60_000).describe('How long to play it.'),
    intensity: ratio.default(0.5).describe('From barely moving (0) to as lively as it gets (1).'),
    speech: line.optional().describe('Shown in a bubble while it plays.'),
    interventionId: id.optional().describe('The intervention that this belongs to.'),
  }),
  examples: [
    {
      sessionId: 'session-2144641057',
      commandId: 'session-2144641057/intervention/0/animation',
      at: 1_790_000_040_000,
      animation: 'nudge',
      durationMs: 4_000,
      speech: 'Your thread is still here. One small next step?',
      interventionId: 'session-2144641057/intervention/0',
    },
  ],
});

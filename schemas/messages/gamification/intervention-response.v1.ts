import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { animationName, durationMs, id, line } from '../../fields.ts';

export const interventionResponse = defineMessage({
  name: 'InterventionResponse',
  version: 1,
  owner: 'gamification',
  doc: 'The words and the gesture for an InterventionRequest, or the advice to leave it.',
  schema: z.object({
    interventionId: id.describe('As in the request.'),
    accepted: z.boolean().describe('False where silence is better; then nothing is shown.'),
    text: line.describe('What the companion says.'),
    tone: z.enum(['playful', 'warm', 'calm', 'direct']).describe('How it is said.'),
    animation: animationName.describe('The gesture that goes with it.'),
    source: z.enum(['template', 'model']).default('template').describe('Where the words come from.'),
    cooldownMs: durationMs.describe('How long to leave the person alone after this.'),
  }),
  examples: [
    {
      interventionId: 'session-2144641057/intervention/0',
      accepted: true,
      text: 'Your thread is still here. One small next step?',
      tone: 'warm',
      animation: 'nudge',
      cooldownMs: 120_000,
    },
  ],
});

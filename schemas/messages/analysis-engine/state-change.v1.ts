import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { activityState, counter, durationMs, epochMs, ratio, sessionId } from '../../fields.ts';

export const stateChange = defineMessage({
  name: 'StateChange',
  version: 1,
  owner: 'analysis-engine',
  doc: 'StateClassification: a person went from one state to another, with how sure that is and why.',
  channel: 'priority',
  key: 'sessionId',
  retry: { backoff: 'exponential', attemptsMax: 4, delayMs: 200, delayMsMax: 5_000 },
  schema: z.object({
    sessionId,
    sequence: counter.describe('Position among the changes of the session, from 0.'),
    at: epochMs.describe('Event time at which the new state was seen.'),
    state: activityState.describe('The state from now on.'),
    previous: activityState.optional().describe('The state before; left out for the first of a session.'),
    previousMs: durationMs.describe('How long the state before lasted; 0 for the first of a session.'),
    confidence: ratio.describe('How sure the new state is.'),
    evidence: z
      .array(
        z.object({
          feature: z.string().min(1).max(48).describe('Name of a feature of AnalysisComplete.'),
          value: z.number().min(0).max(1_000_000_000).describe('What was measured.'),
          relation: z.enum(['at-least', 'below']).describe('How the value stands to the threshold.'),
          threshold: z.number().min(0).max(1_000_000_000).describe('What it was compared with.'),
        }),
      )
      .max(8)
      .describe('The comparisons that decided.'),
  }),
  examples: [
    {
      sessionId: 'session-2144641057',
      sequence: 1,
      at: 1_790_000_040_000,
      state: 'distracted',
      previous: 'focused',
      previousMs: 30_000,
      confidence: 0.7,
      evidence: [{ feature: 'pauseCount', value: 3, relation: 'at-least', threshold: 2 }],
    },
  ],
});

import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { counter, durationMs, epochMs, id, line, sessionId } from '../../fields.ts';

export const rewardEvent = defineMessage({
  name: 'RewardEvent',
  version: 1,
  owner: 'gamification',
  doc: 'Something was achieved and earns coins. Lost coins are noticed, so it arrives at least once.',
  guarantee: 'at-least-once',
  retry: { backoff: 'exponential', attemptsMax: 6, delayMs: 500, delayMsMax: 60_000 },
  schema: z.object({
    sessionId,
    rewardId: id.describe('Unique; a reward that comes twice has the same id and counts once.'),
    at: epochMs.describe('Event time of the achievement.'),
    kind: z.enum(['focus-streak', 'recovery', 'break-taken']).describe('What was achieved.'),
    coins: z.int().min(1).max(1_000).describe('What it earns.'),
    coinsTotal: counter.describe('What the session has earned so far, this included.'),
    streakMs: durationMs.default(0).describe('Length of the focused streak; 0 where the kind has none.'),
    text: line.describe('What is shown.'),
  }),
  examples: [
    {
      sessionId: 'session-2144641057',
      rewardId: 'session-2144641057/reward/0',
      at: 1_790_000_120_000,
      kind: 'focus-streak',
      coins: 5,
      coinsTotal: 5,
      streakMs: 60_000,
      text: 'One minute of steady work.',
    },
  ],
});

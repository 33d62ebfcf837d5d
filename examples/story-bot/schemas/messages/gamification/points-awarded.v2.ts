import { defineMessage, openEnum } from '@myelin/codegen/define';
import { z } from 'zod';
import { userId } from '../../fields.ts';

export const pointsAwarded = defineMessage({
  name: 'PointsAwarded',
  version: 2,
  owner: 'gamification',
  topic: 'gamification.points.awarded',
  doc: 'A user earned points. Lost points are noticed, so it arrives at least once.',
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({
    userId,
    amount: z.int().min(1).max(1_000).describe('Before the multiplier; version 1 called it points.'),
    multiplier: z.number().min(1).max(5).default(1).describe('More than 1 on streaks and feast days.'),
    source: openEnum(['narrative', 'activity', 'admin']).describe('Part of the bot that it was earned in.'),
    reason: z.string().max(200),
  }),
  examples: [{ userId: 'ann', amount: 10, source: 'narrative', reason: 'a brave decision' }],
});

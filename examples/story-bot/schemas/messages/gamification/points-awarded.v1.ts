import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { userId } from '../../fields.ts';

export const pointsAwarded = defineMessage({
  name: 'PointsAwarded',
  version: 1,
  owner: 'gamification',
  topic: 'gamification.points.awarded',
  doc: 'A user earned points. Lost points are noticed, so it arrives at least once.',
  deprecated: { since: '2026-11-01', use: 'version 2' },
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({ userId, points: z.int().min(1).max(1_000), reason: z.string().max(200) }),
  examples: [{ userId: 'ann', points: 10, reason: 'narrative: a brave decision' }],
});

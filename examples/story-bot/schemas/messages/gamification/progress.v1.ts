import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { userId } from '../../fields.ts';

export const achievementUnlocked = defineMessage({
  name: 'AchievementUnlocked',
  version: 1,
  owner: 'gamification',
  topic: 'gamification.achievement.unlocked',
  doc: 'A user reached something for the first time.',
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({ userId, achievement: z.enum(['first-steps', 'brave-heart', 'storyteller']) }),
  examples: [{ userId: 'ann', achievement: 'brave-heart' }],
});

export const streakUpdated = defineMessage({
  name: 'StreakUpdated',
  version: 1,
  owner: 'gamification',
  topic: 'gamification.streak.updated',
  doc: 'A user has come back so many times in a row.',
  key: 'userId',
  schema: z.object({ userId, days: z.int().min(0) }),
  examples: [{ userId: 'ann', days: 3 }],
});

export const leaderboardUpdated = defineMessage({
  name: 'LeaderboardUpdated',
  version: 1,
  owner: 'gamification',
  topic: 'gamification.leaderboard.updated',
  doc: 'Who is ahead. Only the latest one counts.',
  channel: 'status',
  schema: z.object({ places: z.array(z.object({ userId, total: z.number().min(0) })).max(100) }),
  examples: [{ places: [{ userId: 'ann', total: 30 }] }],
});

import { defineModule } from '@myelin/codegen/define';
import { configChanged, userModerated } from '../messages/admin.v1.ts';
import { pointsAwarded } from '../messages/gamification/points-awarded.v2.ts';
import { achievementUnlocked, leaderboardUpdated, streakUpdated } from '../messages/gamification/progress.v1.ts';
import { chapterStarted, decisionMade, progressUpdated } from '../messages/narrative.v1.ts';
import { serviceStarted } from '../messages/system.v1.ts';
import { activityDetected } from '../messages/users.v1.ts';

export const gamification = defineModule({
  name: 'gamification',
  owner: 'game team',
  doc: 'Rewards what users do, and keeps the score.',
  publishes: [pointsAwarded, achievementUnlocked, streakUpdated, leaderboardUpdated, serviceStarted],
  subscribes: [
    pointsAwarded,
    chapterStarted,
    decisionMade,
    progressUpdated,
    activityDetected,
    userModerated,
    configChanged,
  ],
});

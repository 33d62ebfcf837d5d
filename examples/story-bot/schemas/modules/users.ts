import { defineModule } from '@myelin/codegen/define';
import { userModerated } from '../messages/admin.v1.ts';
import { pointsAwarded } from '../messages/gamification/points-awarded.v2.ts';
import { leaderboardUpdated, streakUpdated } from '../messages/gamification/progress.v1.ts';
import { characterInteraction } from '../messages/narrative.v1.ts';
import { serviceStarted } from '../messages/system.v1.ts';
import { activityDetected, profileUpdated, subscriptionChanged, userRegistered } from '../messages/users.v1.ts';

export const users = defineModule({
  name: 'users',
  owner: 'identity team',
  doc: 'Knows who plays, and shows them how they stand. It still awards its points in version 1.',
  publishes: [userRegistered, profileUpdated, subscriptionChanged, activityDetected, pointsAwarded, serviceStarted],
  subscribes: [streakUpdated, leaderboardUpdated, characterInteraction, userModerated],
});

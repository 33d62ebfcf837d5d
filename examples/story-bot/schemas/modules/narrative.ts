import { defineModule } from '@myelin/codegen/define';
import { contentModerated } from '../messages/admin.v1.ts';
import { achievementUnlocked } from '../messages/gamification/progress.v1.ts';
import { chapterStarted, characterInteraction, decisionMade, progressUpdated } from '../messages/narrative.v1.ts';
import { errorOccurred, serviceStarted } from '../messages/system.v1.ts';
import { subscriptionChanged, userRegistered } from '../messages/users.v1.ts';

export const narrative = defineModule({
  name: 'narrative',
  owner: 'story team',
  doc: 'Tells the stories.',
  publishes: [chapterStarted, decisionMade, characterInteraction, progressUpdated, serviceStarted, errorOccurred],
  subscribes: [userRegistered, subscriptionChanged, achievementUnlocked, contentModerated],
});

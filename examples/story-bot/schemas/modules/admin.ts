import { defineModule } from '@myelin/codegen/define';
import { adminActionPerformed, configChanged, contentModerated, userModerated } from '../messages/admin.v1.ts';
import { errorOccurred, healthFailed } from '../messages/system.v1.ts';
import { profileUpdated } from '../messages/users.v1.ts';

export const admin = defineModule({
  name: 'admin',
  owner: 'moderators',
  doc: 'Looks after the community and the settings of the bot.',
  publishes: [adminActionPerformed, userModerated, contentModerated, configChanged],
  subscribes: [profileUpdated, errorOccurred, healthFailed],
});

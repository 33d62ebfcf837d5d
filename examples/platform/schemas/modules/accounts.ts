import { defineModule } from '@myelin/codegen/define';
import { authenticationFailed, permissionChanged } from '../messages/security.v1.ts';
import { userActivity, userLogin, userLogout, userProfileUpdated } from '../messages/user.v1.ts';

export const accounts = defineModule({
  name: 'accounts',
  owner: 'identity team',
  doc: 'Knows people, and lets them in and out.',
  publishes: [userLogin, userLogout, userProfileUpdated, userActivity, authenticationFailed],
  subscribes: [permissionChanged],
});

import { defineModule } from '@myelin/codegen/define';
import { authenticationFailed, permissionChanged, securityAudit, suspiciousActivity } from '../messages/security.v1.ts';

export const security = defineModule({
  name: 'security',
  owner: 'security team',
  doc: 'Looks for attacks, takes rights away, and keeps the audit trail of people and systems.',
  publishes: [suspiciousActivity, permissionChanged, securityAudit],
  subscribes: [authenticationFailed],
  grants: { subscribe: ['user.*', 'system.*'] },
});

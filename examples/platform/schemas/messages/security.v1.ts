import { defineMessage, sensitive } from '@myelin/codegen/define';
import { z } from 'zod';
import { userId } from '../fields.ts';

export const authenticationFailed = defineMessage({
  name: 'AuthenticationFailed',
  version: 1,
  owner: 'security',
  topic: 'security.authentication-failed',
  doc: 'Somebody could not prove who they are.',
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({ userId, address: sensitive(z.ipv4()), reason: z.enum(['wrong-password', 'unknown-user']) }),
  examples: [{ userId: 'ann', address: '192.0.2.7', reason: 'wrong-password' }],
});

export const suspiciousActivity = defineMessage({
  name: 'SuspiciousActivity',
  version: 1,
  owner: 'security',
  topic: 'security.suspicious-activity',
  doc: 'Several things together look like an attack.',
  channel: 'priority',
  key: 'userId',
  schema: z.object({ userId, finding: z.string().max(200), count: z.int().min(1) }),
  examples: [{ userId: 'ann', finding: 'failed logins in a row', count: 3 }],
});

export const permissionChanged = defineMessage({
  name: 'PermissionChanged',
  version: 1,
  owner: 'security',
  topic: 'security.permission-changed',
  doc: 'Somebody may do more or less than before.',
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({ userId, role: z.enum(['viewer', 'editor', 'owner', 'none']), by: z.string().max(64) }),
  examples: [{ userId: 'ann', role: 'none', by: 'security' }],
});

export const securityAudit = defineMessage({
  name: 'SecurityAudit',
  version: 1,
  owner: 'security',
  topic: 'security.audit',
  doc: 'One line of the audit trail: what happened, without its content.',
  guarantee: 'at-least-once',
  schema: z.object({ topic: z.string().max(255), messageId: z.string().max(1_000), source: z.string().max(64) }),
  examples: [{ topic: 'user.login', messageId: '0198a2f0-0000-7000-8000-000000000000', source: 'accounts' }],
});

import { defineMessage, openEnum, sensitive } from '@myelin/codegen/define';
import { z } from 'zod';
import { userId } from '../fields.ts';

export const userLogin = defineMessage({
  name: 'UserLogin',
  version: 1,
  owner: 'accounts',
  topic: 'user.login',
  doc: 'Somebody is logged in.',
  key: 'userId',
  schema: z.object({ userId, method: openEnum(['password', 'passkey']), address: sensitive(z.ipv4()) }),
  examples: [{ userId: 'ann', method: 'passkey', address: '192.0.2.7' }],
});

export const userLogout = defineMessage({
  name: 'UserLogout',
  version: 1,
  owner: 'accounts',
  topic: 'user.logout',
  doc: 'Somebody is logged out, or was.',
  key: 'userId',
  schema: z.object({ userId, reason: z.enum(['asked', 'expired', 'forced']).default('asked') }),
  examples: [{ userId: 'ann' }],
});

export const userProfileUpdated = defineMessage({
  name: 'UserProfileUpdated',
  version: 1,
  owner: 'accounts',
  topic: 'user.profile-updated',
  doc: 'Somebody changed what is known about them.',
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({
    userId,
    fields: z
      .array(z.enum(['name', 'mail', 'picture', 'language']))
      .min(1)
      .max(4),
  }),
  examples: [{ userId: 'ann', fields: ['language'] }],
});

export const userActivity = defineMessage({
  name: 'UserActivity',
  version: 1,
  owner: 'accounts',
  topic: 'user.activity',
  doc: 'Somebody did something. There are many of them, and one that is lost harms nobody.',
  channel: 'direct',
  key: 'userId',
  schema: z.object({ userId, action: z.string().min(1).max(100) }),
  examples: [{ userId: 'ann', action: 'opened-report' }],
});

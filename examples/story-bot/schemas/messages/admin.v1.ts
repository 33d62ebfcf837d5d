import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { moderator, userId } from '../fields.ts';

export const adminActionPerformed = defineMessage({
  name: 'AdminActionPerformed',
  version: 1,
  owner: 'admin',
  topic: 'admin.action.performed',
  doc: 'One line of the log of what moderators do.',
  guarantee: 'at-least-once',
  schema: z.object({ moderator, action: z.string().max(80), subject: z.string().max(80) }),
  examples: [{ moderator: 'mia', action: 'mute', subject: 'ben' }],
});

export const userModerated = defineMessage({
  name: 'UserModerated',
  version: 1,
  owner: 'admin',
  topic: 'admin.user.moderated',
  doc: 'A user may do less for a while.',
  channel: 'priority',
  key: 'userId',
  schema: z.object({ userId, moderator, measure: z.enum(['warned', 'muted', 'banned']) }),
  examples: [{ userId: 'ben', moderator: 'mia', measure: 'banned' }],
});

export const contentModerated = defineMessage({
  name: 'ContentModerated',
  version: 1,
  owner: 'admin',
  topic: 'admin.content.moderated',
  doc: 'A text was taken back, or let through.',
  guarantee: 'at-least-once',
  schema: z.object({ contentId: z.string().max(64), moderator, verdict: z.enum(['removed', 'kept']) }),
  examples: [{ contentId: 'text-1', moderator: 'mia', verdict: 'removed' }],
});

export const configChanged = defineMessage({
  name: 'ConfigChanged',
  version: 1,
  owner: 'admin',
  topic: 'admin.config.changed',
  doc: 'A setting of the bot has another value.',
  channel: 'broadcast',
  guarantee: 'at-least-once',
  schema: z.object({ name: z.enum(['pointsMultiplier']), value: z.number().min(1).max(5) }),
  examples: [{ name: 'pointsMultiplier', value: 2 }],
});

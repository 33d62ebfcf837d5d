import { defineMessage, sensitive } from '@myelin/codegen/define';
import { z } from 'zod';
import { userId } from '../fields.ts';

export const userRegistered = defineMessage({
  name: 'UserRegistered',
  version: 1,
  owner: 'users',
  topic: 'user.registered',
  doc: 'Somebody plays from now on.',
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({ userId, name: sensitive(z.string().min(1).max(80)) }),
  examples: [{ userId: 'ann', name: 'Ann' }],
});

export const profileUpdated = defineMessage({
  name: 'ProfileUpdated',
  version: 1,
  owner: 'users',
  topic: 'user.profile.updated',
  doc: 'Somebody changed how they appear.',
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({
    userId,
    name: sensitive(z.string().min(1).max(80)).optional(),
    title: z.string().max(80).optional(),
  }),
  examples: [{ userId: 'ann', title: 'Keeper of the light' }],
});

export const subscriptionChanged = defineMessage({
  name: 'SubscriptionChanged',
  version: 1,
  owner: 'users',
  topic: 'user.subscription.changed',
  doc: 'Somebody pays for more or less.',
  guarantee: 'at-least-once',
  key: 'userId',
  schema: z.object({ userId, plan: z.enum(['free', 'reader', 'patron']) }),
  examples: [{ userId: 'ann', plan: 'reader' }],
});

export const activityDetected = defineMessage({
  name: 'ActivityDetected',
  version: 1,
  owner: 'users',
  topic: 'user.activity.detected',
  doc: 'Somebody is there today.',
  key: 'userId',
  schema: z.object({ userId, day: z.iso.date() }),
  examples: [{ userId: 'ann', day: '2026-11-21' }],
});

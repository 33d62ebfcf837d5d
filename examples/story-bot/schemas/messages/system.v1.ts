import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';

const service = z.string().min(1).max(64).describe('Which service says it.');

export const serviceStarted = defineMessage({
  name: 'ServiceStarted',
  version: 1,
  owner: 'system',
  topic: 'system.service.started',
  doc: 'A service does its work from now on.',
  schema: z.object({ service, release: z.string().max(40) }),
  examples: [{ service: 'narrative', release: '2.0.0' }],
});

export const errorOccurred = defineMessage({
  name: 'ErrorOccurred',
  version: 1,
  owner: 'system',
  topic: 'system.error.occurred',
  doc: 'Something went wrong that somebody should look at.',
  guarantee: 'at-least-once',
  schema: z.object({ service, code: z.string().max(64), text: z.string().max(500) }),
  examples: [{ service: 'narrative', code: 'STORY_MISSING', text: 'there is no story called moon' }],
});

export const healthFailed = defineMessage({
  name: 'HealthFailed',
  version: 1,
  owner: 'system',
  topic: 'system.health.failed',
  doc: 'A service does not answer as it should.',
  channel: 'priority',
  schema: z.object({ service, missed: z.int().min(1) }),
  examples: [{ service: 'narrative', missed: 2 }],
});

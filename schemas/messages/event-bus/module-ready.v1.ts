import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { durationMs, epochMs, id, moduleName } from '../../fields.ts';

export const moduleReady = defineMessage({
  name: 'ModuleReady',
  version: 1,
  owner: 'event-bus',
  doc: 'A module has started and does its work from now on. Every module says it once per start.',
  guarantee: 'at-least-once',
  key: 'module',
  retry: { backoff: 'exponential', attemptsMax: 6, delayMs: 100, delayMsMax: 5_000 },
  schema: z.object({
    module: moduleName.describe('Who is ready.'),
    instance: id.describe('Which instance of it; random per start.'),
    softwareVersion: z.string().min(1).max(32).describe('Version of the module.'),
    readyAt: epochMs.describe('When, by the clock of the wall.'),
    startupMs: durationMs.describe('How long the start took.'),
  }),
  examples: [
    {
      module: 'storage',
      instance: 'b1946ac92492d234',
      softwareVersion: '1.0.0',
      readyAt: 1_790_000_000_000,
      startupMs: 12.5,
    },
  ],
});

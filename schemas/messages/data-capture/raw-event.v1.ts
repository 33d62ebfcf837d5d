import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { coordinate, counter, durationMs, epochMs, ratio, sessionId } from '../../fields.ts';

/** What every event says, whatever happened. */
const base = {
  sessionId,
  sequence: counter.describe('Position in the session, from 0 without gaps: a gap is an event that was dropped.'),
  at: epochMs.describe('When it happened, by the clock of the recorder.'),
};

const position = {
  x: coordinate.optional().describe('Pixels from the left edge; left out where unknown.'),
  y: coordinate.optional().describe('Pixels from the top edge; left out where unknown.'),
};

const mouseButton = z.enum(['left', 'right', 'middle', 'back', 'forward', 'unknown']);

const keystroke = z.object({
  kind: z.literal('keystroke'),
  ...base,
  sinceLastMs: durationMs.optional().describe('Time since the key before; left out for the first of a session.'),
  holdMs: durationMs.optional().describe('How long the key was down; left out where the recorder sees no release.'),
});

const mouseMove = z.object({ kind: z.literal('mouse-move'), ...base, ...position });

const mouseClick = z.object({
  kind: z.literal('mouse-click'),
  ...base,
  ...position,
  button: mouseButton.describe('The button that changed.'),
  action: z.enum(['pressed', 'released']).describe('Which way it went.'),
});

const mouseScroll = z.object({
  kind: z.literal('mouse-scroll'),
  ...base,
  ...position,
  direction: z.enum(['up', 'down', 'left', 'right']).describe('Where the content goes.'),
  steps: z.int().min(1).max(100).default(1).describe('Notches of the wheel.'),
});

const mouseDrag = z.object({
  kind: z.literal('mouse-drag'),
  ...base,
  ...position,
  button: mouseButton.optional().describe('The button that is held; left out where the recorder does not say.'),
});

const windowFocus = z.object({
  kind: z.literal('window-focus'),
  ...base,
  application: z.string().min(1).max(120).describe('Name of the program; never the title of the window.'),
  category: z
    .enum(['editor', 'terminal', 'browser', 'communication', 'media', 'other'])
    .default('other')
    .describe('What the program is used for.'),
});

const fileChange = z.object({
  kind: z.literal('file-change'),
  ...base,
  change: z.enum(['changed', 'renamed']).describe('What happened to a file below the watched folder.'),
  extension: z.string().max(16).describe('Ending of its name without the dot, or empty; never the name.'),
});

const resourceUsage = z.object({
  kind: z.literal('resource-usage'),
  ...base,
  cpuRatio: ratio.describe('Share of all processors that was busy since the sample before.'),
  loadAverage: z.number().min(0).max(10_000).describe('Runnable tasks, mean of the last minute.'),
});

const idle = z.object({
  kind: z.literal('idle'),
  ...base,
  idleMs: durationMs.describe('Time since the last input.'),
});

export const rawEvent = defineMessage({
  name: 'RawEvent',
  version: 1,
  owner: 'data-capture',
  doc: 'One thing that a person or their machine did: when and how, never what was typed or read.',
  channel: 'direct',
  key: 'sessionId',
  schema: z.discriminatedUnion('kind', [
    keystroke,
    mouseMove,
    mouseClick,
    mouseScroll,
    mouseDrag,
    windowFocus,
    fileChange,
    resourceUsage,
    idle,
  ]),
  examples: [
    { kind: 'mouse-move', sessionId: 'session-2144641057', sequence: 0, at: 1_790_000_000_000, x: 1043, y: 410 },
    { kind: 'keystroke', sessionId: 'session-2144641057', sequence: 1, at: 1_790_000_000_231, sinceLastMs: 180.5 },
    {
      kind: 'mouse-click',
      sessionId: 'session-2144641057',
      sequence: 2,
      at: 1_790_000_000_340,
      x: 958,
      y: 445,
      button: 'left',
      action: 'pressed',
    },
    {
      kind: 'window-focus',
      sessionId: 'session-2144641057',
      sequence: 3,
      at: 1_790_000_000_900,
      application: 'code',
      category: 'editor',
    },
  ],
});

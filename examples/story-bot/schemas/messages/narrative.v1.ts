import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { storyId, userId } from '../fields.ts';

/** What happens in a story is told in order, and nothing is left out. */
const told = { version: 1, owner: 'narrative', guarantee: 'at-least-once', key: 'userId' } as const;
const base = { userId, storyId };

export const chapterStarted = defineMessage({
  ...told,
  name: 'ChapterStarted',
  topic: 'narrative.chapter.started',
  doc: 'A user begins a chapter.',
  schema: z.object({ ...base, chapter: z.string().max(80), isHidden: z.boolean().default(false) }),
  examples: [{ userId: 'ann', storyId: 'lighthouse', chapter: 'The storm' }],
});

export const decisionMade = defineMessage({
  ...told,
  name: 'DecisionMade',
  topic: 'narrative.decision.made',
  doc: 'A user decided how the story goes on.',
  schema: z.object({ ...base, choice: z.string().max(120), courage: z.int().min(0).max(10) }),
  examples: [{ userId: 'ann', storyId: 'lighthouse', choice: 'Row out', courage: 8 }],
});

export const characterInteraction = defineMessage({
  ...told,
  name: 'CharacterInteraction',
  topic: 'narrative.character.interaction',
  doc: 'A user talked to somebody in the story.',
  schema: z.object({ ...base, character: z.string().max(80), mood: z.enum(['friendly', 'neutral', 'hostile']) }),
  examples: [{ userId: 'ann', storyId: 'lighthouse', character: 'Keeper', mood: 'friendly' }],
});

export const progressUpdated = defineMessage({
  ...told,
  name: 'ProgressUpdated',
  topic: 'narrative.progress.updated',
  doc: 'How much of a story a user has seen.',
  schema: z.object({ ...base, share: z.number().min(0).max(1) }),
  examples: [{ userId: 'ann', storyId: 'lighthouse', share: 0.5 }],
});

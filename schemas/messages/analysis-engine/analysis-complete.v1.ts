import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { activityState, counter, durationMs, epochMs, ratio, sessionId } from '../../fields.ts';

const features = z.object({
  eventsPerSecond: z.number().min(0).max(1_000_000).describe('Input events a second.'),
  pauseMsMean: durationMs.describe('Mean time between one event and the next.'),
  pauseMsMax: durationMs.describe('Longest time without an event.'),
  pauseCount: counter.describe('Times without an event of two seconds and more.'),
  travelPx: z.number().min(0).max(1_000_000_000).describe('Way of the pointer.'),
  speedPxPerSecond: z.number().min(0).max(1_000_000_000).describe('Way of the pointer by the time that it moved.'),
  directionChangesPerSecond: z
    .number()
    .min(0)
    .max(1_000_000)
    .describe('Sharp turns of the pointer, by the time that it moved.'),
  clickRatio: ratio.describe('Share of events that are presses of a button.'),
  scrollRatio: ratio.describe('Share of events that are turns of the wheel.'),
  keystrokeRatio: ratio.describe('Share of events that are keystrokes.'),
  focusChanges: counter.describe('Times that another program came to the front.'),
});

export const analysisComplete = defineMessage({
  name: 'AnalysisComplete',
  version: 1,
  owner: 'analysis-engine',
  doc: 'AnalysisWindow: what one window of event time looked like, as numbers, and what it was taken for.',
  guarantee: 'at-least-once',
  key: 'sessionId',
  retry: { backoff: 'exponential', attemptsMax: 4, delayMs: 500, delayMsMax: 30_000 },
  schema: z.object({
    sessionId,
    sequence: counter.describe('Position of the window in the session; windows without an event are left out.'),
    startAt: epochMs.describe('Start of the window.'),
    endAt: epochMs.describe('End of the window; for the last one the time of the last event.'),
    eventCount: counter.describe('Events in the window.'),
    features: features.describe('What was measured.'),
    state: activityState.describe('What this window alone was taken for.'),
    confidence: ratio.describe('How sure that is.'),
  }),
  examples: [
    {
      sessionId: 'session-2144641057',
      sequence: 3,
      startAt: 1_790_000_030_000,
      endAt: 1_790_000_040_000,
      eventCount: 84,
      features: {
        eventsPerSecond: 8.4,
        pauseMsMean: 119,
        pauseMsMax: 1_520,
        pauseCount: 0,
        travelPx: 5_210.4,
        speedPxPerSecond: 640.2,
        directionChangesPerSecond: 1.1,
        clickRatio: 0.06,
        scrollRatio: 0.02,
        keystrokeRatio: 0,
        focusChanges: 0,
      },
      state: 'focused',
      confidence: 0.8,
    },
  ],
});

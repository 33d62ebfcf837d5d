/** From events to findings: windows, features, state. */
import type { AnalysisComplete, StateChange } from '@skelly-jelly/analysis-engine';
import type { RawEvent } from '@skelly-jelly/data-capture';
import { classify } from './classifier.ts';
import { measure } from './features.ts';
import { createStateTracker } from './state-tracker.ts';
import { createWindows, type Window } from './windows.ts';

export type Finding =
  | { readonly kind: 'window'; readonly window: AnalysisComplete }
  | { readonly kind: 'change'; readonly change: StateChange };

export interface Analyst {
  /** What this event completed. */
  add(event: RawEvent): Finding[];
  /** What the end of the session completes. */
  flush(): Finding[];
}

/** For the events of one session, in order. */
export function createAnalyst(windowMs: () => number): Analyst {
  const windows = createWindows(windowMs);
  const tracker = createStateTracker();
  let sequence = 0;

  const findings = (window: Window | undefined): Finding[] => {
    const sessionId = window?.events[0]?.sessionId;
    if (window === undefined || sessionId === undefined) return [];
    const { startAt, endAt, events } = window;
    const features = measure(window);
    const classification = classify(features);
    const { state, confidence } = classification;
    const analysed = { sessionId, sequence, startAt, endAt, eventCount: events.length, features, state, confidence };
    sequence += 1;
    const changes = tracker.observe({ sessionId, startAt, endAt, classification });
    return [{ kind: 'window', window: analysed }, ...changes.map((change): Finding => ({ kind: 'change', change }))];
  };
  return {
    add: (event) => findings(windows.add(event)),
    flush: () => findings(windows.flush()),
  };
}

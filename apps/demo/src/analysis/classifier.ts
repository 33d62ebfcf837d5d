/**
 * Tells from one window what a person was doing. The thresholds are for windows of ten seconds of pointer and keys; they
 * are rules of thumb to be read and argued with, not a model of attention.
 */
import type { AnalysisComplete, StateChange } from '@skelly-jelly/analysis-engine';
import type { Features } from './features.ts';

export type ActivityState = AnalysisComplete['state'];
export type Evidence = StateChange['evidence'][number];

export interface Classification {
  readonly state: ActivityState;
  /** 0 to 1. */
  readonly confidence: number;
  readonly evidence: Evidence[];
}

interface Signal {
  readonly feature: keyof Features;
  readonly threshold: number;
}

/** Fewer inputs a second than this, three in ten seconds, is nobody there. */
export const IDLE_EVENTS_PER_SECOND = 0.3;

/** Each is a sign of attention that wanders. */
export const DISTRACTION_SIGNALS: readonly Signal[] = [
  // Stops and starts: the work is put down and taken up again.
  { feature: 'pauseCount', threshold: 2 },
  // Half of the window without any input.
  { feature: 'pauseMsMax', threshold: 5_000 },
  // Scrolling without much else: a feed rather than a task.
  { feature: 'scrollRatio', threshold: 0.25 },
  // A pointer that goes back and forth has no aim.
  { feature: 'directionChangesPerSecond', threshold: 3 },
  // Long fast ways across the screen.
  { feature: 'speedPxPerSecond', threshold: 1_200 },
  // From one program to another and back.
  { feature: 'focusChanges', threshold: 3 },
];

/** So many signs make a window distracted; one alone happens in good work too. */
export const DISTRACTION_SIGNALS_MIN = 2;

/** Never `hyperfocused`: that takes many windows and is for the tracker to say. */
export function classify(features: Features): Classification {
  if (features.eventsPerSecond < IDLE_EVENTS_PER_SECOND) return idle(features);
  const compared = DISTRACTION_SIGNALS.map((signal) => compare(features, signal));
  const signs = compared.filter((evidence) => evidence.relation === 'at-least');
  const distracted = signs.length >= DISTRACTION_SIGNALS_MIN;
  if (distracted) return { state: 'distracted', confidence: Math.min(1, 0.4 + 0.2 * signs.length), evidence: signs };
  return { state: 'focused', confidence: signs.length === 0 ? 0.9 : 0.6, evidence: compared.slice(0, 3) };
}

function idle(features: Features): Classification {
  const evidence = compare(features, { feature: 'eventsPerSecond', threshold: IDLE_EVENTS_PER_SECOND });
  return { state: 'idle', confidence: features.eventsPerSecond === 0 ? 1 : 0.7, evidence: [evidence] };
}

function compare(features: Features, { feature, threshold }: Signal): Evidence {
  const value = features[feature];
  return { feature, value, threshold, relation: value >= threshold ? 'at-least' : 'below' };
}

/** Follows a session from window to window and tells when its state changes. */
import type { StateChange } from '@skelly-jelly/analysis-engine';
import type { ActivityState, Classification } from './classifier.ts';

/** A new state counts when so many windows in a row agree; being away counts at once. */
export const WINDOWS_TO_CHANGE = 2;
/** So many focused windows in a row, two minutes, are hyperfocus. Short, so that a demonstration shows it. */
export const WINDOWS_TO_HYPERFOCUS = 12;
/** Event time without any window after which the person was away. */
export const AWAY_MS = 30_000;

export interface TrackedWindow {
  readonly sessionId: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly classification: Classification;
}

export interface StateTracker {
  /** The changes that this window brought: none, one, or away and back. */
  observe(window: TrackedWindow): StateChange[];
}

/** For the windows of one session, in order. */
export function createStateTracker(): StateTracker {
  let current: ActivityState | undefined;
  let since = 0;
  let lastEndAt: number | undefined;
  let candidate: ActivityState | undefined;
  let agreed = 0;
  let sequence = 0;

  const change = (window: TrackedWindow, to: Classification, at: number): StateChange => {
    const { sessionId } = window;
    const before =
      current === undefined ? { previousMs: 0 } : { previous: current, previousMs: Math.max(0, at - since) };
    const changed = {
      sessionId,
      sequence,
      at,
      state: to.state,
      ...before,
      confidence: to.confidence,
      evidence: [...to.evidence],
    };
    current = to.state;
    since = at;
    sequence += 1;
    return changed;
  };
  const away = (window: TrackedWindow): StateChange[] => {
    const gapMs = lastEndAt === undefined ? 0 : window.startAt - lastEndAt;
    if (lastEndAt === undefined || gapMs < AWAY_MS || current === 'idle') return [];
    candidate = undefined;
    const evidence = [{ feature: 'pauseMsMax', value: gapMs, relation: 'at-least' as const, threshold: AWAY_MS }];
    return [change(window, { state: 'idle', confidence: 1, evidence }, lastEndAt)];
  };
  const settle = (window: TrackedWindow): StateChange[] => {
    const { classification } = window;
    agreed = classification.state === candidate ? agreed + 1 : 1;
    candidate = classification.state;
    const deep = candidate === 'focused' && agreed >= WINDOWS_TO_HYPERFOCUS;
    const state = deep ? 'hyperfocused' : candidate;
    const soon = current === undefined || state === 'idle' || agreed >= WINDOWS_TO_CHANGE;
    const same = state === current || (state === 'focused' && current === 'hyperfocused');
    return soon && !same ? [change(window, { ...classification, state }, window.endAt)] : [];
  };
  return {
    observe(window) {
      const changes = [...away(window), ...settle(window)];
      lastEndAt = window.endAt;
      return changes;
    },
  };
}

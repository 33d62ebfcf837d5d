/** Events for tests. */
import type { RawEvent } from '@skelly-jelly/data-capture';
import type { Features } from '../src/analysis/features.ts';

let sequence = 0;

function stamp(at: number) {
  sequence += 1;
  return { sessionId: 'test', sequence, at };
}

export function move(at: number, x: number, y: number): RawEvent {
  return { kind: 'mouse-move', ...stamp(at), x, y };
}

export function press(at: number): RawEvent {
  return { kind: 'mouse-click', ...stamp(at), button: 'left', action: 'pressed' };
}

export function release(at: number): RawEvent {
  return { kind: 'mouse-click', ...stamp(at), button: 'left', action: 'released' };
}

export function scroll(at: number): RawEvent {
  return { kind: 'mouse-scroll', ...stamp(at), direction: 'down', steps: 1 };
}

export function key(at: number): RawEvent {
  return { kind: 'keystroke', ...stamp(at) };
}

export function load(at: number): RawEvent {
  return { kind: 'resource-usage', ...stamp(at), cpuRatio: 0.5, loadAverage: 1 };
}

/** Features of steady work, changed where a test says so. */
export function features(changes: Partial<Features> = {}): Features {
  return {
    eventsPerSecond: 5,
    pauseMsMean: 200,
    pauseMsMax: 900,
    pauseCount: 0,
    travelPx: 1_000,
    speedPxPerSecond: 300,
    directionChangesPerSecond: 1,
    clickRatio: 0.05,
    scrollRatio: 0,
    keystrokeRatio: 0,
    focusChanges: 0,
    ...changes,
  };
}

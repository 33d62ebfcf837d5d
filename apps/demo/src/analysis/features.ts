/** Measures one window of events. */
import type { AnalysisComplete } from '@skelly-jelly/analysis-engine';
import type { RawEvent } from '@skelly-jelly/data-capture';
import type { Window } from './windows.ts';

export type Features = AnalysisComplete['features'];

/** Time without input that counts as a pause. */
export const PAUSE_MS = 2_000;
/** A turn of the pointer by more than this is a change of direction: 60 degrees. */
const TURN_COSINE = 0.5;
/** Ways shorter than this have no direction. */
const STEP_PX_MIN = 3;
/** The pointer is taken as moving between two positions that are not further apart in time. */
const MOVING_GAP_MS = 500;

/** Rates of a shorter window, as the last of a session may be, are taken as of this one. */
const SPAN_MS_MIN = 1_000;

/** Input by a person; samples of the machine and signs of its absence are none. */
export function isInput(event: RawEvent): boolean {
  return event.kind !== 'idle' && event.kind !== 'resource-usage';
}

/** Rates are by the length of the window, ratios by its number of inputs; all are 0 where there is no input. */
export function measure(window: Window): Features {
  const inputs = window.events.filter(isInput);
  const seconds = Math.max(SPAN_MS_MIN, window.endAt - window.startAt) / 1_000;
  const count = Math.max(1, inputs.length);
  const share = (wanted: (event: RawEvent) => boolean): number => inputs.filter(wanted).length / count;
  return {
    eventsPerSecond: inputs.length / seconds,
    ...measurePauses(inputs, window),
    ...measurePointer(inputs),
    clickRatio: share((event) => event.kind === 'mouse-click' && event.action === 'pressed'),
    scrollRatio: share((event) => event.kind === 'mouse-scroll'),
    keystrokeRatio: share((event) => event.kind === 'keystroke'),
    focusChanges: inputs.filter((event) => event.kind === 'window-focus').length,
  };
}

type Pauses = Pick<Features, 'pauseMsMean' | 'pauseMsMax' | 'pauseCount'>;

/** From the start of the window over its inputs to its end; where time steps back there is no pause. */
function measurePauses(inputs: readonly RawEvent[], window: Window): Pauses {
  const times = [window.startAt, ...inputs.map((event) => event.at), window.endAt];
  let sumMs = 0;
  let maxMs = 0;
  let pauseCount = 0;
  for (let index = 1; index < times.length; index += 1) {
    const gapMs = Math.max(0, (times[index] ?? 0) - (times[index - 1] ?? 0));
    sumMs += gapMs;
    maxMs = Math.max(maxMs, gapMs);
    if (gapMs >= PAUSE_MS) pauseCount += 1;
  }
  return { pauseMsMean: sumMs / (times.length - 1), pauseMsMax: maxMs, pauseCount };
}

type Pointer = Pick<Features, 'travelPx' | 'speedPxPerSecond' | 'directionChangesPerSecond'>;

interface Point {
  readonly at: number;
  readonly x: number;
  readonly y: number;
}

function measurePointer(inputs: readonly RawEvent[]): Pointer {
  const points = inputs.flatMap(pointOf);
  let travelPx = 0;
  let movingMs = 0;
  let turnCount = 0;
  let heading: Point | undefined;
  for (let index = 1; index < points.length; index += 1) {
    const step = stepBetween(points[index - 1], points[index]);
    const lengthPx = Math.hypot(step.x, step.y);
    travelPx += lengthPx;
    if (lengthPx > 0 && step.at <= MOVING_GAP_MS) movingMs += step.at;
    if (lengthPx < STEP_PX_MIN) continue;
    if (heading !== undefined && cosine(heading, step) < TURN_COSINE) turnCount += 1;
    heading = step;
  }
  if (movingMs === 0) return { travelPx, speedPxPerSecond: 0, directionChangesPerSecond: 0 };
  const seconds = movingMs / 1_000;
  return { travelPx, speedPxPerSecond: travelPx / seconds, directionChangesPerSecond: turnCount / seconds };
}

function pointOf(event: RawEvent): Point[] {
  if (!('x' in event) || event.x === undefined || event.y === undefined) return [];
  return [{ at: event.at, x: event.x, y: event.y }];
}

function stepBetween(from: Point | undefined, to: Point | undefined): Point {
  if (from === undefined || to === undefined) return { at: 0, x: 0, y: 0 };
  return { at: Math.max(0, to.at - from.at), x: to.x - from.x, y: to.y - from.y };
}

function cosine(a: Point, b: Point): number {
  return (a.x * b.x + a.y * b.y) / (Math.hypot(a.x, a.y) * Math.hypot(b.x, b.y));
}

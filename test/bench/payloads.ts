/** Payloads of the demo as its modules publish them: a flat one, a nested one, and a union. */

const START_MS = 1_790_000_000_000;
const POOL = 64;
const BATCH = 50;

function many(count: number, make: (index: number) => unknown): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function base(index: number): { readonly sessionId: string; readonly sequence: number; readonly at: number } {
  return { sessionId: 'session-2144641057', sequence: index, at: START_MS + index * 231 };
}

function stateChange(index: number): unknown {
  return {
    ...base(index),
    state: index % 2 === 0 ? 'distracted' : 'focused',
    ...(index === 0 ? {} : { previous: index % 2 === 0 ? 'focused' : 'distracted' }),
    previousMs: index * 30_000,
    confidence: 0.5 + (index % 50) / 100,
    evidence: [{ feature: 'pauseCount', value: 3 + index, relation: 'at-least', threshold: 2 }],
  };
}

/** The kinds in turn, as often as one another. */
const events: readonly ((index: number) => unknown)[] = [
  (index) => ({ kind: 'mouse-move', ...base(index), x: 1043 + index, y: 410 }),
  (index) => ({ kind: 'keystroke', ...base(index), sinceLastMs: 180.5 + index }),
  (index) => ({ kind: 'mouse-click', ...base(index), x: 958, y: 445, button: 'left', action: 'pressed' }),
  (index) => ({ kind: 'mouse-scroll', ...base(index), x: 958, y: 445, direction: 'down', steps: 3 }),
  (index) => ({ kind: 'mouse-drag', ...base(index), x: 958 - index, y: 445, button: 'left' }),
  (index) => ({ kind: 'window-focus', ...base(index), application: 'code', category: 'editor' }),
  (index) => ({ kind: 'file-change', ...base(index), change: 'changed', extension: 'ts' }),
  (index) => ({ kind: 'resource-usage', ...base(index), cpuRatio: 0.25, loadAverage: 1.5 + index }),
  (index) => ({ kind: 'idle', ...base(index), idleMs: 60_000 + index }),
];

function rawEvent(index: number): unknown {
  return events[index % events.length]?.(index);
}

function eventBatch(index: number): unknown {
  const first = index * BATCH;
  return {
    sessionId: 'session-2144641057',
    batchId: `session-2144641057/${index}`,
    sequence: index,
    startAt: START_MS + first * 231,
    endAt: START_MS + (first + BATCH) * 231,
    closedBy: 'count',
    missingCount: 0,
    events: Array.from({ length: BATCH }, (_, event) => rawEvent(first + event)),
  };
}

/** Kind of payload → the message it belongs to, and many of them, each a little different. */
export const payloads = {
  flat: { message: 'StateChange', topic: 'analysis-engine.state-change', pool: many(POOL, stateChange) },
  nested: { message: 'EventBatch', topic: 'storage.event-batch', pool: many(POOL / 8, eventBatch) },
  union: { message: 'RawEvent', topic: 'data-capture.raw-event', pool: many(POOL, rawEvent) },
} as const;

export type PayloadKind = keyof typeof payloads;

/** Puts events into batches that end by count or by event time, never by the time of the wall. */
import type { EventBatch, RawEvent } from '@skelly-jelly/storage';
import { createGaps } from './gaps.ts';

export interface BatchLimits {
  readonly countMax: number;
  /** Event time that a batch spans at most. */
  readonly spanMs: number;
}

export interface Batcher {
  /** The batch that this event closed, if it closed one. */
  add(event: RawEvent): EventBatch | undefined;
  /** The open batch, if there is one. */
  flush(): EventBatch | undefined;
  readonly pendingCount: number;
  /** Events that never came, seen by gaps in the sequence. */
  readonly missingCount: number;
}

type ClosedBy = EventBatch['closedBy'];

/** Batches of one session. `limits` is asked at each event, so that settings can change. */
export function createBatcher(limits: () => BatchLimits): Batcher {
  let open: RawEvent[] = [];
  let startAt = 0;
  let endAt = 0;
  let sequence = 0;
  const gaps = createGaps();
  let missing = 0;
  let missingTotal = 0;

  const close = (closedBy: ClosedBy): EventBatch | undefined => {
    const first = open[0];
    if (first === undefined) return undefined;
    const { sessionId } = first;
    const batch = {
      sessionId,
      batchId: `${sessionId}/${sequence}`,
      sequence,
      startAt,
      endAt,
      closedBy,
      missingCount: missing,
      events: open,
    };
    open = [];
    sequence += 1;
    missing = 0;
    return batch;
  };
  const append = (event: RawEvent): void => {
    startAt = open.length === 0 ? event.at : Math.min(startAt, event.at);
    endAt = open.length === 0 ? event.at : Math.max(endAt, event.at);
    const gap = gaps.before(event.sequence);
    missing += gap;
    missingTotal += gap;
    open.push(event);
  };
  return {
    add(event) {
      const { countMax, spanMs } = limits();
      const spanned = open.length > 0 && event.at - startAt >= spanMs ? close('time') : undefined;
      append(event);
      return spanned ?? (open.length >= countMax ? close('count') : undefined);
    },
    flush: () => close('flush'),
    get pendingCount() {
      return open.length;
    },
    get missingCount() {
      return missingTotal;
    },
  };
}

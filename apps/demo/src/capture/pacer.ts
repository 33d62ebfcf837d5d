/** Replays recorded time at a chosen speed. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Rows between two turns of the event loop, far below the ring of a direct channel. */
const ROWS_PER_TURN = 256;
/** Due times nearer than this are taken as now: a timer is no more exact. */
const NEAR_MS = 4;

/** Recorded seconds per second, or as fast as it goes. */
export type Speed = number | 'max';

/** Waits until an event of a recording is due. */
export interface Pacer {
  /** Resolves when it is due, at once where time stepped back; also when `signal` aborts. */
  waitFor(atMs: number, signal: AbortSignal): Promise<void> | undefined;
}

/** `now` is a monotonic clock in milliseconds. */
export function createPacer(speed: Speed, now: () => number): Pacer {
  let startedMs: number | undefined;
  let firstMs = 0;
  let rowCount = 0;
  return {
    waitFor(atMs, signal) {
      rowCount += 1;
      if (startedMs === undefined) {
        startedMs = now();
        firstMs = atMs;
      }
      const aheadMs = speed === 'max' ? 0 : (atMs - firstMs) / speed - (now() - startedMs);
      if (aheadMs > NEAR_MS) return untilAborted(aheadMs, signal);
      return rowCount % ROWS_PER_TURN === 0 ? nextTurn() : undefined;
    },
  };
}

async function untilAborted(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

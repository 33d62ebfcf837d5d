/** Lets rows go one by one, or holds them back and lets them go at once, as an input does that hung for a while. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Captured, Emit } from './captured.ts';

export interface Bursts {
  /** Resolves when a burst is out; undefined where there is nothing to wait for. */
  take(captured: Captured): Promise<void> | undefined;
  /** Lets go of what it still holds. */
  end(): Promise<void>;
}

/** `sizeAt` says how many rows, from the given one on, come at once: none or one for a row that just comes. */
export function createBursts(emit: Emit, sizeAt: (row: number) => number): Bursts {
  const held: Captured[] = [];
  let size = 0;
  let row = 0;
  const letGo = async (): Promise<void> => {
    // What came before is on its way now, so how much of the burst is too much does not depend on it.
    await nextTurn();
    for (const captured of held.splice(0)) emit(captured);
  };
  return {
    take(captured) {
      if (held.length === 0) size = sizeAt(row);
      row += 1;
      if (size <= 1) {
        emit(captured);
        return undefined;
      }
      held.push(captured);
      return held.length >= size ? letGo() : undefined;
    },
    end: letGo,
  };
}

/** Sees what never came by what comes. */

export interface Gaps {
  /** How many are missing between the one before and this one. */
  before(sequence: number): number;
}

/** For a sequence from 0 on. */
export function createGaps(): Gaps {
  let next = 0;
  return {
    before(sequence) {
      const missing = Math.max(0, sequence - next);
      next = Math.max(next, sequence + 1);
      return missing;
    },
  };
}

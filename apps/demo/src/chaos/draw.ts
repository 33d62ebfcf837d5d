/** What goes wrong, drawn from a seed: the same seed and the same message have the same trouble in every run. */

/** One attempt of one module at one message. */
export interface Occasion {
  readonly module: string;
  readonly message: string;
  /** Names the message by its content, never by when or in which order it came. */
  readonly id: string;
  /** First = 1. */
  readonly attempt: number;
}

/**
 * `fail`: before any work. `fail-late`: when the work is done, so that it is done again. `stall`: takes long, and works.
 * `overrun`: takes too long. `lose`: a best-effort message that is not worked on.
 */
export type Trouble = 'fail' | 'fail-late' | 'stall' | 'overrun' | 'lose';

/** How often, of all attempts or of all messages. */
const POISON_SHARE = 0.03;
const FAIL_SHARE = 0.1;
const FAIL_LATE_SHARE = 0.06;
const STALL_SHARE = 0.06;
const OVERRUN_SHARE = 0.03;
const LOSE_SHARE = 0.02;
const BURST_SHARE = 0.005;
const STALL_MS_MIN = 5;
const STALL_MS_SPREAD = 30;

/** Attempts of a reliable message under chaos. Only poison fails them all. */
export const ATTEMPTS_MAX = 4;
/** Slots of the ring of direct messages under chaos; a burst is longer. */
export const RING_SIZE = 64;

/** Seeded decisions; nothing is remembered between them. */
export interface Dice {
  /** For a message that is tried again until it succeeds or is given up. */
  reliable(occasion: Occasion): Trouble | undefined;
  /** For a message that is handed over once. */
  bestEffort(occasion: Occasion): Trouble | undefined;
  stallMs(occasion: Occasion): number;
  /** How many rows of the input, from this one on, come at once; 0 where it just comes. */
  burst(row: number): number;
}

/** Any text is a seed. */
export function createDice(seed: string): Dice {
  const roll = (what: string, { module, message, id, attempt }: Occasion): number =>
    uniform([seed, what, module, message, id, attempt].join('\n'));
  return {
    reliable(occasion) {
      if (roll('poison', { ...occasion, attempt: 0 }) < POISON_SHARE) return 'fail';
      if (occasion.attempt >= ATTEMPTS_MAX) return undefined;
      return pick(roll('trouble', occasion), [
        ['fail', FAIL_SHARE],
        ['fail-late', FAIL_LATE_SHARE],
        ['stall', STALL_SHARE],
        ['overrun', OVERRUN_SHARE],
      ]);
    },
    bestEffort: (occasion) => pick(roll('trouble', occasion), [['lose', LOSE_SHARE]]),
    stallMs: (occasion) => STALL_MS_MIN + Math.floor(STALL_MS_SPREAD * roll('stall', occasion)),
    burst(row) {
      const size = uniform([seed, 'burst', row].join('\n'));
      return size < BURST_SHARE ? RING_SIZE + 1 + Math.floor((size / BURST_SHARE) * (RING_SIZE / 2)) : 0;
    },
  };
}

function pick(roll: number, shares: readonly (readonly [Trouble, number])[]): Trouble | undefined {
  let upTo = 0;
  return shares.find(([, share]) => {
    upTo += share;
    return roll < upTo;
  })?.[0];
}

/** From 0 up to 1: FNV-1a, then the finalizer of MurmurHash3, as FNV alone leaves texts that end alike close together. */
function uniform(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

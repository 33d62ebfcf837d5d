/** What the figurine plays: one animation at a time, in event time. */
import type { AnimationCommand } from '@skelly-jelly/cute-figurine';

export type Animation = AnimationCommand['animation'];

/** Something to play. */
export interface Cue {
  readonly id: string;
  readonly at: number;
  readonly animation: Animation;
  readonly durationMs: number;
  /** A livelier cue interrupts a calmer one; the calmer one waits. */
  readonly intensity: number;
  readonly speech?: string | undefined;
}

/** What became of a cue. */
export type Played = 'playing' | 'waiting' | 'repeated' | 'crowded-out';

export interface AnimationMachine {
  /** Plays the cue, lets it wait its turn, or finds that it was played before. */
  cue(cue: Cue): Played;
  /** The cue that plays at a time, or undefined at rest. */
  at(time: number): Cue | undefined;
}

const WAITING_MAX = 3;
const REMEMBERED_MAX = 256;

/** Starts at rest. */
export function createAnimationMachine(): AnimationMachine {
  let playing: Cue | undefined;
  let endsAt = 0;
  const waiting: Cue[] = [];
  const played = new Set<string>();

  const start = (cue: Cue, time: number): void => {
    playing = cue;
    endsAt = time + cue.durationMs;
  };
  const advance = (time: number): void => {
    while (playing !== undefined && time >= endsAt) {
      const next = waiting.shift();
      if (next === undefined) playing = undefined;
      else start(next, endsAt);
    }
  };
  return {
    cue(cue) {
      if (!remember(played, cue.id)) return 'repeated';
      advance(cue.at);
      if (playing === undefined || cue.intensity > playing.intensity) {
        start(cue, cue.at);
        return 'playing';
      }
      if (waiting.length >= WAITING_MAX) return 'crowded-out';
      waiting.push(cue);
      return 'waiting';
    },
    at(time) {
      advance(time);
      return playing;
    },
  };
}

/** False where `id` is known. The oldest is forgotten first. */
function remember(known: Set<string>, id: string): boolean {
  if (known.has(id)) return false;
  known.add(id);
  const [oldest] = known;
  if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest);
  return true;
}

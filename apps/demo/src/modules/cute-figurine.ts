/** cute-figurine: plays what it is told to, cheers at rewards, and draws itself. */
import { type CuteFigurine, connectCuteFigurine } from '@skelly-jelly/cute-figurine';
import { Life, type Running, type Site } from '../common/life.ts';
import { type Cue, createAnimationMachine } from '../figurine/animation.ts';
import { drawSkeleton } from '../figurine/skeleton.ts';

const CHEER_MS = 3_000;
const CHEER_INTENSITY = 0.6;

export interface RunningCuteFigurine extends Running<CuteFigurine> {
  /** The figurine as it stands now; `beat` counts pictures. */
  draw(beat: number): string[];
}

/** Connects; resolves when the module is ready. */
export async function startCuteFigurine(site: Site): Promise<RunningCuteFigurine> {
  const sdk = await connectCuteFigurine(site.bus);
  const life = new Life(sdk, site);
  const machine = createAnimationMachine();
  let latestAt = 0;
  const cue = (next: Cue): void => {
    latestAt = Math.max(latestAt, next.at);
    machine.cue(next);
  };
  life.subscribe(sdk.animationCommand, {
    message: 'AnimationCommand',
    work: ({ payload }) => {
      const { commandId: id, at, animation, durationMs, intensity, speech } = payload;
      cue({ id, at, animation, durationMs, intensity, speech });
    },
  });
  life.subscribe(sdk.rewardEvent, {
    message: 'RewardEvent',
    work: ({ payload: { rewardId: id, at, text, coins } }) => {
      const cheer = { animation: 'cheer', durationMs: CHEER_MS, intensity: CHEER_INTENSITY } as const;
      cue({ id, at, ...cheer, speech: `${text} +${coins}` });
    },
  });
  await life.begin();
  return {
    sdk,
    draw(beat) {
      const playing = machine.at(latestAt);
      return drawSkeleton(playing?.animation ?? 'rest', { beat, speech: playing?.speech });
    },
  };
}

/** cute-figurine: plays what it is told to, cheers at rewards, and draws itself. */
import type { Bus } from '@myelin/bus-core';
import { type CuteFigurine, connectCuteFigurine } from '@skelly-jelly/cute-figurine';
import { Life } from '../common/life.ts';
import { type Cue, createAnimationMachine } from '../figurine/animation.ts';
import { drawSkeleton } from '../figurine/skeleton.ts';

const CHEER_MS = 3_000;
const CHEER_INTENSITY = 0.6;

export interface RunningCuteFigurine {
  readonly sdk: CuteFigurine;
  /** The figurine as it stands now; `beat` counts pictures. */
  draw(beat: number): string[];
}

/** Connects; resolves when the module is ready. */
export async function startCuteFigurine(bus: Bus): Promise<RunningCuteFigurine> {
  const sdk = await connectCuteFigurine(bus);
  const life = new Life(sdk);
  const machine = createAnimationMachine();
  let latestAt = 0;
  const cue = (next: Cue): void => {
    latestAt = Math.max(latestAt, next.at);
    machine.cue(next);
  };
  const subscriptions = [
    sdk.animationCommand.subscribe(
      life.counted('AnimationCommand', ({ payload }) => {
        const { commandId: id, at, animation, durationMs, intensity, speech } = payload;
        cue({ id, at, animation, durationMs, intensity, speech });
      }),
    ),
    sdk.rewardEvent.subscribe(
      life.counted('RewardEvent', ({ payload }) => {
        const speech = `${payload.text} +${payload.coins}`;
        cue({
          id: payload.rewardId,
          at: payload.at,
          animation: 'cheer',
          durationMs: CHEER_MS,
          intensity: CHEER_INTENSITY,
          speech,
        });
      }),
    ),
  ];
  await Promise.all(subscriptions.map((subscription) => subscription.ready));
  await life.begin(() => undefined);
  return {
    sdk,
    draw(beat) {
      const playing = machine.at(latestAt);
      return drawSkeleton(playing?.animation ?? 'rest', { beat, speech: playing?.speech });
    },
  };
}

/** gamification: decides when to step in and what to reward. */
import type { Bus } from '@myelin/bus-core';
import {
  connectGamification,
  type Gamification,
  type InterventionRequestInput,
  type RewardEventInput,
  type StateChange,
} from '@skelly-jelly/gamification';
import { Life } from '../common/life.ts';
import { createSessions } from '../common/sessions.ts';
import { createInterventions, type Interventions } from '../game/interventions.ts';
import { createRewards } from '../game/rewards.ts';

/** Below the deadline of the handler that waits for it. */
const REPLY_TIMEOUT_MS = 4_000;

export interface RunningGamification {
  readonly sdk: Gamification;
}

/** Connects; resolves when the module is ready. */
export async function startGamification(bus: Bus): Promise<RunningGamification> {
  const sdk = await connectGamification(bus);
  const life = new Life(sdk);
  const coaches = createSessions(
    (): Coach => ({ interventions: createInterventions(), nextSequence: 0, asking: undefined }),
  );
  const judges = createSessions((): Judge => ({ rewards: createRewards(), nextSequence: 0, giving: undefined }));

  const subscriptions = [
    sdk.stateChange.subscribe(
      life.counted('StateChange', async ({ payload }) => {
        const coach = coaches.of(payload.sessionId);
        consider(coach, payload, life.settings.interventionCooldownMs);
        await ask(coach, { sdk, life });
      }),
    ),
    sdk.analysisComplete.subscribe(
      life.counted('AnalysisComplete', async ({ payload }) => {
        const judge = judges.of(payload.sessionId);
        if (payload.sequence >= judge.nextSequence) {
          judge.giving = judge.rewards.observe(payload, life.settings.rewardCooldownMs);
          judge.nextSequence = payload.sequence + 1;
        }
        if (judge.giving === undefined) return;
        await life.send('RewardEvent', sdk.rewardEvent.publish(judge.giving));
        judge.giving = undefined;
      }),
    ),
  ];
  await Promise.all(subscriptions.map((subscription) => subscription.ready));
  await life.begin(() => undefined);
  return { sdk };
}

/** The two kinds of messages come in no order to one another, so neither decision looks at the other's state. */
interface Coach {
  readonly interventions: Interventions;
  nextSequence: number;
  /** Decided and not yet answered. */
  asking: InterventionRequestInput | undefined;
}

interface Judge {
  readonly rewards: ReturnType<typeof createRewards>;
  nextSequence: number;
  /** Decided and not yet published. */
  giving: RewardEventInput | undefined;
}

/** A change that comes again is not decided again. */
function consider(coach: Coach, change: StateChange, cooldownMs: number): void {
  if (change.sequence < coach.nextSequence) return;
  coach.nextSequence = change.sequence + 1;
  coach.asking = coach.interventions.decide(change, cooldownMs);
}

async function ask(coach: Coach, { sdk, life }: { readonly sdk: Gamification; readonly life: Life }): Promise<void> {
  const { asking } = coach;
  if (asking === undefined) return;
  const asked = sdk.interventionRequest.request(asking, { timeoutMs: REPLY_TIMEOUT_MS });
  const { payload } = await life.send('InterventionRequest', asked);
  life.tally.handled('InterventionResponse');
  coach.asking = undefined;
  if (payload.accepted) coach.interventions.holdUntil(asking.at + payload.cooldownMs);
}

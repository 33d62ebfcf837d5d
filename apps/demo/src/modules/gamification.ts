/** gamification: decides when to step in and what to reward. */
import {
  connectGamification,
  type Gamification,
  type InterventionRequestInput,
  type RewardEventInput,
  type StateChange,
} from '@skelly-jelly/gamification';
import { isUnanswered, Life, type Running, type Site } from '../common/life.ts';
import { createSessions } from '../common/sessions.ts';
import { createInterventions, type Interventions } from '../game/interventions.ts';
import { createRewards } from '../game/rewards.ts';

/** Below the deadline of the handler that waits for it. */
const REPLY_TIMEOUT_MS = 4_000;

/** Connects; resolves when the module is ready. */
export async function startGamification(site: Site): Promise<Running<Gamification>> {
  const sdk = await connectGamification(site.bus);
  const life = new Life(sdk, site);
  const coaches = createSessions(
    (): Coach => ({ interventions: createInterventions(), nextSequence: 0, asking: undefined }),
  );
  const judges = createSessions((): Judge => ({ rewards: createRewards(), nextSequence: 0, giving: undefined }));

  life.subscribe(sdk.stateChange, {
    message: 'StateChange',
    work: async ({ payload }) => {
      const coach = coaches.of(payload.sessionId);
      consider(coach, payload, life.settings.interventionCooldownMs);
      await ask(coach, { sdk, life });
    },
  });
  life.subscribe(sdk.analysisComplete, {
    message: 'AnalysisComplete',
    work: async ({ payload }) => {
      const judge = judges.of(payload.sessionId);
      if (payload.sequence >= judge.nextSequence) {
        judge.giving = judge.rewards.observe(payload, life.settings.rewardCooldownMs);
        judge.nextSequence = payload.sequence + 1;
      }
      if (judge.giving === undefined) return;
      await life.publish('RewardEvent', sdk.rewardEvent.publish(judge.giving));
      judge.giving = undefined;
    },
  });
  await life.begin();
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

/** Where no words can be had the moment passes in silence. */
async function ask(coach: Coach, { sdk, life }: { readonly sdk: Gamification; readonly life: Life }): Promise<void> {
  const { asking } = coach;
  if (asking === undefined) return;
  const asked = sdk.interventionRequest.request(asking, { timeoutMs: REPLY_TIMEOUT_MS });
  try {
    const { payload } = await life.ask('InterventionRequest', asked);
    life.tally.handled('InterventionResponse');
    if (payload.accepted) coach.interventions.holdUntil(asking.at + payload.cooldownMs);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    life.tally.failed('InterventionResponse');
  }
  coach.asking = undefined;
}

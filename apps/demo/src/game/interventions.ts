/** Decides when to step in. */
import type { InterventionRequestInput, StateChange } from '@skelly-jelly/gamification';
import { createCooldowns } from './cooldown.ts';

export type Trigger = InterventionRequestInput['trigger'];

/** Away for at least this long earns a word of welcome. */
export const RETURN_AFTER_MS = 60_000;
/** A change that is less sure than this is left alone. */
export const CONFIDENCE_MIN = 0.5;
/** The same trigger again only after so many cooldowns. */
const SAME_TRIGGER_FACTOR = 2;
/** From here on a distraction is named plainly. */
const FIRM_FROM_COUNT = 4;

export interface Interventions {
  /** What to ask for, or nothing where there is no occasion or a cooldown runs. */
  decide(change: StateChange, cooldownMs: number): InterventionRequestInput | undefined;
  /** Leave the person alone until then. */
  holdUntil(until: number): void;
}

/** For the changes of one session, in order. */
export function createInterventions(): Interventions {
  const cooldowns = createCooldowns();
  let sentCount = 0;
  return {
    decide(change, cooldownMs) {
      const trigger = triggerOf(change);
      if (trigger === undefined || change.confidence < CONFIDENCE_MIN) return undefined;
      if (!mayStepIn(cooldowns, { trigger, at: change.at, cooldownMs })) return undefined;
      const request = requestFor(change, { trigger, sentToday: sentCount });
      sentCount += 1;
      return request;
    },
    holdUntil: (until) => cooldowns.holdUntil('any', until),
  };
}

interface Occasion {
  readonly trigger: Trigger;
  readonly at: number;
  readonly cooldownMs: number;
}

/** The cooldown of any intervention starts only where that of the trigger is over, so it is asked last. */
function mayStepIn(cooldowns: ReturnType<typeof createCooldowns>, { trigger, at, cooldownMs }: Occasion): boolean {
  if (!cooldowns.take('any', { at, cooldownMs: 0 })) return false;
  return (
    cooldowns.take(trigger, { at, cooldownMs: cooldownMs * SAME_TRIGGER_FACTOR }) &&
    cooldowns.take('any', { at, cooldownMs })
  );
}

function triggerOf({ state, previous, previousMs }: StateChange): Trigger | undefined {
  if (state === 'idle') return undefined;
  if (previous === 'idle' && previousMs >= RETURN_AFTER_MS) return 'return';
  if (state === 'hyperfocused') return 'long-hyperfocus';
  return state === 'distracted' ? 'distraction' : undefined;
}

function requestFor(
  change: StateChange,
  { trigger, sentToday }: Pick<InterventionRequestInput, 'trigger' | 'sentToday'>,
): InterventionRequestInput {
  const { sessionId, at, state, previous, previousMs, confidence } = change;
  const interventionId = `${sessionId}/i${sentToday}`;
  const urgency = trigger === 'distraction' && sentToday >= FIRM_FROM_COUNT ? 'normal' : 'gentle';
  const request = {
    sessionId,
    interventionId,
    at,
    trigger,
    urgency,
    state,
    previousMs,
    confidence,
    sentToday,
  } as const;
  return previous === undefined ? request : { ...request, previous };
}

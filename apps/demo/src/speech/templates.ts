/** Words and gestures by occasion. */
import type { InterventionRequest, InterventionResponseInput } from '@skelly-jelly/ai-integration';

type Animation = InterventionResponseInput['animation'];
type Tone = InterventionResponseInput['tone'];

interface Template {
  readonly tone: Tone;
  readonly animation: Animation;
  readonly texts: readonly [string, ...string[]];
}

type Trigger = InterventionRequest['trigger'];

const TEMPLATES: Readonly<Record<Trigger, Template>> = {
  distraction: {
    tone: 'warm',
    animation: 'nudge',
    texts: [
      'Your thread is still here. One small next step?',
      'Bones wander too. Shall we finish that one thing?',
      'Two minutes on the task, then see how it feels.',
      'What was the next line going to be?',
    ],
  },
  'long-hyperfocus': {
    tone: 'calm',
    animation: 'stretch',
    texts: [
      'Deep work! Roll your shoulders once, then go on.',
      'You have been at it a while. A sip of water?',
      'Lovely flow. Look out of the window for a breath.',
    ],
  },
  return: {
    tone: 'playful',
    animation: 'wave',
    texts: ['There you are! I kept your place.', 'Welcome back. Where were we?', 'Rattle rattle. Ready when you are.'],
  },
};

/** Below this the state is too unsure to speak about; silence is better. */
export const CONFIDENCE_TO_SPEAK = 0.55;
/** Event time of peace after words, by how insistent they were. */
const COOLDOWN_MS: Readonly<Record<InterventionRequest['urgency'], number>> = {
  gentle: 90_000,
  normal: 120_000,
  firm: 180_000,
};

/** The same request always gets the same answer; requests in a row get different words. */
export function respond(request: InterventionRequest): InterventionResponseInput {
  const { tone, animation, texts } = TEMPLATES[request.trigger];
  return {
    interventionId: request.interventionId,
    accepted: request.confidence >= CONFIDENCE_TO_SPEAK,
    text: texts[request.sentToday % texts.length] ?? texts[0],
    tone: request.urgency === 'gentle' ? tone : 'direct',
    animation,
    source: 'template',
    cooldownMs: COOLDOWN_MS[request.urgency],
  };
}

/** ai-integration: finds the words and the gesture for an intervention. */
import {
  type AiIntegration,
  type AnimationCommandInput,
  connectAiIntegration,
  type InterventionRequest,
  type InterventionResponseInput,
} from '@skelly-jelly/ai-integration';
import { Life, type Running, type Site } from '../common/life.ts';
import { respond } from '../speech/templates.ts';

const GESTURE_MS = 4_000;

/** Connects; resolves when the module is ready. */
export async function startAiIntegration(site: Site): Promise<Running<AiIntegration>> {
  const sdk = await connectAiIntegration(site.bus);
  const life = new Life(sdk, site);
  const answer = life.counted<InterventionRequest, InterventionResponseInput>({
    message: 'InterventionRequest',
    work: async ({ payload }) => {
      const response = respond(payload);
      if (response.accepted) {
        const command = commandFor(payload, response, life.settings.speech);
        await life.publish('AnimationCommand', sdk.animationCommand.publish(command));
      }
      return response;
    },
  });
  life.keep(sdk.interventionRequest.serve(answer, life.subscribeOptions));
  await life.begin();
  return { sdk };
}

function commandFor(
  request: InterventionRequest,
  response: InterventionResponseInput,
  speech: boolean,
): AnimationCommandInput {
  const { sessionId, at, interventionId } = request;
  const command = {
    sessionId,
    commandId: `${interventionId}/a`,
    at,
    animation: response.animation,
    durationMs: GESTURE_MS,
    intensity: request.urgency === 'gentle' ? 0.4 : 0.7,
    interventionId,
  };
  return speech ? { ...command, speech: response.text } : command;
}

/** ai-integration: finds the words and the gesture for an intervention. */
import type { Bus } from '@myelin/bus-core';
import {
  type AiIntegration,
  type AnimationCommandInput,
  connectAiIntegration,
  type InterventionRequest,
  type InterventionResponseInput,
} from '@skelly-jelly/ai-integration';
import { Life } from '../common/life.ts';
import { respond } from '../speech/templates.ts';

const GESTURE_MS = 4_000;

export interface RunningAiIntegration {
  readonly sdk: AiIntegration;
}

/** Connects; resolves when the module is ready. */
export async function startAiIntegration(bus: Bus): Promise<RunningAiIntegration> {
  const sdk = await connectAiIntegration(bus);
  const life = new Life(sdk);
  const subscription = sdk.interventionRequest.serve(async ({ payload }) => {
    const response = respond(payload);
    if (response.accepted) {
      const command = commandFor(payload, response, life.settings.speech);
      await life.send('AnimationCommand', sdk.animationCommand.publish(command));
    }
    life.tally.handled('InterventionRequest');
    life.tally.sent('InterventionResponse');
    return response;
  });
  await subscription.ready;
  await life.begin(() => undefined);
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

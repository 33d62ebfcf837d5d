/** Runs an SDK and prints what happened as JSON: started with code from text forbidden. */
import { createBus } from '@myelin/bus-core';
import { connectGamification } from '@skelly-jelly/gamification';
import { connectStorage } from '@skelly-jelly/storage';

await using bus = createBus();
const storage = await connectStorage(bus);
const gamification = await connectGamification(bus);
const received: string[] = [];
storage.rewardEvent.subscribe(({ payload }) => {
  received.push(payload.text);
});
const reward = {
  sessionId: 'session-1',
  rewardId: 'reward-1',
  at: 1_790_000_120_000,
  kind: 'break-taken',
  coins: 5,
  coinsTotal: 5,
  text: 'Well rested.',
} as const;
await gamification.rewardEvent.publish(reward);
const refusal: unknown = await gamification.rewardEvent
  .publish({ ...reward, coins: -1 })
  .catch((error: unknown) => error);
const { code, details } = refusal as { code: string; details: { issues: readonly { path: string }[] } };
await bus.drain();
console.log(
  JSON.stringify({ forbidden: made(), received, refused: code, paths: details.issues.map(({ path }) => path) }),
);

/** Name of the error that forbids it. */
function made(): string {
  const make = Reflect.getPrototypeOf(made)?.constructor as FunctionConstructor;
  try {
    return typeof Reflect.construct(make, ['return 1']);
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}

import { createBus } from '@myelin/bus-core';
import { connectGamification } from '@skelly-jelly/gamification';
import { connectStorage } from '@skelly-jelly/storage';

await using bus = createBus(); // in memory
const storage = await connectStorage(bus);
const gamification = await connectGamification(bus);

storage.rewardEvent.subscribe(({ source, payload }) => {
  console.log(`${source} gives ${payload.coins} coins: ${payload.text}`);
}); // returning acks; throwing means another try, and in the end the dead letters

await gamification.rewardEvent.publish({
  sessionId: 'session-1',
  rewardId: 'reward-1',
  at: 1_790_000_120_000,
  kind: 'break-taken',
  coins: 5,
  coinsTotal: 5,
  text: 'Well rested.',
});
// storage.rewardEvent.publish(…) does not compile: storage has no right to publish rewards

import { createTestBus } from '@myelin/bus-core/testing';
import { connectGamification } from '@skelly-jelly/gamification';
import { examples } from '@skelly-jelly/gamification/testing';
import { connectStorage } from '@skelly-jelly/storage';

await using test = createTestBus({ seed: 7 });
const storage = await connectStorage(test.bus);
const gamification = await connectGamification(test.bus);

const coins: number[] = [];
storage.rewardEvent.subscribe(({ payload }) => void coins.push(payload.coins)); // the handler under test

test.failNext('rewardEvent', 2); // its first two attempts fail before they begin
await gamification.rewardEvent.publish(examples.rewardEvent());
await test.settled();
console.log(`at once: ${coins.length}`);

await test.advance(10_000); // both retries fall due
console.log(`after the retries: ${coins.length}, dead letters: ${test.deadLetters().length}`);
console.log(`published: ${test.published('rewardEvent').length}`);

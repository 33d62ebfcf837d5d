import { examples, testStorage } from '@skelly-jelly/storage/testing';

await using test = testStorage();
const { storage } = test; // the module under test, connected by its SDK

let coins = 0;
storage.rewardEvent.subscribe(async ({ payload }) => {
  coins += payload.coins;
  await storage.storageStatus.publish(examples.storageStatus({ rewardsStored: 1 }));
});

test.failNext('rewardEvent', 2); // the first two attempts fail before they begin
await test.given.rewardEvent(examples.rewardEvent({ coins: 5 })); // what a neighbour says
await test.settled();
console.log(`at once: ${coins}`);

await test.advance(10_000); // both retries fall due
console.log(`after the retries: ${coins}, dead letters: ${test.deadLetters().length}`);
console.log(`published: ${test.published.storageStatus.length}`);

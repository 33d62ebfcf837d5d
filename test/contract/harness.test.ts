/** Each SDK's harness plays the neighbours of its module: what they say arrives, what the module says is seen. */
import { testAiIntegration } from '@skelly-jelly/ai-integration/testing';
import { testAnalysisEngine } from '@skelly-jelly/analysis-engine/testing';
import { testCuteFigurine } from '@skelly-jelly/cute-figurine/testing';
import { testDataCapture } from '@skelly-jelly/data-capture/testing';
import { testEventBus } from '@skelly-jelly/event-bus/testing';
import { examples, testGamification } from '@skelly-jelly/gamification/testing';
import { testOrchestrator } from '@skelly-jelly/orchestrator/testing';
import { examples as storageExamples, testStorage } from '@skelly-jelly/storage/testing';
import { describe, expect, it } from 'vitest';
import { MessageHandle } from '../../packages/bus-core/src/handles.ts';

describe('a test of a module', () => {
  it('hands over what neighbours say, as subscribers get it', async () => {
    await using test = testStorage();
    const seen: unknown[] = [];
    test.storage.rawEvent.subscribe(({ payload, source }) => void seen.push({ payload, source }));
    await test.given.rawEvent({ ...storageExamples.rawEvent({ kind: 'mouse-move' }) });
    await test.settled();
    expect(seen).toEqual([{ payload: storageExamples.rawEvent({ kind: 'mouse-move' }), source: 'neighbours' }]);
  });

  it('shows what the module says, and none of what it hears', async () => {
    await using test = testStorage();
    await test.given.rewardEvent(storageExamples.rewardEvent());
    await test.storage.eventBatch.publish(storageExamples.eventBatch());
    expect(test.published.eventBatch).toMatchObject([{ source: 'storage', payload: storageExamples.eventBatch() }]);
    expect(test.published.storageStatus).toEqual([]);
  });

  it('asks what the module serves', async () => {
    await using test = testStorage();
    const report = storageExamples.healthReport({ module: 'storage' });
    test.storage.healthCheck.serve(() => report);
    const replies = await test.given.healthCheck(storageExamples.healthCheck());
    expect(replies.map(({ payload }) => payload)).toEqual([report]);
  });

  it('answers what the module requests, and shows the request', async () => {
    await using test = testGamification();
    test.answer.interventionRequest(() => examples.interventionResponse());
    const reply = await test.gamification.interventionRequest.request(examples.interventionRequest());
    expect(reply.payload).toEqual(examples.interventionResponse());
    expect(test.published.interventionRequest).toHaveLength(1);
  });

  it('fails attempts as ordered, and shows what was given up as time goes by', async () => {
    await using test = testStorage();
    test.storage.rewardEvent.subscribe(() => undefined, {
      retry: { backoff: 'fixed', attemptsMax: 2, delayMs: 1_000 },
    });
    test.failNext('rewardEvent', 2);
    await test.given.rewardEvent(storageExamples.rewardEvent());
    await test.settled();
    expect(test.deadLetters()).toEqual([]);
    await test.advance(1_000);
    expect(test.deadLetters()).toMatchObject([{ group: 'storage/gamification.reward-event', attempts: 2 }]);
  });

  it('leaves the module to connect itself where the test does not ask for it', async () => {
    await using test = testStorage();
    expect(test.bus.modules().map(({ module }) => module)).toEqual(['neighbours']);
    expect(test.storage).toBe(test.storage);
    expect(test.bus.modules().map(({ module }) => module)).toEqual(['neighbours', 'storage']);
  });
});

describe('examples', () => {
  it('are the first of the definition with which the changes are valid', () => {
    expect(storageExamples.rawEvent()).toMatchObject({ kind: 'mouse-move' });
    expect(storageExamples.rawEvent({ kind: 'mouse-click' })).toMatchObject({ kind: 'mouse-click', button: 'left' });
    expect(storageExamples.rewardEvent({ coins: 9 })).toMatchObject({ coins: 9 });
  });

  it('say what is wrong with changes that are valid with none', () => {
    expect(() => storageExamples.rewardEvent({ coins: 0 })).toThrow("'coins': expected integer from 1 to 1000");
  });

  it('are copies', () => {
    expect(storageExamples.eventBatch().events).not.toBe(storageExamples.eventBatch().events);
  });
});

const tests = {
  testAiIntegration,
  testAnalysisEngine,
  testCuteFigurine,
  testDataCapture,
  testEventBus,
  testGamification,
  testOrchestrator,
  testStorage,
};

it.each(Object.entries(tests))('%s has a way to say or hear each message of the module', async (_, start) => {
  await using test = start();
  const own = Object.getOwnPropertyDescriptors(test);
  const [member] = Object.keys(own).filter((name) => own[name as keyof typeof own]?.get !== undefined);
  const module: unknown = Reflect.get(test, member ?? '');
  const messages = Object.entries(Object(module) as object).filter(([, value]) => value instanceof MessageHandle);
  const reachable = [test.given, test.answer, test.published].flatMap((side) => Object.keys(side));
  expect(messages.length).toBeGreaterThan(4);
  expect([...new Set(reachable)].toSorted()).toEqual(messages.map(([name]) => name).toSorted());
});

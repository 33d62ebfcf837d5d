/** Modules by themselves: the test plays their neighbours. */
import { examples as gameExamples, testGamification } from '@skelly-jelly/gamification/testing';
import { examples, testStorage } from '@skelly-jelly/storage/testing';
import { describe, expect, it } from 'vitest';
import { PEACE } from '../src/chaos/chaos.ts';
import { startGamification } from '../src/modules/gamification.ts';
import { startStorage } from '../src/modules/storage.ts';

const MINUTE = 60_000;

async function storageAtWork() {
  const test = testStorage();
  await startStorage({ bus: test.bus, chaos: PEACE });
  const { settings } = examples.configUpdate();
  await test.given.configUpdate(examples.configUpdate({ revision: 1, settings: { ...settings, batchCountMax: 2 } }));
  await test.settled();
  return test;
}

describe('storage', () => {
  it('says that it is ready', async () => {
    await using test = await storageAtWork();
    expect(test.published.moduleReady).toMatchObject([{ payload: { module: 'storage' } }]);
  });

  it('hands on events as a batch when it has its number', async () => {
    await using test = await storageAtWork();
    for (const sequence of [0, 1, 2]) await test.given.rawEvent(examples.rawEvent({ sequence }));
    await test.settled();
    expect(test.published.eventBatch).toMatchObject([
      { payload: { closedBy: 'count', events: [{ sequence: 0 }, { sequence: 1 }] } },
    ]);
  });

  it('hands on what is open before it stops', async () => {
    await using test = await storageAtWork();
    await test.given.rawEvent(examples.rawEvent());
    await test.given.shutdown(examples.shutdown({ modules: ['storage'] }));
    await test.settled();
    expect(test.published.eventBatch).toMatchObject([{ payload: { closedBy: 'flush', events: [{}] } }]);
    expect(test.published.storageStatus).toMatchObject([{ payload: { eventsStored: 1, eventsPending: 0 } }]);
  });

  it('stores a reward whose first attempts fail', async () => {
    await using test = await storageAtWork();
    test.failNext('rewardEvent', 2);
    await test.given.rewardEvent(examples.rewardEvent());
    await test.given.rawEvent(examples.rawEvent());
    await test.advance(MINUTE);
    await test.given.shutdown(examples.shutdown({ modules: ['storage'] }));
    await test.settled();
    expect(test.published.storageStatus).toMatchObject([{ payload: { rewardsStored: 1 } }]);
    expect(test.deadLetters()).toEqual([]);
  });

  it('tells how it is', async () => {
    await using test = await storageAtWork();
    const replies = await test.given.healthCheck(examples.healthCheck({ settled: [] }));
    expect(replies).toMatchObject([{ payload: { module: 'storage', status: 'healthy', configRevision: 1 } }]);
  });
});

async function gamificationAtWork() {
  const test = testGamification();
  await startGamification({ bus: test.bus, chaos: PEACE });
  return test;
}

const distraction = gameExamples.stateChange({
  state: 'distracted',
  previous: 'focused',
  confidence: 0.9,
  sequence: 0,
});

describe('gamification', () => {
  it('asks for words at a distraction', async () => {
    await using test = await gamificationAtWork();
    test.answer.interventionRequest(() => gameExamples.interventionResponse());
    await test.given.stateChange(distraction);
    await test.settled();
    expect(test.published.interventionRequest).toMatchObject([{ payload: { trigger: 'distraction' } }]);
  });

  it('lets the moment pass in silence where the answer does not come', async () => {
    await using test = await gamificationAtWork();
    test.answer.interventionRequest(() => new Promise(() => undefined));
    await test.given.stateChange(distraction);
    await test.clock.advance(MINUTE);
    expect(test.deadLetters()).toEqual([]);
    expect(test.bus.stats().groups).toContainEqual(
      expect.objectContaining({ group: 'gamification/analysis-engine.state-change', acked: 1 }),
    );
  });

  it('rewards a minute of steady work', async () => {
    await using test = await gamificationAtWork();
    for (const sequence of [0, 1, 2, 3, 4, 5]) {
      const span = { startAt: sequence * 10_000, endAt: (sequence + 1) * 10_000 };
      await test.given.analysisComplete(gameExamples.analysisComplete({ sequence, ...span, state: 'focused' }));
    }
    await test.settled();
    expect(test.published.rewardEvent).toMatchObject([{ payload: { kind: 'focus-streak', streakMs: MINUTE } }]);
  });
});

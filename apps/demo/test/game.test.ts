import type { AnalysisComplete, StateChange } from '@skelly-jelly/gamification';
import { examples } from '@skelly-jelly/gamification/testing';
import { describe, expect, it } from 'vitest';
import { createCooldowns } from '../src/game/cooldown.ts';
import { createInterventions } from '../src/game/interventions.ts';
import { createRewards } from '../src/game/rewards.ts';
import { CONFIDENCE_TO_SPEAK, respond } from '../src/speech/templates.ts';

const MINUTE = 60_000;

describe('cooldowns', () => {
  it('let something happen again once their time is over, not before', () => {
    const cooldowns = createCooldowns();
    expect(cooldowns.take('a', { at: 0, cooldownMs: 1_000 })).toBe(true);
    expect(cooldowns.take('a', { at: 999, cooldownMs: 1_000 })).toBe(false);
    expect(cooldowns.take('a', { at: 1_000, cooldownMs: 1_000 })).toBe(true);
  });

  it('do not touch one another', () => {
    const cooldowns = createCooldowns();
    cooldowns.take('a', { at: 0, cooldownMs: 1_000 });
    expect(cooldowns.take('b', { at: 0, cooldownMs: 1_000 })).toBe(true);
  });

  it('can be made longer, never shorter', () => {
    const cooldowns = createCooldowns();
    cooldowns.take('a', { at: 0, cooldownMs: 1_000 });
    cooldowns.holdUntil('a', 500);
    expect(cooldowns.take('a', { at: 999, cooldownMs: 0 })).toBe(false);
    cooldowns.holdUntil('a', 5_000);
    expect(cooldowns.take('a', { at: 4_999, cooldownMs: 0 })).toBe(false);
  });
});

function change(at: number, changes: Partial<StateChange> = {}): StateChange {
  const distraction = { at, state: 'distracted', previous: 'focused', previousMs: MINUTE, confidence: 0.8 } as const;
  return examples.stateChange({ ...distraction, ...changes });
}

describe('interventions', () => {
  it('come at a distraction', () => {
    expect(createInterventions().decide(change(0), MINUTE)).toMatchObject({ trigger: 'distraction', sentToday: 0 });
  });

  it.each([
    ['somebody leaves', { state: 'idle' }],
    ['work begins', { state: 'focused' }],
    ['the state is unsure', { confidence: 0.49 }],
    ['somebody was away for a moment', { state: 'focused', previous: 'idle', previousMs: MINUTE - 1 }],
  ] as const)('do not come when %s', (_, changes) => {
    expect(createInterventions().decide(change(0, changes), MINUTE)).toBeUndefined();
  });

  it('come when somebody returns, and when focus is too deep', () => {
    const interventions = createInterventions();
    const back = change(0, { state: 'focused', previous: 'idle', previousMs: MINUTE });
    expect(interventions.decide(back, MINUTE)?.trigger).toBe('return');
    expect(interventions.decide(change(MINUTE, { state: 'hyperfocused' }), MINUTE)?.trigger).toBe('long-hyperfocus');
  });

  it('keep a cooldown from one to the next, and twice that for the same trigger', () => {
    const interventions = createInterventions();
    interventions.decide(change(0), MINUTE);
    expect(interventions.decide(change(MINUTE - 1, { state: 'hyperfocused' }), MINUTE)).toBeUndefined();
    expect(interventions.decide(change(2 * MINUTE - 1), MINUTE)).toBeUndefined();
    expect(interventions.decide(change(2 * MINUTE), MINUTE)).toMatchObject({ sentToday: 1 });
  });

  it('leave the person alone for as long as the answer to the last one advised', () => {
    const interventions = createInterventions();
    interventions.decide(change(0), MINUTE);
    interventions.holdUntil(10 * MINUTE);
    expect(interventions.decide(change(10 * MINUTE - 1), MINUTE)).toBeUndefined();
  });
});

function window(sequence: number, state: AnalysisComplete['state'] = 'focused'): AnalysisComplete {
  const startAt = sequence * 10_000;
  return examples.analysisComplete({ sequence, startAt, endAt: startAt + 10_000, state });
}

describe('rewards', () => {
  it('come for each minute of focus in a row', () => {
    const rewards = createRewards();
    const earned = Array.from({ length: 12 }, (_, index) => rewards.observe(window(index), 0));
    expect(earned.map((reward) => reward?.kind)).toEqual(
      Array.from({ length: 12 }, (_, index) => (index % 6 === 5 ? 'focus-streak' : undefined)),
    );
    expect(earned[11]).toMatchObject({ streakMs: 2 * MINUTE, coinsTotal: 10 });
  });

  it('start their minute again after a distraction', () => {
    const rewards = createRewards();
    const states = ['focused', 'focused', 'focused', 'distracted', 'focused', 'focused', 'focused'] as const;
    expect(states.map((state, index) => rewards.observe(window(index, state), 0)).filter(Boolean)).toEqual([]);
  });

  it('come when somebody finds the way back after two distracted windows', () => {
    const rewards = createRewards();
    rewards.observe(window(0, 'distracted'), 0);
    rewards.observe(window(1, 'distracted'), 0);
    expect(rewards.observe(window(2), 0)?.kind).toBe('recovery');
  });

  it('come for a break after good work', () => {
    const rewards = createRewards();
    for (let index = 0; index < 6; index += 1) rewards.observe(window(index), 0);
    expect(rewards.observe(window(13), 0)?.kind).toBe('break-taken');
  });

  it('keep a cooldown for each kind', () => {
    const rewards = createRewards();
    const earned = Array.from({ length: 12 }, (_, index) => rewards.observe(window(index), 2 * MINUTE));
    expect(earned.filter(Boolean)).toHaveLength(1);
  });
});

describe('the words', () => {
  const request = examples.interventionRequest({ confidence: 0.8 });

  it('are the same for the same request', () => {
    expect(respond(request)).toEqual(respond(request));
  });

  it('differ from one request to the next', () => {
    expect(respond(request).text).not.toBe(respond({ ...request, sentToday: 1 }).text);
  });

  it('are kept back where the state is unsure', () => {
    expect(respond({ ...request, confidence: CONFIDENCE_TO_SPEAK - 0.01 }).accepted).toBe(false);
  });
});

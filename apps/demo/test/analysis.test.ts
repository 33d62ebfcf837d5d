import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../src/analysis/classifier.ts';
import { measure, PAUSE_MS } from '../src/analysis/features.ts';
import { AWAY_MS, createStateTracker, WINDOWS_TO_HYPERFOCUS } from '../src/analysis/state-tracker.ts';
import { createWindows, type Window } from '../src/analysis/windows.ts';
import { features, key, load, move, press, release, scroll } from './events.ts';

function windowOf(events: Window['events'], endAt = 10_000): Window {
  return { startAt: 0, endAt, events };
}

describe('windows', () => {
  it('close when an event is past their end', () => {
    const windows = createWindows(() => 1_000);
    expect(windows.add(key(500))).toBeUndefined();
    expect(windows.add(key(1_499))).toBeUndefined();
    expect(windows.add(key(1_500))).toMatchObject({ startAt: 500, endAt: 1_500, events: [{ at: 500 }, { at: 1_499 }] });
  });

  it('leave out those without an event and stay on their grid', () => {
    const windows = createWindows(() => 1_000);
    windows.add(key(0));
    windows.add(key(5_300));
    expect(windows.add(key(6_000))).toMatchObject({ startAt: 5_000, endAt: 6_000 });
  });

  it('take an event from before into the open one', () => {
    const windows = createWindows(() => 1_000);
    windows.add(key(0));
    windows.add(key(1_200));
    windows.add(key(900));
    expect(windows.flush()).toMatchObject({ startAt: 1_000, endAt: 1_200, events: [{ at: 1_200 }, { at: 900 }] });
  });

  it('lose no event and keep their order, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100_000 })), (times) => {
        const windows = createWindows(() => 1_000);
        const events = times.map(key);
        const closed = [...events.map((event) => windows.add(event)), windows.flush()];
        expect(closed.flatMap((window) => window?.events ?? [])).toEqual(events);
      }),
    );
  });
});

describe('features', () => {
  it('count inputs a second over the window, samples of the machine left out', () => {
    expect(measure(windowOf([key(1_000), key(2_000), load(3_000)])).eventsPerSecond).toBe(0.2);
  });

  it('measure pauses from the start of the window to its end', () => {
    const measured = measure(windowOf([key(PAUSE_MS), key(PAUSE_MS + 1_999)]));
    expect(measured).toMatchObject({ pauseCount: 2, pauseMsMax: 10_000 - PAUSE_MS - 1_999 });
  });

  it('measure the way of the pointer and its speed while it moves', () => {
    const measured = measure(windowOf([move(0, 0, 0), move(100, 30, 40), move(5_000, 30, 140)]));
    expect(measured.travelPx).toBe(150);
    expect(measured.speedPxPerSecond).toBe(1_500);
  });

  it('count a turn back as a change of direction, and none in a straight line', () => {
    const straight = measure(windowOf([move(0, 0, 0), move(100, 10, 0), move(200, 20, 0)]));
    const back = measure(windowOf([move(0, 0, 0), move(100, 10, 0), move(200, 0, 0)]));
    expect(straight.directionChangesPerSecond).toBe(0);
    expect(back.directionChangesPerSecond).toBe(5);
  });

  it('share inputs among presses, scrolls and keys', () => {
    const measured = measure(windowOf([press(0), release(10), scroll(20), key(30)]));
    expect(measured).toMatchObject({ clickRatio: 0.25, scrollRatio: 0.25, keystrokeRatio: 0.25 });
  });

  it('are finite and not negative, whatever the events', () => {
    const event = fc.tuple(fc.nat({ max: 20_000 }), fc.nat({ max: 4_000 }), fc.nat({ max: 4_000 }));
    fc.assert(
      fc.property(fc.array(event), (points) => {
        const measured = measure(windowOf(points.map(([at, x, y]) => move(at, x, y))));
        expect(Object.values(measured).every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
      }),
    );
  });
});

describe('the classifier', () => {
  it.each([
    ['steady input', features(), 'focused'],
    ['fewer than three inputs in ten seconds', features({ eventsPerSecond: 0.29 }), 'idle'],
    ['three inputs in ten seconds', features({ eventsPerSecond: 0.3 }), 'focused'],
    ['one sign of distraction', features({ pauseCount: 2 }), 'focused'],
    ['two signs of distraction', features({ pauseCount: 2, pauseMsMax: 5_000 }), 'distracted'],
    [
      'two signs just below their thresholds',
      features({ scrollRatio: 0.249, directionChangesPerSecond: 2.99 }),
      'focused',
    ],
    ['two signs just at their thresholds', features({ scrollRatio: 0.25, directionChangesPerSecond: 3 }), 'distracted'],
    ['long fast ways and changing programs', features({ speedPxPerSecond: 1_200, focusChanges: 3 }), 'distracted'],
  ])('takes %s', (_, measured, state) => {
    expect(classify(measured).state).toBe(state);
  });

  it('is surer of distraction with more signs, and names them', () => {
    const two = classify(features({ pauseCount: 2, pauseMsMax: 6_000 }));
    const three = classify(features({ pauseCount: 2, pauseMsMax: 6_000, scrollRatio: 0.5 }));
    expect(three.confidence).toBeGreaterThan(two.confidence);
    expect(two.evidence).toEqual([
      { feature: 'pauseCount', value: 2, threshold: 2, relation: 'at-least' },
      { feature: 'pauseMsMax', value: 6_000, threshold: 5_000, relation: 'at-least' },
    ]);
  });
});

describe('the state tracker', () => {
  const focused = classify(features());
  const distracted = classify(features({ pauseCount: 2, pauseMsMax: 5_000 }));
  const idle = classify(features({ eventsPerSecond: 0 }));

  function follow(...classifications: (typeof focused)[]) {
    const tracker = createStateTracker();
    return classifications.flatMap((classification, index) =>
      tracker.observe({ sessionId: 'test', startAt: index * 10_000, endAt: (index + 1) * 10_000, classification }),
    );
  }

  it('starts with the state of the first window', () => {
    expect(follow(focused)).toMatchObject([{ sequence: 0, state: 'focused', previousMs: 0, at: 10_000 }]);
  });

  it('ignores a single window that differs', () => {
    expect(follow(focused, distracted, focused, distracted)).toHaveLength(1);
  });

  it('changes after two windows that agree, and tells how long the state before lasted', () => {
    const [, change] = follow(focused, distracted, distracted);
    expect(change).toMatchObject({ sequence: 1, state: 'distracted', previous: 'focused', previousMs: 20_000 });
  });

  it('takes absence at once', () => {
    expect(follow(focused, idle).map((change) => change.state)).toEqual(['focused', 'idle']);
  });

  it('calls focus that lasts hyperfocus, once', () => {
    const changes = follow(...Array.from({ length: WINDOWS_TO_HYPERFOCUS + 5 }, () => focused));
    expect(changes.map((change) => change.state)).toEqual(['focused', 'hyperfocused']);
  });

  it('sees an absence between two windows, from the end of the first', () => {
    const tracker = createStateTracker();
    tracker.observe({ sessionId: 'test', startAt: 0, endAt: 10_000, classification: focused });
    const startAt = 10_000 + AWAY_MS;
    const changes = tracker.observe({ sessionId: 'test', startAt, endAt: startAt + 10_000, classification: focused });
    expect(changes).toMatchObject([{ state: 'idle', at: 10_000, previous: 'focused' }]);
  });
});

import type { DeadLetter, Delivery } from '@myelin/bus-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBursts } from '../src/capture/bursts.ts';
import type { Captured } from '../src/capture/captured.ts';
import { createChaos, identityOf, PEACE } from '../src/chaos/chaos.ts';
import { ATTEMPTS_MAX, createDice, type Occasion, RING_SIZE } from '../src/chaos/draw.ts';
import { createDeadLetterLog } from '../src/orchestration/dead-letter-log.ts';
import { createGaps } from '../src/storage/gaps.ts';

function occasions(count: number): Occasion[] {
  return Array.from({ length: count }, (_, id) => ({ module: 'm', message: 'M', id: `s/${id}`, attempt: 1 }));
}

function deliveryOf(payload: unknown, attempt = 1): Delivery<unknown> {
  const { signal } = new AbortController();
  const settle = (): void => undefined;
  const envelope = {
    id: 'x',
    topic: 't',
    version: 1,
    time: 0,
    source: 'm',
    key: undefined,
    priority: 'normal',
  } as const;
  const context = { headers: {}, correlationId: 'x', causationId: undefined, traceparent: undefined } as const;
  const verbs = { ack: settle, retry: settle, reject: settle, extend: settle };
  return { ...envelope, ...context, ...verbs, payload, expiresAt: undefined, replay: false, attempt, signal };
}

describe('the dice of chaos', () => {
  it('fall the same for the same seed, whatever the order', () => {
    const all = occasions(500);
    const forth = createDice('a');
    const back = createDice('a');
    const troubles = all.map((occasion) => forth.reliable(occasion));
    expect(all.toReversed().map((occasion) => back.reliable(occasion))).toEqual(troubles.toReversed());
  });

  it('fall otherwise for another seed, module, message, id or attempt', () => {
    const all = occasions(500);
    const draw = (seed: string, change: Partial<Occasion> = {}) =>
      all.map((occasion) => createDice(seed).reliable({ ...occasion, ...change })).join();
    const drawn = [
      draw('a'),
      draw('b'),
      draw('a', { module: 'n' }),
      draw('a', { message: 'N' }),
      draw('a', { attempt: 2 }),
    ];
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('bring every kind of trouble about as often as they say', () => {
    const dice = createDice('shares');
    const drawn = occasions(10_000).map((occasion) => dice.reliable(occasion));
    const share = (trouble: string) => drawn.filter((one) => one === trouble).length / drawn.length;
    expect(Math.abs(share('fail') - 0.127)).toBeLessThan(0.01);
    expect(Math.abs(share('fail-late') - 0.058)).toBeLessThan(0.01);
    expect(Math.abs(share('stall') - 0.058)).toBeLessThan(0.01);
    expect(Math.abs(share('overrun') - 0.029)).toBeLessThan(0.01);
  });

  it('let every message through at the last attempt, or fail it at all of them', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, id) => {
        const dice = createDice(seed);
        const attempts = Array.from({ length: ATTEMPTS_MAX }, (_, index) =>
          dice.reliable({ module: 'm', message: 'M', id, attempt: index + 1 }),
        );
        if (attempts.at(-1) !== undefined) expect(attempts).toEqual(attempts.map(() => 'fail'));
      }),
    );
  });

  it('make bursts longer than the ring', () => {
    const dice = createDice('bursts');
    const sizes = Array.from({ length: 10_000 }, (_, row) => dice.burst(row)).filter((size) => size > 0);
    expect(sizes.length).toBeGreaterThan(10);
    expect(sizes.every((size) => size > RING_SIZE && size <= RING_SIZE * 2)).toBe(true);
  });
});

describe('chaos', () => {
  it('names a message by its content', () => {
    expect(identityOf({ sessionId: 's', commandId: 'c', interventionId: 'i' })).toBe('s/c');
    expect(identityOf({ sessionId: 's', sequence: 7 })).toBe('s/7');
  });

  it('writes down all that it does', async () => {
    const chaos = createChaos('deeds');
    let failed = 0;
    for (let sequence = 0; sequence < 500; sequence += 1) {
      const delivery = deliveryOf({ sessionId: 's', sequence });
      try {
        await chaos.work({ module: 'storage', message: 'RawEvent', delivery }, () => 'done');
      } catch {
        failed += 1;
      }
    }
    expect(failed).toBeGreaterThan(0);
    expect(chaos.deeds()).toEqual([{ module: 'storage', message: 'RawEvent', trouble: 'lose', count: failed }]);
  });

  it('leaves alone what the counts are taken with', () => {
    const chaos = createChaos('care');
    const works = Array.from({ length: 500 }, (_, sequence) =>
      chaos.work({ module: 'storage', message: 'Shutdown', delivery: deliveryOf({ sequence }) }, () => 'done'),
    );
    expect(new Set(works)).toEqual(new Set(['done']));
  });

  it('is peace where nobody asked for it', () => {
    const place = { module: 'storage', message: 'RawEvent', delivery: deliveryOf({}) };
    expect(PEACE.work(place, () => 'done')).toBe('done');
    expect([PEACE.burst(0), PEACE.deeds()]).toEqual([0, []]);
  });
});

describe('bursts', () => {
  const row = (atMs: number): Captured => ({ kind: 'keystroke', atMs });

  it('hold rows back and let them go at once, in order', async () => {
    const out: number[] = [];
    const bursts = createBursts(
      ({ atMs }) => out.push(atMs),
      (index) => (index === 1 ? 3 : 0),
    );
    expect([bursts.take(row(0)), bursts.take(row(1)), bursts.take(row(2))]).toEqual([undefined, undefined, undefined]);
    expect(out).toEqual([0]);
    await bursts.take(row(3));
    expect(bursts.take(row(4))).toBeUndefined();
    expect(out).toEqual([0, 1, 2, 3, 4]);
  });

  it('let go of what they hold when the input ends', async () => {
    const out: number[] = [];
    const bursts = createBursts(
      ({ atMs }) => out.push(atMs),
      () => 10,
    );
    expect([bursts.take(row(0)), out]).toEqual([undefined, []]);
    await bursts.end();
    expect(out).toEqual([0]);
  });
});

describe('gaps', () => {
  it('are what was sent before the last that came and did not come', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (came) => {
        const gaps = createGaps();
        const missing = came.reduce((sum, here, sequence) => sum + (here ? gaps.before(sequence) : 0), 0);
        expect(missing).toBe(came.slice(0, came.lastIndexOf(true) + 1).filter((here) => !here).length);
      }),
    );
  });
});

describe('the log of dead letters', () => {
  it('counts every letter once and the events inside, over pages and however often it reads', async () => {
    const letters = Array.from({ length: 250 }, (_, index) => letterOf(index + 1));
    const log = createDeadLetterLog({
      list: async ({ after = 0, limit = 0 }) => letters.filter((letter) => letter.sequence > after).slice(0, limit),
    });
    await Promise.all([log.read(), log.read()]);
    letters.push(letterOf(251));
    await log.read();
    expect(log.counts()).toEqual([{ group: 'analysis-engine/x', count: 251, eventCount: 502 }]);
  });

  function letterOf(sequence: number): DeadLetter {
    const envelope = { payload: { events: [1, 2] } } as DeadLetter['envelope'];
    const about = {
      group: 'analysis-engine/x',
      reason: 'attempts-exhausted',
      error: '',
      attempts: 4,
      time: 0,
    } as const;
    return { sequence, ...about, envelope };
  }
});

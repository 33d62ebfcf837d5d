import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Envelope, LANE_NORMAL, NEVER, NOBODY, type Origin } from '../src/envelope.ts';
import { MessageRing } from '../src/message-ring.ts';

const origin: Origin = {
  topic: 'user.note',
  version: 1,
  source: 'notes',
  instance: 'one',
  fingerprint: 'user.note',
  descriptor: undefined,
};
/** Of one millisecond. */
const lastNumber = 2 ** 26 - 1;
const another: Origin = { ...origin, instance: 'two' };

interface Shape {
  readonly key?: string;
  readonly lane?: number;
  readonly expires?: number;
  readonly id?: string;
  readonly from?: Origin;
}

function message(nr: number, { key, lane = LANE_NORMAL, expires = NEVER, id, from = origin }: Shape = {}): Envelope {
  return new Envelope(from, id ?? lastNumber - nr, nr, { nr }, key, lane, expires, undefined, NOBODY);
}

const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.constant({}),
  fc.constant({ id: 'given' }),
  fc.constant({ from: another }),
  fc.constant({ key: 'other' }),
  fc.record({ lane: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ key: fc.constant('key'), lane: fc.integer({ min: 0, max: 3 }), expires: fc.constant(5_000) }),
);
const step = fc.oneof({ weight: 4, arbitrary: shape }, { weight: 1, arbitrary: fc.constant('forget' as const) });

describe('a ring of messages', () => {
  it('keeps nobody alive that a message was for', () => {
    const ring = new MessageRing(4);
    const audience = { ...NOBODY };
    ring.push(message(0));
    for (const form of [{}, { from: another }, { expires: 5_000 }, { id: 'given' }]) {
      const { origin: from, serial, lane, key, expires } = message(1, form);
      ring.push(new Envelope(from, serial, 1, undefined, key, lane, expires, undefined, audience));
    }
    expect(ring.all().map((kept) => kept.audience === NOBODY)).toEqual([true, true, true, true]);
  });

  it('gives back what an array that drops its oldest would, whatever the messages are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step, { maxLength: 120 }), (countMax, steps) => {
        const ring = new MessageRing(countMax);
        const model: Envelope[] = [];
        for (const [nr, each] of steps.entries()) {
          if (each === 'forget') {
            ring.forgetOldest();
            model.shift();
          } else {
            const envelope = message(nr, each);
            ring.push(envelope);
            model.push(envelope);
            if (model.length > countMax) model.shift();
          }
          expect(ring.oldestTime).toBe(model[0]?.time ?? Number.POSITIVE_INFINITY);
          expect(ring.isFull).toBe(model.length === countMax);
        }
        expect(ring.all()).toEqual(model);
      }),
    );
  });

  it('keeps the payload itself, not a copy', () => {
    const ring = new MessageRing(1);
    const kept = message(1);
    ring.push(kept);
    expect(ring.all()[0]?.payload).toBe(kept.payload);
  });
});

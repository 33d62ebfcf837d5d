import { describe, expect, it } from 'vitest';
import { Envelope, LANE_NORMAL, NEVER, NOBODY } from '../src/envelope.ts';
import { MASK, masked } from '../src/masking.ts';
import { contract } from './support/bus.ts';

/** What an operator sees of a payload. */
function shown(payload: unknown, sensitiveFields: readonly string[]): unknown {
  const descriptor = contract('notes.note', { sensitiveFields });
  const { topic, version, fingerprint } = descriptor;
  const origin = { topic, version, fingerprint, source: 'notes', instance: 'one', descriptor };
  return masked(new Envelope(origin, 'id', 0, payload, undefined, LANE_NORMAL, NEVER, undefined, NOBODY)).payload;
}

describe('sensitive fields are masked', () => {
  it('in an object', () => {
    expect(shown({ card: { pin: 1, name: 'a' } }, ['card.pin'])).toEqual({ card: { pin: MASK, name: 'a' } });
  });

  it('in every item of a list, and of a list of lists', () => {
    expect(shown({ cards: [{ pin: 1 }, { pin: 2 }] }, ['cards[].pin'])).toEqual({
      cards: [{ pin: MASK }, { pin: MASK }],
    });
    expect(shown([[{ pin: 1 }]], ['[][].pin'])).toEqual([[{ pin: MASK }]]);
  });

  it('in every entry of a record', () => {
    expect(shown({ by: { a: { pin: 1 }, b: { pin: 2 } } }, ['by.*.pin'])).toEqual({
      by: { a: { pin: MASK }, b: { pin: MASK } },
    });
  });

  it('where the payload has them, and the payload itself stays as it is', () => {
    const payload = { card: 'none', bytes: new Uint8Array([1]) };
    expect(shown(payload, ['card.pin', 'bytes.*', 'other[].pin'])).toEqual(payload);
    expect(payload).toEqual({ card: 'none', bytes: new Uint8Array([1]) });
  });
});

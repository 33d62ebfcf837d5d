import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedId, IdSource } from '../src/ids.ts';

const random = { next: () => 0.5, bytes: (count: number) => new Uint8Array(count) };
const clockReadings = fc.array(fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_020 }), { maxLength: 200 });

describe('ids', () => {
  it('are UUIDs of version 7 that begin with the time', () => {
    const ids = new IdSource(random);
    expect(ids.next(0x0123_4567_89ab)).toBe('01234567-89ab-7000-8000-808080808080');
    expect(ids.next(0x0123_4567_89ab)).toBe('01234567-89ab-7000-8001-808080808080');
  });

  it('increase, whatever the clock does', () => {
    fc.assert(
      fc.property(clockReadings, (readings) => {
        const ids = new IdSource(random);
        const taken = readings.map((nowMs) => ids.next(nowMs));
        expect(taken).toEqual([...new Set(taken)].toSorted());
      }),
    );
  });

  it('are the same whenever they are written, in any order', () => {
    fc.assert(
      fc.property(clockReadings, fc.infiniteStream(fc.nat()), (readings, order) => {
        const [eager, lazy] = [new IdSource(random), new IdSource(random)];
        const taken = readings.map((nowMs) => ({ nowMs, id: eager.next(nowMs), serial: lazy.take(nowMs) }));
        for (const { nowMs, id, serial } of taken.toSorted(() => (order.next().value % 2) - 0.5)) {
          expect(typeof serial === 'string' ? serial : lazy.write(nowMs, serial)).toBe(id);
        }
      }),
    );
  });

  it('go on in the next millisecond where one has had all its numbers', () => {
    const ids = new IdSource(random);
    const last = ids.write(5, 2 ** 26 - 1);
    for (let nr = 0; nr < 2 ** 26; nr++) ids.take(5);
    expect([last, ids.next(5)].toSorted()).toEqual([last, ids.write(6, 0)]);
  });
});

describe('ids derived from a cause', () => {
  const publish = { topic: 'user.note', ordinal: 0 };

  it('say what they come from', () => {
    expect(derivedId('a', 'notes/user.login', publish)).toBe('a/notes/user.login/user.note/0');
  });

  it('stay short along a chain of handlers, differ, and come again', () => {
    const chain = (): string[] => {
      const ids = ['a'];
      for (let hop = 0; hop < 100; hop++) ids.push(derivedId(ids.at(-1) ?? '', 'notes/user.login', publish));
      return ids;
    };
    expect(Math.max(...chain().map((id) => id.length))).toBeLessThanOrEqual(128);
    expect(new Set(chain()).size).toBe(101);
    expect(chain()).toEqual(chain());
  });
});

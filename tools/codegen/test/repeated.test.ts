/** Large objects that stand in several places of a schema: what is wrong with them is explained by one function. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sourcesOf } from './sources.ts';
import { validatorOf } from './workspace.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const person = z.object(Object.fromEntries(names.map((name) => [name, z.int()])));
const schema = z.object({
  sender: person,
  receiver: person.optional(),
  others: z.array(person.nullable()),
  byName: z.record(z.string(), person),
  pair: z.tuple([person, z.string()]),
});

describe('a large object that a schema has in several places', () => {
  it('is explained by one function', () => {
    const text = sourcesOf(schema)['messages/thing.wire.gen.ts'] ?? '';
    expect(text.match(/value\['g'\]|value\.g\b/g)).toHaveLength(1);
    expect(text.match(/^function explain\w+/gm)).toEqual([
      'function explainValue',
      expect.stringMatching(/^function explain/),
    ]);
  });

  it('is explained where it stands', async () => {
    const { check, explain } = await validatorOf(schema);
    const good = Object.fromEntries(names.map((name) => [name, 1]));
    const bad = { ...good, g: 'x' };
    const fine = { sender: good, others: [good, null], byName: { one: good }, pair: [good, 'x'] };
    expect([check(fine), explain(fine)]).toEqual([true, []]);
    const wrong = {
      sender: bad,
      receiver: { ...good, h: 1 },
      others: [null, bad],
      byName: { one: bad },
      pair: [bad, ''],
    };
    expect(explain(wrong).map(({ path, code }) => `${path} ${code}`)).toEqual([
      'byName.one.g type',
      'others[1].g type',
      'pair[0].g type',
      'receiver.h unknown',
      'sender.g type',
    ]);
  });
});

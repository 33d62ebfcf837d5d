/** Names that every object inherits are names like others: of fields, constants, tags and entries. */
import { expect, it } from 'vitest';
import { generated, shapeOf } from '../fuzz/subjects.ts';

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
const member = (kind: string): object => ({
  type: 'object',
  properties: { kind: { const: kind } },
  required: ['kind'],
});
const shape = shapeOf({
  type: 'object',
  properties: {
    choice: { enum: names },
    open: { 'x-myelin': { type: 'open-enum', members: names } },
    preset: { enum: names, default: '__proto__' },
    tagged: { anyOf: names.map(member) },
    entries: { type: 'object', additionalProperties: { type: 'integer' } },
    constructor: { type: 'string' },
    toString: { type: 'integer' },
  },
  required: ['choice', 'open', 'tagged', 'entries', 'constructor', 'toString'],
});

it('are checked and carried as they are, and none is there that was not written', async () => {
  if (shape === undefined) throw new Error('the schema was refused');
  const [subject] = await generated([{ name: 'inherited names', shape }]);
  const payload = (name: string): object => ({
    choice: name,
    open: name,
    preset: name,
    tagged: { kind: name },
    entries: { constructor: 2, toString: 3, hasOwnProperty: 4 },
    constructor: 'a',
    toString: 5,
  });
  for (const name of names) {
    expect(subject?.check(payload(name))).toBe(true);
    expect(subject?.codec.decode(subject.codec.encode(payload(name) as never))).toEqual(payload(name));
  }
  const kept = Object.entries(payload('toString')).filter(([name]) => name !== 'constructor' && name !== 'toString');
  expect(subject?.check(Object.fromEntries(kept))).toBe(false);
  expect(subject?.check(payload('valueOf'))).toBe(false);
  expect(subject?.check({ ...payload('toString'), tagged: { kind: 'valueOf' } })).toBe(false);
});

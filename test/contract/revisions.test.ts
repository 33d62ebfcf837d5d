/** Every revision of a version reads what every other one wrote. */
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../tools/codegen/src/fingerprint.ts';
import type { Shape, TypeModel } from '../../tools/codegen/src/model.ts';
import { Chance } from '../../tools/codegen/test/compare/chance.ts';
import { makeSchema } from '../../tools/codegen/test/compare/make-schema.ts';
import { everything } from '../fuzz/everything.ts';
import { generated, type Subject, shapeOf } from '../fuzz/subjects.ts';
import { Values } from '../fuzz/values.ts';
import { asOf, grown, published } from './revisions.ts';

const text: TypeModel = { kind: 'string' };
const added: readonly TypeModel[] = [
  text,
  { kind: 'integer', min: 0 },
  { kind: 'array', items: { kind: 'object', fields: [{ name: 'a', type: text, optional: true }] } },
  { kind: 'nullable', of: { kind: 'number' } },
  { kind: 'record', values: { kind: 'boolean' } },
  { kind: 'literal', value: 'here' },
];

/** Three revisions of a shape, each with code of its own that knows all of them. */
async function family(first: Shape): Promise<readonly Subject[]> {
  const second = grown(first, 2, added);
  const shapes = [first, second, grown(second, 3, added.toReversed())];
  return await generated(
    shapes.map((shape, index) => ({
      name: `revision ${index + 1}`,
      shape,
      revisions: published(shapes.slice(0, index + 1)),
    })),
  );
}

const random = Array.from({ length: 12 }, (_, seed) => ({
  name: `schema ${seed}`,
  shape: shapeOf(makeSchema(new Chance(seed), { patterns: false })),
}));
const families = [{ name: 'everything', shape: shapeOf(everything) }, ...random].filter(
  ({ shape }) => shape !== undefined,
);

describe('revisions of one version', () => {
  it('read one another, whatever was written in which', async () => {
    let read = 0;
    for (const [index, { shape }] of families.entries()) {
      if (shape === undefined) continue;
      const revisions = await family(shape);
      for (const writer of revisions) {
        for (let round = 0; round < 5; round++) {
          const payload = new Values(new Chance(index * 100 + round), writer.shape).of(writer.shape.type);
          if (!writer.check(payload)) continue;
          const bytes = writer.codec.encode(payload as never);
          for (const [known, reader] of revisions.entries()) {
            expect(reader.codec.decode(bytes)).toEqual(asOf(payload, known + 1));
            read++;
          }
        }
      }
    }
    expect(read).toBeGreaterThan(300);
  }, 60_000);

  it('write a member that an open enum got later as text, which the first one reads', async () => {
    const mood = (members: readonly string[]): Shape => ({
      type: { kind: 'object', fields: [{ name: 'mood', type: { kind: 'openEnum', members }, optional: false }] },
      definitions: {},
    });
    const [old, next] = await both(mood(['bad', 'good']), mood(['awful', 'bad', 'good']));
    expect(
      ['awful', 'good', 'new'].map((each) =>
        old?.codec.decode(next?.codec.encode({ mood: each } as never) ?? new Uint8Array()),
      ),
    ).toEqual([{ mood: 'awful' }, { mood: 'good' }, { mood: 'new' }]);
  });

  it('refuse one another where a break was wanted that the layout cannot carry', async () => {
    const size = (type: TypeModel): Shape => ({
      type: { kind: 'object', fields: [{ name: 'size', type, optional: false }] },
      definitions: {},
    });
    const [old, next] = await both(size({ kind: 'integer' }), size(text));
    const bytes = next?.codec.encode({ size: 'large' } as never) ?? new Uint8Array();
    expect(next?.codec.decode(bytes)).toEqual({ size: 'large' });
    expect(() => old?.codec.decode(bytes)).toThrow(expect.objectContaining({ code: 'BUS_DECODE_FAILED' }));
  });

  it('skip what an acknowledged removal left behind', async () => {
    const fields = (...names: readonly string[]): Shape => ({
      type: { kind: 'object', fields: names.map((name) => ({ name, type: text, optional: true })) },
      definitions: {},
    });
    const [old, next] = await both(fields('a', 'b'), fields('a'));
    expect(next?.codec.decode(old?.codec.encode({ a: '1', b: '2' } as never) ?? new Uint8Array())).toEqual({ a: '1' });
    expect(old?.codec.decode(next?.codec.encode({ a: '1' } as never) ?? new Uint8Array())).toEqual({ a: '1' });
  });
});

async function both(first: Shape, second: Shape): Promise<readonly Subject[]> {
  expect(fingerprintOf(first)).not.toBe(fingerprintOf(second));
  return await generated([
    { name: 'first', shape: first },
    { name: 'second', shape: second, revisions: published([first, second]) },
  ]);
}

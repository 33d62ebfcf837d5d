import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytesMaxOf, depthMaxOf, sensitiveFields } from '../src/bounds.ts';
import { bytes, sensitive } from '../src/define.ts';
import type { Json } from '../src/model.ts';
import { modelOf } from './sources.ts';

const bounded = z.object({
  text: z.string().max(5),
  'odd "name"': z.number().optional(),
  list: z.array(z.enum(['ä', 'long one'])).max(3),
  pair: z.tuple([z.boolean(), z.string().max(2).nullable()]),
  kind: z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.literal('b'), n: z.int() })]),
  when: z.iso.date(),
});
const payload = fc.record({
  text: fc.string({ unit: 'binary', maxLength: 5, size: 'max' }).map((text) => text.slice(0, 5)),
  'odd "name"': fc.double({ noNaN: true, noDefaultInfinity: true }),
  list: fc.array(fc.constantFrom('ä', 'long one'), { maxLength: 3 }),
  pair: fc.tuple(fc.boolean(), fc.option(fc.constantFrom('\u0001\u0002', '\ud800\ud800', 'x'))),
  kind: fc.oneof(fc.record({ t: fc.constant('a') }), fc.record({ t: fc.constant('b'), n: fc.maxSafeInteger() })),
  when: fc.constant('2026-02-28'),
});

function depthOf(value: Json): number {
  return typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map((item: Json) => depthOf(item)))
    : 0;
}

describe('the bounds of a payload', () => {
  it('hold for the JSON of every payload', () => {
    const { type } = modelOf(bounded).shape;
    const bytesMax = bytesMaxOf(type) ?? 0;
    const depthMax = depthMaxOf(type) ?? 0;
    let largest = 0;
    fc.assert(
      fc.property(payload, (value) => {
        expect(bounded.safeParse(value).success).toBe(true);
        const size = Buffer.byteLength(JSON.stringify(value));
        largest = Math.max(largest, size);
        expect(size).toBeLessThanOrEqual(bytesMax);
        expect(depthOf(value)).toBeLessThanOrEqual(depthMax);
      }),
      { numRuns: 500 },
    );
    expect(largest).toBeGreaterThan(bytesMax / 2);
    expect(depthMax).toBe(2);
  });

  it('count base64 for binary data', () => {
    expect(bytesMaxOf(modelOf(z.object({ d: bytes({ bytesMax: 10 }) })).shape.type)).toBe(
      JSON.stringify({ d: 'x'.repeat(16) }).length + 1,
    );
  });

  it.each([
    ['a string', z.string()],
    ['a list', z.array(z.int())],
    ['a record', z.record(z.string(), z.int())],
    ['binary data', bytes()],
    ['anything', z.unknown()],
    ['a tuple with a rest', z.tuple([z.int()]).rest(z.int())],
  ])('do not exist where %s has no limit', (_, schema) => {
    expect(bytesMaxOf(modelOf(z.object({ schema })).shape.type)).toBeUndefined();
  });

  it('do not exist for a type that contains itself', () => {
    const node = z.object({
      get next() {
        return node.optional();
      },
    });
    const { type } = modelOf(node).shape;
    expect([bytesMaxOf(type), depthMaxOf(type)]).toEqual([undefined, undefined]);
  });
});

describe('paths of sensitive fields', () => {
  it('lead through lists, records, unions and recursion', () => {
    const secret = z.object({ pin: sensitive(z.string()) });
    const node = z.object({
      note: sensitive(z.string()).optional(),
      get next() {
        return node.optional();
      },
    });
    const schema = z.object({
      a: secret,
      b: z.array(secret),
      c: z.record(z.string(), secret),
      d: z.union([secret, z.int()]).nullable(),
      e: node,
    });
    expect(sensitiveFields(modelOf(schema).shape)).toEqual([
      'a.pin',
      'b[].pin',
      'c.*.pin',
      'd.pin',
      'e.next.next',
      'e.next.note',
      'e.note',
    ]);
  });
});

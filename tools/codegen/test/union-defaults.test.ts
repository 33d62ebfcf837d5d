/** Defaults inside unions: filled in where one member alone can have been meant. */
import { describe, expect, it } from 'vitest';
import type { AnySchema } from '../src/define.ts';
import { fillIn } from '../src/fill-in.ts';
import { modelOf } from './sources.ts';
import { problemsOf, shopOf, validatorOf, workspace } from './workspace.ts';

const text = { type: 'string' };
const preset = { type: 'integer', default: 1 };
const made = {
  type: 'object',
  properties: { maker: text, at: text, count: preset },
  required: ['maker', 'at'],
};
const bought = { type: 'object', properties: { shop: text, price: preset, at: text }, required: ['shop', 'at'] };

describe('a default inside a union', () => {
  it.each<[string, AnySchema, unknown, unknown]>([
    ['beside a text', { anyOf: [text, made] }, { maker: 'a', at: 'b' }, { maker: 'a', at: 'b', count: 1 }],
    ['of the one object', { oneOf: [made, bought] }, { maker: 'a', at: 'b' }, { maker: 'a', at: 'b', count: 1 }],
    ['of the other', { oneOf: [made, bought] }, { shop: 'a', at: 'b' }, { shop: 'a', at: 'b', price: 1 }],
    ['that is not meant', { anyOf: [text, made] }, 'a', 'a'],
  ])('%s is filled in', async (_, union, given, filled) => {
    const schema = { type: 'object', properties: { of: union }, required: ['of'] };
    const { shape, problems } = modelOf(schema);
    const { fill, check } = await validatorOf(schema);
    expect([problems, check({ of: given })]).toEqual([[], true]);
    expect(fill({ of: given })).toEqual({ of: filled });
    expect(fillIn({ of: given }, shape)).toEqual({ of: filled });
  });

  it.each<[string, AnySchema]>([
    ['any JSON', { anyOf: [made, {}] }],
    ['any JSON or nothing', { oneOf: [{ anyOf: [{}, made] }, { type: 'null' }] }],
    ['any JSON, below it', { anyOf: [{}, { type: 'array', items: made }] }],
  ])('is refused in a union that takes %s', (_, union) => {
    const { problems } = modelOf({ type: 'object', properties: { of: union }, required: ['of'] });
    expect(problems.map(({ message }) => message)).toContain('a default stands inside a union that takes any JSON');
  });

  it('is refused where a value may be of two members', async () => {
    const schema = `{ type: 'object', properties: { of: { anyOf: [
      { type: 'object', properties: { a: { type: 'string', default: 'x' } } },
      { type: 'object', properties: { b: { type: 'string' } }, required: ['b'] },
    ] } } }`;
    expect(await problemsOf(await workspace(shopOf(schema)))).toEqual([
      expect.stringContaining('a default stands inside a union whose members nothing tells apart'),
    ]);
  });
});

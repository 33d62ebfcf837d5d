import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { payloadsOf } from '../../../test/contract/arbitrary.ts';
import { bytes, openEnum } from '../src/define.ts';
import { recipeOf } from '../src/fixtures/recipe.ts';
import { spoilingsOf } from '../src/fixtures/spoil.ts';
import { refusedAt } from '../src/inspect.ts';
import { readContract } from '../src/main.ts';
import type { Shape } from '../src/model.ts';
import { fixturesFile } from '../src/render/fixtures.ts';
import { Chance } from './compare/chance.ts';
import { makeSchema } from './compare/make-schema.ts';
import { modelOf } from './sources.ts';
import { configOf, shopOf, validatorOf, workspace } from './workspace.ts';

const formats = z.object({
  day: z.iso.date(),
  at: z.iso.datetime({ offset: true }),
  utc: z.iso.datetime(),
  time: z.iso.time(),
  length: z.iso.duration(),
  mail: z.email(),
  phone: z.e164(),
  four: z.ipv4(),
  six: z.ipv6(),
  page: z.url(),
  id: z.uuid(),
  sortable: z.ulid(),
  text: z.base64(),
  safe: z.base64url(),
  short: z.email().max(12),
  patterned: z
    .string()
    .regex(/^[A-C]+-\d{3}$/)
    .min(6)
    .max(9),
});

const rules = z.object({
  count: z.int().min(3).max(9).multipleOf(3),
  share: z.number().gt(0).lt(1),
  price: z.number().min(0.1).max(0.3).multipleOf(0.1),
  below: z.int().max(-5),
  kind: z.enum(['one', 'two']),
  fixed: z.literal('this'),
  mood: openEnum(['good']),
  data: bytes({ bytesMax: 4 }).optional(),
  tags: z.array(z.string().max(3)).min(1).max(3),
  pair: z.tuple([z.string(), z.int().optional()]),
  scores: z.record(z.string().regex(/^[a-z]+$/), z.number()),
  either: z.union([z.string().max(2), z.int()]),
  maybe: z.object({ x: z.number() }).nullable(),
  shape: z.discriminatedUnion('type', [
    z.object({ type: z.literal('circle'), radius: z.number() }),
    z.object({ type: z.literal('square'), side: z.number() }),
  ]),
  'odd name': z.boolean(),
});
const example = {
  count: 6,
  share: 0.5,
  price: 0.2,
  below: -6,
  kind: 'one',
  fixed: 'this',
  mood: 'good',
  tags: ['a'],
  pair: ['b', 2],
  scores: { a: 1 },
  either: 'c',
  maybe: { x: 1 },
  shape: { type: 'circle', radius: 1 },
  'odd name': true,
};

function shapeOf(schema: Parameters<typeof modelOf>[0]): Shape {
  const { shape, problems } = modelOf(schema);
  expect(problems).toEqual([]);
  return shape;
}

/** Payloads of a shape at random that its own model refuses. */
function refusedOf(shape: Shape, numRuns = 300): unknown[] {
  return fc
    .sample(payloadsOf(shape), { numRuns, seed: 1 })
    .filter((payload) => refusedAt(payload, shape) !== undefined);
}

describe('payloads at random', () => {
  it.each([
    ['every format', formats],
    ['every rule', rules],
  ])('are valid for %s', (_, schema) => {
    expect(refusedOf(shapeOf(schema))).toEqual([]);
  });

  it('are valid for any schema that some can be made up for', () => {
    let made = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { shape, problems } = modelOf(makeSchema(new Chance(seed), { patterns: true }));
      if (problems.length > 0 || recipeOf(shape) === undefined) continue;
      made++;
      expect(refusedOf(shape, 20), `seed ${seed}`).toEqual([]);
    }
    expect(made).toBeGreaterThan(200);
  });

  it('differ from one another', () => {
    const payloads = fc.sample(payloadsOf(shapeOf(rules)), { numRuns: 50, seed: 1 });
    expect(new Set(payloads.map((payload) => JSON.stringify(payload))).size).toBe(50);
  });

  it('come to an end where types contain each other', () => {
    const leaf = z.object({ word: z.string() });
    const node = z.object({
      get left(): z.ZodUnion<[typeof node, typeof leaf]> {
        return z.union([node, leaf]);
      },
      get more(): z.ZodArray<typeof node> {
        return z.array(node);
      },
    });
    expect(refusedOf(shapeOf(z.object({ root: node })), 100)).toEqual([]);
  });
});

describe('spoilt examples', () => {
  it('break one rule each, and that very one', async () => {
    const shape = shapeOf(rules);
    const { explain } = await validatorOf(rules);
    const spoilings = spoilingsOf(shape, [example]);
    const told = spoilings.map((spoiling) => explain(spoilt(spoiling)).map(({ code }) => code));
    expect(told).toEqual(spoilings.map(({ code }) => [code]));
    expect(new Set(spoilings.map(({ code }) => code))).toEqual(
      new Set(['type', 'required', 'unknown', 'range', 'enum', 'length', 'union']),
    );
  });

  it('break that very rule in any schema', async () => {
    let count = 0;
    for (let seed = 0; seed < 60; seed++) {
      const schema = makeSchema(new Chance(seed), { patterns: true });
      const { shape, problems } = modelOf(schema);
      if (problems.length > 0 || recipeOf(shape) === undefined) continue;
      const examples = fc.sample(payloadsOf(shape), { numRuns: 3, seed: 1 });
      const spoilings = spoilingsOf(shape, examples);
      const { explain } = await validatorOf(schema);
      const told = spoilings.map((spoiling) =>
        explain(spoilt(spoiling, examples[spoiling.example])).map(({ code }) => code),
      );
      expect(told, `seed ${seed}`).toEqual(spoilings.map(({ code }) => [code]));
      count += spoilings.length;
    }
    expect(count).toBeGreaterThan(250);
  });

  it('break patterns and formats', async () => {
    const shape = shapeOf(formats);
    const [made] = fc.sample(payloadsOf(shape), { numRuns: 1, seed: 1 });
    const { explain } = await validatorOf(formats);
    const spoilings = spoilingsOf(shape, [made]);
    const told = spoilings.map((spoiling) => explain(spoilt(spoiling, made)).map(({ code }) => code));
    expect(told).toEqual(spoilings.map(({ code }) => [code]));
    const broken = spoilings
      .filter(({ code }) => code === 'format' || code === 'pattern')
      .flatMap(({ steps }) => steps);
    expect(broken).toEqual(Object.keys(formats.shape).toSorted());
  });
});

describe('the fixtures of a message', () => {
  it('pick among the examples where no payload can be made up', async () => {
    const files = shopOf('z.object({ code: z.string().regex(/^(?=.*secret)(?!.*x)[a-z]{40}$/) })');
    const text = `examples: [{ code: 'secret${'a'.repeat(34)}' }]`;
    const entries = Object.entries(files).map(([file, source]) => [file, source.replace('examples: [{}]', text)]);
    const root = await workspace(Object.fromEntries(entries) as Record<string, string>);
    const { contract } = await readContract(configOf(root));
    const [message] = contract.messages;
    if (message === undefined) throw new Error('no message was read');
    expect(fixturesFile(message).body.join('\n')).toContain(`random: { pick: [{ code: 'secret`);
  });
});

/** An example with one value put in its place, or taken away. */
function spoilt({ steps, ...mistake }: ReturnType<typeof spoilingsOf>[number], base: unknown = example): unknown {
  const copy: unknown = structuredClone(base);
  const last = steps.at(-1);
  if (last === undefined) return mistake.value;
  const target = steps.slice(0, -1).reduce<unknown>((inner, step) => Reflect.get(Object(inner) as object, step), copy);
  if ('value' in mistake) Reflect.set(Object(target) as object, last, mistake.value);
  else Reflect.deleteProperty(Object(target) as object, last);
  return copy;
}

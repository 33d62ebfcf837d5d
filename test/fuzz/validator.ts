/** Generated validators of random schemas against zod, with valid, changed and hostile values. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { loadValidator, modelOf } from '../../tools/codegen/test/sources.ts';
import { disagreement, type Pair } from '../../tools/codegen/test/validator/oracle.ts';
import { type Recipe, reader, recipes, writer, written } from '../../tools/codegen/test/validator/recipes.ts';
import { type Hostile, hostiles, junk, mutated, places, planted } from '../../tools/codegen/test/validator/values.ts';
import { payloadsOf } from '../contract/arbitrary.ts';
import type { Finding } from './target.ts';

/** Values of one schema. */
const VALUES = 100;

/** One random schema and many values; what was found first. */
export async function validator(seed: number): Promise<Finding | undefined> {
  const [recipe] = fc.sample(recipes(3), { seed, numRuns: 1 });
  const folder = await mkdtemp(path.join(tmpdir(), 'myelin-fuzz-'));
  try {
    const pair = recipe === undefined ? undefined : await pairOf(folder, recipe);
    return pair === undefined ? undefined : search(pair, seed);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Undefined where the generator refuses the schema. */
async function pairOf(folder: string, recipe: Recipe): Promise<Pair | undefined> {
  const schema = recipe(written);
  const { shape, problems } = modelOf(schema);
  if (problems.length > 0) return undefined;
  return { shape, validator: await loadValidator(folder, schema), writer: recipe(writer), reader: recipe(reader) };
}

function search(pair: Pair, seed: number): Finding | undefined {
  const names = fc.uniqueArray(fc.constantFrom(...Object.keys(hostiles)), { minLength: 2, maxLength: 2 });
  const cases = fc.record({ value: payloadsOf(pair.shape), steps: places, replacement: junk, names });
  for (const { value, steps, replacement, names: chosen } of fc.sample(cases, { seed, numRuns: VALUES })) {
    const changed = mutated(value, steps, replacement);
    const found =
      finding(pair, value, disagreement(pair, value)) ??
      finding(pair, changed, disagreement(pair, changed)) ??
      hostile(pair, planted.bind(undefined, value, steps), chosen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hostile(
  pair: Pair,
  plantedWith: (plant: Hostile['plant']) => unknown,
  names: readonly string[],
): Finding | undefined {
  for (const name of names) {
    const { plant, like } = hostiles[name] ?? none;
    const what = disagreement(pair, plantedWith(plant), like);
    if (what !== undefined) return finding(pair, name, `${name}: ${what}`);
  }
  return undefined;
}

const none: Hostile = { like: 'whole', plant: (node) => node };

function finding(pair: Pair, value: unknown, what: string | undefined): Finding | undefined {
  return what === undefined ? undefined : { what, value, about: JSON.stringify(pair.shape) };
}

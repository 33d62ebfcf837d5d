/** Any message of a shape: what a publisher may write, at random, as the examples of the SDKs are made. */
import * as fc from 'fast-check';
import { makeValue, type Parts, type Recipe } from '../../packages/bus-core/src/testing/recipe.ts';
import { seededRandom } from '../../packages/bus-core/src/virtual-clock.ts';
import { recipeOf } from '../../tools/codegen/src/fixtures/recipe.ts';
import type { Shape } from '../../tools/codegen/src/model.ts';

/** Fields that may be left out are; recursion ends soon. A payload is told by its seed, so none is made smaller. */
export function payloadsOf(shape: Shape): fc.Arbitrary<unknown> {
  // The generator knows recipes as plain data: what it writes is checked against their type where it is compiled.
  const recipe = recipeOf(shape) as { readonly random: unknown; readonly parts: unknown } | undefined;
  if (recipe === undefined) throw new Error('no payload of this shape can be made up');
  const { random, parts } = recipe as { readonly random: Recipe; readonly parts: Parts };
  return fc.noShrink(fc.noBias(fc.integer())).map((seed) => makeValue(random, seededRandom(seed), parts));
}

/** Adds to a schema what no message may have and any JSON Schema may. */
import type { Chance } from './chance.ts';
import { type Draft, makeType } from './make-schema.ts';
import { nodesOf } from './mutate.ts';

/** The schema with up to three rules from beyond the closed subset. */
export function wild(schema: Draft, chance: Chance): Draft {
  const copy = structuredClone(schema);
  for (let count = chance.whole(0, 3); count > 0; count--) {
    const nodes = nodesOf(copy);
    if (nodes.length > 0) add(chance.pick(nodes), chance);
  }
  return copy;
}

function add(node: Draft, chance: Chance): void {
  const small = (): Draft => makeType(chance, 1, { patterns: true });
  const rules: readonly (() => Draft)[] = [
    () => ({ not: small() }),
    () => ({ allOf: [small(), ...(chance.often(0.3) ? [small()] : [])] }),
    () => ({ if: small(), [['th', 'en'].join('')]: small(), else: small() }),
    () => ({ oneOf: [small(), small()] }),
    () => ({ anyOf: [small(), small(), {}] }),
    () => ({ patternProperties: { [chance.pick(['^a', 'b', '.'])]: small() } }),
    () => ({ minProperties: chance.whole(0, 2) }),
    () => ({ maxProperties: chance.whole(0, 3) }),
    () => ({ dependentRequired: { a: ['b'] } }),
    () => ({ contains: small() }),
    () => ({ contains: small(), minContains: 0, maxContains: 1 }),
    () => ({ additionalProperties: chance.pick([true, false, small()]) }),
    () => ({ propertyNames: chance.pick([true, { pattern: '^[ab]' }, { maxLength: 1 }]) }),
    () => ({
      type: chance.some(['string', 'null', 'integer', 'object', 'array', 'boolean', 'number']).concat('string'),
    }),
    () => ({ enum: ['a', 1, null, {}, [], { a: 1 }] }),
    () => ({ uniqueItems: true }),
    () => ({ minLength: 1 }),
    () => ({ required: ['a'] }),
    () => ({ multipleOf: 2 }),
  ];
  const added = chance.pick(rules)();
  // The other validator mistakes these beside the items of a tuple.
  if ('prefixItems' in node && ('contains' in added || 'uniqueItems' in added)) return;
  if ('type' in added) added['type'] = [...new Set(added['type'] as string[])];
  Object.assign(node, added);
}

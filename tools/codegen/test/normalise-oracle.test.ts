/** Whatever keywords a schema has: it is refused, or the model means what another validator reads in it. */
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { hasFormat } from '../src/formats.ts';
import { accepts } from '../src/inspect.ts';
import { Chance } from './compare/chance.ts';
import { modelOf } from './sources.ts';

type Draft = Record<string, unknown>;
type Form = 'draft-07' | '2020-12';

const types = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'];
const names = ['a', 'b', 'kind'];
const scalars = [-1, 0, 1, 2, 0.5, 1.5, '', 'a', 'ab', 'abc', 'b', '2026-01-31', 'a@b.co', true, false, null];

function anyValue(chance: Chance, depth = 0): unknown {
  const inner = (): unknown => anyValue(chance, depth + 1);
  const shape = depth > 2 ? 0 : chance.whole(0, 3);
  if (shape === 0) return chance.pick(scalars);
  if (shape === 1) return Array.from({ length: chance.whole(0, 3) }, inner);
  return Object.fromEntries(chance.some([...names, 'other']).map((name) => [name, inner()]));
}

/** Any keywords at all, most of them beside their own type. */
function anySchema(chance: Chance, form: Form, depth = 0): Draft {
  const sub = (): unknown =>
    depth > 2 ? { type: chance.pick(types.slice(0, 5)) } : chance.often(0.05) ? chance.often(0.5) : below();
  const below = (): Draft => anySchema(chance, form, depth + 1);
  const subs = (): unknown[] => Array.from({ length: chance.whole(1, 2) }, sub);
  const keywords: Readonly<Record<string, readonly [share: number, make: () => unknown]>> = {
    minLength: [0.1, () => chance.whole(0, 2)],
    maxLength: [0.1, () => chance.whole(0, 3)],
    pattern: [0.1, () => chance.pick(['^a', 'b$', '^[ab]*$'])],
    format: [0.1, () => chance.pick(['date', 'email'])],
    minimum: [0.1, () => chance.whole(-1, 2)],
    maximum: [0.1, () => chance.whole(0, 3)],
    exclusiveMinimum: [0.1, () => chance.pick([0, 0.5, 1])],
    exclusiveMaximum: [0.1, () => chance.pick([1, 2, 2.5])],
    multipleOf: [0.1, () => chance.pick([1, 2, 0.5])],
    items: [0.3, () => (form === 'draft-07' && chance.often(0.3) ? subs() : sub())],
    prefixItems: [form === '2020-12' ? 0.1 : 0, subs],
    additionalItems: [form === 'draft-07' ? 0.2 : 0, sub],
    minItems: [0.1, () => chance.whole(0, 2)],
    maxItems: [0.1, () => chance.whole(0, 3)],
    uniqueItems: [0.1, () => chance.often(0.7)],
    properties: [0.3, () => Object.fromEntries(chance.some(names).map((name) => [name, sub()]))],
    required: [0.1, () => chance.some(names)],
    additionalProperties: [0.1, () => (chance.often(0.4) ? false : sub())],
    propertyNames: [0.03, () => chance.pick([{ maxLength: 1 }, { enum: ['a', 'b'] }])],
    enum: [0.06, () => Array.from({ length: chance.whole(1, 3) }, () => anyValue(chance, 2))],
    const: [0.06, () => anyValue(chance, 2)],
    anyOf: [depth > 2 ? 0 : 0.08, subs],
    oneOf: [depth > 2 ? 0 : 0.08, subs],
    allOf: [depth > 2 ? 0 : 0.03, subs],
    not: [0.01, sub],
    minProperties: [0.01, () => 1],
    contains: [0.01, sub],
    dependentRequired: [0.01, () => ({ a: ['b'] })],
  };
  const first = chance.pick(types);
  const type = chance.often(0.15) ? [...new Set([first, chance.pick(types)])] : first;
  const made = Object.entries(keywords).filter(([, [share]]) => chance.often(share));
  return { type, ...Object.fromEntries(made.map(([keyword, [, make]]) => [keyword, make()])) };
}

const options = { strict: false, logger: false, validateSchema: false } as const;
const oracles = { 'draft-07': new Ajv(options), '2020-12': new Ajv2020(options) };
for (const ajv of Object.values(oracles))
  for (const format of ['date', 'email'] as const) ajv.addFormat(format, (text: string) => hasFormat(format, text));

it.each(['draft-07', '2020-12'] as const)(
  'the model means what a schema of %s says, or the schema is refused',
  (form) => {
    const wrong: string[] = [];
    let read = 0;
    for (let seed = 0; seed < 2_000; seed++) {
      const chance = new Chance(seed);
      const schema = anySchema(chance, form);
      const { shape, problems } = modelOf(schema);
      if (problems.length > 0) continue;
      read++;
      const check = oracles[form].compile(schema);
      const values = Array.from({ length: 40 }, () => anyValue(chance));
      const odd = values.find((value) =>
        check(value) ? !accepts(value, shape, { open: true }) : accepts(value, shape),
      );
      if (odd !== undefined) wrong.push(`${seed}: ${JSON.stringify(schema)} and ${JSON.stringify(odd)}`);
    }
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(500);
  },
  60_000,
);

/** Changes a schema as people do: one mutation for each kind of change that the rules speak of. */
import type { Chance } from './chance.ts';
import {
  type Draft,
  type Making,
  makeMember,
  makeNumber,
  makeText,
  makeType,
  names,
  patterns,
  words,
} from './make-schema.ts';

/** The schema after one to three changes; at times another schema altogether. */
export function mutated(schema: Draft, chance: Chance, making: Making): Draft {
  const copy = structuredClone(schema);
  for (let count = chance.whole(1, 3); count > 0; count--) {
    const nodes = nodesOf(copy);
    if (nodes.length === 0) return makeType(chance, 1, making);
    const node = chance.pick(nodes);
    const change = chance.pick([...changesOf(node), ...anywhere]);
    change(node, chance, making);
  }
  return copy;
}

type Mutation = (node: Draft, chance: Chance, making: Making) => void;

/** Every schema inside a schema, and itself; constants that tell members apart stay. */
export function nodesOf(schema: Draft): Draft[] {
  const inner = [
    ...Object.values((schema['properties'] ?? {}) as Record<string, Draft>).filter(
      (node) => !('$ref' in node) && !('const' in node),
    ),
    ...Object.values((schema['$defs'] ?? {}) as Record<string, Draft>),
    ...['items', 'additionalProperties']
      .map((keyword) => schema[keyword])
      .filter((node): node is Draft => typeof node === 'object' && node !== null),
    ...['anyOf', 'oneOf', 'prefixItems'].flatMap((keyword) => (schema[keyword] ?? []) as Draft[]),
  ];
  const own = '$ref' in schema || isMember(schema) ? [] : [schema];
  return [...own, ...inner.flatMap(nodesOf)];
}

function isMember({ properties }: Draft): boolean {
  const kind = (properties as Record<string, Draft> | undefined)?.['kind'];
  return kind !== undefined && 'const' in kind;
}

function replace(node: Draft, by: Draft): void {
  for (const keyword of Object.keys(node)) if (keyword !== 'default') delete node[keyword];
  Object.assign(node, by);
}

const anywhere: readonly Mutation[] = [
  (node, chance, making) => replace(node, makeType(chance, 1, making)),
  (node) => replace(node, { anyOf: [without(node, 'default'), { type: 'null' }] }),
  (node, chance, making) => replace(node, { anyOf: [without(node, 'default'), makeType(chance, 1, making)] }),
];

function without(node: Draft, keyword: string): Draft {
  return Object.fromEntries(Object.entries(node).filter(([name]) => name !== keyword));
}

function changesOf(node: Draft): readonly Mutation[] {
  if (node['type'] === 'string') return texts;
  if (node['type'] === 'integer' || node['type'] === 'number') return numbers;
  if (node['type'] === 'array') return 'prefixItems' in node ? tuples : arrays;
  if (node['type'] === 'object') return 'properties' in node ? objects : records;
  if ('enum' in node) return enums;
  if ('x-myelin' in node) return others;
  if ('anyOf' in node) return unions;
  return 'oneOf' in node ? tagged : [];
}

function nudge(node: Draft, keyword: string, { chance, least = 0 }: { chance: Chance; least?: number }): void {
  const value = node[keyword];
  if (typeof value !== 'number') node[keyword] = chance.whole(Math.max(least, 1), 6);
  else if (chance.often(0.3)) delete node[keyword];
  else node[keyword] = Math.max(least, value + chance.pick([-1, 1]));
}

const texts: readonly Mutation[] = [
  (node, chance) => nudge(node, 'minLength', { chance }),
  (node, chance) => nudge(node, 'maxLength', { chance }),
  (node, chance, making) => {
    if ('pattern' in node) delete node['pattern'];
    else if (making.patterns && !('format' in node)) node['pattern'] = chance.pick(patterns);
  },
  (node, chance) => {
    if ('format' in node) delete node['format'];
    else if (!('pattern' in node)) node['format'] = chance.pick(['email', 'uuid', 'date', 'hostname']);
  },
  (node, chance, making) => replace(node, makeText(chance, making)),
];

const numbers: readonly Mutation[] = [
  (node, chance) => nudge(node, 'minimum', { chance, least: -9 }),
  (node, chance) => nudge(node, 'maximum', { chance, least: -9 }),
  (node, chance) => nudge(node, 'exclusiveMaximum', { chance, least: -9 }),
  (node) => void (node['type'] = node['type'] === 'integer' ? 'number' : 'integer'),
  (node, chance) => {
    if ('multipleOf' in node && chance.often(0.5)) delete node['multipleOf'];
    else node['multipleOf'] = chance.pick([2, 3, 4, 0.5]);
  },
  (node, chance) => replace(node, makeNumber(chance)),
];

const enums: readonly Mutation[] = [
  (node, chance) => void (node['enum'] = [...new Set([...(node['enum'] as unknown[]), chance.pick(words)])]),
  (node) => {
    const values = node['enum'] as unknown[];
    if (values.length > 1) node['enum'] = values.slice(1);
  },
  (node) => replace(node, { type: 'string' }),
];

const arrays: readonly Mutation[] = [
  (node, chance) => nudge(node, 'minItems', { chance }),
  (node, chance) => nudge(node, 'maxItems', { chance }),
  (node) => {
    const type = (node['items'] as Draft)['type'];
    if (node['uniqueItems'] === true) delete node['uniqueItems'];
    else if (typeof type === 'string' && ['string', 'number', 'integer', 'boolean'].includes(type))
      node['uniqueItems'] = true;
  },
];

const tuples: readonly Mutation[] = [
  (node, chance, making) =>
    void (node['prefixItems'] = [...(node['prefixItems'] as Draft[]), makeType(chance, 0, making)]),
  (node) =>
    void (node['prefixItems'] = (node['prefixItems'] as Draft[]).slice(
      0,
      Math.max(1, (node['prefixItems'] as Draft[]).length - 1),
    )),
  (node, chance) => void (node['minItems'] = chance.whole(0, (node['prefixItems'] as Draft[]).length)),
  (node, chance, making) => void (node['items'] = node['items'] === false ? makeType(chance, 0, making) : false),
];

const records: readonly Mutation[] = [
  (node, chance) => {
    if ('propertyNames' in node) delete node['propertyNames'];
    else node['propertyNames'] = { maxLength: chance.whole(1, 5) };
  },
];

const objects: readonly Mutation[] = [
  (node, chance, making) => {
    const name = chance.pick(names);
    node['properties'] = { ...(node['properties'] as Draft), [name]: makeType(chance, 1, making) };
  },
  (node, chance, making) => {
    const name = chance.pick(names);
    node['properties'] = { ...(node['properties'] as Draft), [name]: makeType(chance, 1, making) };
    node['required'] = [...new Set([...(node['required'] as string[]), name])];
  },
  (node, chance) => {
    const name = chance.pick(names);
    node['properties'] = without(node['properties'] as Draft, name);
    node['required'] = (node['required'] as string[]).filter((other) => other !== name);
  },
  (node, chance) => void (node['required'] = chance.some(Object.keys(node['properties'] as Draft))),
];

const others: readonly Mutation[] = [
  (node, chance) => void (node['x-myelin'] = { type: 'bytes', bytesMax: chance.whole(1, 4) }),
  (node, chance) => void (node['x-myelin'] = { type: 'open-enum', members: ['a', ...chance.some(['b', 'c'])] }),
  (node, chance) => replace(node, { enum: ['a', chance.pick(['b', 'c'])] }),
];

const unions: readonly Mutation[] = [
  (node, chance, making) => void (node['anyOf'] as Draft[]).push(makeType(chance, 1, making)),
  (node) => {
    const members = node['anyOf'] as Draft[];
    if (members.length > 1) node['anyOf'] = members.slice(1);
  },
];

const tagged: readonly Mutation[] = [
  (node, chance, making) =>
    void (node['oneOf'] as Draft[]).push(
      makeMember(chance, `t${(node['oneOf'] as Draft[]).length}`, { depth: 1, making }),
    ),
  (node) => {
    const members = node['oneOf'] as Draft[];
    if (members.length > 1) node['oneOf'] = members.slice(1);
  },
];

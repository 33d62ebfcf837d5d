/** Pairs of files of about a hundred kilobytes that are hard to compare, and files that nobody can compare. */

/** A pair, with the directions that are no way compatible. */
export interface HostilePair {
  readonly old: string;
  readonly next: string;
  readonly broken: readonly ('backward' | 'forward')[];
}

const text = { type: 'string' };
const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));
const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });
const entries = (count: number, make: (index: number) => readonly [string, unknown]): object =>
  Object.fromEntries(many(count, make));
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + '{}' + close.repeat(depth);

function pair(old: unknown, next: unknown, ...broken: HostilePair['broken']): HostilePair {
  return { old: JSON.stringify(old), next: JSON.stringify(next), broken };
}

const required = (name: string, schema: object): object => object({ [name]: schema }, { required: [name] });
const short = { type: 'string', maxLength: 3 };

/** Types that refer to each other, `links` from each. */
function tangle(count: number, links: number, leaf: object): object {
  const fields = (from: number): object => ({
    leaf,
    ...entries(links, (index) => [`p${index}`, { $ref: `#/$defs/n${(from * 7 + index * 3 + 1) % count}` }]),
  });
  return { $ref: '#/$defs/n0', $defs: entries(count, (from) => [`n${from}`, object(fields(from))]) };
}

/** A ring of references, which ends in a type or never. */
function ring(count: number, last: object): object {
  return {
    $ref: '#/$defs/r0',
    $defs: { ...entries(count, (index) => [`r${index}`, { $ref: `#/$defs/r${index + 1}` }]), [`r${count}`]: last },
  };
}

/** A choice of two for each of many fields: as many combinations as there are subsets. */
function colours(count: number, fields: number): object {
  const field = (index: number, turn: number): readonly [string, object] => [
    `f${(index * 5 + turn * 3) % fields}`,
    { const: turn % 2 === index % 2 },
  ];
  return {
    anyOf: many(count, (index) =>
      object(Object.fromEntries(many(3, (turn) => field(index, turn))), {
        required: many(3, (turn) => field(index, turn)[0]),
      }),
    ),
  };
}

const patterns = {
  nested: (end: string) => `^${'('.repeat(60)}a+${')+'.repeat(60)}${end}$`,
  optional: (end: string) => `^${'a?'.repeat(3000)}${'a'.repeat(3000)}${end}$`,
  wide: (end: string) => `^(?:${many(9000, (index) => `w${index}`).join('|')})*${end}$`,
  counted: (end: string) => `^(?:(?:(?:a{0,99}){0,99}){0,99}){0,99}${end}$`,
  classes: (end: string) => `^(?:${'[a-z0-9_-]*'.repeat(8000)})${end}$`,
  back: (end: string) => `^(a*)*(?:\\1${'|\\1b'.repeat(9000)})${end}$`,
};

function patternPairs(): Record<string, HostilePair> {
  return Object.fromEntries(
    Object.entries(patterns).map(([name, make]) => [
      `a pattern: ${name}`,
      pair({ ...text, pattern: make('') }, { ...text, pattern: make('b') }),
    ]),
  );
}

export const hostilePairs: Readonly<Record<string, HostilePair>> = {
  'levels that are read': {
    old: nested('{"items":', '}', 300),
    next: `${'{"items":'.repeat(300)}{"type":"string"}${'}'.repeat(300)}`,
    broken: ['backward'],
  },
  'levels without end': {
    old: nested('{"properties":{"a":', '}}', 5000),
    next: nested('{"not":', '}', 14_000),
    broken: ['backward'],
  },
  'negations of negations': {
    old: nested('{"not":', '}', 380),
    next: nested('{"not":', '}', 381),
    broken: ['backward', 'forward'],
  },
  'alternatives of objects': pair(
    { anyOf: many(1200, (index) => required(`a${index}`, text)) },
    { anyOf: many(1200, (index) => required(`a${index}`, index === 600 ? short : text)) },
    'backward',
  ),
  'alternatives with tags': pair(
    { oneOf: many(1000, (index) => required('kind', { const: `k${index}` })) },
    { oneOf: many(999, (index) => required('kind', { const: `k${index}` })) },
    'backward',
  ),
  'alternatives that overlap': pair(
    { oneOf: many(3000, (minimum) => ({ minimum })) },
    { oneOf: many(3000, (index) => ({ minimum: index + 1 })) },
  ),
  'alternatives of many combinations': pair(colours(500, 40), colours(499, 40)),
  'alternatives in each part': pair(
    { allOf: many(200, (index) => ({ anyOf: [{ minimum: index }, { maximum: -index }, { multipleOf: index + 2 }] })) },
    {
      allOf: many(200, (index) => ({
        anyOf: [{ minimum: index + 1 }, { maximum: -index }, { multipleOf: index + 3 }],
      })),
    },
  ),
  constants: pair(
    { enum: many(12_000, (index) => `v${index}`) },
    { enum: many(12_001, (index) => `v${index + 1}`) },
    'backward',
    'forward',
  ),
  'constants and a short text': pair(
    { ...text, maxLength: 2 },
    { enum: many(12_000, (index) => index.toString(36)) },
    'backward',
  ),
  fields: pair(
    object(entries(3000, (index) => [`p${index}`, text])),
    object(entries(3000, (index) => [`p${index}`, index === 2999 ? short : text])),
    'backward',
  ),
  'items by place': pair(
    { type: 'array', prefixItems: many(5000, () => text), items: false },
    { type: 'array', prefixItems: many(5000, (index) => (index === 4999 ? short : text)), items: false },
    'backward',
  ),
  'items that all differ': pair(
    { type: 'array', uniqueItems: true, items: { enum: many(5000, (index) => index) }, minItems: 1500 },
    { type: 'array', uniqueItems: true, items: { enum: many(5000, (index) => index) }, minItems: 1501 },
    'backward',
  ),
  'a ring of references': pair(ring(2500, { $ref: '#/$defs/r0' }), ring(2500, { $ref: '#/$defs/r0' })),
  'a chain of references': pair(ring(2500, text), ring(2500, short), 'backward'),
  'types that contain each other': pair(tangle(60, 30, text), tangle(60, 30, short), 'backward'),
  'references to nowhere': pair(
    object(entries(2000, (index) => [`p${index}`, { $ref: `#/$defs/none${index}` }])),
    object(entries(2000, (index) => [`p${index}`, { $ref: `other.json#/${index}` }])),
    'backward',
    'forward',
  ),
  allOf: pair(
    { allOf: many(3000, (maxLength) => ({ ...text, maxLength: maxLength + 9 })) },
    { allOf: many(3000, () => short) },
    'backward',
  ),
  conditions: pair(
    {
      allOf: many(900, (index) => ({
        if: { maxLength: index },
        [['th', 'en'].join('')]: { pattern: `a${index}` },
        else: text,
      })),
    },
    {
      allOf: many(900, (index) => ({
        if: { maxLength: index },
        [['th', 'en'].join('')]: { pattern: `b${index}` },
        else: text,
      })),
    },
  ),
  patternProperties: pair(
    { patternProperties: entries(2500, (index) => [`^(x+)+${index}$`, text]) },
    { patternProperties: entries(2500, (index) => [`^(x+)+${index}$`, short]) },
    'backward',
  ),
  propertyNames: pair(
    { type: 'object', propertyNames: { anyOf: many(2500, (index) => ({ pattern: `^a{${index}}$` })) } },
    { type: 'object', propertyNames: { anyOf: many(2500, (index) => ({ pattern: `^b{${index}}$` })) } },
  ),
  dependentRequired: pair(
    { dependentRequired: entries(3000, (index) => [`a${index}`, [`b${index}`]]) },
    { dependentRequired: entries(3000, (index) => [`a${index}`, [`c${index}`]]) },
    'backward',
    'forward',
  ),
  'names that objects inherit': {
    old: '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}},"required":["__proto__"]}',
    next: '{"type":"object","properties":{"__proto__":{"type":"integer"},"constructor":{"type":"string"}},"required":["__proto__"]}',
    broken: ['backward', 'forward'],
  },
  'a schema named by what objects inherit': {
    old: '{"$ref":"#/$defs/__proto__","$defs":{"__proto__":{"type":"string"}}}',
    next: '{"$ref":"#/$defs/toString","$defs":{"__proto__":{"type":"string"}}}',
    broken: ['backward'],
  },
  'numbers without measure': {
    old: `{"type":["number","array","string"],"minimum":-1e308,"multipleOf":1e-300,"minItems":9007199254740993,"maxLength":1${'0'.repeat(300)}}`,
    next: `{"type":["number","array","string"],"maximum":1e308,"multipleOf":1e300,"minItems":9007199254740995,"maxLength":1${'0'.repeat(290)}}`,
    broken: ['backward'],
  },
  'true and nothing': { old: 'true', next: '{"not":{}}', broken: ['backward'] },
  'nothing and false': { old: '{}', next: 'false', broken: ['backward'] },
  'a text of a hundred kilobytes': pair({ const: 'x'.repeat(100_000) }, { ...text, maxLength: 99_999 }, 'backward'),
  'a title of a hundred kilobytes': pair(
    { ...text, title: 'x'.repeat(100_000) },
    { ...short, description: '\u0000\ud800'.repeat(9000) },
    'backward',
  ),
  ...patternPairs(),
};

/** Files that hold neither JSON Schema nor a contract model. */
export const rubbish: Readonly<Record<string, string | Uint8Array>> = {
  nothing: '',
  'text that is no JSON': 'hello '.repeat(16_000),
  'a schema that breaks off': JSON.stringify(object(entries(4000, (index) => [`p${index}`, text]))).slice(0, 100_000),
  'lists without end': '['.repeat(100_000),
  'lists that end': '['.repeat(50_000) + ']'.repeat(50_000),
  bytes: Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256),
  'a number': '1'.repeat(100_000),
  'a list of schemas': JSON.stringify(many(5000, () => text)),
  null: 'null',
  'a text': JSON.stringify('x'.repeat(100_000)),
  'a draft that is not known': '{"$schema":"http://json-schema.org/draft-03/schema#"}',
  'a model of nonsense': `{"type":{"kind":"object","fields":${'['.repeat(300)}${']'.repeat(300)}},"definitions":{}}`,
  'two documents': '{}{}',
};

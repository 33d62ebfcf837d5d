/** A schema with every kind of type in it, alone and in columns. */
import type { Draft } from '../../tools/codegen/test/compare/make-schema.ts';

function object(properties: Draft, required: readonly string[] = Object.keys(properties)): Draft {
  return { type: 'object', properties, required };
}

const scalars: Draft = {
  whole: { type: 'integer', minimum: 0 },
  signed: { type: 'integer' },
  real: { type: 'number' },
  flag: { type: 'boolean' },
  text: { type: 'string' },
  id: { type: 'string', format: 'uuid' },
  when: { type: 'string', format: 'date-time' },
  level: { enum: ['low', 'high', 3, 4.5] },
  place: { enum: Array.from({ length: 200 }, (_, index) => `place-${index}`) },
  mood: { 'x-myelin': { type: 'open-enum', members: ['good', 'bad'] } },
  data: { 'x-myelin': { type: 'bytes', bytesMax: 64 } },
  any: {},
  nothing: { type: 'null' },
  fixed: { const: 'fixed' },
  perhaps: { anyOf: [{ type: 'string' }, { type: 'null' }] },
};

const tagged: Draft = {
  oneOf: [
    object({ kind: { const: 'circle' }, at: { type: 'integer', minimum: 0 }, radius: { type: 'number' } }),
    object(
      {
        kind: { const: 'square' },
        at: { type: 'integer', minimum: 0 },
        side: { type: 'integer' },
        name: { type: 'string' },
      },
      ['kind', 'at', 'side'],
    ),
    object({ kind: { enum: ['dot', 'none'] }, at: { type: 'integer', minimum: 0 } }),
    object({ kind: { const: 'mark' }, at: { type: 'integer', minimum: 0 }, seen: { const: true } }, ['kind', 'at']),
  ],
};

const either: Draft = {
  anyOf: [
    { type: 'string' },
    { type: 'boolean' },
    object({ x: { type: 'integer' } }),
    { type: 'array', items: { type: 'integer' } },
  ],
};

const structures: Draft = {
  scalars: object(scalars),
  rows: { type: 'array', items: object(scalars, ['whole', 'text']) },
  tagged,
  many: { type: 'array', items: tagged },
  either,
  eithers: { type: 'array', items: either },
  pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 },
  tail: { type: 'array', prefixItems: [{ type: 'boolean' }, tagged], items: { type: 'integer' }, minItems: 1 },
  record: { type: 'object', additionalProperties: { type: 'integer' } },
  records: { type: 'array', items: { type: 'object', additionalProperties: object({ x: { type: 'number' } }, []) } },
  empties: { type: 'array', items: object({}) },
  nulls: { type: 'array', items: { type: 'null' } },
  lists: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
  maybe: { type: 'array', items: { anyOf: [object({ x: { type: 'integer' } }), { type: 'null' }] } },
  tree: { $ref: '#/$defs/tree' },
};

export const everything: Draft = {
  ...object({ ...structures, toString: { type: 'string' } }, []),
  $defs: {
    tree: object({ label: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/tree' } } }, [
      'label',
    ]),
  },
};

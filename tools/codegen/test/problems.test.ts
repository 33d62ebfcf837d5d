import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import type { AnySchema } from '../src/define.ts';
import { modelOf } from './sources.ts';
import { messageText, problemsOf, shop, shopOf, workspace } from './workspace.ts';

const refused: Record<string, [schema: AnySchema, words: RegExp]> = {
  'a transform': [z.string().transform((text) => text.length), /transform/],
  'a trim': [z.string().trim(), /transform/],
  'a preprocess': [z.preprocess((value) => value, z.string()), /transform/],
  'a pipe': [z.string().pipe(z.string()), /transform/],
  'a refinement': [z.string().refine((text) => text !== 'x'), /refinement/],
  'a refined object': [z.object({ b: z.int() }).refine((value) => value.b > 0), /refinement/],
  'a coercion': [z.coerce.number(), /coercion/],
  'a catch': [z.string().catch('x'), /catch/],
  'a Date': [z.date(), /Date/],
  'a Map': [z.map(z.string(), z.int()), /Map/],
  'a Set': [z.set(z.string()), /Set/],
  'a bigint': [z.bigint(), /bigint/],
  'a custom schema': [z.custom((value) => value === 1), /custom/],
  'an instance': [z.instanceof(URL), /custom/],
  'a strict object': [z.strictObject({ b: z.int() }), /writers always closed/],
  'a loose object': [z.looseObject({ b: z.int() }), /open for fields/],
  'an object with a catch-all': [z.object({ b: z.int() }).catchall(z.int()), /open for fields/],
  undefined: [z.undefined(), /undefined/],
  NaN: [z.nan(), /NaN/],
  'flags of a pattern': [z.string().regex(/x/i), /flags "i"/],
  'an unknown format': [z.string().check(z.jwt()), /format "jwt"/],
  'a default that changes': [z.number().default(() => Math.random()), /another one each time/],
  'an exclusive union': [z.xor([z.string(), z.int()]), /exclusive/],
  'a literal that has no JSON form': [z.literal(['x', undefined]), /undefined has no JSON form/],
  'a literal bigint': [z.literal(5n), /bigint/],
  'a URL of some protocols': [z.url({ protocol: /^https$/ }), /"protocol"/],
  'a record that leaves other names alone': [z.looseRecord(z.enum(['x']), z.int()), /open for fields/],
  'a record whose names are of two formats': [z.record(z.union([z.uuid(), z.email()]), z.int()), /no plain texts/],
  'a zod 3 literal bigint': [z3.literal(5n), /bigint/],
  'a zod 3 format without a name': [z3.string().nanoid(), /format "nanoid"/],
  'a zod 3 transform': [z3.string().transform((text) => text.length), /transform/],
  'a zod 3 refinement': [z3.string().refine((text) => text !== 'x'), /refinement/],
  'a zod 3 Date': [z3.date(), /Date/],
  'a zod 3 Map': [z3.map(z3.string(), z3.number()), /Map/],
  'a zod 3 strict object': [z3.object({}).strict(), /writers always closed/],
  'a zod 3 trim': [z3.string().trim(), /transform/],
  'parts that exclude each other': [{ allOf: [{ type: 'object' }, { type: 'string' }] }, /no value is what all parts/],
  'parts of which one closes what the other demands': [
    {
      allOf: [
        { type: 'object', properties: { a: {} }, additionalProperties: false },
        { type: 'object', properties: { b: {} }, required: ['b'] },
      ],
    },
    /no value is what all parts/,
  ],
  'parts that contain themselves': [
    {
      allOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }],
      $defs: {
        A: { type: 'object', properties: { next: { $ref: '#/$defs/A' } } },
        B: { type: 'object', properties: { next: { $ref: '#/$defs/B' } } },
      },
    },
    /contain themselves/,
  ],
  'parts with many alternatives each': [
    {
      allOf: Array.from({ length: 60 }, (_, index) => ({
        anyOf: [
          { type: 'object', properties: { [`a${index}`]: {} } },
          { type: 'object', properties: { b: {} } },
        ],
      })),
    },
    /too many combinations/,
  ],
  'parts that both say what a tuple holds': [
    {
      allOf: [
        { type: 'array', prefixItems: [{}] },
        { type: 'array', items: { type: 'string' } },
      ],
    },
    /what a list holds/,
  ],
  'parts with a step each': [
    {
      allOf: [
        { type: 'number', multipleOf: 2 },
        { type: 'number', multipleOf: 3 },
      ],
    },
    /give a step/,
  ],
  'a part that is binary data': [
    { allOf: [{ 'x-myelin': { type: 'bytes' } }, { type: 'string' }] },
    /"x-myelin" stands beside/,
  ],
  not: [{ not: { type: 'string' } }, /"not"/],
  'an open object': [
    { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: true },
    /open for fields/,
  ],
  'oneOf that overlaps': [
    {
      oneOf: [
        { type: 'object', properties: { a: {} } },
        { type: 'object', properties: { b: {} } },
      ],
    },
    /overlap/,
  ],
  'rules beside a reference': [{ $ref: '#/$defs/A', maxLength: 3, $defs: { A: { type: 'string' } } }, /beside "\$ref"/],
  'constants that break the rules beside them': [{ enum: ['a'], minLength: 2 }, /no value of "enum" keeps/],
  'an unknown format beside a constant': [{ const: 'a', format: 'odd' }, /format "odd"/],
  'constants none of which has the type': [{ type: 'string', enum: [1, ['a'], null] }, /no value of "enum" keeps/],
  'a list beside its type': [{ type: ['string', 'array'], enum: ['a', ['b']] }, /a constant must be a string/],
  'oneOf of equal members': [{ oneOf: [{ type: 'string' }, { type: 'string', maxLength: 3 }] }, /overlap/],
  'oneOf of null and null': [{ oneOf: [{ type: ['string', 'null'] }, { type: 'null' }] }, /overlap/],
  'oneOf of anything and more': [{ oneOf: [{}, { type: 'null' }] }, /overlap/],
  'oneOf of a constant twice': [{ oneOf: [{ enum: ['a', 'b'] }, { const: 'b' }] }, /overlap/],
  'a bound of draft-04': [{ type: 'number', minimum: 0, exclusiveMinimum: true }, /true is no value of "exclusiveMin/],
  'a length that is a text': [{ type: 'string', maxLength: '5' }, /"5" is no value of "maxLength"/],
  'a field that says that it is required': [
    { type: 'object', properties: { a: { type: 'string', required: true } } },
    /true is no value of "required"/,
  ],
  'a name that is demanded, and none of the names': [
    { type: 'object', propertyNames: { enum: ['a'] }, additionalProperties: { type: 'string' }, required: ['b'] },
    /required field "b" is none of the names/,
  ],
  'a length without a type': [{ minLength: 2 }, /without "type"/],
  'a tuple that is longer than its items': [
    { type: 'array', prefixItems: [{}], items: { type: 'string' }, minItems: 3 },
    /lengths of a tuple/,
  ],
  'a tuple of more items than are described': [{ type: 'array', prefixItems: [{}], maxItems: 3 }, /lengths of a tuple/],
  'a tuple of draft-07 with a limit': [
    { type: 'array', items: [{}], additionalItems: { type: 'string' }, maxItems: 3 },
    /lengths of a tuple/,
  ],
  'a tuple of items that differ': [{ type: 'array', prefixItems: [{}], items: false, uniqueItems: true }, /tuple/],
  'a list of nothing': [{ type: 'array', items: false }, /"not"/],
  'a field that can never be': [{ type: 'object', properties: { a: false } }, /"not"/],
  'something that is no schema': [{ type: 'object', properties: { a: 5 } }, /is no schema/],
  'a record that demands names': [
    { type: 'object', additionalProperties: { type: 'string' }, required: ['a'] },
    /demands some/,
  ],
  'a reference to nowhere': [{ $ref: '#/$defs/Nothing' }, /points nowhere/],
  'a reference by a name': [
    { type: 'object', properties: { a: { $ref: '#name' } }, $defs: { A: { $anchor: 'name', type: 'string' } } },
    /points nowhere/,
  ],
  'a reference that means another place below an $id': [
    {
      type: 'object',
      properties: {
        a: { $id: 'a.json', type: 'array', items: { $ref: '#/$defs/A' }, $defs: { A: { type: 'string' } } },
      },
      $defs: { A: { type: 'integer' } },
    },
    /stands below an "\$id" of its own/,
  ],
  'a type that is only itself': [{ $ref: '#' }, /defined as itself/],
  'a pattern that does not compile': [{ type: 'string', pattern: '(' }, /does not compile/],
  'a field called __proto__': [
    JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}') as AnySchema,
    /__proto__/,
  ],
};

describe('a schema that no message can carry', () => {
  it.each(Object.entries(refused))('refuses %s', (_, [schema, words]) => {
    const wrapped = '_zod' in schema ? z.object({ deep: z.array(schema as z.ZodType) }) : schema;
    const { problems } = modelOf(wrapped as AnySchema);
    expect(problems.map(({ message }) => message).join('\n')).toMatch(words);
    expect(problems.every(({ fix }) => fix.endsWith('.'))).toBe(true);
  });

  it('is reported with file, line and column of every field at once', async () => {
    const schema = `z.object({
    transformed: z.string().transform((text) => text.length),
    nested: z.object({
      refined: z.string().refine((text) => text !== 'x'),
      'quoted-name': z.array(z.date()),
    }),
    map: z.map(z.string(), z.string()),
  })`;
    const root = await workspace(shopOf(schema));
    const found = await problemsOf(root);
    const schemaProblems = found.filter((line) => line.includes('schema.'));
    expect(schemaProblems).toEqual([
      'messages/thing.v1.ts:10:5 schema.transformed: a transform is code, which no other version or language can read',
      'messages/thing.v1.ts:12:7 schema.nested.refined: a refinement is code, which no other version or language can read',
      'messages/thing.v1.ts:13:7 schema.nested.quoted-name: a Date has no JSON form',
      'messages/thing.v1.ts:15:5 schema.map: a Map has no JSON form',
    ]);
  });

  it('is found in a constant that the schema spreads', async () => {
    const files = shopOf('z.object({ ...base })');
    const file = 'schemas/messages/thing.v1.ts';
    files[file] = `${files[file] ?? ''}`.replace(
      'export const message',
      'const base = {\n  when: z.date(),\n};\nexport const message',
    );
    expect((await problemsOf(await workspace(files)))[0]).toBe(
      'messages/thing.v1.ts:5:3 schema.when: a Date has no JSON form',
    );
  });
});

const ok = 'z.object({ id: z.string().optional() })';
const rules: Record<string, [files: Record<string, string>, words: string]> = {
  'an unknown owner': [shopOf(ok, "owner: 'nobody',"), 'no module is called "nobody"'],
  'an invalid name': [shopOf(ok, "name: 'thing_one',"), '"thing_one" is no name of a message'],
  'a name that leaves the folder': [shopOf(ok, "name: '../../x',"), '"../../x" is no name of a message'],
  'a version that the file does not have': [shopOf(ok, 'version: 2,'), 'version 2 stands in a file of version 1'],
  'an invalid topic': [shopOf(ok, "topic: 'Thing',"), '"Thing" is no topic'],
  'a request without a reply': [shopOf(ok, "channel: 'request',"), 'Thing is a request without a reply'],
  'a key that does not exist': [shopOf(ok, "key: 'nothing',"), 'the key "nothing" is no field'],
  'a key that may be absent': [shopOf(ok, "key: 'id',"), 'the key "id" may be absent'],
  'an example that the schema refuses': [shopOf(ok, 'examples: [{ id: 5 }],'), 'the schema refuses example 1 at id'],
  'no example': [shopOf(ok, 'examples: [],'), 'no example is given'],
  'a default that the schema refuses': [
    shopOf('z.object({ id: z.string().max(1).default("long") })'),
    'the schema refuses its own default',
  ],
  'a reserved field': [shopOf(ok, "reserved: ['id'],"), 'the name "id" is reserved'],
  'a member of the connection': [shopOf(ok, "name: 'Close',"), 'every SDK has a member "close"'],
  'a word of the language': [shopOf(ok, "name: 'Delete',"), 'the name "Delete" is taken'],
  'a duplicate topic': [
    { ...shopOf(ok), 'schemas/messages/other.v1.ts': messageText('Other', ok, "topic: 'shop.thing',") },
    'belongs to',
  ],
  'a duplicate name': [
    { ...shopOf(ok), 'schemas/messages/zz.v1.ts': messageText('Thing', ok) },
    'is defined in messages/thing.v1.ts as well',
  ],
  'a file that cannot be loaded': [
    { ...shopOf(ok), 'schemas/messages/zz.v1.ts': "throw new Error('no luck');" },
    'cannot be loaded: no luck',
  ],
};

describe('definitions that do not fit together', () => {
  it.each(Object.entries(rules))('are refused: %s', async (_, [files, words]) => {
    const found = await problemsOf(await workspace(files));
    expect(found.join('\n')).toContain(words);
    expect(found.every((line) => /^\S+\.ts:\d+:\d+ /.test(line))).toBe(true);
  });

  it('are refused where modules wait for each other', async () => {
    const file = 'schemas/modules/shop.ts';
    const root = await workspace({
      ...shop,
      [file]: (shop[file] ?? '').replace("doc: 'Sells.'", "doc: 'Sells.', dependsOn: ['till']"),
    });
    expect(await problemsOf(root)).toEqual([
      'modules/shop.ts:5:80 dependsOn: modules wait for each other: shop → till → shop',
    ]);
  });

  it('are refused where a module publishes a reply', async () => {
    const file = 'schemas/modules/till.ts';
    const text = (shop[file] ?? '')
      .replace('{ price }', '{ price, priceReply }')
      .replace('requests:', 'publishes: [priceReply], requests:');
    expect((await problemsOf(await workspace({ ...shop, [file]: text }))).join()).toContain(
      'PriceReply is a reply and cannot be published alone',
    );
  });

  it('are accepted where they do', async () => {
    expect(await problemsOf(await workspace(shop))).toEqual([]);
  });
});

/** `myelin import`: messages of JSON Schema that stand beside their definitions. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleOf } from '../src/fixtures/sample.ts';
import { refusedAt } from '../src/inspect.ts';
import { init } from '../src/scaffold/init.ts';
import { jsonText } from '../src/scaffold/json-text.ts';
import { partsOf } from '../src/scaffold/schema-parts.ts';
import { modelOf } from './sources.ts';
import { recipes, written } from './validator/recipes.ts';
import { myelinIn, temporary, tree } from './workspace.ts';

const parcels = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  oneOf: [{ $ref: '#/definitions/parcel$sent' }, { $ref: '#/definitions/parcel$lost' }],
  definitions: {
    parcel: {
      type: 'object',
      properties: { id: { type: 'string', minLength: 1 }, weight: { type: 'number', minimum: 0 } },
      required: ['id'],
    },
    person: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    parcel$sent: {
      title: "Somebody's parcel is on its way",
      allOf: [
        { $ref: '#/definitions/parcel' },
        { type: 'object', properties: { to: { $ref: '#/definitions/person' } }, required: ['to'] },
      ],
    },
    parcel$lost: { description: 'Nobody knows.', type: 'object', properties: { id: { type: 'string' } }, not: {} },
  },
};

/** A workspace with the modules shop and warehouse, and a schema at its root. */
async function prepared(schema: unknown = parcels): Promise<string> {
  const folder = await temporary();
  await init({ folder, scope: '@acme' });
  await writeFile(
    path.join(folder, 'parcels.schema.json'),
    typeof schema === 'string' ? schema : JSON.stringify(schema),
  );
  return folder;
}

describe('myelin import', { timeout: 25_000 }, () => {
  it('writes a message for each alternative, and says of the others why not', async () => {
    const folder = await prepared();
    const ends = ['--owner', 'shop', '--to', 'warehouse'];
    const { code, stdout, stderr } = await myelinIn(folder, 'import', 'parcels.schema.json', '--each', ...ends);
    expect([code, stdout.split('\n')]).toEqual([
      1,
      [
        'wrote schemas/messages/shop/parcel-sent.v1.ts',
        'wrote schemas/messages/shop/parcel-sent.v1.json',
        'wrote schemas/modules/shop.ts',
        'wrote schemas/modules/warehouse.ts',
        'Then: myelin codegen',
        '',
      ],
    ]);
    expect(stderr).toMatch(/^parcels.schema.json:1:1 ParcelLost: "not" cannot be compared between versions\n/);
    const files = await tree(path.join(folder, 'schemas/messages/shop'));
    expect(files['parcel-sent.v1.ts']).toContain(`doc: "Somebody's parcel is on its way.",`);
    const { definitions, examples } = JSON.parse(files['parcel-sent.v1.json'] ?? '') as typeof parcels & {
      examples: unknown;
    };
    expect(Object.keys(definitions)).toEqual(['parcel', 'person', 'parcel$sent']);
    expect(examples).toEqual([{ id: 'text', to: { name: 'text' } }]);
  });

  it('can be generated as it stands, and again after the schema was changed', async () => {
    const folder = await prepared();
    await myelinIn(folder, 'import', 'parcels.schema.json', '--at', '#/definitions/parcel$sent', '--owner', 'shop');
    expect((await myelinIn(folder, 'codegen')).code).toBe(0);
    const file = path.join(folder, 'schemas/messages/shop/parcel-sent.v1.json');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"to"', '"towards"'));
    expect((await myelinIn(folder, 'codegen')).stdout).toContain('wrote shop/src/messages/parcel-sent.gen.ts\n');
    expect(await readFile(path.join(folder, 'sdks/shop/src/messages/parcel-sent.gen.ts'), 'utf8')).toContain('towards');
  });

  it('gives the next version a schema of its own', async () => {
    const folder = await prepared();
    await myelinIn(folder, 'import', 'parcels.schema.json', '--at', '#/definitions/parcel$sent', '--owner', 'shop');
    expect((await myelinIn(folder, 'bump', 'ParcelSent')).stdout).toContain(
      'wrote messages/shop/parcel-sent.v2.json\n',
    );
    const { 'parcel-sent.v1.json': v1 = '', ...files } = await tree(path.join(folder, 'schemas/messages/shop'));
    expect(files['parcel-sent.v2.ts']).toContain("import schema from './parcel-sent.v2.json'");
    expect(files['parcel-sent.v2.json']).toBe(v1);
    const file = path.join(folder, 'schemas/messages/shop/parcel-sent.v2.json');
    await writeFile(file, v1.replaceAll('"weight"', '"grams"'));
    expect((await myelinIn(folder, 'codegen')).code).toBe(0);
    const sdk = await tree(path.join(folder, 'sdks/shop/src/messages'));
    expect(sdk['parcel-sent.gen.ts']).toMatch(
      /weight\?: number[\s\S]*grams\?: number|grams\?: number[\s\S]*weight\?: number/,
    );
  });

  it('takes a whole file under its own name, with the examples of the schema', async () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } }, examples: [{ a: 'x' }, { a: 5 }] };
    const folder = await prepared(schema);
    expect((await myelinIn(folder, 'import', 'parcels.schema.json', '--owner', 'shop')).code).toBe(0);
    const text = await readFile(path.join(folder, 'schemas/messages/shop/parcels.v1.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ ...schema, examples: [{ a: 5 }] });
  });

  it.each([
    [['nothing.json'], 'nothing.json is not there.'],
    [['parcels.schema.json', '--at', '#/definitions/x'], 'has nothing at #/definitions/x. Give a pointer'],
    [['parcels.schema.json', '--at', '#/definitions/person', '--each'], 'has no alternatives at #/definitions/person'],
    [['parcels.schema.json', '--each', '--name', 'X'], '--each and --name exclude each other'],
    [['parcels.schema.json', '--name', 'x y'], '"x y" is no name of a message.'],
    [['parcels.schema.json', '--at', '#/definitions/person', '--name', 'OrderPlaced'], 'OrderPlaced is there already.'],
  ])('writes nothing for %j', async (args, words) => {
    const folder = await prepared();
    const before = await tree(folder);
    const { code, stderr } = await myelinIn(folder, 'import', ...args, '--owner', 'shop');
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(await tree(folder)).toEqual(before);
  });

  it.each(['{', '[]'])('takes no %s for a schema', async (text) => {
    const folder = await prepared(text);
    expect(await myelinIn(folder, 'import', 'parcels.schema.json', '--owner', 'shop')).toMatchObject({
      code: 2,
      stderr: 'parcels.schema.json is no JSON Schema: write an object of JSON.\n',
    });
  });
});

describe('a part of a schema', () => {
  it('has what it refers to at the places where it was, and nothing else', () => {
    const root = {
      $defs: {
        'a/b': { type: 'array', items: { $ref: '#/$defs/c' } },
        c: { $ref: '#/definitions/d%20e' },
        f: {},
      },
      definitions: { 'd e': { $ref: '#/$defs/a~1b' }, g: {} },
    };
    expect(partsOf(root, { at: '#/$defs/a~1b', title: 'x', each: false })).toEqual([
      {
        name: 'AB',
        schema: {
          $ref: '#/$defs/a~1b',
          $defs: { 'a/b': root.$defs['a/b'], c: root.$defs.c },
          definitions: { 'd e': root.definitions['d e'] },
        },
      },
    ]);
  });
});

describe('a payload that is made up', () => {
  it('is one that the schema accepts', () => {
    let made = 0;
    fc.assert(
      fc.property(recipes(3), (recipe) => {
        const { shape, problems } = modelOf(recipe(written));
        const sample = problems.length === 0 ? sampleOf(shape) : undefined;
        if (sample === undefined) return;
        made++;
        expect(refusedAt(sample, shape)).toBeUndefined();
      }),
    );
    expect(made).toBeGreaterThan(60);
  });

  it('is the same each time, and is not there where nothing can be made', () => {
    const { shape } = modelOf(z.object({ at: z.iso.date(), name: z.string().min(6), left: z.int().optional() }));
    expect(sampleOf(shape)).toEqual({ at: '2011-06-11', name: 'textte' });
    expect(sampleOf(modelOf(z.string().regex(/^(?!)/)).shape)).toBeUndefined();
  });
});

describe('JSON text', () => {
  it('has plain lists on one line where they fit', () => {
    const long = Array.from({ length: 30 }, (_, index) => `item-${index}`);
    expect(jsonText({ a: [1, 'b', null], none: undefined, b: {}, c: [], d: [{ e: true }] })).toBe(
      '{\n  "a": [1, "b", null],\n  "b": {},\n  "c": [],\n  "d": [\n    {\n      "e": true\n    }\n  ]\n}\n',
    );
    expect(jsonText(long).split('\n')).toHaveLength(33);
    expect(JSON.parse(jsonText(parcels))).toEqual(parcels);
  });
});

/** The catalogue: files, JSON Schema, AsyncAPI, pages, and what is said about the flow of messages. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planCatalog } from '../src/catalog/files.ts';
import { documentOf } from '../src/catalog/json-schema.ts';
import { jsonOf } from '../src/catalog/text.ts';
import { bytes, type JsonSchema, openEnum } from '../src/define.ts';
import { generate, readContract } from '../src/main.ts';
import type { MessageContract } from '../src/model.ts';
import { modelOf } from './sources.ts';
import { configOf, copyOf, shop, tree, workspace } from './workspace.ts';

const config = (more = ''): string =>
  `import { defineConfig } from '@myelin/codegen/define';\nexport default defineConfig({ scope: '@acme', out: '../sdks', catalog: '../catalog', ${more} });\n`;
const catalogued = { ...shop, 'schemas/myelin.config.ts': config() };
const skellyJelly = path.join(import.meta.dirname, '../../../schemas/myelin.config.ts');
const parser = new Parser();

/** Diagnostics of the official parser; that there is a newer AsyncAPI 3 is none. */
async function diagnosticsOf(text: string): Promise<string[]> {
  const diagnostics = await parser.validate(text);
  return diagnostics
    .filter(({ code }) => code !== 'asyncapi-latest-version')
    .map(({ message, path: at }) => `${at.join('.')}: ${message}`);
}

describe('the catalogue', () => {
  it('has a page and a document for every module and a schema for every version', async () => {
    const root = await workspace(catalogued);
    await generate(configOf(root));
    expect(Object.keys(await tree(path.join(root, 'catalog'))).sort()).toEqual([
      'README.md',
      'asyncapi.json',
      'asyncapi/shop.json',
      'asyncapi/till.json',
      'messages/shop.order.md',
      'messages/shop.price-reply.md',
      'messages/shop.price.md',
      'messages/shop.tick.md',
      'modules/shop.md',
      'modules/till.md',
      'proto/acme/shop/v1/shop.proto',
      'proto/acme/till/v1/till.proto',
      'schemas/shop.order.v1.json',
      'schemas/shop.price-reply.v1.json',
      'schemas/shop.price.v1.json',
      'schemas/shop.tick.v1.json',
    ]);
  });

  it('is written nowhere without a folder for it', async () => {
    const root = await workspace(shop);
    await generate(configOf(root));
    expect(Object.keys(await tree(root)).filter((file) => file.includes('asyncapi'))).toEqual([]);
  });

  it('is the same in another folder, and written once', async () => {
    const root = await workspace(catalogued);
    const copy = await copyOf(root);
    await generate(configOf(root));
    await generate(configOf(copy));
    expect(await tree(path.join(copy, 'catalog'))).toEqual(await tree(path.join(root, 'catalog')));
    expect(await generate(configOf(root), { check: true })).toEqual([]);
  });

  it('is checked: stale, missing and extra files are found, and those of others stay', async () => {
    const root = await workspace(catalogued);
    await generate(configOf(root));
    const file = (name: string): string => path.join(root, 'catalog', name);
    await writeFile(file('README.md'), `${await readFile(file('README.md'), 'utf8')}more\n`);
    await rm(file('modules/till.md'));
    await writeFile(file('schemas/old.v1.json'), await readFile(file('schemas/shop.tick.v1.json'), 'utf8'));
    await writeFile(file('schemas/mine.json'), '{}\n');
    const changes = await generate(configOf(root));
    expect(changes.map(({ kind, file: changed }) => `${kind} ${changed}`)).toEqual([
      'stale ../catalog/README.md',
      'missing ../catalog/modules/till.md',
      'extra ../catalog/schemas/old.v1.json',
    ]);
    expect(Object.keys(await tree(file('schemas')))).toContain('mine.json');
    expect(await generate(configOf(root), { check: true })).toEqual([]);
  });

  it.each(['../sdks', '..', '../sdks/docs'])('may not share the folder of the packages: %s', async (folder) => {
    const text = config().replace('../catalog', folder);
    const root = await workspace({ ...shop, 'schemas/myelin.config.ts': text });
    await expect(generate(configOf(root))).rejects.toThrow('in one place with the packages');
    expect(Object.keys(await tree(root)).filter((file) => file.startsWith('sdks'))).toEqual([]);
  });
});

/** Every kind of type, in forms whose JSON Schema says all of it. */
const everything = z.object({
  id: z.string().min(2).max(8),
  code: z
    .string()
    .regex(/^[A-C]+$/)
    .regex(/B/),
  count: z.int().min(0).max(9),
  step: z.number().gt(0).lt(5).multipleOf(0.5).nullable(),
  even: z.int().multipleOf(2).default(2),
  level: z.literal([1, 2, 'high']).optional(),
  mood: openEnum(['good', 'bad']),
  data: bytes({ bytesMax: 4 }).optional(),
  list: z
    .array(z.object({ x: z.number() }))
    .min(1)
    .max(3),
  pair: z.tuple([z.string(), z.int()]),
  tail: z.tuple([z.boolean()]).rest(z.int()),
  scores: z.record(z.string().regex(/^[a-z]+$/), z.number()),
  any: z.unknown(),
  either: z.union([z.string(), z.int()]),
  shape: z.discriminatedUnion('type', [
    z.object({ type: z.literal('circle'), radius: z.number() }),
    z.object({ type: z.literal('square'), side: z.number() }),
  ]),
  mail: z.email(),
  get children(): z.ZodOptional<z.ZodArray<z.ZodType>> {
    return z.array(everything).optional();
  },
});

/** One value of it. */
const sample = {
  id: 'ab',
  code: 'AB',
  count: 1,
  step: null,
  mood: 'other',
  list: [{ x: 1 }],
  pair: ['a', 1],
  tail: [true, 1, 2],
  scores: { a: 1 },
  any: [],
  either: 'x',
  shape: { type: 'circle', radius: 1 },
  mail: 'a@b.example',
};

interface Component {
  readonly payload: JsonSchema;
  readonly examples: readonly { readonly payload: unknown }[];
}

describe('the JSON Schema of a message', () => {
  it('means what the model means: read again it is the same', () => {
    const { shape, fingerprint } = modelOf(everything);
    const again = modelOf(documentOf(shape));
    expect(again.problems).toEqual([]);
    expect(again.fingerprint).toBe(fingerprint);
  });

  it.each([
    ['a time in UTC', z.iso.datetime(), '2026-01-31T12:00:00Z', '2026-01-31T12:00:00+01:00'],
    ['a ULID', z.ulid(), '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'x'],
    ['an unknown field', z.object({ a: z.string() }), { a: 'x' }, { a: 'x', b: 1 }],
    ['a missing item', z.tuple([z.string(), z.int()]), ['a', 1], ['a']],
    ['one item too many', z.tuple([z.string()]), ['a'], ['a', 1]],
    ['an unsafe integer', z.int(), 1, 2 ** 60],
  ])('tells other validators about %s', (_, schema, good, bad) => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(documentOf(modelOf(schema).shape));
    expect(validate(good)).toBe(true);
    expect(validate(bad)).toBe(false);
  });

  it('accepts every example of the messages of this repository', async () => {
    const { contract } = await readContract(skellyJelly);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const refused = contract.messages.flatMap(({ name, versions }) =>
      versions.flatMap(({ shape, examples }) => {
        const validate = ajv.compile(documentOf(shape));
        return examples.filter((example) => !validate(jsonOf(example))).map(() => name);
      }),
    );
    expect(contract.messages.length).toBeGreaterThan(10);
    expect(refused).toEqual([]);
  });
});

describe('AsyncAPI', () => {
  const modules = ['ai-integration', 'analysis-engine', 'cute-figurine', 'data-capture'];
  const others = ['event-bus', 'gamification', 'orchestrator', 'storage'];
  const files = ['asyncapi.json', ...[...modules, ...others].map((name) => `asyncapi/${name}.json`)];

  it('is written for the system and every module of this repository', async () => {
    const { contract } = await readContract(skellyJelly);
    expect([...planCatalog(contract).keys()].filter((file) => file.startsWith('asyncapi'))).toEqual(files);
  });

  it.each(files)('is accepted by the official parser: %s', async (file) => {
    const { contract } = await readContract(skellyJelly);
    expect(await diagnosticsOf(planCatalog(contract).get(file) ?? '')).toEqual([]);
  });

  it('that is wrong would be refused', async () => {
    const { contract } = await readContract(skellyJelly);
    const text = planCatalog(contract).get('asyncapi/storage.json') ?? '';
    expect(await diagnosticsOf(text.replace('"action": "send"', '"action": "shout"'))).not.toEqual([]);
    expect(await diagnosticsOf(text.replaceAll('schemas/EventBatch.v1"', 'schemas/Nothing"'))).not.toEqual([]);
  });

  it('has payloads that accept the examples beside them, recursive ones too', async () => {
    const { contract } = await readContract(skellyJelly);
    const { shape, fingerprint } = modelOf(everything);
    const example = { ...sample, children: [{ ...sample, children: [] }] };
    const version = { version: 1, source: 'x', doc: 'x', shape, fingerprint, carriage: {}, reserved: [] };
    const message: MessageContract = {
      name: 'Everything',
      owner: 'storage',
      topic: 'storage.everything',
      versions: [{ ...version, examples: [example] }],
    };
    const text = planCatalog({ ...contract, messages: [...contract.messages, message] }).get('asyncapi.json') ?? '';
    expect(await diagnosticsOf(text)).toEqual([]);
    const { components } = JSON.parse(text) as { components: { messages: Record<string, Component> } };
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const refused = Object.entries(components.messages).filter(([, { payload, examples }]) => {
      const validate = ajv.compile({ ...payload, components });
      return examples.some(({ payload: value }) => !validate(value)) || validate({ nothing: 1 });
    });
    expect(Object.keys(components.messages)).toHaveLength(contract.messages.length + 1);
    expect(refused.map(([name]) => name)).toEqual([]);
  });

  it('seen from a module, sends what it publishes and requests, and receives the rest', async () => {
    const { contract } = await readContract(skellyJelly);
    const text = planCatalog(contract).get('asyncapi/gamification.json') ?? '';
    const { operations, channels } = JSON.parse(text) as Record<string, Record<string, JsonSchema>>;
    expect(operations?.['gamification.publishes.gamification.reward-event']).toMatchObject({ action: 'send' });
    expect(operations?.['gamification.subscribes.analysis-engine.state-change']).toMatchObject({ action: 'receive' });
    expect(operations?.['gamification.requests.gamification.intervention-request']).toMatchObject({
      action: 'send',
      reply: { channel: { $ref: '#/channels/gamification.intervention-response' } },
    });
    expect(channels?.['gamification.intervention-response']).toMatchObject({ address: null });
    expect(Object.keys(channels ?? {})).not.toContain('storage.event-batch');
  });
});

/** `.proto` files: names and numbers that stay, whatever a schema calls its fields and however it grows. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../src/define.ts';
import { printLock, publish } from '../src/lock.ts';
import { generate, readContract } from '../src/main.ts';
import type { ModuleContract, Shape } from '../src/model.ts';
import { protoVersion } from '../src/protobuf/build.ts';
import { protoFile, protoText } from '../src/protobuf/text.ts';
import { protoVersionOf } from '../src/protobuf/version.ts';
import { modelOf } from './sources.ts';
import { configOf, problemsOf, shop, shopOf, temporary, tree, workspace } from './workspace.ts';

const module: ModuleContract = {
  name: 'shop',
  owner: '',
  doc: '',
  source: '',
  publishes: [],
  subscribes: [],
  requests: [],
  serves: [],
  dependsOn: [],
};

/** Text of a message with these revisions, oldest first. */
function textOf(...schemas: readonly JsonSchema[]): string {
  const version = protoVersion({ name: 'ThingV1', doc: 'A thing.', deprecated: false }, schemas.map(shapeOf));
  return protoText({ scope: '@acme' }, { module, versions: [version], others: [] });
}

function shapeOf(schema: JsonSchema): Shape {
  const { shape, problems } = modelOf(schema);
  expect(problems).toEqual([]);
  return shape;
}

/** Lines of the message, without braces and comments. */
function linesOf(...schemas: readonly JsonSchema[]): string[] {
  const lines = textOf(...schemas)
    .split('\n')
    .map((line) => line.trim());
  return lines.slice(lines.indexOf('message ThingV1 {') + 1).filter((line) => line.endsWith(';'));
}

const object = (properties: JsonSchema, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };

describe('numbers in a .proto file', () => {
  it('are the ordinals of the lock plus one', async () => {
    const config = path.join(import.meta.dirname, '../../../schemas/myelin.config.ts');
    const { contract, lock } = await readContract(config);
    expect(contract.messages.length).toBeGreaterThan(10);
    for (const message of contract.messages)
      for (const version of message.versions) {
        const { ordinals } =
          publish(contract, lock).messages[message.name]?.versions[version.version]?.revisions.at(-1) ?? {};
        const [payload] = protoVersionOf(message, version).messages;
        if (payload?.kind !== 'object') continue;
        const numbers = payload.fields.map((field) => [field.payload, field.number]);
        expect(Object.fromEntries(numbers)).toEqual(
          Object.fromEntries((ordinals?.[''] ?? []).map((name, index) => [name, index + 1])),
        );
      }
  });

  it('stay where fields come and go', () => {
    const first = object({ b: text, d: text });
    const second = object({ a: text, b: text });
    const third = object({ a: text, b: text, c: text });
    expect(linesOf(first)).toEqual(['optional string b = 1;', 'optional string d = 2;']);
    expect(linesOf(first, second, third)).toEqual([
      'reserved 2;',
      'reserved "d";',
      'optional string b = 1;',
      'optional string a = 3;',
      'optional string c = 4;',
    ]);
  });

  it('stay where values of an enum come and go', () => {
    const choice = (...values: string[]): JsonSchema => object({ state: { enum: values } }, ['state']);
    expect(linesOf(choice('b', 'd'), choice('a', 'b', 'c'))).toEqual([
      'reserved 2;',
      'reserved "STATE_D";',
      'STATE_UNSPECIFIED = 0;',
      'optional State state = 1;',
    ]);
    const values = textOf(choice('b', 'd'), choice('a', 'b', 'c')).match(/STATE_[A-C] = \d/g);
    expect(values).toEqual(['STATE_B = 1', 'STATE_A = 3', 'STATE_C = 4']);
  });

  it('stay where members of a union come and go', () => {
    const kinds = (...tags: string[]): JsonSchema => ({
      anyOf: tags.map((tag) => object({ kind: { const: tag }, [`${tag}Size`]: { type: 'number' } }, ['kind'])),
    });
    const lines = linesOf(kinds('b', 'd', 'f'), kinds('a', 'b', 'f'));
    expect(lines.slice(-3)).toEqual(['B b = 1;', 'F f = 3;', 'A a = 4;']);
    expect(lines).toContain('reserved "d";');
  });

  it('are not used again by a field that changed its form', () => {
    const lines = linesOf(object({ a: text, b: text }), object({ a: { type: 'number' }, b: text }));
    expect(lines).toEqual(['reserved 1;', 'optional string b = 2;', 'optional double a = 100001;']);
  });

  it('leave out those that Protocol Buffers keeps for itself', () => {
    const names = Array.from({ length: 19_001 }, (_, index) => [`f${String(index).padStart(5, '0')}`, text] as const);
    const version = protoVersion({ name: 'ThingV1', doc: '', deprecated: false }, [
      shapeOf(object(Object.fromEntries(names))),
    ]);
    const numbers = version.messages[0]?.fields.map(({ number }) => number) ?? [];
    expect(numbers.slice(18_997)).toEqual([18_998, 18_999, 20_000, 20_001]);
  });
});

describe('a change that JSON does not notice', () => {
  const before = 'z.object({ a: z.union([z.int().max(5), z.number().max(8)]).optional() })';
  const after = 'z.object({ a: z.number().max(8).optional() })';

  /** A shop with the later schema, whose earlier one was published. */
  async function changed(files: Readonly<Record<string, string>> = {}): Promise<string> {
    const { contract } = await readContract(configOf(await workspace(shopOf(before))));
    const lock = printLock(publish(contract, { format: 1, messages: {} }));
    return await workspace({ ...shopOf(after), 'schemas/contracts.lock.json': lock, ...files });
  }

  it('is reported where it needs another form', async () => {
    const [problem, ...others] = await problemsOf(await changed());
    expect(problem).toMatch(/thing\.v1\.ts:\d+:\d+ schema\.a: a of Thing version 1 is published with another form/);
    expect(others).toEqual([]);
  });

  it('may be acknowledged, and then has another number', async () => {
    const entry = { message: 'Thing', version: 1, path: 'a', reason: 'nobody sent it', until: '2999-01-01' };
    const root = await changed({ 'schemas/acknowledged.json': JSON.stringify([entry]) });
    const { contract } = await readContract(configOf(root));
    const [thing] = contract.messages;
    const fields = thing && protoVersionOf(thing, thing.versions[0]).messages[0]?.fields;
    expect(fields?.map(({ number }) => number)).toEqual([100_001]);
  });

  it('gives all fields of a payload other numbers where that is another as a whole', () => {
    expect(linesOf({ type: 'boolean' }, { anyOf: [{ type: 'boolean' }, text] })).toEqual([
      'bool boolean_value = 100001;',
      'string string_value = 100002;',
    ]);
  });
});

const canaries = [
  '*/ x',
  '\n} message Evil {',
  '"',
  "'",
  '\\',
  '\r',
  '\u2028',
  '\0',
  '\ud800',
  '// x',
  '; option x = 1',
  'é',
  '',
  'a'.repeat(500),
];

describe('any text in a .proto file', () => {
  it.each(canaries)('%j stays in its place', (canary) => {
    const schema = {
      description: canary,
      ...object({
        [`a${canary}`]: { type: 'string', description: canary, default: canary },
        enum: { enum: [canary, `${canary}2`] },
        open: { 'x-myelin': { type: 'open-enum', members: [`${canary}1`, `${canary}2`] } },
        old: { type: 'string', deprecated: { since: '2026-01-01', use: canary } },
        of: {
          anyOf: [
            object({ t: { const: `1${canary}` } }, ['t']),
            object({ t: { const: `2${canary}` }, x: text }, ['t']),
          ],
        },
      }),
    };
    const types = protobuf.parse(textOf(schema), new protobuf.Root(), { keepCase: true }).root.resolveAll();
    const thing = (types as protobuf.Root).lookupType('acme.shop.v1.ThingV1');
    expect(thing.fieldsArray.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    expect((types as protobuf.Root).lookup('acme.shop.v1')).toHaveProperty('nestedArray.length', 1);
  });
});

const protoc = spawnSync('protoc', ['--version']).status === 0;

describe('.proto files of a workspace', () => {
  it('are written for each module, and gone with it', async () => {
    const config = `import { defineConfig } from '@myelin/codegen/define';\nexport default defineConfig({ scope: '@acme', out: '../sdks', catalog: '../catalog' });\n`;
    const root = await workspace({ ...shop, 'schemas/myelin.config.ts': config });
    await generate(configOf(root));
    const files = await tree(path.join(root, 'catalog/proto'));
    expect(Object.keys(files).sort()).toEqual(['acme/shop/v1/shop.proto', 'acme/till/v1/till.proto']);
    expect(files['acme/shop/v1/shop.proto']).toContain('message OrderV1 {');
    expect(files['acme/till/v1/till.proto']).toContain('// It also uses Order, see acme/shop/v1/shop.proto.');
    expect(await generate(configOf(root), { check: true })).toEqual([]);
  });

  it.skipIf(!protoc)('are taken by protoc, where there is one', async () => {
    const folder = await temporary();
    const config = path.join(import.meta.dirname, '../../../schemas/myelin.config.ts');
    const { contract } = await readContract(config);
    for (const one of contract.modules) {
      const owned = contract.messages.filter(({ owner }) => owner === one.name);
      const versions = owned.flatMap((message) => message.versions.map((version) => protoVersionOf(message, version)));
      const file = path.join(folder, protoFile(contract, one.name));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, protoText(contract, { module: one, versions, others: [] }));
      execFileSync('protoc', [`-I${folder}`, '-o', path.join(folder, 'out'), file]);
    }
  });
});

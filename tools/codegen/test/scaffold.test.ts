/** `myelin init` and `myelin add`: what they write passes the generator and the formatter, and nothing is overwritten. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readWorkspace, type Workspace } from '../src/read.ts';
import { addMessages, addModule, type NewMessage } from '../src/scaffold/add.ts';
import { messageText } from '../src/scaffold/definitions.ts';
import { init } from '../src/scaffold/init.ts';
import { configOf, copyOf, myelinIn, problemsOf, shop, temporary, tree, workspace } from './workspace.ts';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '../../..');

async function fields(folder: string, file = 'package.json'): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(path.join(folder, file), 'utf8')) as Record<string, unknown>;
}

describe('myelin init', { timeout: 25_000 }, () => {
  it('writes a workspace that can be generated, and packages that npm links', async () => {
    const folder = await temporary();
    const { code, stdout } = await myelinIn(folder, 'init', '--scope', '@acme');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Next: npm install && npm start\n')]);
    expect(await fields(folder)).toMatchObject({
      private: true,
      type: 'module',
      workspaces: ['schemas', 'sdks/*', 'app'],
      scripts: { codegen: 'myelin codegen' },
    });
    expect(await problemsOf(folder)).toEqual([]);
    expect((await myelinIn(folder, 'codegen')).stdout).toContain('wrote warehouse/src/index.gen.ts\n');
    expect(await fields(folder, 'sdks/shop/package.json')).toMatchObject({
      name: '@acme/shop',
      description: 'Takes orders.',
    });
  });

  it('merges package.json: what is there stays', async () => {
    const folder = await temporary();
    const before = {
      name: '@org/product',
      type: 'commonjs',
      workspaces: ['packages/*'],
      scripts: { build: 'make', test: 'true' },
      devDependencies: { zod: '4.0.0' },
    };
    await writeFile(path.join(folder, 'package.json'), JSON.stringify(before));
    await writeFile(path.join(folder, '.gitignore'), 'dist\n');
    const { kept } = await init({ folder });
    expect(kept).toEqual(['build']);
    expect(await fields(folder)).toMatchObject({
      ...before,
      workspaces: ['packages/*', 'schemas', 'sdks/*', 'app'],
      scripts: { build: 'make', test: 'true', codegen: 'myelin codegen' },
      devDependencies: { zod: '4.0.0', typescript: expect.any(String) as string },
    });
    expect(await readFile(path.join(folder, '.gitignore'), 'utf8')).toBe('dist\nnode_modules/\n*.tsbuildinfo\n');
    expect(await readFile(path.join(folder, 'schemas/myelin.config.ts'), 'utf8')).toContain("scope: '@org'");
  });

  it('gives Nx a target', async () => {
    const folder = await temporary();
    await writeFile(path.join(folder, 'nx.json'), '{}');
    await init({ folder, scope: '@acme' });
    expect(await fields(folder, 'schemas/package.json')).toMatchObject({
      nx: { targets: { codegen: { command: 'myelin codegen', cache: true } } },
    });
  });

  it('writes nothing where anything of it is there already', async () => {
    const folder = await temporary();
    await mkdir(path.join(folder, 'app/src'), { recursive: true });
    await writeFile(path.join(folder, 'app/src/main.ts'), '// Mine.\n');
    const { code, stderr } = await myelinIn(folder, 'init');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('app/src/main.ts is there already, and nothing was written.'),
    ]);
    expect(await tree(folder)).toEqual({ 'app/src/main.ts': '// Mine.\n' });
  });

  it.each([
    ['@Acme Tools/web', '@acme-tools'],
    ['Shop', '@shop'],
    ['___', '@app'],
  ])('takes its scope from the name "%s"', async (name, scope) => {
    const folder = await temporary();
    await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name }));
    await init({ folder });
    expect(await fields(folder, 'app/package.json')).toMatchObject({ name: `${scope}/app` });
  });
});

async function known(folder: string): Promise<Workspace> {
  return readWorkspace(configOf(folder), []);
}

function added(name: string, owner: string, subscribers: readonly string[] = []): NewMessage {
  return { name, owner, subscribers, text: messageText({ name, owner }) };
}

/** What the formatter and the linter of this project say of handwritten files. */
async function checked(folder: string): Promise<void> {
  await run(
    process.execPath,
    [
      path.join(root, 'node_modules/@biomejs/biome/bin/biome'),
      'check',
      '--vcs-enabled=false',
      path.join(folder, 'schemas'),
    ],
    { cwd: root },
  );
}

describe('myelin add message', { timeout: 25_000 }, () => {
  it('writes one that passes the generator and the formatter, and lists it where it goes', async () => {
    const folder = await temporary();
    await init({ folder, scope: '@acme' });
    const { code, stdout } = await myelinIn(
      folder,
      'add',
      'message',
      'OrderShipped',
      '--owner',
      'warehouse',
      '--to',
      'shop',
    );
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        'wrote schemas/messages/warehouse/order-shipped.v1.ts',
        'wrote schemas/modules/shop.ts',
        'wrote schemas/modules/warehouse.ts',
        'Then: myelin codegen',
        '',
      ],
    ]);
    await checked(folder);
    expect((await myelinIn(folder, 'codegen')).code).toBe(0);
    expect(await readFile(path.join(folder, 'sdks/shop/src/index.gen.ts'), 'utf8')).toContain(
      'readonly orderShipped: Subscribes<OrderShipped>;',
    );
  });

  it('keeps imports in their order, and a long list in the form of the formatter', async () => {
    const folder = await temporary();
    await init({ folder, scope: '@acme' });
    const names = [
      'ZebraSeenAtTheGate',
      'AntSeenAtTheGate',
      'MooseSeenAtTheGate',
      'HorseSeenAtTheGate',
      'CowSeenAtTheGate',
    ];
    for (const [index, name] of names.entries()) {
      // A process reads a file once: each reading is of a copy.
      const copy = index === 0 ? folder : await copyOf(folder);
      await addMessages([added(name, 'shop', ['shop'])], {
        ...(await known(copy)),
        folder: path.join(folder, 'schemas'),
      });
    }
    await checked(folder);
    expect(await readFile(path.join(folder, 'schemas/modules/shop.ts'), 'utf8')).toMatch(
      /ant-seen[\s\S]*cow-seen[\s\S]*zebra-seen/,
    );
  });

  it.each([
    ['Order', 'shop', 'Order is there already. Its next version begins with: myelin bump Order'],
    ['Other', 'nobody', 'no module is called nobody. Give one of shop, till'],
  ])('is refused for %s of %s', async (name, owner, words) => {
    const folder = await workspace(shop);
    const before = await tree(folder);
    await expect(addMessages([added(name, owner)], await known(folder))).rejects.toThrow(words);
    expect(await tree(folder)).toEqual(before);
  });

  it('asks who owns the message where that is not clear', async () => {
    const { code, stderr } = await myelinIn(await workspace(shop), 'add', 'message', 'Other');
    expect([code, stderr]).toEqual([2, 'say who owns the message: --owner MODULE, one of shop, till.\n']);
  });

  it('says what to do by hand where a module is no plain object', async () => {
    const folder = await workspace({
      ...shop,
      'schemas/modules/shop.ts': (shop['schemas/modules/shop.ts'] ?? '')
        .replace('defineModule({', 'defineModule({ ...{} , ')
        .replace(/defineModule\(\{([\s\S]*)\}\)/, 'defineModule(Object.freeze({$1}))'),
    });
    await expect(addMessages([added('Other', 'shop')], await known(folder))).rejects.toThrow(
      'List other under publishes by hand.',
    );
  });
});

describe('myelin add module', { timeout: 25_000 }, () => {
  it('writes one that passes the generator and the formatter', async () => {
    const folder = await temporary();
    await init({ folder, scope: '@acme' });
    expect((await myelinIn(folder, 'add', 'module', 'night-watch')).code).toBe(0);
    await checked(folder);
    expect((await myelinIn(folder, 'codegen')).stdout).toContain('wrote night-watch/src/index.gen.ts\n');
  });

  it('is refused where there is one of that name', async () => {
    await expect(addModule('till', await known(await workspace(shop)))).rejects.toThrow(
      'the module till is there already.',
    );
  });
});

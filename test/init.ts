/**
 * `npm run test:init`: what a new user does, from packed packages in an empty folder outside of the workspace: install,
 * `myelin init`, `npm install`, `npm start`; then a message and a module more. Other packages come from wherever npm is
 * configured to get them. Exit code 1 where anything differs from what the documents promise.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { binOf, packageIn, root } from '../tools/release/packages.ts';
import { node, npm } from '../tools/release/run.ts';
import { pack } from '../tools/release/tarball.ts';

const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
const said = 'shop sold 1 × a lamp';

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  process.stdout.write(`${name} … `);
  const startMs = performance.now();
  const value = await work();
  process.stdout.write(`ok (${((performance.now() - startMs) / 1000).toFixed(1)} s)\n`);
  return value;
}

/** Builds and packs the two packages that a new user installs; answers their archives. */
async function packed(folder: string): Promise<string[]> {
  const packages = ['packages/bus-core', 'tools/codegen'].map((name) => packageIn(path.join(root, name)));
  await node([binOf('typescript'), '-b', ...packages.map((one) => one.folder)], { cwd: root });
  const files: string[] = [];
  for (const one of packages) files.push((await pack(one, folder, { cwd: root })).file);
  return files;
}

/** One folder of somebody who has never seen the project. */
class NewUser {
  readonly #cwd: string;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  async install(files: readonly string[] = []): Promise<void> {
    await npm(['install', ...files, ...quietly], { cwd: this.#cwd });
  }

  async myelin(...args: string[]): Promise<string> {
    return node([path.join(this.#cwd, 'node_modules/@myelin/codegen/dist/cli.js'), ...args], { cwd: this.#cwd });
  }

  /** @throws Error where the program says anything else */
  async start(expected: string): Promise<void> {
    const text = await npm(['run', '-s', 'start'], { cwd: this.#cwd });
    if (!text.trimEnd().endsWith(expected)) throw new Error(`npm start said:\n${text}\nand not: ${expected}`);
  }

  async change(file: string, edit: (text: string) => string): Promise<void> {
    const place = path.join(this.#cwd, file);
    await writeFile(place, edit(await readFile(place, 'utf8')));
  }

  /** @throws Error where the compiler finds nothing wrong */
  async doesNotCompile(): Promise<void> {
    const wrong = await npm(['run', '-s', 'build'], { cwd: this.#cwd }).then(
      () => false,
      () => true,
    );
    if (!wrong) throw new Error('What must not compile does.');
  }
}

async function empty(folder: string, files: readonly string[]): Promise<void> {
  const user = new NewUser(folder);
  await step('install the packages in an empty folder', () => user.install(files));
  await step('myelin init', () => user.myelin('init', '--scope', '@acme'));
  await step('npm install', () => user.install());
  await step('npm start: a typed publish and subscribe', () => user.start(said));
  await step('myelin codegen --check', () => user.myelin('codegen', '--check'));
  await step('myelin add module, add message', async () => {
    await user.myelin('add', 'module', 'mailer');
    await user.myelin('add', 'message', 'OrderShipped', '--owner', 'warehouse', '--to', 'shop,mailer');
    await user.myelin('codegen');
    await user.install();
  });
  await step('a message that was added, used', async () => {
    const use =
      "shop.orderShipped.subscribe(({ payload }) => console.log(`shipped ${payload.id}`));\nawait warehouse.orderShipped.publish({ id: 'order-1' });\n";
    await user.change('app/src/main.ts', (text) => `${text}${use}`);
    await user.start('shipped order-1');
  });
  await step('what a module has no right to does not compile', async () => {
    await user.change('app/src/main.ts', (text) => `${text}await shop.orderShipped.publish({ id: 'order-1' });\n`);
    await user.doesNotCompile();
  });
}

/** Nx needs to be no more than its files here: that it runs the target is its own matter. */
async function nx(folder: string, files: readonly string[]): Promise<void> {
  await writeFile(path.join(folder, 'nx.json'), '{ "analytics": false, "neverConnectToCloud": true }\n');
  const base = { compilerOptions: { module: 'esnext', emitDeclarationOnly: true, lib: ['es2022'] } };
  await writeFile(path.join(folder, 'tsconfig.base.json'), JSON.stringify(base));
  const manifest = {
    name: '@org/source',
    private: true,
    workspaces: ['packages/*'],
    scripts: { build: 'nx run-many -t build' },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const user = new NewUser(folder);
  await step('the same in an Nx workspace', async () => {
    await user.install(files);
    await user.myelin('init');
    await user.install();
    await user.start(said);
  });
  const { targets } = (
    JSON.parse(await readFile(path.join(folder, 'schemas/package.json'), 'utf8')) as { nx: { targets: object } }
  ).nx;
  if (!('codegen' in targets)) throw new Error('Nx has no target codegen.');
}

const folder = await mkdtemp(path.join(tmpdir(), 'myelin-init-'));
try {
  const files = await step('pack bus-core and codegen', () => packed(path.join(folder, 'tarballs')));
  for (const name of ['empty', 'nx']) await mkdir(path.join(folder, name));
  await empty(path.join(folder, 'empty'), files);
  await nx(path.join(folder, 'nx'), files);
  process.stdout.write('A new user gets a running program.\n');
} catch (error) {
  process.stderr.write(`FAILED\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

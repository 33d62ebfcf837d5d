/** Somebody else's project: installs what was published, type-checks against it and runs on it. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { binOf, type Manifest, root } from './packages.ts';
import type { Registry } from './registry.ts';
import { node, npm } from './run.ts';

/** The program is the one that the README shows. */
const program = 'test/readme/example.ts';
const expected = 'gamification gives 5 coins: Well rested.';

/** Packages of the workspace that the project uses, and the types of Node that a TypeScript project has anyway. */
const used = ['@myelin/bus-core', '@myelin/codegen', '@skelly-jelly/gamification', '@skelly-jelly/storage'];
export const typesOfNode = '@types/node';

const compilerOptions = {
  target: 'ES2024',
  lib: ['ES2024', 'ESNext.Disposable'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  outDir: 'built',
};

/** A folder that knows nothing of the workspace. */
export class OutsideProject {
  readonly #folder: string;
  readonly #registry: Registry;

  private constructor(folder: string, registry: Registry) {
    this.#folder = folder;
    this.#registry = registry;
  }

  /** Makes the folder, with the program in it. */
  static async create(folder: string, registry: Registry): Promise<OutsideProject> {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    await copyFile(path.join(root, program), path.join(folder, 'main.ts'));
    return new OutsideProject(folder, registry);
  }

  /**
   * Installs from the registry, and answers how many packages came.
   * @throws Error where one came from elsewhere, or one of ours came twice
   */
  async install(versions: ReadonlyMap<string, Manifest>): Promise<number> {
    const wanted = [...used, typesOfNode].map((name) => `${name}@${versions.get(name)?.version ?? 'missing'}`);
    const { client, url } = this.#registry;
    await npm(['install', ...wanted, '--registry', url], { ...client, cwd: this.#folder });
    const text = await readFile(path.join(this.#folder, 'package-lock.json'), 'utf8');
    const lock = JSON.parse(text) as { readonly packages: Readonly<Record<string, { readonly resolved?: string }>> };
    const installed = Object.entries(lock.packages).filter(([place]) => place !== '');
    const foreign = installed.filter(([, { resolved }]) => resolved?.startsWith(url) !== true);
    const nested = installed.filter(([place]) => /node_modules\/.*node_modules\/@(myelin|skelly-jelly)\//.test(place));
    const wrong = [...foreign, ...nested].map(([place]) => place);
    if (wrong.length > 0) throw new Error(`From elsewhere, or there twice: ${wrong.join(', ')}`);
    return installed.length;
  }

  /**
   * Compiles the program with the workspace's TypeScript, the libraries' declarations included.
   * @throws Error with what the compiler says
   */
  async compile(): Promise<void> {
    await node([binOf('typescript'), '-p', '.'], { cwd: this.#folder });
  }

  /**
   * Runs the program as compiled: it publishes one message and subscribes to it.
   * @throws Error where it says anything else than the README promises
   */
  async execute(): Promise<string> {
    const said = (await node(['built/main.js'], { cwd: this.#folder, timeoutMs: 30_000 })).trim();
    if (said !== expected) throw new Error(`The program said "${said}", not "${expected}".`);
    return said;
  }

  /**
   * Asks the installed generator for its usage: its command and all of its imports are there.
   * @throws Error where it does not answer
   */
  async generator(): Promise<string> {
    const said = await node([binOf('@myelin/codegen', this.#folder), '--help'], { cwd: this.#folder });
    if (!said.startsWith('myelin ')) throw new Error(`myelin --help said "${said}".`);
    return said.split('\n')[0] ?? '';
  }
}

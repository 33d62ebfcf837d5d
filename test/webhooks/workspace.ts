/** A workspace that is made of the webhooks' schema by the verbs of `myelin`, generated and compiled. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { binOf, root } from '../../tools/release/packages.ts';

const cli = path.join(root, 'tools/codegen/src/cli.ts');
const place = ['--schemas', 'schemas', '--out', 'sdks', '--scope', '@acme'];

const moduleText = `import { defineModule } from '@myelin/codegen/define';

export const hooks = defineModule({ name: 'hooks', owner: 'hooks', doc: 'Tells what happened.' });
`;

/** What the verbs said. */
export interface Ended {
  readonly code: number;
  readonly text: string;
}

export interface Validator {
  readonly check: (payload: unknown) => boolean;
  readonly accepts: (payload: unknown) => boolean;
  readonly explain: (payload: unknown) => readonly { readonly code: string; readonly path: string }[];
}

/** Removes itself. */
export class WebhookWorkspace implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** An empty one with a module that sends. */
  static async create(): Promise<WebhookWorkspace> {
    const folder = await mkdtemp(path.join(tmpdir(), 'myelin-webhooks-'));
    await mkdir(path.join(folder, 'schemas/messages'), { recursive: true });
    await mkdir(path.join(folder, 'schemas/modules'));
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
    await writeFile(path.join(folder, 'schemas/modules/hooks.ts'), moduleText);
    return new WebhookWorkspace(folder);
  }

  /** Makes a message of each alternative of a schema. */
  async imported(schema: object): Promise<Ended> {
    await writeFile(path.join(this.#folder, 'webhooks.json'), JSON.stringify(schema));
    return this.#run([cli, 'import', 'webhooks.json', '--each', '--owner', 'hooks', ...place]);
  }

  async generated(): Promise<Ended> {
    return this.#run([cli, 'codegen', ...place]);
  }

  /** What the compiler says of the definitions and of the SDK. */
  async compiled(): Promise<Ended> {
    const options = {
      extends: path.join(root, 'tsconfig.base.json'),
      compilerOptions: {
        noEmit: true,
        composite: false,
        allowImportingTsExtensions: true,
        rewriteRelativeImportExtensions: false,
      },
      include: ['.'],
    };
    await writeFile(path.join(this.#folder, 'schemas/tsconfig.json'), JSON.stringify(options));
    const definitions = await this.#run([binOf('typescript'), '-p', 'schemas']);
    return definitions.code === 0 ? this.#run([binOf('typescript'), '-p', 'sdks/hooks']) : definitions;
  }

  /** The validator of a message, as it was compiled. */
  async validator(message: string): Promise<Validator> {
    const file = path.join(this.#folder, `sdks/hooks/dist/messages/${message}.wire.gen.js`);
    const wire = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    const [name = ''] = Object.keys(wire).filter((key) => key.startsWith('check'));
    const of = <T>(word: string): T => wire[name.replace('check', word)] as T;
    return { check: of('check'), accepts: of('accepts'), explain: of('explain') };
  }

  /** What was made up for a message. */
  async examples(message: string): Promise<readonly object[]> {
    const file = path.join(this.#folder, `schemas/messages/hooks/${message}.v1.json`);
    return (JSON.parse(await readFile(file, 'utf8')) as { readonly examples: readonly object[] }).examples;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #run(args: readonly string[]): Promise<Ended> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        ['--conditions=@myelin/source', ...args],
        { cwd: this.#folder, maxBuffer: 2 ** 26 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
          resolve({ code, text: stdout + stderr });
        },
      );
    });
  }
}

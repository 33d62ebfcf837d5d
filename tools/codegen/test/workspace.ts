/** Schema workspaces and generated validators in temporary folders inside the package, so that imports resolve. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { AnySchema } from '../src/define.ts';
import { readContract } from '../src/main.ts';
import { locate } from '../src/positions.ts';
import { DefinitionError } from '../src/problem.ts';
import { loadValidator, type Validator } from './sources.ts';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** A new folder that is gone after the tests. */
export async function temporary(): Promise<string> {
  const folder = await mkdtemp(path.join(import.meta.dirname, '.tmp-'));
  folders.push(folder);
  return folder;
}

/** Writes a workspace: files relative to its root, whose schemas stand in `schemas/`. */
export async function workspace(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporary();
  const config = `import { defineConfig } from '@myelin/codegen/define';\nexport default defineConfig({ scope: '@acme', out: '../sdks' });\n`;
  for (const [file, text] of Object.entries({ 'schemas/myelin.config.ts': config, ...files })) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return root;
}

export function configOf(root: string): string {
  return path.join(root, 'schemas/myelin.config.ts');
}

/** A message file: `body` are further fields of the definition. */
export function messageText(name: string, schema: string, body = ''): string {
  return `import { bytes, defineMessage, openEnum, sensitive } from '@myelin/codegen/define';
import { z } from 'zod';
export const tools = [bytes, openEnum, sensitive];
export const message = defineMessage({
  name: '${name}',
  version: 1,
  owner: 'shop',
  doc: 'Says something.',
  schema: ${schema},
  examples: [{}],
  ${body}
});
`;
}

/** A small shop that has nothing to complain about. */
export const shop: Readonly<Record<string, string>> = {
  'schemas/messages/shop/order.v1.ts': messageText(
    'Order',
    "z.object({ id: z.string().max(20).describe('Number of the order.'), count: z.int().default(1) })",
    "key: 'id',",
  ).replace('[{}]', "[{ id: 'a' }]"),
  'schemas/messages/shop/tick.v1.ts': messageText('Tick', 'z.object({ at: z.number() })', "channel: 'direct',").replace(
    '[{}]',
    '[{ at: 1 }]',
  ),
  'schemas/messages/shop/price.v1.ts': `import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
export const priceReply = defineMessage({ name: 'PriceReply', version: 1, owner: 'shop', doc: 'The price.', schema: z.object({ cents: z.int() }), examples: [{ cents: 5 }] });
export const price = defineMessage({ name: 'Price', version: 1, owner: 'shop', doc: 'Asks.', channel: 'request', schema: z.object({ item: z.string() }), examples: [{ item: 'x' }], reply: priceReply });
`,
  'schemas/modules/shop.ts': `import { defineModule } from '@myelin/codegen/define';
import { message as order } from '../messages/shop/order.v1.ts';
import { message as tick } from '../messages/shop/tick.v1.ts';
import { price } from '../messages/shop/price.v1.ts';
export const shop = defineModule({ name: 'shop', owner: 'team', doc: 'Sells.', publishes: [order, tick], serves: [price] });
`,
  'schemas/modules/till.ts': `import { defineModule } from '@myelin/codegen/define';
import { message as order } from '../messages/shop/order.v1.ts';
import { price } from '../messages/shop/price.v1.ts';
export const till = defineModule({ name: 'till', owner: 'team', doc: 'Takes money.', subscribes: [order], requests: [price], dependsOn: ['shop'] });
`,
};

/** A shop whose only message has this schema and these further fields. */
export function shopOf(schema: string, body = ''): Record<string, string> {
  const module = `import { defineModule } from '@myelin/codegen/define';
import { message } from '../messages/thing.v1.ts';
export const shop = defineModule({ name: 'shop', owner: 'team', doc: 'Sells.', publishes: [message] });
`;
  return { 'schemas/messages/thing.v1.ts': messageText('Thing', schema, body), 'schemas/modules/shop.ts': module };
}

/** Every problem of a workspace, as `file:line:column path: message`; with `check`, those of the check as well. */
export async function problemsOf(root: string, options: { readonly check?: boolean } = {}): Promise<string[]> {
  try {
    await readContract(configOf(root), options);
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const positions = await locate(error.problems, path.join(root, 'schemas'));
    return error.problems.map((problem) => {
      const { line, column } = positions.get(problem) ?? { line: 0, column: 0 };
      return `${problem.place.file}:${line}:${column} ${problem.place.path.join('.')}: ${problem.message}`;
    });
  }
}

/** All files below a folder with their text. */
export async function tree(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.relative(folder, file)] = await readFile(file, 'utf8');
  }
  return files;
}

/** Runs the `myelin` command as a process of its own. */
export function myelin(...args: string[]): Promise<Ended> {
  return myelinIn('.', ...args);
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The same in another working directory. */
export function myelinIn(cwd: string, ...args: string[]): Promise<Ended> {
  const cli = path.join(import.meta.dirname, '../src/cli.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=@myelin/source', cli, ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Generates the validator of a schema, and loads it. */
export async function validatorOf(schema: AnySchema): Promise<Validator> {
  return await loadValidator(await temporary(), schema);
}

/** Copies a workspace, to generate it a second time elsewhere. */
export async function copyOf(root: string): Promise<string> {
  const copy = await temporary();
  await cp(root, copy, { recursive: true });
  return copy;
}

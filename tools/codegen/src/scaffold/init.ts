/** Sets up a workspace in a folder that may be an npm or Nx workspace already. What is there stays as it is. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fieldsOf, findUp, realOf, textOf } from '../files.ts';
import { isScope } from '../names.ts';
import { ignored, scripts, workspaceFiles, workspaces } from './workspace.ts';

export interface InitOptions {
  /** Absolute path. */
  readonly folder: string;
  /** @default the scope or name in package.json, or the name of the folder */
  readonly scope?: string;
}

/** What was set up. */
export interface Initialised {
  /** Relative to the folder. */
  readonly written: readonly string[];
  /** Scripts of package.json that were there already, and say something else. */
  readonly kept: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Why a workspace cannot be set up, in a sentence or two. */
export class NotEmptyError extends Error {
  override readonly name = 'NotEmptyError';
}

/**
 * Writes schemas with two modules, a program, and what runs them; package.json is merged, or made.
 * @throws NotEmptyError where a file that is to be written exists; nothing is written then
 */
export async function init({ folder, scope }: InitOptions): Promise<Initialised> {
  const before = (await fieldsOf(path.join(folder, 'package.json'))) ?? {};
  const ranges = await rangesFor(folder);
  const nx = (await realOf(path.join(folder, 'nx.json'))) !== undefined;
  const files = workspaceFiles({ scope: scope ?? scopeFor(before, folder), ranges, nx });
  for (const file of files.keys())
    if ((await realOf(path.join(folder, file))) !== undefined)
      throw new NotEmptyError(
        `${file} is there already, and nothing was written. Use myelin add in a workspace that is set up.`,
      );
  for (const [file, text] of files) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text, { flag: 'wx' });
  }
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(rootPackage(before, ranges), null, 2)}\n`);
  await ignore(path.join(folder, '.gitignore'));
  const known = fields(before['scripts']);
  const kept = Object.entries(scripts).filter(([name, script]) => name in known && known[name] !== script);
  return { written: [...files.keys(), 'package.json', '.gitignore'], kept: kept.map(([name]) => name) };
}

/** Everything that is there wins. */
function rootPackage(
  before: Fields,
  { '@myelin/bus-core': busCore, ...tools }: Readonly<Record<string, string>>,
): Fields {
  const dependencies = { '@myelin/bus-core': busCore, ...fields(before['dependencies']) };
  const known = { ...fields(before['dependencies']), ...fields(before['devDependencies']) };
  const missing = Object.fromEntries(Object.entries(tools).filter(([name]) => !(name in known)));
  return {
    ...(Object.keys(before).length === 0 ? { private: true, type: 'module' } : {}),
    ...before,
    workspaces: workspacesWith(before['workspaces']),
    scripts: { ...scripts, ...fields(before['scripts']) },
    dependencies: sorted(dependencies),
    devDependencies: sorted({ ...fields(before['devDependencies']), ...missing }),
  };
}

/** A list, or the object that some package managers read. */
function workspacesWith(before: unknown): unknown {
  const list = (known: unknown): unknown[] => {
    const there: readonly unknown[] = Array.isArray(known) ? known : [];
    return [...new Set([...there, ...workspaces])];
  };
  if (before === undefined || Array.isArray(before)) return list(before);
  return { ...fields(before), packages: list(fields(before)['packages']) };
}

/** The generator's own needs are ranges that it was tested with. */
async function rangesFor(folder: string): Promise<Record<string, string>> {
  const own = (await fieldsOf(path.join(import.meta.dirname, '../../package.json'))) ?? {};
  const installed = await findUp('node_modules/@myelin/bus-core/package.json', folder);
  const busCore = installed === undefined ? undefined : (await fieldsOf(installed))?.['version'];
  return {
    '@myelin/bus-core': typeof busCore === 'string' ? `^${busCore}` : 'latest',
    '@myelin/codegen': `^${String(own['version'])}`,
    '@types/node': '^24.10.0',
    typescript: '^7.0.2',
    zod: `^${String(fields(own['dependencies'])['zod'])}`,
  };
}

/** `@acme` of `@acme/shop`, `@shop` of `shop`. */
function scopeFor({ name }: Fields, folder: string): string {
  const known = typeof name === 'string' && name !== '' ? name : path.basename(folder);
  const scope = `@${known
    .replace(/^@/, '')
    .replace(/\/.*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')}`;
  return isScope(scope) ? scope : '@app';
}

async function ignore(file: string): Promise<void> {
  const lines = ((await textOf(file)) ?? '').split('\n').filter((line) => line !== '');
  await writeFile(
    file,
    `${[...lines, ...ignored.filter((line) => !lines.includes(line) && !lines.includes(line.replace('/', '')))].join('\n')}\n`,
  );
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function sorted(ranges: Fields): Fields {
  return Object.fromEntries(Object.entries(ranges).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The packages of the workspace that are published, and what they need of others. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the workspace. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

type Ranges = Readonly<Record<string, string>>;

/** The fields of a package.json that a release looks at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: string | Ranges;
  readonly license?: string;
  readonly sideEffects?: boolean;
  readonly engines?: Ranges;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
  readonly peerDependencies?: Ranges;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface Package {
  /** Absolute path. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Reads the package in a folder. */
export function packageIn(folder: string): Package {
  return { folder, manifest: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest };
}

/** The workspace's packages that are not private, sorted by name. */
export function publishable(): Package[] {
  const patterns = (packageIn(root).manifest.workspaces ?? []).map((pattern) => `${pattern}/package.json`);
  return globSync(patterns, { cwd: root })
    .map((file) => packageIn(path.join(root, path.dirname(file))))
    .filter(({ manifest }) => manifest.private !== true)
    .sort((left, right) => (left.manifest.name < right.manifest.name ? -1 : 1));
}

/** Everything that these packages need from others, as it is installed here: dependencies of dependencies too. */
export function installedFor(packages: readonly Package[], extra: readonly string[]): Package[] {
  const own = new Set(packages.map(({ manifest }) => manifest.name));
  const found = new Map<string, Package>();
  const queue = [
    ...extra.map((name) => ({ name, from: root })),
    ...packages.flatMap(({ folder, manifest }) => needs(manifest).map((name) => ({ name, from: folder }))),
  ];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (own.has(next.name)) continue;
    const needed = packageIn(folderOf(next.name, next.from));
    if (found.has(needed.folder)) continue;
    found.set(needed.folder, needed);
    queue.push(...needs(needed.manifest).map((name) => ({ name, from: needed.folder })));
  }
  return [...found.values()];
}

/** The script of a command that is installed, for `node` to run. */
export function binOf(name: string, from: string = root): string {
  const { folder, manifest } = packageIn(folderOf(name, from));
  const [script] = typeof manifest.bin === 'string' ? [manifest.bin] : Object.values(manifest.bin ?? {});
  if (script === undefined) throw new Error(`${name} has no command.`);
  return path.join(folder, script);
}

/** Names that npm installs without being asked; optional ones may stay away. */
function needs({ dependencies, peerDependencies, peerDependenciesMeta }: Manifest): string[] {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => peerDependenciesMeta?.[name]?.optional !== true);
  return [...Object.keys(dependencies ?? {}), ...peers];
}

/** Where Node would find a package. */
function folderOf(name: string, from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
    if (folder === path.dirname(folder)) throw new Error(`${name} is not installed, and ${from} needs it.`);
  }
}

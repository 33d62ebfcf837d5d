/** Packs packages, and looks at what would be published: the tarball, not the folder. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { binOf, type Manifest, type Package, root } from './packages.ts';
import { node, npm, type RunOptions } from './run.ts';

export interface Tarball {
  /** Absolute path of the archive. */
  readonly file: string;
  /** Paths inside the package, with forward slashes. */
  readonly files: readonly string[];
  readonly bytes: number;
  readonly manifest: Manifest;
}

interface PackReport {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Packs one package into a folder. No script of the package runs.
 * @throws Error where npm fails
 */
export async function pack({ folder, manifest }: Package, into: string, options: RunOptions): Promise<Tarball> {
  await mkdir(into, { recursive: true });
  const answer = await npm(['pack', folder, '--pack-destination', into, '--ignore-scripts', '--json'], options);
  const [report] = Object.values(JSON.parse(answer) as Readonly<Record<string, PackReport>>);
  if (report === undefined) throw new Error(`npm packed nothing for ${manifest.name}.`);
  return {
    file: path.join(into, path.basename(report.filename)),
    files: report.files.map((file) => file.path),
    bytes: report.size,
    manifest,
  };
}

/** What is wrong with a package that is to be published, one sentence each. */
export async function findings({ files, manifest }: Tarball, { folder }: Package): Promise<string[]> {
  return [...fieldFindings(manifest), ...fileFindings(files), ...(await mapFindings(files, folder))].map(
    (finding) => `${manifest.name}: ${finding}`,
  );
}

/** What is wrong with the fields of a package.json that is to be published. */
export function fieldFindings(manifest: Manifest): string[] {
  const { license, engines, publishConfig, sideEffects, files, dependencies, peerDependencies } = manifest;
  const open = Object.entries({ ...dependencies, ...peerDependencies }).filter(([, range]) =>
    /^(\*|latest|)$|^(workspace|file|link):/.test(range),
  );
  return [
    ...open.map(([name, range]) => `the range "${range}" of ${name} means nothing outside of the workspace`),
    ...(license === undefined ? ['no license'] : []),
    ...(engines?.['node'] === undefined ? ['no engines.node'] : []),
    ...(sideEffects === false ? [] : ['sideEffects is not false']),
    ...(files?.includes('dist') === true && files.includes('src') ? [] : ['files does not allow dist and src']),
    ...doorFindings(manifest),
    ...['access', 'provenance']
      .filter((field) => publishConfig?.[field] === undefined)
      .map((field) => `no publishConfig.${field}`),
  ];
}

/** The condition that leads to the sources; only who sets it, as this workspace does, is led there. */
const ownCondition = '@myelin/source';

/** Conditions are tried in their order: whatever stands before `types` would hide the declarations. */
function doorFindings({ exports = {} }: Manifest): string[] {
  const doors = Object.entries(exports).filter(([, door]) => typeof door !== 'string' || !door.endsWith('.json'));
  return [
    ...(doors.length === 0 ? ['no exports'] : []),
    ...doors.flatMap(([name, door]) => {
      const conditions = Object.keys(typeof door === 'string' ? {} : door).filter((one) => one !== ownCondition);
      return conditions[0] === 'types' && conditions.at(-1) === 'default'
        ? []
        : [`the door "${name}" does not give types first and a default last`];
    }),
  ];
}

const allowed = /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|(dist\/.+\.(d\.ts|js)(\.map)?)|(src\/.+\.ts))$/;

/** What is wrong with the list of files. A built file without its source is left over from an earlier build. */
export function fileFindings(files: readonly string[]): string[] {
  const all = new Set(files);
  const sourceOf = (file: string): string => file.replace(/^dist\//, 'src/').replace(/\.(d\.ts|js)(\.map)?$/, '.ts');
  const built = files.filter((file) => file.startsWith('dist/'));
  const sources = files.filter((file) => file.startsWith('src/'));
  const outputOf = (file: string, end: string): string => file.replace(/^src\//, 'dist/').replace(/\.ts$/, end);
  return [
    ...(all.has('LICENSE') ? [] : ['LICENSE is missing']),
    ...files.filter((file) => !allowed.test(file)).map((file) => `${file} does not belong in a package`),
    ...built.filter((file) => !all.has(sourceOf(file))).map((file) => `${file} has no source`),
    ...sources.flatMap((file) =>
      ['.js', '.js.map', '.d.ts', '.d.ts.map']
        .filter((end) => !all.has(outputOf(file, end)))
        .map((end) => `${outputOf(file, end)} is missing`),
    ),
  ];
}

/** Source and declaration maps lead an editor to the sources, so these must be in the package too. */
async function mapFindings(files: readonly string[], folder: string): Promise<string[]> {
  const all = new Set(files);
  const maps = files.filter((file) => file.endsWith('.map'));
  const found = await Promise.all(
    maps.map(async (file) => {
      const { sources } = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as { readonly sources: string[] };
      const targets = sources.map((source) => path.posix.join(path.posix.dirname(file), source));
      return targets
        .filter((target) => !all.has(target))
        .map((target) => `${file} leads to ${target}, which is missing`);
    }),
  );
  return found.flat();
}

/**
 * Lets publint and attw look at a tarball; ESM only, so what CommonJS or node10 would find is left out.
 * @throws Error with their findings
 */
export async function lint({ file }: Tarball): Promise<void> {
  await node([binOf('publint'), 'run', file, '--strict'], { cwd: root });
  await node([binOf('@arethetypeswrong/cli'), file, '--profile', 'esm-only', '--no-color'], { cwd: root });
}

/** What the workspace promises to whoever clones it. */
import { describe, expect, it } from 'vitest';
import { pathsOf, textOf } from './tidy/source.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (path: string): Manifest => JSON.parse(textOf(path)) as Manifest;
const root = manifestOf('package.json');
const packages = pathsOf('{packages,tools,apps,schemas}/**/package.json').map(manifestOf);
const published = packages.filter((manifest) => manifest.private !== true);
const expectedMajor = process.env['MYELIN_NODE_MAJOR'];

describe('the workspace', () => {
  it('runs on the Node that this run is for, and on one that is supported otherwise', () => {
    const major = process.versions.node.split('.')[0];
    process.stdout.write(`running on Node ${process.versions.node}\n`);
    expect(expectedMajor === undefined ? ['24', '26'] : [expectedMajor]).toContain(major);
  });

  it('brings one version of Node for every platform', () => {
    expect(new Set(Object.values(root.optionalDependencies ?? {})).size).toBe(1);
    expect(Object.keys(root.optionalDependencies ?? {})).toHaveLength(5);
  });

  it('has the commands that the README and CI call', () => {
    expect(Object.keys(root.scripts ?? {})).toEqual(
      expect.arrayContaining(['start', 'test', 'lint', 'build', 'codegen', 'codegen:check', 'test:contracts']),
    );
  });

  it('has a lock file that knows every package', () => {
    const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, { name?: string } | undefined> };
    const locked = Object.values(lock.packages).map((entry) => entry?.name);
    expect(locked).toEqual(expect.arrayContaining(packages.map(({ name }) => name)));
  });

  it('publishes packages that say their licence, module system and Node', () => {
    expect(published).not.toEqual([]);
    for (const manifest of published) {
      expect(manifest, manifest.name).toMatchObject({
        license: 'Apache-2.0',
        type: 'module',
        engines: { node: '>=24.15' },
      });
    }
  });

  it('never asks a question when Nx starts', () => {
    expect(JSON.parse(textOf('nx.json'))).toMatchObject({ analytics: false, neverConnectToCloud: true });
  });
});

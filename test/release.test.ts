/** What the rehearsal of a release says about a package before it is published. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Manifest, packageIn, publishable, root } from '../tools/release/packages.ts';
import { fieldFindings, fileFindings } from '../tools/release/tarball.ts';

const manifest: Manifest = {
  name: '@acme/a',
  version: '1.0.0',
  license: 'MIT',
  sideEffects: false,
  engines: { node: '>=24' },
  files: ['dist', 'src'],
  exports: { '.': { '@myelin/source': './src/a.ts', types: './dist/a.d.ts', default: './dist/a.js' } },
  publishConfig: { access: 'public', provenance: true },
  dependencies: { b: '^1.0.0' },
};
const built = ['dist/a.d.ts', 'dist/a.d.ts.map', 'dist/a.js', 'dist/a.js.map'];
const files = ['LICENSE', 'README.md', 'package.json', 'src/a.ts', ...built];

describe('the fields of a published package', () => {
  it('are complete', () => {
    expect(fieldFindings(manifest)).toEqual([]);
  });

  it.each(['*', '', 'latest', 'workspace:^', 'file:../b', 'link:../b'])('do not ask for "%s" of another', (range) => {
    expect(fieldFindings({ ...manifest, dependencies: { b: range } })).toHaveLength(1);
    expect(fieldFindings({ ...manifest, peerDependencies: { c: range } })).toHaveLength(1);
  });

  it.each(['license', 'sideEffects', 'engines'])('miss no %s', (field) => {
    expect(fieldFindings({ ...manifest, [field]: undefined })).toHaveLength(1);
  });

  it('say where a package comes from and who may have it', () => {
    expect(fieldFindings({ ...manifest, publishConfig: { access: 'public' } })).toHaveLength(1);
    expect(fieldFindings({ ...manifest, publishConfig: { provenance: true } })).toHaveLength(1);
  });

  it.each([
    { '.': './dist/a.js' },
    { '.': { default: './dist/a.js', types: './dist/a.d.ts' } },
    { '.': { types: './dist/a.d.ts', import: './dist/a.js' } },
    { './package.json': './package.json' },
  ])('give types first and a default last: not %j', (exports) => {
    expect(fieldFindings({ ...manifest, exports })).toHaveLength(1);
  });

  it.each([{ files: [] }, { files: ['dist'] }, { files: ['src'] }])(
    'list what may be in the package: not $files',
    (fields) => {
      expect(fieldFindings({ ...manifest, ...fields })).toEqual(['files does not allow dist and src']);
    },
  );

  it('are complete in every package of the workspace', () => {
    const packages = publishable();
    expect(packages.length).toBeGreaterThan(2);
    expect(packages.flatMap((one) => fieldFindings(one.manifest))).toEqual([]);
  });
});

describe('the files of a published package', () => {
  it('are sources and what was built from each', () => {
    expect(fileFindings(files)).toEqual([]);
  });

  it.each(['dist/.tsbuildinfo', 'test/a.test.ts', '.env', 'src/a.json', 'tsconfig.json'])('do not hold %s', (file) => {
    expect(fileFindings([...files, file])).toContain(`${file} does not belong in a package`);
  });

  it('hold nothing of an earlier build', () => {
    expect(fileFindings([...files, 'dist/gone.js'])).toEqual(['dist/gone.js has no source']);
  });

  it.each(['LICENSE', ...built])('do not miss %s', (file) => {
    expect(fileFindings(files.filter((other) => other !== file))).toEqual([`${file} is missing`]);
  });
});

describe('the licence of a published package', () => {
  it.each(publishable())('is that of the workspace: $manifest.name', ({ folder, manifest: { license } }) => {
    expect(license).toBe(packageIn(root).manifest.license);
    expect(readFileSync(path.join(folder, 'LICENSE'), 'utf8')).toBe(readFileSync(path.join(root, 'LICENSE'), 'utf8'));
  });
});

describe('the build of a published package', () => {
  const read = (file: string): { readonly extends?: string; readonly compilerOptions?: object } =>
    JSON.parse(readFileSync(file, 'utf8').replace(/^\/\/.*/, '')) as object;

  it('writes declarations, and maps that lead an editor to the sources', () => {
    const maps = { declaration: true, declarationMap: true, sourceMap: true };
    expect(read(path.join(root, 'tsconfig.base.json')).compilerOptions).toMatchObject(maps);
  });

  it.each(publishable())('is the same for all: $manifest.name', ({ folder }) => {
    const config = read(path.join(folder, 'tsconfig.json'));
    expect(path.resolve(folder, config.extends ?? '')).toBe(path.join(root, 'tsconfig.base.json'));
    expect(Object.keys(config.compilerOptions ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/map/i)]),
    );
  });
});

/** What the generated packages promise to those who install them. */
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathsOf, root, textOf } from './tidy/source.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly nx?: { readonly implicitDependencies?: readonly string[] };
}

const modules = pathsOf('schemas/modules/*.ts').map((path) => posix.basename(path, '.ts'));
const sdks = pathsOf('packages/module-sdks/*/package.json').map((path) => ({
  folder: posix.dirname(path),
  manifest: JSON.parse(textOf(path)) as Manifest,
}));

describe('the generated packages', () => {
  it('are one for each module', () => {
    expect(sdks.map(({ manifest }) => manifest.name)).toEqual(modules.map((name) => `@skelly-jelly/${name}`));
  });

  it.each(sdks)('$manifest.name needs bus-core and nothing else', ({ manifest }) => {
    expect(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })).toEqual(['@myelin/bus-core']);
  });

  it.each(sdks)('$manifest.name has a source behind each of its doors', ({ folder, manifest }) => {
    const doors = Object.values(manifest.exports ?? {}).map((door) =>
      typeof door === 'string' ? door : (door['@myelin/source'] ?? 'none'),
    );
    expect(doors.length).toBeGreaterThan(0);
    expect(doors.filter((door) => !existsSync(`${root}${folder}/${door}`))).toEqual([]);
  });

  it.each(sdks)('$manifest.name is tested again when a schema changes', ({ manifest }) => {
    expect(manifest.nx?.implicitDependencies).toContain('@skelly-jelly/schemas');
  });
});

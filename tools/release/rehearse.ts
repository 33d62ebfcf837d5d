/**
 * Does all of a release but the release: builds, packs, checks, publishes to a registry on loopback that is thrown away,
 * and uses what was published from outside of the workspace. Exit code 1 where any step fails.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OutsideProject, typesOfNode } from './outside.ts';
import { binOf, installedFor, type Package, publishable, root } from './packages.ts';
import { type Registry, startRegistry } from './registry.ts';
import { node, npm } from './run.ts';
import { findings, lint, pack, type Tarball } from './tarball.ts';

/** Says what is done, how long it took, and what came of it. */
async function step<T>(name: string, work: () => Promise<T>, result: (value: T) => string = () => 'ok'): Promise<T> {
  process.stdout.write(`${name} … `);
  const start = performance.now();
  const value = await work().catch((error: unknown) => {
    process.stdout.write('FAILED\n');
    throw error;
  });
  process.stdout.write(`${result(value)} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`);
  return value;
}

/** From nothing, so that no package carries what an earlier build left. */
async function build(packages: readonly Package[]): Promise<void> {
  await Promise.all(packages.map(({ folder }) => rm(path.join(folder, 'dist'), { recursive: true, force: true })));
  await node([binOf('typescript'), '-b', ...packages.map(({ folder }) => folder)], { cwd: root });
}

async function packAll(packages: readonly Package[], registry: Registry): Promise<Tarball[]> {
  const folder = path.join(registry.client.cwd, 'tarballs');
  const tarballs: Tarball[] = [];
  for (const one of packages) tarballs.push(await pack(one, folder, registry.client));
  return tarballs;
}

/** @throws Error with everything that is wrong */
async function check(tarballs: readonly Tarball[], packages: readonly Package[]): Promise<void> {
  const found: string[] = [];
  for (const [index, one] of packages.entries()) {
    const tarball = tarballs[index];
    if (tarball !== undefined) found.push(...(await findings(tarball, one)));
  }
  if (found.length > 0) throw new Error(found.join('\n'));
}

/** A tag and a registry are always said: nothing is left to what is configured. */
async function publishAll(tarballs: readonly Tarball[], { url, client }: Registry): Promise<void> {
  for (const { file } of tarballs)
    await npm(['publish', file, '--registry', url, '--tag', 'latest', '--provenance=false', '--access=public'], client);
}

function sizes(tarballs: readonly Tarball[]): string {
  const bytes = tarballs.reduce((sum, tarball) => sum + tarball.bytes, 0);
  return `${tarballs.length} packages, ${Math.round(bytes / 1024)} kB`;
}

async function rehearse(folder: string): Promise<void> {
  const packages = publishable();
  await step('build from nothing', () => build(packages));
  await using registry = await step('start a registry on loopback', () => startRegistry(folder));
  const tarballs = await step('pack', () => packAll(packages, registry), sizes);
  await step('check contents, fields and ranges', () => check(tarballs, packages));
  for (const tarball of tarballs) await step(`publint and attw: ${tarball.manifest.name}`, () => lint(tarball));
  const others = installedFor(packages, [typesOfNode]);
  const needed = await step('pack what they depend on', () => packAll(others, registry), sizes);
  await step('publish', () => publishAll([...needed, ...tarballs], registry));
  await useOutside(path.join(folder, 'outside'), registry, [...packages, ...others]);
}

async function useOutside(folder: string, registry: Registry, published: readonly Package[]): Promise<void> {
  const project = await OutsideProject.create(folder, registry);
  const versions = new Map(published.map(({ manifest }) => [manifest.name, manifest]));
  await step(
    'install outside',
    () => project.install(versions),
    (count) => `${count} packages`,
  );
  await step('type-check outside', () => project.compile());
  await step(
    'publish and subscribe outside',
    () => project.execute(),
    (said) => `"${said}"`,
  );
  await step(
    'run the generator outside',
    () => project.generator(),
    (said) => `"${said}"`,
  );
}

const folder = mkdtempSync(path.join(tmpdir(), 'myelin-rehearsal-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
try {
  await rehearse(folder);
  process.stdout.write('The rehearsal passed.\n');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nThe rehearsal failed.\n`);
  process.exitCode = 1;
}

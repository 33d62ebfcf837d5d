/** Turns the notes in `.changeset` into versions and changelogs, and locks the contracts: the step of a release that is committed. */
import { globSync } from 'node:fs';
import { binOf, root } from './packages.ts';
import { node, npm } from './run.ts';

/** Writes what the contracts publish. */
async function lock(): Promise<string> {
  const cli = ['--conditions=@myelin/source', 'tools/codegen/src/cli.ts'];
  return await node([...cli, 'lock', '--config', 'schemas/myelin.config.ts'], { cwd: root });
}

/** @throws Error where a generated file is stale, or a changeset falls short */
async function check(): Promise<void> {
  await npm(['run', '-s', 'codegen:check'], { cwd: root });
}

/** Everything that can be refused is refused before the first file is written. */
async function version(): Promise<void> {
  await check();
  process.stdout.write(await node([binOf('@changesets/cli'), 'version'], { cwd: root }));
  await npm(['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root });
  process.stdout.write('The lock file knows the new versions.\n');
  process.stdout.write(await lock());
  await check();
}

/** Notes that wait for a release. `changeset version` fails where there are none, so they are counted first. */
const notes = globSync('.changeset/*.md', { cwd: root }).filter((file) => !file.endsWith('README.md'));
if (notes.length === 0) process.stdout.write('No changesets: nothing to version.\n');
else await version();

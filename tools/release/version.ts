/** Turns the notes in `.changeset` into versions and changelogs, and locks the contracts: the step of a release that is committed. */
import { globSync } from 'node:fs';
import { binOf, root } from './packages.ts';
import { node, npm } from './run.ts';

async function myelin(...args: readonly string[]): Promise<string> {
  const cli = ['--conditions=@myelin/source', 'tools/codegen/src/cli.ts'];
  return await node([...cli, ...args, '--config', 'schemas/myelin.config.ts'], { cwd: root });
}

/** Everything that can be refused is refused before the first file is written. */
async function version(): Promise<void> {
  await myelin('codegen', '--check');
  process.stdout.write(await node([binOf('@changesets/cli'), 'version'], { cwd: root }));
  await npm(['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root });
  process.stdout.write('The lock file knows the new versions.\n');
  process.stdout.write(await myelin('lock'));
  await myelin('codegen', '--check');
}

/** Notes that wait for a release. `changeset version` fails where there are none, so they are counted first. */
const notes = globSync('.changeset/*.md', { cwd: root }).filter((file) => !file.endsWith('README.md'));
if (notes.length === 0) process.stdout.write('No changesets: nothing to version.\n');
else await version();

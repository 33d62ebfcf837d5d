/** Turns the notes in `.changeset` into versions and changelogs: the step of a release that is committed. */
import { globSync } from 'node:fs';
import { binOf, root } from './packages.ts';
import { node, npm } from './run.ts';

/** Notes that wait for a release. `changeset version` fails where there are none, so they are counted first. */
const notes = globSync('.changeset/*.md', { cwd: root }).filter((file) => !file.endsWith('README.md'));
if (notes.length === 0) {
  process.stdout.write('No changesets: nothing to version.\n');
} else {
  process.stdout.write(await node([binOf('@changesets/cli'), 'version'], { cwd: root }));
  await npm(['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root });
  process.stdout.write('The lock file knows the new versions.\n');
}

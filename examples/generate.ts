/** Generates the SDKs of every example: `myelin codegen --schemas schemas --out sdks --scope @<folder>` in its folder. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

const cli = path.join(import.meta.dirname, '../tools/codegen/src/cli.ts');
const more = process.argv.slice(2);

for (const schemas of globSync('*/schemas', { cwd: import.meta.dirname }).toSorted()) {
  const name = path.dirname(schemas);
  const verb = ['codegen', '--schemas', 'schemas', '--out', 'sdks', '--scope', `@${name}`, ...more];
  const { status } = spawnSync(process.execPath, ['--conditions=@myelin/source', cli, ...verb], {
    cwd: path.join(import.meta.dirname, name),
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status ?? 1;
}

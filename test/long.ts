/** The batteries that take too long for every commit: `npm run test:long -- <area> [arguments]`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Area → program. */
const areas: Readonly<Record<string, string>> = {
  contracts: 'tools/codegen/test/compare/main.ts',
  diff: 'tools/codegen/test/compare/hostile-main.ts',
  init: 'test/init.ts',
  soak: 'test/soak/main.ts',
  webhooks: 'test/webhooks/main.ts',
};

const [area = '', ...rest] = process.argv.slice(2);
const program = Object.hasOwn(areas, area) ? areas[area] : undefined;
if (program === undefined) {
  process.stderr.write(`give an area: ${Object.keys(areas).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const args = ['--conditions=@myelin/source', join(root, program), ...rest];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

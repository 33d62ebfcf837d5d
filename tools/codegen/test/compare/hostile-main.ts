/** The long battery of hard files: runs `myelin diff` on each and prints how long it took. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostilePairs, rubbish } from './hostile.ts';

const cli = path.join(import.meta.dirname, '../../src/cli.ts');
/** Of the processor, with the start of the command: so that other work on the machine does not count. */
const secondsMax = 5;
const meter =
  "data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.cpuUsage().user)))";
const folder = await mkdtemp(path.join(tmpdir(), 'myelin-hostile-'));
const [one, two] = [path.join(folder, 'old.json'), path.join(folder, 'next.json')];
let failed = 0;

for (const [name, { old, next, broken }] of Object.entries(hostilePairs)) {
  await writeFile(one, old);
  await writeFile(two, next);
  run(name, { options: [], allowed: broken.length > 0 ? [1] : [0, 1] });
  run(`${name}, as messages`, { options: ['--as', 'contract'], allowed: [0, 1, 2] });
}
await writeFile(two, '{}');
for (const [name, content] of Object.entries(rubbish)) {
  await writeFile(one, content);
  run(`rubbish: ${name}`, { options: [], allowed: [2] });
}
await rm(folder, { recursive: true });
process.stdout.write(`${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function run(name: string, { options, allowed }: { options: readonly string[]; allowed: readonly number[] }): void {
  const args = ['--conditions=@myelin/source', '--import', meter, cli, 'diff', one, two, ...options];
  const { status, stdout, stderr, output } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 120_000,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const code = status ?? -1;
  const seconds = Number(output[3]) / 1e6;
  const isClear = code === 2 ? stdout === '' && /^[^\n]{1,400}\n$/.test(stderr) : stderr === '';
  const isRight = allowed.includes(code) && isClear && seconds <= secondsMax;
  if (!isRight) failed++;
  process.stdout.write(`${isRight ? 'ok  ' : 'FAIL'} exit ${code} ${seconds.toFixed(2)} s  ${name}\n`);
}

/**
 * `npm run fuzz -- <target> [--seconds N] [--seed N]`: random cases until the time is over; exits 1 at the first finding,
 * with the command that shows it again. `--seed` alone runs that one case.
 */
import { inspect, parseArgs } from 'node:util';
import { codec } from './codec.ts';
import type { Finding, Target } from './target.ts';
import { validator } from './validator.ts';

const targets: Readonly<Record<string, Target>> = { codec, validator };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, seed: { type: 'string' } },
});
const [name = ''] = positionals;
const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
if (target === undefined) {
  console.error(`npm run fuzz -- <${Object.keys(targets).join(' | ')}> [--seconds N] [--seed N]`);
  process.exit(2);
}
process.exitCode = await run(target);

async function run(once: Target): Promise<number> {
  const alone = values.seed !== undefined && values.seconds === undefined;
  const endsAt = performance.now() + 1_000 * Number(values.seconds ?? (alone ? 0 : 60));
  const first = Number(values.seed ?? Date.now() % 2 ** 31);
  let seed = first;
  do {
    const found = await once(seed);
    if (found !== undefined) return report(seed, found);
    seed++;
  } while (performance.now() < endsAt);
  console.log(`${name}: ${seed - first} cases from seed ${first}, nothing found`);
  return 0;
}

function report(seed: number, { what, value, about }: Finding): number {
  console.log(`${what}\n\nvalue: ${inspect(value, { depth: 8 })}\n\n${about}\n`);
  console.log(`npm run fuzz -- ${name} --seed ${seed}`);
  return 1;
}

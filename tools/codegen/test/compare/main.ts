/** The long battery: `node main.ts [pairs] [values]` compares random pairs and prints the seed of every verdict that is refuted. */
import { againstModels, againstSchemas, pairOf, type SchemaPair, shapesOf, undecidedIn, wildPairOf } from './pair.ts';

const [pairs = 10_000, count = 1_000] = process.argv.slice(2).map(Number);
const start = Number(process.env['SEED'] ?? 1);
let refuted = 0;

for (let seed = start; seed < start + pairs; seed++) {
  const pair = pairOf(seed, { count, patterns: seed % 2 === 0 });
  const shapes = shapesOf(pair);
  report(seed, pair, shapes === undefined ? [] : againstModels(pair, shapes));
  report(seed, pair, againstSchemas(pair));
  const plain = pairOf(seed, { count: 0, patterns: false });
  const known = shapesOf(plain);
  report(seed, plain, known === undefined ? [] : undecidedIn(known).map((why) => `undecided: ${why}`));
  const wild = wildPairOf(seed, { count });
  report(seed, wild, againstSchemas(wild));
}
process.stdout.write(`${pairs} pairs, ${count} values each: ${refuted} refuted\n`);
process.exitCode = refuted === 0 ? 0 : 1;

function report(seed: number, { old, next }: SchemaPair, found: readonly string[]): void {
  if (found.length === 0) return;
  refuted++;
  process.stdout.write(`SEED=${seed}\n  ${found.join('\n  ')}\n  ${JSON.stringify(old)}\n  ${JSON.stringify(next)}\n`);
}

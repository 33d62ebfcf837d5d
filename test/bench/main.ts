/**
 * `npm run bench dispatch` or `npm run bench latency`: measures, prints tables with targets, exits 1 on a miss.
 * `--rounds N` and `--only REGEX` make a run shorter.
 */
import { parseArgs } from 'node:util';
import { dispatch } from './dispatch.ts';
import { latency } from './latency.ts';
import { makeWorkspace, removeWorkspace } from './workspace.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const benches = { dispatch, latency };
const bench = benches[positionals[0] as keyof typeof benches];
if (bench === undefined) {
  console.error(`npm run bench <${Object.keys(benches).join(' | ')}> -- [--rounds N] [--only REGEX]`);
  process.exit(2);
}
const folder = await makeWorkspace();
try {
  const met = await bench(folder, { rounds: Number(values.rounds), only: new RegExp(values.only) });
  process.exitCode = met ? 0 : 1;
} finally {
  await removeWorkspace(folder);
}

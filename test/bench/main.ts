/**
 * `npm run bench dispatch`, `latency`, `contracts` or `codegen`: measures, prints tables with targets, exits 1 on a miss.
 * `--rounds N` and `--only REGEX` make a run shorter.
 */
import { parseArgs } from 'node:util';
import { codegenBench } from './codegen.ts';
import { contracts } from './contracts.ts';
import { dispatch } from './dispatch.ts';
import { latency } from './latency.ts';
import { makeWorkspace, removeWorkspace } from './workspace.ts';

interface Options {
  readonly rounds: number;
  readonly only: RegExp;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const benches = { dispatch: inWorkspace(dispatch), latency: inWorkspace(latency), contracts, codegen: codegenBench };
const bench = benches[positionals[0] as keyof typeof benches];
if (bench === undefined) {
  console.error(`npm run bench <${Object.keys(benches).join(' | ')}> -- [--rounds N] [--only REGEX]`);
  process.exit(2);
}
const met = await bench({ rounds: Number(values.rounds), only: new RegExp(values.only) });
process.exitCode = met ? 0 : 1;

/** Gives a bench a folder with SDKs made for it, for as long as it runs. */
function inWorkspace(
  measure: (folder: string, options: Options) => Promise<boolean>,
): (options: Options) => Promise<boolean> {
  return async (options) => {
    const folder = await makeWorkspace();
    try {
      return await measure(folder, options);
    } finally {
      await removeWorkspace(folder);
    }
  };
}

/** Fresh processes, interleaved: every round runs each contender once, so that noise meets all of them alike. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CHILD_MS_MAX = 120_000;

/** Runs a script in its own process and reads the JSON that it prints last. */
export async function child<Result>(script: URL, args: readonly string[]): Promise<Result> {
  const node = ['--conditions=@myelin/source', fileURLToPath(script), ...args];
  const { stdout } = await run(process.execPath, node, { timeout: CHILD_MS_MAX });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Result;
}

/** Results by name, in the order of the rounds. */
export async function interleave<Result>(
  names: readonly string[],
  options: { readonly rounds: number; readonly one: (name: string) => Promise<Result> },
): Promise<Map<string, Result[]>> {
  const results = new Map<string, Result[]>(names.map((name) => [name, []]));
  for (let round = 0; round < options.rounds; round++) {
    for (const name of names) {
      results.get(name)?.push(await options.one(name));
      process.stderr.write(`\rround ${round + 1} of ${options.rounds}: ${name}\u001b[K`);
    }
  }
  process.stderr.write('\r\u001b[K');
  return results;
}

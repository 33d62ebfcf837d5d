/** Runs programs, and keeps what they said for whoever has to read why one failed. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface RunOptions {
  readonly cwd: string;
  /** @default the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** The program is ended after this. @default 300000 */
  readonly timeoutMs?: number;
}

const execute = promisify(execFile);

/**
 * Runs the Node of this process, and answers what was written to standard output.
 * @throws Error with all that the program wrote, where it fails or takes too long
 */
export async function node(args: readonly string[], options: RunOptions): Promise<string> {
  const { cwd, env = process.env, timeoutMs = 300_000 } = options;
  try {
    const { stdout } = await execute(process.execPath, [...args], {
      cwd,
      env,
      timeout: timeoutMs,
      maxBuffer: 64 * 2 ** 20,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`node ${args.join(' ')} failed in ${cwd}\n${stdout}${stderr}`.trim(), { cause: error });
  }
}

/**
 * Runs the npm that runs this script.
 * @throws Error as `node` does, and where this is not run by npm
 */
export async function npm(args: readonly string[], options: RunOptions): Promise<string> {
  const cli = process.env['npm_execpath'];
  if (cli === undefined) throw new Error('Run this through `npm run`.');
  return node([cli, ...args], options);
}

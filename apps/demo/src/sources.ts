/** Finds the source that the options ask for. */
import { join } from 'node:path';
import type { Options } from './args.ts';
import { InputError, type Source } from './capture/captured.ts';
import { openHost } from './capture/host-source.ts';
import { openTerminal } from './capture/terminal-source.ts';
import { openTrace } from './capture/trace-source.ts';
import type { Chaos } from './chaos/chaos.ts';

/** The recording that comes with the demo. */
export const DEFAULT_TRACE: string = join(import.meta.dirname, '..', 'traces', 'terminal-session.csv');

const now = (): number => performance.now();

/** @throws InputError where the input is of no use */
export function openSource(options: Options, { burst }: Pick<Chaos, 'burst'>): Promise<Source> | Source {
  const hasTerminal = process.stdin.isTTY && process.stdout.isTTY;
  if (options.input === 'host') return openHost({ folder: options.folder, startedAt: Date.now(), now });
  if (options.input === 'terminal' || (options.input === 'default' && options.chaos === undefined && hasTerminal)) {
    if (!hasTerminal) throw new InputError('--terminal needs a terminal on standard input and output');
    return openTerminal({ input: process.stdin, output: process.stdout, startedAt: Date.now(), now });
  }
  const { trace: file = DEFAULT_TRACE, speed, strict } = options;
  return openTrace({ file, speed, strict, burst, now });
}

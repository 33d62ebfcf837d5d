/** `myelin codegen --watch`: says what each step wrote, or what stood in its way, until it is interrupted. */
import { DefinitionError, type Problem, RefusedFileError } from '../problem.ts';
import { problemReport, warningReport } from '../report.ts';
import { folderOf, type WorkspaceSource } from '../source.ts';
import type { Step } from '../watch/session.ts';
import { watchWorkspace } from '../watch/watch.ts';
import { writeReport } from './written.ts';

/** Runs until SIGINT or SIGTERM; answers the exit code. */
export async function runWatch(source: WorkspaceSource): Promise<number> {
  const end = new AbortController();
  const stop = (): void => end.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop);
  const teller = new Teller(await folderOf(source));
  await watchWorkspace(source, {
    signal: end.signal,
    onStep: (step) => teller.step(step),
    onError: (error) => teller.error(error),
  });
  process.stdout.write('stopped watching\n');
  return 0;
}

class Teller {
  readonly #folder: string;
  #warnings = '';

  constructor(folder: string) {
    this.#folder = folder;
  }

  async step({ changes, warnings, durationMs, loadedCount }: Step): Promise<void> {
    await this.#warn(warnings);
    const files = (count: number): string => `${count} file${count === 1 ? '' : 's'}`;
    process.stdout.write(
      `${writeReport(changes)}loaded ${files(loadedCount)}, wrote ${files(changes.length)} in ${Math.round(durationMs)} ms; watching\n`,
    );
  }

  async error(error: unknown): Promise<void> {
    process.stderr.write(`${await told(error)}nothing is written; watching\n`);
  }

  /** Warnings that the last step had are not said again. */
  async #warn(warnings: readonly Problem[]): Promise<void> {
    const text = await warningReport(warnings, this.#folder);
    if (text !== this.#warnings) process.stderr.write(text);
    this.#warnings = text;
  }
}

/** Whatever it is, the watch goes on: also a defect is for people to read. */
async function told(error: unknown): Promise<string> {
  if (error instanceof DefinitionError) return await problemReport(error);
  if (error instanceof RefusedFileError) return `${error.message}\n`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `the definitions cannot be read: ${text}\n`;
}

/** `npm run demo`: reads the options, runs, and sets the exit code. */
import { readArguments, USAGE } from './args.ts';
import { EXIT_OK, EXIT_UNUSABLE, run } from './run.ts';

/** Exit code of a second interrupt, which does not wait. */
const EXIT_INTERRUPTED = 130;

async function main(argv: readonly string[]): Promise<number> {
  const read = readArguments(argv);
  if (read.kind === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return EXIT_OK;
  }
  if (read.kind === 'unusable') {
    process.stderr.write(`${read.problem}\n\n${USAGE}\n`);
    return EXIT_UNUSABLE;
  }
  return await run(read.options, interruptSignal());
}

/** Aborts at the first SIGINT or SIGTERM; the second one ends the process at once. */
function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT_INTERRUPTED);
    interrupt.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return interrupt.signal;
}

process.exitCode = await main(process.argv.slice(2));

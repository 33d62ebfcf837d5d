/** One run of the demo, from options to exit code. */
import { createBus } from '@myelin/bus-core';
import type { Options } from './args.ts';
import { InputError, type Source, type SourceReport } from './capture/captured.ts';
import { createRecorder, type Recorder } from './capture/recorder.ts';
import { type Chaos, createChaos, PEACE } from './chaos/chaos.ts';
import { type Companion, startCompanion } from './companion.ts';
import { openScreen } from './live/screen.ts';
import { readNumbers } from './report/bus-numbers.ts';
import { chaosTable } from './report/chaos-table.ts';
import { checkConservation } from './report/conservation.ts';
import { conservationLines, errorLines, finalTable, inputLines, usedLines } from './report/final.ts';
import { openSource } from './sources.ts';

/** All went well and every row is accounted for. */
export const EXIT_OK = 0;
/** A check of conservation failed. */
export const EXIT_BROKEN = 1;
/** The input is of no use. */
export const EXIT_UNUSABLE = 2;

/** Ends when the input does, or when `interrupt` aborts: then it drains first. Resolves with the exit code. */
export async function run(options: Options, interrupt: AbortSignal): Promise<number> {
  try {
    const chaos = options.chaos === undefined ? PEACE : createChaos(options.chaos);
    const source = await openSource(options, chaos);
    const recorder = options.record === undefined ? undefined : createRecorder(options.record);
    try {
      return await play({ options, chaos, source, recorder, interrupt });
    } finally {
      recorder?.close();
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT_UNUSABLE;
  }
}

interface Play {
  readonly options: Options;
  readonly chaos: Chaos;
  readonly source: Source;
  readonly recorder: Recorder | undefined;
  readonly interrupt: AbortSignal;
}

async function play({ options, chaos, source, recorder, interrupt }: Play): Promise<number> {
  await using bus = createBus(chaos.busOptions);
  const companion = await startCompanion({ bus, chaos }, { source, recorder });
  const output = process.stdout;
  const screen = openScreen({
    output,
    redraw: output.isTTY && !options.plain,
    numbers: () => readNumbers(bus),
    draw: (beat) => companion.figurine.draw(beat),
    now: () => performance.now(),
  });
  const captured = await capture(companion, { options, interrupt });
  const reports = await companion.orchestrator.shutdown(interrupt.aborted ? 'interrupt' : 'end-of-input');
  screen.close();
  const numbers = readNumbers(bus);
  await companion.drain();
  if (captured instanceof InputError) throw captured;
  const evidence = {
    source: captured,
    reports,
    groups: numbers.groups,
    deadLetters: companion.eventBus.deadLetters(),
    status: companion.orchestrator.storageStatus(),
    deeds: chaos.deeds(),
  };
  const checks = checkConservation(evidence);
  const picture = output.isTTY && !options.plain ? [] : [...companion.figurine.draw(0), ''];
  const lines = [
    ...picture,
    ...finalTable(numbers),
    '',
    ...chaosTable(chaos.deeds(), reports),
    ...inputLines(captured),
    ...usedLines(reports),
    ...errorLines(companion.eventBus.errors()),
    ...conservationLines(checks),
  ];
  output.write(`${lines.join('\n')}\n`);
  return checks.every((check) => check.ok) ? EXIT_OK : EXIT_BROKEN;
}

/** What the source says at its end, or why it is of no use; either way the modules are stopped afterwards. */
async function capture(
  { dataCapture }: Companion,
  { options, interrupt }: Pick<Play, 'options' | 'interrupt'>,
): Promise<SourceReport | InputError> {
  const limit = options.seconds === undefined ? [] : [AbortSignal.timeout(options.seconds * 1_000)];
  try {
    return await dataCapture.capture(AbortSignal.any([interrupt, ...limit]));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

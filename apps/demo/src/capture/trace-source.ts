/** A recorded session as a source of events. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createBursts } from './bursts.ts';
import { type Emit, InputError, type Source, type SourceReport } from './captured.ts';
import { parseRow } from './csv-row.ts';
import { CSV_HEADER } from './csv-words.ts';
import { linesOf } from './lines.ts';
import { createPacer, type Speed } from './pacer.ts';

/** Recordings have no date, so all start at the same one: 2026-01-01T00:00:00Z. */
export const TRACE_STARTED_AT = 1_767_225_600_000;

export interface TraceOptions {
  readonly file: string;
  readonly speed: Speed;
  /** Whether the first row that cannot be read ends the run. */
  readonly strict: boolean;
  /** How many rows, from the given one on, come at once. */
  readonly burst: (row: number) => number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Opens the file and checks its header. @throws InputError where it cannot be read, is empty, or is no recording */
export async function openTrace(options: TraceOptions): Promise<Source> {
  const lines = await openLines(options.file);
  const header = await lines.next();
  if (header.done === true || (header.value.trim() === '' && (await lines.next()).done === true)) {
    throw new InputError(`${options.file} is empty: expected the header "${CSV_HEADER}" and rows`);
  }
  if (header.value.trim() !== CSV_HEADER) {
    throw new InputError(`${options.file}, line 1: expected the header "${CSV_HEADER}", found ${quote(header.value)}`);
  }
  return {
    session: sessionName(options.file),
    startedAt: TRACE_STARTED_AT,
    run: (emit, signal) => replay(lines, { ...options, emit, signal }),
  };
}

async function openLines(file: string): Promise<AsyncGenerator<string>> {
  try {
    const handle = await open(file, 'r');
    const stats = await handle.stat();
    if (stats.isDirectory()) {
      await handle.close();
      throw new InputError(`${file} is a folder: give the file of a recorded session`);
    }
    return linesOf(handle.createReadStream({ encoding: 'utf8' }) as AsyncIterable<string>);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Replay extends TraceOptions {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

async function replay(lines: AsyncGenerator<string>, options: Replay): Promise<SourceReport> {
  const pacer = createPacer(options.speed, options.now);
  const bursts = createBursts(options.emit, options.burst);
  const problems = { count: 0, first: '' };
  let rowCount = 0;
  let line = 1;
  for await (const text of lines) {
    line += 1;
    if (options.signal.aborted) break;
    if (text.trim() === '') continue;
    const row = parseRow(text);
    if (row.kind === 'malformed') {
      note(problems, `${options.file}, line ${line}: ${row.problem}`, options.strict);
      continue;
    }
    const due = pacer.waitFor(row.atMs, options.signal);
    if (due !== undefined) await due;
    if (options.signal.aborted) break;
    rowCount += 1;
    const out = bursts.take(row);
    if (out !== undefined) await out;
  }
  await bursts.end();
  return summary(options, { rowCount, problems });
}

interface Problems {
  count: number;
  first: string;
}

function note(problems: Problems, problem: string, strict: boolean): void {
  if (strict) throw new InputError(problem);
  problems.count += 1;
  if (problems.first === '') problems.first = problem;
}

function summary(options: Replay, seen: { readonly rowCount: number; readonly problems: Problems }): SourceReport {
  const { rowCount, problems } = seen;
  if (rowCount === 0 && !options.signal.aborted) {
    throw new InputError(
      problems.first === '' ? `${options.file} has a header but no rows` : `no row can be read: ${problems.first}`,
    );
  }
  const report = { rowCount, malformedCount: problems.count };
  return problems.first === '' ? report : { ...report, firstProblem: problems.first };
}

/** File name without its ending, in the characters that a session id is made of. */
export function sessionName(file: string): string {
  const name = basename(file)
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 48);
  return name === '' ? 'trace' : name;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}

/** Writes what was captured, in the form that the trace reader reads. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { type Captured, InputError } from './captured.ts';
import { formatRow } from './csv-format.ts';
import { CSV_HEADER } from './csv-words.ts';

/** Rows kept before they are written. */
const ROWS_PER_WRITE = 64;

export interface Recorder {
  write(captured: Captured): void;
  /** Writes what is left and closes the file. */
  close(): void;
}

/** Creates or empties `file`. @throws InputError where that is not possible */
export function createRecorder(file: string): Recorder {
  const descriptor = openForWriting(file);
  let rows: string[] = [CSV_HEADER];
  const flush = (): void => {
    if (rows.length > 0) writeSync(descriptor, `${rows.join('\n')}\n`);
    rows = [];
  };
  return {
    write(captured) {
      const row = formatRow(captured);
      if (row !== undefined) rows.push(row);
      if (rows.length >= ROWS_PER_WRITE) flush();
    },
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}

function openForWriting(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new InputError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

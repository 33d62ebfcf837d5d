/** The terminal itself as a source: mouse reports and the timing of keys. */
import type { ReadStream, WriteStream } from 'node:tty';
import type { Emit, Source, SourceReport } from './captured.ts';
import { createTerminalParser } from './terminal-parser.ts';

/** Buttons, drags, all motion, in SGR form. */
const MOUSE_ON = '\u001b[?1000h\u001b[?1002h\u001b[?1003h\u001b[?1006h';
const MOUSE_OFF = '\u001b[?1006l\u001b[?1003l\u001b[?1002l\u001b[?1000l';
const IDLE_EVERY_MS = 5_000;

export interface TerminalOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Epoch milliseconds of the start. */
  readonly startedAt: number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Ends with Ctrl-C or `q`. The terminal is as it was when `run` settles, and at exit whatever happens. */
export function openTerminal(options: TerminalOptions): Source {
  return {
    session: `terminal-${options.startedAt}`,
    startedAt: options.startedAt,
    run: (emit, signal) => watch({ ...options, emit, signal }),
  };
}

interface Watch extends TerminalOptions {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

async function watch(options: Watch): Promise<SourceReport> {
  const restore = takeOver(options);
  process.once('exit', restore);
  try {
    return { rowCount: await untilQuit(options), malformedCount: 0 };
  } finally {
    restore();
    process.off('exit', restore);
  }
}

function takeOver({ input, output }: TerminalOptions): () => void {
  input.setRawMode(true);
  input.setEncoding('utf8');
  output.write(MOUSE_ON);
  return () => {
    output.write(MOUSE_OFF);
    input.setRawMode(false);
    input.pause();
  };
}

function untilQuit(options: Watch): Promise<number> {
  const { input, now, emit, signal } = options;
  const startMs = now();
  let lastMs = startMs;
  let rowCount = 0;
  const pass = (seen: Parameters<Emit>[0]): void => {
    emit(seen);
    rowCount += 1;
  };
  return new Promise((resolve) => {
    const parser = createTerminalParser();
    const end = (): void => {
      clearInterval(timer);
      input.off('data', read).off('end', end);
      signal.removeEventListener('abort', end);
      resolve(rowCount);
    };
    const read = (text: string): void => {
      lastMs = now();
      for (const found of parser.feed(text)) {
        if (found.kind === 'quit') return end();
        pass({ ...found.seen, atMs: Math.round(lastMs - startMs) });
      }
    };
    const timer = setInterval(() => {
      const idleMs = Math.round(now() - lastMs);
      if (idleMs >= IDLE_EVERY_MS) pass({ kind: 'idle', idleMs, atMs: Math.round(now() - startMs) });
    }, IDLE_EVERY_MS);
    input.on('data', read).on('end', end).resume();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}

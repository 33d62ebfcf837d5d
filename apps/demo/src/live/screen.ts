/** Shows a run while it goes on. */
import type { BusNumbers } from '../report/numbers.ts';
import { fullLines, moduleLines, shortLine } from './lines.ts';

const REDRAW_EVERY_MS = 250;
const LINE_EVERY_MS = 1_000;
const ESCAPE = '\u001b';

export interface ScreenOptions {
  readonly output: { write(text: string): unknown; readonly columns?: number };
  /** Whether lines can be drawn over. */
  readonly redraw: boolean;
  readonly numbers: () => BusNumbers;
  /** The figurine; `beat` counts pictures. */
  readonly draw: (beat: number) => readonly string[];
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

export interface Screen {
  /** Shows the last state once more and gives the terminal back. */
  close(): void;
}

/** Draws four times a second over itself, or writes at most a line a second. Does not keep the process alive. */
export function openScreen(options: ScreenOptions): Screen {
  const { output, redraw, now } = options;
  let totals: ReadonlyMap<string, number> = new Map();
  let lookedMs = now();
  let beat = 0;
  let height = 0;
  const show = (): void => {
    const lines = moduleLines(options.numbers(), { totals, elapsedMs: now() - lookedMs });
    totals = new Map(lines.map((line) => [line.module, line.total]));
    lookedMs = now();
    beat += 1;
    if (!redraw) {
      output.write(`${shortLine(lines)}\n`);
      return;
    }
    const picture = [...options.draw(beat), '', ...fullLines(lines)].map((line) =>
      line.slice(0, (output.columns ?? 100) - 1),
    );
    const up = height === 0 ? '' : `${ESCAPE}[${height}A`;
    output.write(`${up}${picture.map((line) => `\r${ESCAPE}[2K${line}\n`).join('')}`);
    height = picture.length;
  };
  const timer = setInterval(show, redraw ? REDRAW_EVERY_MS : LINE_EVERY_MS).unref();
  return {
    close() {
      clearInterval(timer);
      if (redraw) show();
    },
  };
}

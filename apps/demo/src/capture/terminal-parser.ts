/**
 * Reads what a terminal sends in raw mode: mouse reports in SGR form (mode 1006) and keys. Of a key only the moment is
 * passed on; which one it was is looked at to tell `q` and Ctrl-C apart, and forgotten.
 */
import type { Seen } from './captured.ts';

/** A cell counts as so many pixels, so that ways and speeds compare with those of a desktop. */
export const CELL_WIDTH_PX = 8;
export const CELL_HEIGHT_PX = 16;

/** Longest sequence that is waited for; more is taken as a key. */
const SEQUENCE_LENGTH_MAX = 64;

const ESCAPE = '\u001b';
const CTRL_C = '\u0003';
const MOUSE = /^\[<(\d{1,5});(\d{1,5});(\d{1,5})([Mm])/;
/** Arrows, function keys and reports, of up to 32 parameter characters. */
const CONTROL_SEQUENCE = /^\[[0-?]{0,32}[ -/]{0,4}[@-~]/;

export type TerminalInput = { readonly kind: 'quit' } | { readonly kind: 'seen'; readonly seen: Seen };

export interface TerminalParser {
  /** What the next piece of input means. A sequence that is cut waits for the next piece. */
  feed(text: string): TerminalInput[];
}

/** For the input of one terminal, in order. */
export function createTerminalParser(): TerminalParser {
  let rest = '';
  return {
    feed(text) {
      const found: TerminalInput[] = [];
      let input = rest + text;
      while (input !== '') {
        const step = nextInput(input);
        if (step === 'incomplete') break;
        if (step.input !== undefined) found.push(step.input);
        input = input.slice(step.length);
      }
      rest = input;
      return found;
    },
  };
}

interface Step {
  readonly length: number;
  readonly input?: TerminalInput;
}

const KEY: TerminalInput = { kind: 'seen', seen: { kind: 'keystroke' } };

function nextInput(text: string): Step | 'incomplete' {
  const character = text[0] ?? '';
  if (character === ESCAPE) return afterEscape(text.slice(1));
  if (character === CTRL_C || character === 'q') return { length: 1, input: { kind: 'quit' } };
  const length = (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
  return { length, input: KEY };
}

function afterEscape(text: string): Step | 'incomplete' {
  if (text === '') return 'incomplete';
  if (text[0] === 'O') return text.length === 1 ? 'incomplete' : { length: 3, input: KEY };
  if (text[0] !== '[') return { length: 1, input: KEY };
  const mouse = MOUSE.exec(text);
  if (mouse !== null) return mouseStep(mouse);
  const sequence = CONTROL_SEQUENCE.exec(text);
  if (sequence !== null) return { length: 1 + sequence[0].length, input: KEY };
  return text.length < SEQUENCE_LENGTH_MAX ? 'incomplete' : { length: 1, input: KEY };
}

function mouseStep(match: RegExpExecArray): Step {
  const [all, code, column, row, ending] = match;
  const x = Math.min(65_534, (Number(column) - 1) * CELL_WIDTH_PX);
  const y = Math.min(65_534, (Number(row) - 1) * CELL_HEIGHT_PX);
  const seen = mouseSeen(Number(code), { x, y, pressed: ending === 'M' });
  return { length: 1 + all.length, input: { kind: 'seen', seen } };
}

/** Bits of the button code: 0–1 button, 5 motion, 6 wheel, 7 side buttons; the others are modifier keys. */
function mouseSeen(code: number, at: { readonly x: number; readonly y: number; readonly pressed: boolean }): Seen {
  const { x, y, pressed } = at;
  const low = code & 3;
  if ((code & 64) !== 0) return { kind: 'mouse-scroll', x, y, direction: DIRECTIONS[low] ?? 'down', steps: 1 };
  const button = (code & 128) !== 0 ? (SIDE_BUTTONS[low] ?? 'unknown') : (BUTTONS[low] ?? 'unknown');
  if ((code & 32) !== 0)
    return button === 'unknown' ? { kind: 'mouse-move', x, y } : { kind: 'mouse-drag', x, y, button };
  return { kind: 'mouse-click', x, y, button, action: pressed ? 'pressed' : 'released' };
}

const BUTTONS = ['left', 'middle', 'right', 'unknown'] as const;
const SIDE_BUTTONS = ['back', 'forward', 'unknown', 'unknown'] as const;
const DIRECTIONS = ['up', 'down', 'left', 'right'] as const;

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTerminalParser, type TerminalInput } from '../src/capture/terminal-parser.ts';

const ESC = '\u001b';

function read(...pieces: string[]): TerminalInput[] {
  const parser = createTerminalParser();
  return pieces.flatMap((piece) => parser.feed(piece));
}

function seenIn(...pieces: string[]) {
  return read(...pieces).map((input) => (input.kind === 'seen' ? input.seen : input.kind));
}

describe('the terminal parser', () => {
  it.each([
    ['0;3;2M', { kind: 'mouse-click', x: 16, y: 16, button: 'left', action: 'pressed' }],
    ['0;3;2m', { kind: 'mouse-click', x: 16, y: 16, button: 'left', action: 'released' }],
    ['2;1;1M', { kind: 'mouse-click', x: 0, y: 0, button: 'right', action: 'pressed' }],
    ['128;1;1M', { kind: 'mouse-click', x: 0, y: 0, button: 'back', action: 'pressed' }],
    ['35;11;5M', { kind: 'mouse-move', x: 80, y: 64 }],
    ['32;11;5M', { kind: 'mouse-drag', x: 80, y: 64, button: 'left' }],
    ['64;1;1M', { kind: 'mouse-scroll', x: 0, y: 0, direction: 'up', steps: 1 }],
    ['65;1;1M', { kind: 'mouse-scroll', x: 0, y: 0, direction: 'down', steps: 1 }],
    ['4;1;1M', { kind: 'mouse-click', x: 0, y: 0, button: 'left', action: 'pressed' }],
  ])('reads the mouse report %s', (report, expected) => {
    expect(seenIn(`${ESC}[<${report}`)).toEqual([expected]);
  });

  it('passes on that a key was pressed, never which', () => {
    expect(seenIn('a', 'Z', '€', '👍')).toEqual(Array.from({ length: 4 }, () => ({ kind: 'keystroke' })));
  });

  it('takes arrows and function keys as one key each', () => {
    expect(seenIn(`${ESC}[A${ESC}[15~${ESC}OP`)).toHaveLength(3);
  });

  it('ends with q and with Ctrl-C', () => {
    expect(seenIn('q')).toEqual(['quit']);
    expect(seenIn('\u0003')).toEqual(['quit']);
  });

  it('takes the escape key as a key once something else follows', () => {
    expect(seenIn(ESC, 'x')).toEqual([{ kind: 'keystroke' }, { kind: 'keystroke' }]);
  });

  it('does not wait for ever for the end of a sequence', () => {
    expect(seenIn(`${ESC}[${'\u00e9'.repeat(100)}`).length).toBeGreaterThan(50);
  });

  it('finds the same however the input is cut', () => {
    const input = `a${ESC}[<35;10;20M${ESC}[<0;1;1M${ESC}[<0;1;1mb${ESC}[A${ESC}[<64;5;5M`;
    const whole = seenIn(input);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: input.length }), { maxLength: 6 }), (cuts) => {
        const ends = [...cuts.toSorted((a, b) => a - b), input.length];
        const pieces = ends.map((end, index) => input.slice(ends[index - 1] ?? 0, end));
        expect(seenIn(...pieces)).toEqual(whole);
      }),
    );
  });
});

/** The figurine as text: a small skeleton in a few poses. */
import type { Animation } from './animation.ts';

/** Lines of every picture. */
export const SKELETON_HEIGHT = 6;
const BUBBLE_WIDTH = 44;

type Picture = readonly [string, string, string, string, string, string];

const HEAD = '   .-.    ';
const FACE = '  (o.o)   ';
const GRIN = '  (^.^)   ';
const ASLEEP = '  (-.-) z ';
const MUSING = '  (o.o) ? ';
const ARMS_DOWN = '  /|=|\\   ';
const ARMS_UP = ' \\_|=|_/  ';
const ONE_ARM = '  /|=|_/  ';
const ARM_OUT = '  /|=|--  ';
const RIBS = '   |=|    ';
const STAND = '   / \\    ';
const LEAN = '   | \\    ';
const FEET = '  _| |_   ';
const STEP = '  _|  |_  ';

const POSES: Readonly<Record<Animation, readonly [Picture, Picture]>> = {
  rest: [
    [HEAD, FACE, ARMS_DOWN, RIBS, STAND, FEET],
    [HEAD, '  (o.-)   ', ARMS_DOWN, RIBS, STAND, FEET],
  ],
  wave: [
    [HEAD, GRIN, ONE_ARM, RIBS, STAND, FEET],
    [HEAD, GRIN, ARM_OUT, RIBS, STAND, FEET],
  ],
  think: [
    [HEAD, MUSING, ONE_ARM, RIBS, STAND, FEET],
    [HEAD, MUSING, ARMS_DOWN, RIBS, LEAN, FEET],
  ],
  cheer: [
    [HEAD, GRIN, ARMS_UP, RIBS, STAND, FEET],
    [HEAD, GRIN, ARMS_UP, RIBS, LEAN, STEP],
  ],
  stretch: [
    [HEAD, FACE, ARMS_UP, RIBS, STAND, FEET],
    [HEAD, FACE, ARM_OUT, RIBS, LEAN, FEET],
  ],
  nudge: [
    [HEAD, FACE, ARM_OUT, RIBS, STAND, FEET],
    [HEAD, GRIN, ONE_ARM, RIBS, LEAN, FEET],
  ],
  sleep: [
    [HEAD, ASLEEP, ARMS_DOWN, RIBS, STAND, FEET],
    [HEAD, '  (-.-) Z ', ARMS_DOWN, RIBS, STAND, FEET],
  ],
  dance: [
    [HEAD, GRIN, ONE_ARM, RIBS, LEAN, STEP],
    [HEAD, GRIN, ARMS_UP, RIBS, STAND, STEP],
  ],
};

/** `SKELETON_HEIGHT` lines; `beat` counts pictures, `speech` stands in a bubble beside the head. */
export function drawSkeleton(
  animation: Animation,
  options: { readonly beat: number; readonly speech?: string | undefined },
): string[] {
  const picture: Picture = POSES[animation][options.beat % 2 === 0 ? 0 : 1];
  const bubble = options.speech === undefined ? [] : bubbleOf(options.speech);
  return picture.map((line, index) => `${line}  ${bubble[index] ?? ''}`.trimEnd());
}

function bubbleOf(text: string): string[] {
  const lines = wrap(printable(text), BUBBLE_WIDTH).slice(0, SKELETON_HEIGHT - 2);
  const width = Math.max(...lines.map((line) => line.length));
  return [
    `.${'-'.repeat(width + 2)}.`,
    ...lines.map((line) => `| ${line.padEnd(width)} |`),
    `'${'-'.repeat(width + 2)}'`,
  ];
}

/** Nothing that would move the cursor: control characters become spaces. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1] ?? '';
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word.slice(0, width));
    else lines[lines.length - 1] = last === '' ? word.slice(0, width) : `${last} ${word}`;
  }
  return lines;
}

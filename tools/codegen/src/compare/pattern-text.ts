/** Makes texts that match a pattern. What it makes is a guess, to be tested: anchors and lookaheads are not followed. */
import { type Pattern, parsePattern } from './pattern.ts';

export interface TextChoice {
  /** How often a part repeats beyond its least count, where it may. */
  readonly extra: number;
  /** Which option and which character is taken, counted round. */
  readonly turn: number;
  /** Takes another character at each place. */
  readonly mixed?: boolean;
}

interface Maker {
  readonly extra: number;
  readonly mixed: boolean;
  readonly next: () => number;
  /** False where too many parts were made already. */
  readonly spend: () => boolean;
}

/** Parts that are made for one text. */
const partsMax = 20_000;

/** Parts that are made one by one, each another. */
const mixedMax = 64;

/** Lengths of what is made stay below this. */
const lengthMax = 100_000;
const plain = 'a0A-_. b1B@:/c2x9Z+=,!?#%&*~^$\'"()[]{}<>|\\`;\t\n\r\u00e9\u00df\u0416\u4e2d\u0301';
const characters: readonly string[] = [
  ...new Set([...Array.from(plain), ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))]),
];
const rare: readonly string[] = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code));

/** A text that the pattern may match, or undefined where none comes to mind. */
export function textFor(source: string, choice: TextChoice): string | undefined {
  const parsed = parsePattern(source, { unicode: true });
  const { extra, mixed = false } = choice;
  let { turn } = choice;
  const next = (): number => (mixed ? turn++ : turn);
  let left = partsMax;
  const spend = (): boolean => --left >= 0;
  const text = parsed === undefined ? undefined : make(parsed.root, { extra, mixed, next, spend });
  return text === undefined || text.length > lengthMax ? undefined : text;
}

/** Whether text may stand before and after what the pattern describes. */
export function isLoose(source: string): { readonly before: boolean; readonly after: boolean } {
  const root = parsePattern(source, { unicode: true })?.root;
  return { before: root !== undefined && !touches(root, 'start'), after: root !== undefined && !touches(root, 'end') };
}

function touches(pattern: Pattern, side: 'start' | 'end'): boolean {
  if (pattern.kind === side) return true;
  if (pattern.kind === 'sequence' || pattern.kind === 'choice')
    return pattern.parts.some((part) => touches(part, side));
  return pattern.kind === 'repeat' && touches(pattern.of, side);
}

function make(pattern: Pattern, maker: Maker): string | undefined {
  if (!maker.spend()) return undefined;
  switch (pattern.kind) {
    case 'one':
      return characterFor(pattern.accepts, maker.next());
    case 'sequence':
      return joined(pattern.parts.map((part) => make(part, maker)));
    case 'choice':
      return make(pattern.parts[maker.next() % pattern.parts.length] ?? { kind: 'start' }, maker);
    case 'repeat':
      return repeated(pattern, maker);
    case 'start':
    case 'end':
    case 'border':
    case 'inside':
    case 'ahead':
      return '';
  }
}

function repeated({ of, min, max }: Extract<Pattern, { kind: 'repeat' }>, maker: Maker): string | undefined {
  const count = Math.min(min + maker.extra, max);
  if (count === 0) return '';
  const inner = { ...maker, extra: Math.min(maker.extra, 1) };
  if (maker.mixed && count <= mixedMax) return joined(Array.from({ length: count }, () => make(of, inner)));
  const part = make(of, inner);
  return part === undefined || part.length * count > lengthMax ? undefined : part.repeat(count);
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.join('');
}

const fitting = new WeakMap<object, readonly string[]>();

function characterFor(accepts: (character: string) => boolean, turn: number): string | undefined {
  const known = fitting.get(accepts) ?? charactersOf(accepts);
  fitting.set(accepts, known);
  return known[turn % known.length];
}

function charactersOf(accepts: (character: string) => boolean): readonly string[] {
  const known = characters.filter(accepts);
  return known.length > 0 ? known : rare.filter(accepts).slice(0, 1);
}

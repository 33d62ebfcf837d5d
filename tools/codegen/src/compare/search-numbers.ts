/** A number in one range of steps and outside of others. */
import { countBelow, type Fraction, hits, multiple, stepsTo } from './fraction.ts';
import { type Answer, firstFound, type NumbersFacet, none } from './term.ts';

/** Between two bounds that follow one another: either the bound itself, or what lies strictly between. */
interface Piece {
  readonly low: number;
  readonly high: number;
}

/** Candidates of one piece. */
const triesMax = 4096;

export interface Without {
  readonly excluded: ReadonlySet<unknown>;
  /** False where the work is used up. */
  readonly spend: (work: number) => boolean;
}

/** A number of `facet` that none of `others` has and that is not excluded. */
export function findNumbers(
  facet: NumbersFacet,
  others: readonly NumbersFacet[],
  { excluded, spend }: Without,
): Answer {
  return firstFound(piecesOf(facet, others), (piece) => {
    if (!spend(others.length / 64)) return { kind: 'unknown', why: 'the comparison is too large' };
    const covering = others.filter((other) => covers(other, piece));
    if (covering.some((other) => isImplied(facet.step, other.step))) return none;
    const steps = distinct(covering.map(({ step }) => step).filter((step) => step !== undefined));
    return inPiece(piece, facet.step, { steps, excluded });
  });
}

function piecesOf(facet: NumbersFacet, others: readonly NumbersFacet[]): Piece[] {
  const ends = [0, ...[facet, ...others].flatMap(({ min, max }) => [min, max])].filter(
    (end) => end >= facet.min && end <= facet.max,
  );
  const sorted = [...new Set(ends)].sort((left, right) => left - right);
  const points = sorted.filter(Number.isFinite).map((end) => ({ low: end, high: end }));
  const gaps = sorted.slice(1).map((high, index) => ({ low: sorted[index] ?? high, high }));
  return [...points, ...gaps]
    .filter((piece) => covers(facet, piece))
    .sort((left, right) => nearness(left) - nearness(right));
}

/** Numbers near to 0 are easier to read. No piece has 0 inside it. */
function nearness({ low, high }: Piece): number {
  return Math.min(Math.abs(low), Math.abs(high));
}

function covers({ min, minOpen, max, maxOpen }: NumbersFacet, { low, high }: Piece): boolean {
  if (low === high) return low >= min && low <= max && !(minOpen && low === min) && !(maxOpen && low === max);
  return low >= min && high <= max;
}

function isImplied(step: Fraction | undefined, by: Fraction | undefined): boolean {
  return by === undefined || (step !== undefined && stepsTo(step, by) === 1n);
}

interface Outside {
  readonly steps: readonly Fraction[];
  readonly excluded: ReadonlySet<unknown>;
}

function distinct(steps: readonly Fraction[]): Fraction[] {
  return [...new Map(steps.map((step) => [`${step.num}/${step.den}`, step])).values()];
}

function inPiece(piece: Piece, step: Fraction | undefined, without: Outside): Answer {
  if (piece.low === piece.high) return atPoint(piece.low, step, without);
  return step === undefined ? between(piece, without) : amongSteps(piece, step, without);
}

function atPoint(value: number, step: Fraction | undefined, { steps, excluded }: Outside): Answer {
  if (step !== undefined && !hits(step, value)) return none;
  return excluded.has(value) || steps.some((other) => hits(other, value)) ? none : { kind: 'found', value: value + 0 };
}

function amongSteps({ low, high }: Piece, step: Fraction, { steps, excluded }: Outside): Answer {
  const periods = steps.map((other) => stepsTo(step, other));
  const down = Math.abs(high) < Math.abs(low);
  const first = countBelow(step, down ? high : low) + (down ? 1n : 0n);
  for (let turn = 0; turn < triesMax + excluded.size; turn++) {
    const count = down ? first - BigInt(turn) : first + BigInt(turn);
    const value = multiple(step, count);
    if (down ? value <= low : value >= high) return none;
    if (value <= low || value >= high || excluded.has(value)) continue;
    if (periods.every((period) => count % period !== 0n)) return { kind: 'found', value: value + 0 };
  }
  const period = periods.reduce((product, other) => product * other, 1n);
  return period < triesMax ? none : { kind: 'unknown', why: 'steps that share too few multiples' };
}

function between({ low, high }: Piece, { steps, excluded }: Outside): Answer {
  const middle = low / 2 + high / 2;
  if (Number.isFinite(low) && Number.isFinite(high) && (middle <= low || middle >= high)) return none;
  for (let turn = 0; turn < 64 + excluded.size; turn++) {
    const value = candidate({ low, high }, turn);
    if (value > low && value < high && !excluded.has(value) && !steps.some((step) => isNear(step, value)))
      return { kind: 'found', value };
  }
  return { kind: 'unknown', why: 'steps too fine for the numbers between them' };
}

/** Simple numbers near to 0 first, then ever odder ones. */
function candidate({ low, high }: Piece, turn: number): number {
  const down = Math.abs(high) < Math.abs(low);
  const near = down ? high : low;
  const unit = Math.min(high - low, Math.max(2, Math.abs(near) * 1e-9));
  const share = [0.5, 0.25][turn] ?? (turn * 0.618_033_988_749_895) % 1;
  return down ? near - unit * share : near + unit * share;
}

/** Whether a reader could take the number for a multiple. */
function isNear(step: Fraction, value: number): boolean {
  const steps = value / (Number(step.num) / Number(step.den));
  return Math.abs(steps - Math.round(steps)) <= 1e-6 + Math.abs(steps) * 1e-12;
}

/** Exact fractions: decimals as they are written, so that 0.3 is three times 0.1. */

/** In lowest terms, `den` above 0. */
export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

/** The whole numbers are its multiples. */
export const one: Fraction = { num: 1n, den: 1n };

/** The decimal that JavaScript writes for a finite number. */
export function fractionOf(value: number): Fraction {
  const [digits = '0', exponent = '0'] = value.toString().split('e');
  const [whole = '0', part = ''] = digits.split('.');
  const shift = Number(exponent) - part.length;
  const num = BigInt(whole + part);
  return shift >= 0 ? lowest(num * 10n ** BigInt(shift), 1n) : lowest(num, 10n ** BigInt(-shift));
}

/** The number nearest to `count` times `step`. */
export function multiple(step: Fraction, count: bigint): number {
  const { num, den } = lowest(step.num * count, step.den);
  const direct = Number(num) / Number(den);
  return Number.isFinite(direct) ? direct : Number(num / den);
}

/** How many steps fit: the greatest count whose multiple is at most `value`. */
export function countBelow(step: Fraction, value: number): bigint {
  const { num, den } = fractionOf(value);
  const [top, bottom] = [num * step.den, den * step.num];
  const count = top / bottom;
  return top < 0n && count * bottom !== top ? count - 1n : count;
}

/** Whether a count below or at `value` hits it exactly. */
export function hits(step: Fraction, value: number): boolean {
  const { num, den } = fractionOf(value);
  return (num * step.den) % (den * step.num) === 0n;
}

/** The least count above 0 of `step` that is a multiple of `other`: 1 where every multiple of one is one of the other. */
export function stepsTo(step: Fraction, other: Fraction): bigint {
  return lowest(step.num * other.den, step.den * other.num).den;
}

/** The step whose multiples are multiples of both. */
export function common(left: Fraction, right: Fraction): Fraction {
  const den = (left.den * right.den) / gcd(left.den, right.den);
  const [a, b] = [left.num * (den / left.den), right.num * (den / right.den)];
  return lowest((a * b) / gcd(a, b), den);
}

function lowest(num: bigint, den: bigint): Fraction {
  const divisor = gcd(num < 0n ? -num : num, den);
  return divisor === 0n ? { num: 0n, den: 1n } : { num: num / divisor, den: den / divisor };
}

function gcd(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

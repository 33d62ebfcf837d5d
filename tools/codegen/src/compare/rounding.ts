/** Numbers that differ as they are written, and are one number once they are read. */
import { type Comparison, type Finding, findingOf } from './finding.ts';

/** Texts come first, so that no digit inside of one counts. */
const token = /"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Two numbers of JSON texts that are written as different ones, and that JSON.parse makes the same; undefined where there are none. */
function roundedAlike(texts: readonly string[]): readonly [string, string] | undefined {
  const known = new Map<number, string>();
  for (const [literal] of texts.flatMap((text) => [...text.matchAll(token)])) {
    if (literal.startsWith('"')) continue;
    const other = known.get(Number(literal));
    if (other === undefined) known.set(Number(literal), literal);
    else if (decimal(other) !== decimal(literal)) return [other, literal];
  }
  return undefined;
}

/** One text for each number, however it is written: its digits without zeros at the ends, and their place. */
function decimal(literal: string): string {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
  const [whole = '', part = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${part}`.replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  if (short === '') return '0';
  const place = BigInt(exponent) - BigInt(part.length) + BigInt(digits.length - short.length);
  return `${literal.startsWith('-') ? '-' : ''}${short}e${place}`;
}

/** The comparison of two JSON texts, without a `yes` that only holds for who reads their numbers as JSON.parse does. */
export function withRounding(comparison: Comparison, texts: readonly string[]): Comparison {
  const alike = roundedAlike(texts);
  if (alike === undefined) return comparison;
  const why = `${alike.join(' and ')} are the same number here, and may not be elsewhere`;
  const { backward, forward, findings } = comparison;
  const doubt = (category: 'BACKWARD' | 'FORWARD'): Finding =>
    findingOf({
      rule: 'number-rounded',
      subject: 'numbers',
      path: '',
      category,
      message: 'numbers are too long to be told apart',
      stamp: alike,
      undecided: why,
    });
  return {
    backward: backward === 'yes' ? 'undecided' : backward,
    forward: forward === 'yes' ? 'undecided' : forward,
    findings: [
      ...findings,
      ...(backward === 'yes' ? [doubt('BACKWARD')] : []),
      ...(forward === 'yes' ? [doubt('FORWARD')] : []),
    ],
  };
}

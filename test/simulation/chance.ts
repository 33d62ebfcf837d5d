/** Draws of one seed. Two of the same seed draw the same, whatever happens elsewhere. */
import type { Random } from '../../packages/bus-core/src/clock.ts';
import { seededRandom } from '../../packages/bus-core/src/virtual-clock.ts';

/** A choice and how often it is made, against the others' weights. */
export type Weighted<T> = readonly (readonly [weight: number, value: T])[];

export class Chance {
  readonly random: Random;

  /** Of the seed and of what it is for, so that one more draw here changes nothing there. */
  constructor(seed: number, ...purpose: readonly (string | number)[]) {
    this.random = seededRandom(purpose.length === 0 ? seed : mixed(seed, purpose.join('/')));
  }

  /** From `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.random.next() * (max - min + 1));
  }

  happens(probability: number): boolean {
    return this.random.next() < probability;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.int(0, values.length - 1)] ?? values[0];
  }

  weighted<T>(choices: Weighted<T>): T {
    let rest = this.random.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    throw new RangeError('nothing to choose from');
  }
}

/** FNV-1a over the text, started at the seed. */
function mixed(seed: number, text: string): number {
  let value = (0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

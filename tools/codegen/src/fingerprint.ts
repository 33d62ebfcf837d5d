/** Fingerprints of types: equal for equal meaning, whatever wrote the schema. */
import { hashOf, hashOfText, meaningOf } from './canonical.ts';
import type { Shape } from './model.ts';
import { recursiveMeaning } from './recursive.ts';

/** 16 hexadecimal digits of SHA-256 over the meaning of a type. Documents, titles and examples have no part in it. */
export function fingerprintOf(shape: Shape): string {
  const { type, definitions } = shape;
  const isFlat = Object.keys(definitions).length === 0;
  return isFlat ? hashOfText(meaningOf(type, definitions)) : hashOf(recursiveMeaning(shape));
}

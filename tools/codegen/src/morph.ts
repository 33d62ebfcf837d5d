/** ts-morph, loaded when it is first needed: loading it takes longer than a run that has nothing to do. */
import { createRequire } from 'node:module';
import type * as tsMorph from 'ts-morph';

export type Morph = typeof tsMorph;

let loaded: Morph | undefined;

/** The library; the same each time. */
export function morph(): Morph {
  loaded ??= createRequire(import.meta.url)('ts-morph') as Morph;
  return loaded;
}

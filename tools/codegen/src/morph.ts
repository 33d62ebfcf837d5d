/** ts-morph, loaded when syntax is first read: loading it takes longer than a run that reads none. */
import { createRequire } from 'node:module';
import type * as tsMorph from 'ts-morph';

export type Morph = typeof tsMorph;

let loaded: Morph | undefined;

/** The library; the same each time. */
export function morph(): Morph {
  loaded ??= createRequire(import.meta.url)('ts-morph') as Morph;
  return loaded;
}

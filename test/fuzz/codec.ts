/**
 * Breaks the binary codec: what was encoded must come back as it went; bytes that were damaged, or never were a payload,
 * must give a value that its validator answers for or `BUS_DECODE_FAILED`, within limits of time and memory.
 */
import { isDeepStrictEqual } from 'node:util';
import { BusError } from '../../packages/bus-core/src/errors.ts';
import { Chance } from '../../tools/codegen/test/compare/chance.ts';
import { damaged } from './damage.ts';
import { type Subject, subjectsOf } from './subjects.ts';
import type { Finding, Target } from './target.ts';
import { Values } from './values.ts';

/** Schemas at random for as many seeds. */
const RANDOM_SCHEMAS = 60;
const SEEDS_PER_SCHEMAS = 256;
const DAMAGES = 12;
/** Parts of a decoded value for each byte that it came from, and for a message at all. */
const PARTS_PER_BYTE_MAX = 100;
const DECODE_MS_MAX = 500;

/** How often what came to pass. */
export interface Tally {
  encoded: number;
  refused: number;
  valid: number;
  invalid: number;
  unreadable: number;
}

let known: { readonly group: number; readonly subjects: readonly Subject[] } | undefined;

/** One payload of every schema, and a dozen that were damaged. */
export const codec: Target = async (seed) => {
  const group = seed - (seed % SEEDS_PER_SCHEMAS);
  if (known?.group !== group) known = { group, subjects: await subjectsOf(group, RANDOM_SCHEMAS) };
  return tryRound(known.subjects, seed, tallyOf());
};

/** Nothing yet. */
export function tallyOf(): Tally {
  return { encoded: 0, refused: 0, valid: 0, invalid: 0, unreadable: 0 };
}

/** One payload of each, at random but for the seed. */
export function tryRound(subjects: readonly Subject[], seed: number, tally: Tally): Finding | undefined {
  for (const [index, subject] of subjects.entries()) {
    const found = trySubject(subject, new Chance(seed * 1_000 + index), tally);
    if (found !== undefined) return { ...found, about: `${subject.name}: ${JSON.stringify(subject.shape)}` };
  }
  return undefined;
}

function trySubject(subject: Subject, chance: Chance, tally: Tally): Omit<Finding, 'about'> | undefined {
  const payload = new Values(chance, subject.shape).of(subject.shape.type);
  if (!subject.check(payload)) {
    tally.refused++;
    return undefined;
  }
  const bytes = subject.codec.encode(payload as never);
  const read = attempt(subject, bytes);
  tally.encoded++;
  if (!('value' in read)) return { what: `what was encoded threw ${String(read.error)}`, value: payload };
  if (!isDeepStrictEqual(read.value, payload))
    return { what: 'what was encoded came back as something else', value: { payload, back: read.value } };
  for (let times = 0; times < DAMAGES; times++) {
    const found = tryDamage(subject, damaged(bytes, chance), tally);
    if (found !== undefined) return found;
  }
  return undefined;
}

function tryDamage(subject: Subject, bytes: Uint8Array, tally: Tally): Omit<Finding, 'about'> | undefined {
  const value = Buffer.from(bytes).toString('hex');
  const startMs = performance.now();
  const read = attempt(subject, bytes);
  const ms = performance.now() - startMs;
  if (ms > DECODE_MS_MAX) return { what: `damaged bytes took ${ms.toFixed(0)} ms`, value };
  if ('value' in read) {
    if (partsOf(read.value) > (bytes.length + 1) * PARTS_PER_BYTE_MAX)
      return { what: 'damaged bytes gave more than they may', value };
    if (subject.accepts(read.value)) tally.valid++;
    else tally.invalid++;
    return undefined;
  }
  tally.unreadable++;
  const isExpected = read.error instanceof BusError && read.error.code === 'BUS_DECODE_FAILED';
  return isExpected ? undefined : { what: `damaged bytes threw ${String(read.error)}`, value };
}

function attempt(subject: Subject, bytes: Uint8Array): { readonly value: unknown } | { readonly error: unknown } {
  try {
    return { value: subject.codec.decode(bytes) };
  } catch (error) {
    return { error };
  }
}

/** Objects, lists, texts and everything else that memory was taken for. */
function partsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + partsOf(inner), 1);
}

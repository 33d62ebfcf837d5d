/** A generated validator beside zod: where their verdicts, or the paths of what they refuse, are not the same. */
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Shape, TypeModel } from '../../src/model.ts';
import type { Validator } from '../sources.ts';
import type { Likeness } from './values.ts';

/** One schema: its generated validator, and zod as the oracle of who writes and who reads. */
export interface Pair {
  readonly validator: Validator;
  readonly shape: Shape;
  readonly writer: z.ZodType;
  readonly reader: z.ZodType;
}

/** One answer takes less, whatever the value. */
const answerMsMax = 2_000;

/** What is wrong with the answers for a value; undefined where nothing is. Never throws. */
export function disagreement(pair: Pair, value: unknown, like: Likeness = 'whole'): string | undefined {
  const start = performance.now();
  try {
    return answers(pair, value, like) ?? slowness(start);
  } catch (error) {
    return `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

function slowness(start: number): string | undefined {
  const elapsedMs = performance.now() - start;
  return elapsedMs > answerMsMax ? `no answer for ${elapsedMs.toFixed(0)} ms` : undefined;
}

function answers(pair: Pair, value: unknown, like: Likeness): string | undefined {
  const { validator } = pair;
  const verdicts = { writes: validator.check(value), reads: validator.accepts(value) };
  const issues = validator.explain(value);
  if (issues.some(({ received, expected }) => received === '' || expected === '')) return 'an issue says nothing';
  if (like === 'calm') return undefined;
  if (verdicts.writes !== (issues.length === 0)) return `check says ${verdicts.writes}, explain ${texts(issues)}`;
  const writing = asked(pair.writer, value);
  const reading = asked(pair.reader, value)?.success;
  if (writing === undefined || reading === undefined) return undefined;
  if (verdicts.writes && !writing.success) return `accepts what zod refuses: ${writing.error.message}`;
  if (verdicts.reads && !reading) return 'a reader takes what zod refuses';
  if (like === 'stricter') return undefined;
  if (!verdicts.writes && writing.success) return `refuses what zod accepts: ${texts(issues)}`;
  // a union that any JSON fits is any JSON, also where one of its members would look further or ignore a field
  const any = JSON.stringify(pair.shape).includes('"kind":"unknown"');
  if (!verdicts.reads && reading && !any) return 'a reader refuses what zod accepts';
  if (writing.success) {
    const alike = like !== 'whole' || isFilledAlike(pair, value, writing.data);
    return alike ? undefined : 'filled otherwise';
  }
  // what is custom to zod ends its look at the list around it
  if (issues.length >= 100 || any || JSON.stringify(pair.shape).includes('"kind":"bytes"')) return undefined;
  const cut = cutter(pair.shape, value, writing.error);
  const theirs = sorted(faults(writing.error, value).map(cut));
  const more = listsLeft(writing.error).map(cut);
  const ours = sorted(issues.map(({ path }) => cut(path))).filter(
    (path) => theirs.includes(path) || !more.includes(path),
  );
  return isDeepStrictEqual(ours, theirs)
    ? undefined
    : `faults at ${JSON.stringify(ours)}, zod at ${JSON.stringify(theirs)}`;
}

/** What zod says, where it says anything: it throws for some values that it should refuse, as a symbol for a length. */
function asked(schema: z.ZodType, value: unknown): z.ZodSafeParseResult<unknown> | undefined {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A default inside a union that nothing tells apart is refused when a workspace is read. */
function isFilledAlike({ shape, validator }: Pair, value: unknown, expected: unknown): boolean {
  if (JSON.stringify(shape).includes('"kind":"union"')) return true;
  // a clone has the prototype that everything has
  return isDeepStrictEqual(structuredClone(validator.fill(value)), structuredClone(expected));
}

function texts(issues: readonly unknown[]): string {
  return JSON.stringify(issues);
}

function sorted(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort();
}

/** A path as issues write it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = String(step);
    if (!/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

/** Paths at which zod finds fault: unknown fields by their own path, a missing item of a list by that of the list. */
export function faults(error: z.core.$ZodError, value: unknown): string[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => pathText([...issue.path, key]))
      : [pathText(present(issue.path, value))],
  );
}

/** Lists around a fraction that should be an integer: zod leaves them there, without a look at how many items they have. */
function listsLeft(error: z.core.$ZodError): string[] {
  return error.issues.flatMap(({ code, path, ...rest }) =>
    code === 'invalid_type' && 'format' in rest && rest.format === 'safeint'
      ? path.flatMap((step, index) => (typeof step === 'number' ? [pathText(path.slice(0, index))] : []))
      : [],
  );
}

function present(path: readonly PropertyKey[], value: unknown): readonly PropertyKey[] {
  let node = value;
  for (const [index, step] of path.entries()) {
    if (Array.isArray(node) && typeof step === 'number' && step >= node.length) return path.slice(0, index);
    node = (node as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step];
  }
  return path;
}

/** Inside a union the two differ in how far they look: paths end where one begins, even if its members mean the same. */
function cutter(shape: Shape, value: unknown, error: z.core.$ZodError): (path: string) => string {
  const unions = error.issues.filter(({ code }) => code === 'invalid_union').map((issue) => pathText(issue.path));
  collectUnions(shape.type, { shape, value, path: [] }, unions);
  return (path) => unions.find((union) => union === '' || path.startsWith(union)) ?? path;
}

interface Spot {
  readonly shape: Shape;
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
}

function collectUnions(type: TypeModel, spot: Spot, unions: string[]): void {
  const { shape, value, path } = spot;
  const inside = (inner: TypeModel, step: PropertyKey): void => {
    const item = (value as Readonly<Record<PropertyKey, unknown>>)[step];
    collectUnions(inner, { shape, value: item, path: [...path, step] }, unions);
  };
  if (type.kind === 'union') unions.push(pathText(path));
  if (type.kind === 'nullable') collectUnions(type.of, spot, unions);
  const target = type.kind === 'ref' ? shape.definitions[type.name] : undefined;
  if (target !== undefined) collectUnions(target, spot, unions);
  if (typeof value !== 'object' || value === null) return;
  if (type.kind === 'object') for (const field of type.fields) inside(field.type, field.name);
  if (type.kind === 'record') for (const name of Object.keys(value)) inside(type.values, name);
  if (type.kind === 'tagged') for (const member of type.members) collectUnions(member.type, spot, unions);
  if (!Array.isArray(value)) return;
  for (const index of value.keys()) {
    const item =
      type.kind === 'array' ? type.items : type.kind === 'tuple' ? (type.items[index] ?? type.rest) : undefined;
    if (item !== undefined) inside(item, index);
  }
}

/**
 * Looks through a zod 4 schema for what JSON Schema would lose without a word: `z.toJSONSchema` writes `{}` for a Date
 * or a Map, and leaves refinements, transforms and flags of regular expressions out.
 */
import { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import type { JsonSchema } from './define.ts';
import { patternFlags } from './formats.ts';
import { type Loss, lost } from './losses.ts';
import type { Findings } from './problem.ts';

type Def = Readonly<Record<string, unknown>> & { readonly type: string };

/** True for schemas of zod 4. */
export function isZod4(schema: object): schema is z.ZodType {
  return '_zod' in schema;
}

/** JSON Schema of what may be written, defaults kept. Reports everything that it cannot carry. */
export function fromZod4(schema: z.ZodType, findings: Findings): JsonSchema {
  walk(schema, findings, new Set());
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => nameFormat(zodSchema, jsonSchema),
  });
  return json;
}

/** Says in the format what zod says in its regular expression alone. */
function nameFormat(zodSchema: z.core.$ZodType, jsonSchema: Record<string, unknown>): void {
  for (const def of [defOf(zodSchema), ...checksOf(defOf(zodSchema))]) {
    if (def['format'] === 'datetime' && def['offset'] !== true) jsonSchema['format'] = 'date-time-utc';
    const version =
      typeof def['version'] === 'string' && def['format'] === 'uuid' ? def['version'].slice(1) : undefined;
    if (version !== undefined) jsonSchema['x-pattern'] = `^.{14}${version}`;
  }
}

function walk(schema: unknown, findings: Findings, open: Set<unknown>): void {
  if (typeof schema !== 'object' || schema === null || !isZod4(schema) || open.has(schema)) return;
  open.add(schema);
  const def = defOf(schema);
  const loss = lossOf(schema, def);
  if (loss === undefined) inside(def, findings, open);
  else findings.add(lost[loss][0], lost[loss][1]);
  for (const check of checksOf(def)) inspectCheck(check, findings);
  if (def.type === 'string' || def.type === 'number') inspectCheck(def, findings);
  open.delete(schema);
}

function lossOf(schema: z.ZodType, def: Def): Loss | undefined {
  if (def['coerce'] === true) return 'coerce';
  if (def.type === 'pipe') return 'transform';
  if (def.type === 'custom') return schema.meta()?.['x-myelin'] === undefined ? 'custom' : undefined;
  if (def.type === 'union' && def['inclusive'] === false && def['discriminator'] === undefined) return 'xor';
  if (def.type === 'object' && def['catchall'] !== undefined) return catchallLoss(def['catchall']);
  if (def.type === 'default' || def.type === 'prefault') return isConstant(def) ? undefined : 'changingDefault';
  return Object.hasOwn(lost, def.type) ? (def.type as Loss) : undefined;
}

function catchallLoss(catchall: unknown): Loss {
  return typeof catchall === 'object' && catchall !== null && isZod4(catchall) && defOf(catchall).type === 'never'
    ? 'strictObject'
    : 'looseObject';
}

function isConstant(def: Def): boolean {
  const [first, second] = [def['defaultValue'], def['defaultValue']];
  return canonicalJson(first) === canonicalJson(second);
}

function inside(def: Def, findings: Findings, open: Set<unknown>): void {
  if (def.type === 'object') {
    for (const [name, field] of Object.entries(def['shape'] as object)) walk(field, findings.at(name), open);
  } else if (def.type === 'lazy') walk((def['getter'] as () => unknown)(), findings, open);
  else if (def.type === 'tuple') {
    for (const [index, item] of (def['items'] as unknown[]).entries()) walk(item, findings.at(String(index)), open);
    walk(def['rest'], findings, open);
  } else {
    for (const key of ['innerType', 'element', 'keyType', 'valueType', 'left', 'right']) walk(def[key], findings, open);
    if (def.type === 'union') for (const option of def['options'] as unknown[]) walk(option, findings, open);
  }
}

/** A check, or a string or number that is its own check as `z.email()` is. */
function inspectCheck(check: Def, findings: Findings): void {
  const format = check['format'];
  if (check['check'] === 'custom') findings.add(...lost.refinement);
  else if (check['check'] === 'overwrite') findings.add(...lost.transform);
  else if (check['check'] === 'property' || check['check'] === 'mime_type') findings.add(...lost.refinement);
  if (check['pattern'] instanceof RegExp && (format === 'regex' || format === undefined))
    inspectFlags(check['pattern'], findings);
  if (format === 'datetime' || format === 'time') inspectTime(check, findings);
  if (format === 'guid') findings.add('the string format "guid" is not known', 'Use z.uuid(), or z.string().regex(…).');
}

/** Flags have no place in JSON Schema; `u` is understood from the pattern itself. */
export function inspectFlags(pattern: RegExp, findings: Findings): void {
  const needed = patternFlags(pattern.source);
  if (pattern.flags === needed) return;
  const found = pattern.flags === '' ? 'no flag' : `the flags "${pattern.flags}"`;
  const fix =
    needed === 'u'
      ? 'Give it the flag u alone: it names code points.'
      : 'Write it without flags, as [Aa] for a letter in either case.';
  findings.add(`the pattern has ${found}, which its text does not carry`, fix);
}

function inspectTime(check: Def, findings: Findings): void {
  const precise = check['precision'] !== null && check['precision'] !== undefined;
  if (check['local'] === true || precise) {
    findings.add(
      'a time with "local" or "precision" has no named format',
      'Use z.iso.datetime(), with { offset: true } where offsets are wanted.',
    );
  }
}

function checksOf(def: Def): Def[] {
  const checks = def['checks'];
  return Array.isArray(checks)
    ? checks.map((check: { _zod?: { def?: Def } }) => check._zod?.def).filter((inner) => inner !== undefined)
    : [];
}

function defOf(schema: z.core.$ZodType): Def {
  // Each kind of schema has a def of its own type; here they are read by key.
  return schema._zod.def as unknown as Def;
}

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
import { textPart, textSchema } from './zod-text.ts';

type Def = Readonly<Record<string, unknown>> & { readonly type: string };

/** True for schemas of zod 4. */
export function isZod4(schema: object): schema is z.ZodType {
  return '_zod' in schema;
}

/** JSON Schema of what may be written, defaults kept. Reports everything that it cannot carry. */
export function fromZod4(schema: z.ZodType, findings: Findings): JsonSchema {
  const walked: Walk = { open: new Set(), seen: new Set() };
  walk(schema, findings, walked);
  return withOwnConverters(walked.seen, () =>
    z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: 'any',
      metadata: new Words(),
      override: ({ zodSchema, jsonSchema }) => rewriteText(zodSchema, jsonSchema),
    }),
  );
}

/** What schemas say about themselves. Early releases keep it to themselves, so each is asked. */
class Words extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  override get<S extends z.core.$ZodType>(schema: S): ReturnType<z.core.$ZodRegistry<z.core.GlobalMeta>['get']> {
    return metaOf(schema);
  }
}

function metaOf(schema: z.core.$ZodType): z.core.GlobalMeta | undefined {
  return isOutspoken(schema) ? schema.meta() : z.globalRegistry.get(schema);
}

/** Schemas of `zod/mini` have no such method. */
function isOutspoken(schema: z.core.$ZodType): schema is z.ZodType {
  return 'meta' in schema && typeof schema.meta === 'function';
}

/** Schemas of other releases bring converters that are made for another context than ours: meanwhile they have none. */
function withOwnConverters<T>(schemas: Iterable<z.core.$ZodType>, convert: () => T): T {
  const taken = [...schemas].map(({ _zod }) => ({
    _zod,
    own: Object.hasOwn(_zod, 'processJSONSchema'),
    converter: _zod.processJSONSchema,
  }));
  for (const { _zod } of taken) _zod.processJSONSchema = undefined;
  try {
    return convert();
  } finally {
    for (const { _zod, own, converter } of taken) {
      if (own) _zod.processJSONSchema = converter;
      else delete _zod.processJSONSchema;
    }
  }
}

const textKeywords = ['format', 'pattern', 'allOf', 'minLength', 'maxLength', 'contentEncoding'];

/** Says a string by its checks alone. */
function rewriteText(zodSchema: z.core.$ZodType, jsonSchema: Record<string, unknown>): void {
  const def = defOf(zodSchema);
  if (def.type !== 'string') return;
  for (const keyword of textKeywords) delete jsonSchema[keyword];
  const parts = [def, ...checksOf(def)].map(partOf).filter((part) => part !== undefined);
  Object.assign(jsonSchema, textSchema(parts));
}

function partOf(check: Def): JsonSchema | undefined {
  switch (check['check']) {
    case 'min_length':
      return { minLength: check['minimum'] };
    case 'max_length':
      return { maxLength: check['maximum'] };
    case 'length_equals':
      return { minLength: check['length'], maxLength: check['length'] };
    case 'string_format': {
      const value = check['prefix'] ?? check['suffix'] ?? check['includes'];
      return textPart({ ...check, format: String(check['format']), value });
    }
    default:
      return undefined;
  }
}

/** What one look through a schema carries along. */
interface Walk {
  /** Schemas that contain this place. */
  readonly open: Set<unknown>;
  /** Every schema met, with those that it was made from. */
  readonly seen: Set<z.core.$ZodType>;
}

function walk(schema: unknown, findings: Findings, walked: Walk): void {
  const { open, seen } = walked;
  if (typeof schema !== 'object' || schema === null || !isZod4(schema) || open.has(schema)) return;
  open.add(schema);
  for (let from: z.core.$ZodType | undefined = schema; from !== undefined; from = from._zod.parent) seen.add(from);
  const def = defOf(schema);
  const loss = lossOf(schema, def);
  if (loss === undefined) inside(def, findings, walked);
  else findings.add(lost[loss][0], lost[loss][1]);
  for (const check of checksOf(def)) inspectCheck(check, findings);
  if (def.type === 'string' || def.type === 'number') inspectCheck(def, findings);
  open.delete(schema);
}

function lossOf(schema: z.ZodType, def: Def): Loss | undefined {
  if (def['coerce'] === true) return 'coerce';
  if (def.type === 'pipe') return 'transform';
  if (def.type === 'literal') return literalLoss(def['values'] as unknown[]);
  if (def.type === 'custom') return metaOf(schema)?.['x-myelin'] === undefined ? 'custom' : undefined;
  if (def.type === 'union' && def['inclusive'] === false && def['discriminator'] === undefined) return 'xor';
  if (def.type === 'object' && def['catchall'] !== undefined) return catchallLoss(def['catchall']);
  if (def.type === 'record' && def['mode'] === 'loose') return 'looseObject';
  if (def.type === 'default' || def.type === 'prefault') return isConstant(def) ? undefined : 'changingDefault';
  return Object.hasOwn(lost, def.type) ? (def.type as Loss) : undefined;
}

function catchallLoss(catchall: unknown): Loss {
  return isNever(catchall) ? 'strictObject' : 'looseObject';
}

function isNever(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && isZod4(schema) && defOf(schema).type === 'never';
}

/** JSON Schema leaves these out of a list of constants. */
function literalLoss(values: readonly unknown[]): Loss | undefined {
  if (values.includes(undefined)) return 'undefined';
  return values.some((value) => typeof value === 'bigint') ? 'bigint' : undefined;
}

function isConstant(def: Def): boolean {
  const [first, second] = [def['defaultValue'], def['defaultValue']];
  return canonicalJson(first) === canonicalJson(second);
}

function inside(def: Def, findings: Findings, walked: Walk): void {
  if (def.type === 'object') {
    for (const [name, field] of Object.entries(def['shape'] as object)) walk(field, findings.at(name), walked);
  } else if (def.type === 'lazy') walk((def['getter'] as () => unknown)(), findings, walked);
  else if (def.type === 'tuple') {
    for (const [index, item] of (def['items'] as unknown[]).entries()) walk(item, findings.at(String(index)), walked);
    walk(def['rest'], findings, walked);
  } else {
    for (const key of ['innerType', 'element', 'keyType', 'valueType', 'left', 'right'])
      walk(def[key], findings, walked);
    if (def.type === 'union')
      for (const option of def['options'] as unknown[]) if (!isNever(option)) walk(option, findings, walked);
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
  if (format === 'url' && (check['hostname'] !== undefined || check['protocol'] !== undefined))
    findings.add(
      'a URL with a "protocol" or "hostname" of its own has no named format',
      'Use z.url(), and check it in the handler.',
    );
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

/** The same look at zod 3 schemas (`zod/v3`), which zod-to-json-schema reads. */

import type { ZodTypeAny } from 'zod/v3';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { canonicalJson } from './canonical.ts';
import type { JsonSchema } from './define.ts';
import { type Loss, lost } from './losses.ts';
import type { Findings } from './problem.ts';
import { textPart, textSchema } from './zod-text.ts';
import { inspectFlags } from './zod4.ts';

type Def = Readonly<Record<string, unknown>>;

/** True for schemas of zod 3. zod-to-json-schema answers `{}` for any other, without an error. */
export function isZod3(schema: object): schema is ZodTypeAny {
  const def: unknown = '_def' in schema && !('_zod' in schema) ? schema._def : undefined;
  return typeof def === 'object' && def !== null && 'typeName' in def;
}

/** JSON Schema of what may be written, defaults kept. Reports everything that it cannot carry. */
export function fromZod3(schema: ZodTypeAny, findings: Findings): JsonSchema {
  walk(schema, findings, new Set());
  return zodToJsonSchema(schema, {
    effectStrategy: 'input',
    $refStrategy: 'root',
    postProcess: (json, def) => textOf(def) ?? json,
  });
}

/** zod 4's names of checks that zod 3 calls otherwise. */
const formatNames: Readonly<Record<string, string>> = { startsWith: 'starts_with', endsWith: 'ends_with' };

function textOf(def: object): JsonSchema | undefined {
  if (!('typeName' in def) || def.typeName !== 'ZodString') return undefined;
  const checks = checksOf({ ...def });
  const parts = checks.map(partOf).filter((part) => part !== undefined);
  const either = checks.some((check) => check['kind'] === 'ip' && check['version'] === undefined);
  return either ? { anyOf: ['ipv4', 'ipv6'].map((format) => textSchema([...parts, { format }])) } : textSchema(parts);
}

function partOf(check: Def): JsonSchema | undefined {
  const { kind, value } = check;
  switch (kind) {
    case 'min':
      return { minLength: value };
    case 'max':
      return { maxLength: value };
    case 'length':
      return { minLength: value, maxLength: value };
    case 'ip':
      return typeof check['version'] === 'string' ? { format: `ip${check['version']}` } : undefined;
    case 'trim':
    case 'toLowerCase':
    case 'toUpperCase':
      return undefined;
    default: {
      const format = String(kind);
      return textPart({ ...check, format: formatNames[format] ?? format, pattern: check['regex'] });
    }
  }
}

const losses: Readonly<Record<string, Loss>> = {
  ZodBigInt: 'bigint',
  ZodCatch: 'catch',
  ZodDate: 'date',
  ZodFunction: 'function',
  ZodMap: 'map',
  ZodNaN: 'nan',
  ZodNever: 'never',
  ZodPipeline: 'transform',
  ZodPromise: 'promise',
  ZodSet: 'set',
  ZodSymbol: 'symbol',
  ZodUndefined: 'undefined',
  ZodVoid: 'void',
};

function walk(schema: unknown, findings: Findings, open: Set<unknown>): void {
  if (typeof schema !== 'object' || schema === null || !isZod3(schema) || open.has(schema)) return;
  open.add(schema);
  const def = schema._def as Def;
  const loss = lossOf(def);
  if (loss === undefined) inside(def, findings, open);
  else findings.add(lost[loss][0], lost[loss][1]);
  for (const check of checksOf(def)) inspectCheck(check, findings);
  open.delete(schema);
}

function lossOf(def: Def): Loss | undefined {
  const type = String(def['typeName']);
  if (def['coerce'] === true) return 'coerce';
  if (type === 'ZodEffects') return (def['effect'] as Def)['type'] === 'refinement' ? 'refinement' : 'transform';
  if (type === 'ZodLiteral') return literalLoss(def['value']);
  if (type === 'ZodDefault') return isConstant(def['defaultValue'] as () => unknown) ? undefined : 'changingDefault';
  if (type !== 'ZodObject') return losses[type];
  if (def['unknownKeys'] === 'strict') return 'strictObject';
  const catchall = (def['catchall'] as ZodTypeAny)._def as Def;
  return def['unknownKeys'] === 'passthrough' || catchall['typeName'] !== 'ZodNever' ? 'looseObject' : undefined;
}

function literalLoss(value: unknown): Loss | undefined {
  if (value === undefined) return 'undefined';
  if (typeof value === 'symbol') return 'symbol';
  return typeof value === 'bigint' ? 'bigint' : undefined;
}

function isConstant(value: () => unknown): boolean {
  return canonicalJson(value()) === canonicalJson(value());
}

function inside(def: Def, findings: Findings, open: Set<unknown>): void {
  const type = def['typeName'];
  if (type === 'ZodObject') {
    for (const [name, field] of Object.entries((def['shape'] as () => object)())) walk(field, findings.at(name), open);
  } else if (type === 'ZodLazy') walk((def['getter'] as () => unknown)(), findings, open);
  else if (type === 'ZodTuple') {
    for (const [index, item] of (def['items'] as unknown[]).entries()) walk(item, findings.at(String(index)), open);
    walk(def['rest'], findings, open);
  } else {
    for (const key of ['innerType', 'type', 'keyType', 'valueType', 'left', 'right']) walk(def[key], findings, open);
    if (Array.isArray(def['options'])) for (const option of def['options']) walk(option, findings, open);
  }
}

function inspectCheck(check: Def, findings: Findings): void {
  const kind = String(check['kind']);
  if (kind === 'trim' || kind === 'toLowerCase' || kind === 'toUpperCase') findings.add(...lost.transform);
  if (check['regex'] instanceof RegExp) inspectFlags(check['regex'], findings);
  const precise = check['precision'] !== null && check['precision'] !== undefined;
  if (check['local'] === true || precise) {
    findings.add(
      'a time with "local" or "precision" has no named format',
      'Use .datetime(), with { offset: true } where offsets are wanted.',
    );
  }
}

function checksOf(def: Def): readonly Def[] {
  return Array.isArray(def['checks']) ? (def['checks'] as Def[]) : [];
}

/** Two parts of `allOf` that limit strings, numbers or lists, as one. */
import type { JsonSchema } from './define.ts';
import { count, isSchema, list } from './json-schema.ts';
import type { Findings } from './problem.ts';

const least: readonly string[] = ['minimum', 'exclusiveMinimum', 'minItems'];
const most: readonly string[] = ['maximum', 'exclusiveMaximum', 'maxItems'];

/** Limits of numbers and lists: the narrower of each. What else one of the parts says is kept. */
export function mergedLimits(left: JsonSchema, right: JsonSchema, findings: Findings): JsonSchema {
  const merged: Record<string, unknown> = { ...left, ...right };
  for (const keyword of [...least, ...most]) {
    const [own, other] = [count(left, keyword), count(right, keyword)];
    if (own !== undefined && other !== undefined)
      merged[keyword] = least.includes(keyword) ? Math.max(own, other) : Math.min(own, other);
  }
  const [step, other] = [count(left, 'multipleOf'), count(right, 'multipleOf')];
  if (step !== undefined && other !== undefined && step !== other)
    findings.add('two parts of "allOf" give a step', 'Give one "multipleOf".');
  if (left['uniqueItems'] === true) merged['uniqueItems'] = true;
  return merged;
}

/** Lengths, patterns and formats stay parts of one string. */
export function mergedTexts(left: JsonSchema, right: JsonSchema): JsonSchema {
  const parts = [...partsOf(left), ...partsOf(right)].filter((part) => Object.keys(part).length > 0);
  return parts.length > 1 ? { allOf: parts } : (parts[0] ?? {});
}

function partsOf(part: JsonSchema): readonly JsonSchema[] {
  const { allOf: _, ...own } = part;
  return [own, ...(list(part, 'allOf') ?? []).filter(isSchema)];
}

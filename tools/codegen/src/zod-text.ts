/**
 * Strings of zod as JSON Schema. They are built from what each check says, because the patterns that zod itself writes for
 * a check differ between its releases.
 */
import type { JsonSchema } from './define.ts';

/** A check of either release line, by zod 4's names. */
export interface TextCheck {
  readonly format: string;
  /** What a text must begin with, end with or hold. */
  readonly value?: unknown;
  /** Where the text may begin to hold `value`. */
  readonly position?: unknown;
  readonly pattern?: unknown;
  readonly offset?: unknown;
  /** As `v7`. */
  readonly version?: unknown;
}

/** A string for which all of the parts hold. */
export function textSchema(parts: readonly JsonSchema[]): JsonSchema {
  return parts.length === 0 ? { type: 'string' } : { type: 'string', allOf: parts };
}

/** What one check demands: a pattern, or a format by its name. */
export function textPart({ format, value, position, pattern, offset, version }: TextCheck): JsonSchema {
  const text = literal(value);
  switch (format) {
    case 'regex':
      return { pattern: pattern instanceof RegExp ? pattern.source : '' };
    case 'starts_with':
      return { pattern: `^${text}` };
    case 'ends_with':
      return { pattern: `${text}$` };
    case 'includes':
      return { pattern: typeof position === 'number' && position > 0 ? `^[^]{${position},}${text}` : text };
    case 'lowercase':
      return { pattern: '^[^A-Z]*$' };
    case 'uppercase':
      return { pattern: '^[^a-z]*$' };
    case 'datetime':
      return { format: offset === true ? 'date-time' : 'date-time-utc' };
    case 'url':
      return { format: 'uri' };
    case 'uuid':
      return { format, ...(typeof version === 'string' ? { 'x-pattern': `^.{14}${version.slice(1)}` } : {}) };
    default:
      return { format };
  }
}

function literal(value: unknown): string {
  return String(value).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

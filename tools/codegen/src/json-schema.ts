/** Reads keywords of JSON Schema by their type; a keyword of another type counts as absent. */
import type { JsonSchema } from './define.ts';

/** True for an object that may be a schema. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text. */
export function text(schema: JsonSchema, keyword: string): string | undefined {
  const value = schema[keyword];
  return typeof value === 'string' ? value : undefined;
}

/** A finite number. */
export function count(schema: JsonSchema, keyword: string): number | undefined {
  const value = schema[keyword];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** True where the keyword is true. */
export function flag(schema: JsonSchema, keyword: string): boolean {
  return schema[keyword] === true;
}

/** A list of anything. */
export function list(schema: JsonSchema, keyword: string): readonly unknown[] | undefined {
  const value = schema[keyword];
  return Array.isArray(value) ? (value as unknown[]) : undefined;
}

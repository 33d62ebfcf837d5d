/** Times in UTC, as ISO 8601 writes them, as a number. */
import { unreadable } from './limits.ts';

/** How a time was written: with milliseconds, or with whole seconds. */
const MILLISECONDS = 1;
const SECONDS = 2;
const MS_PER_SECOND = 1_000;
const LONG = '2026-01-01T00:00:00.000Z'.length;
const SHORT = '2026-01-01T00:00:00Z'.length;

export interface Instant {
  readonly unit: number;
  /** Since 1970; negative before. */
  readonly count: number;
}

/** Undefined for every other way to write a time. */
export function instantOf(text: string): Instant | undefined {
  if (text.length !== LONG && text.length !== SHORT) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  const instant =
    text.length === LONG ? { unit: MILLISECONDS, count: ms } : { unit: SECONDS, count: Math.floor(ms / MS_PER_SECOND) };
  return textOfInstant(instant) === text ? instant : undefined;
}

/** @throws BusError `BUS_DECODE_FAILED` for what no four-digit year has */
export function textOfInstant({ unit, count }: Instant): string {
  if (unit !== MILLISECONDS && unit !== SECONDS) throw unreadable('a time is written in an unknown way');
  const date = new Date(unit === MILLISECONDS ? count : count * MS_PER_SECOND);
  if (Number.isNaN(date.getTime())) throw unreadable('a time is out of range');
  const text = date.toISOString();
  if (text.length !== LONG) throw unreadable('a time is out of range');
  return unit === MILLISECONDS ? text : `${text.slice(0, -'.000Z'.length)}Z`;
}

/** What is known about the texts of each format: their lengths, examples of any length, and which format holds which. */
import type { FormatName } from '../model.ts';

interface Texts {
  readonly min: number;
  readonly max: number;
  /** Texts of exactly this length; none where the format has none. */
  readonly make: (length: number) => readonly string[];
}

const day = '2026-01-31';
const noon = '12:00:00';

function fixed(...texts: readonly string[]): Texts {
  const lengths = texts.map((text) => text.length);
  const make = (length: number): readonly string[] => texts.filter((text) => text.length === length);
  return { min: Math.min(...lengths), max: Math.max(...lengths), make };
}

function endless(min: number, make: (length: number) => readonly string[]): Texts {
  return { min, max: Number.POSITIVE_INFINITY, make };
}

/** `before`, a fraction of a second and `after`; no fraction has no digits. */
function fraction(before: string, after: string, length: number): readonly string[] {
  const digits = length - before.length - after.length - 1;
  if (digits === -1) return [before + after];
  return digits < 1 ? [] : [`${before}.${'5'.repeat(digits)}${after}`, `${before}.${'0'.repeat(digits)}${after}`];
}

function between(before: string, filler: string, after: string): (length: number) => readonly string[] {
  return (length) => [before + filler.repeat(length - before.length - after.length) + after];
}

function filled(fillers: string, length: number): readonly string[] {
  return Array.from(fillers).map((filler) => filler.repeat(length));
}

/** The format's digits in groups, each of up to `digitsMax`. */
function groups(count: number, digits: number, digitsMax: number): string[] {
  const least = Array.from({ length: count }, (_, index) => Math.floor((digits + index) / count));
  return digits < count || digits > count * digitsMax ? [] : least.map((size) => '1'.repeat(size));
}

function ipv4(length: number): readonly string[] {
  const parts = groups(4, length - 3, 3);
  return parts.length === 0 ? [] : [parts.join('.')];
}

function ipv6(length: number): readonly string[] {
  if (length === 2) return ['::'];
  if (length >= 37) return ipv4(length - 30).map((tail) => `${'1111:'.repeat(6)}${tail}`);
  const count = Math.max(1, Math.ceil((length - 1) / 5));
  const parts = groups(count, length - 1 - count, 4);
  return parts.length === 0 ? [] : [`::${parts.join(':')}`];
}

/** A label has at most 63 characters, and a dot may stand after the last. */
function hostnames(length: number): readonly string[] {
  const one = [...filled('aA0', length), ...(length < 3 ? [] : between('a.', 'b', '')(length))];
  const labelled = one.map((text) => {
    const labels = text.replaceAll(/(.{63})./g, '$1.');
    return length === 254 ? `${labels.slice(0, -1)}.` : labels;
  });
  return length < 3 || length > 63 ? labelled : [...labelled, ...between('a', '-', 'b')(length)];
}

function dateTimes(length: number, offsets: readonly string[]): readonly string[] {
  return offsets.flatMap((offset) => fraction(`${day}T${noon}`, offset, length));
}

const texts: Readonly<Record<FormatName, Texts>> = {
  base64: endless(0, (length) =>
    length % 4 > 0 ? [] : [...filled('A+/a0', length), ...(length === 0 ? [] : between('', 'A', '=')(length))],
  ),
  base64url: endless(0, (length) => (length % 4 === 1 ? [] : filled('A-_a0', length))),
  date: fixed(day, '2024-02-29', '0001-01-01', '9999-12-31'),
  'date-time': endless(20, (length) => dateTimes(length, ['Z', '+01:00', '-23:59'])),
  'date-time-utc': endless(20, (length) => dateTimes(length, ['Z'])),
  duration: endless(3, (length) => [
    ...between('P', '1', 'D')(length),
    ...(length < 7 ? [] : between('PT1,', '1', 'S')(length)),
    ...(length < 4 ? [] : between('PT', '1', 'H')(length)),
  ]),
  e164: { min: 8, max: 16, make: (length) => [...between('+', '1', '')(length), ...between('+4', '0', '')(length)] },
  email: endless(6, (length) => [
    ...between('', 'a', '@b.cc')(length),
    ...between('', '_', '@b.cc')(length),
    ...between('a@', 'b', '.cc')(length),
    ...(length < 8 ? [] : between("o'", 'b', '@b.cc')(length)),
  ]),
  hostname: { min: 1, max: 254, make: hostnames },
  ipv4: { min: 7, max: 15, make: ipv4 },
  ipv6: { min: 2, max: 45, make: ipv6 },
  time: endless(5, (length) => [...(length === 5 ? ['12:00'] : []), ...fraction(noon, '', length)]),
  ulid: fixed('01ARZ3NDEKTSV4RRFFQ69G5FAV', '00000000000000000000000000', '7zzzzzzzzzzzzzzzzzzzzzzzzz'),
  uri: endless(2, (length) => [
    ...between('a:', 'b', '')(length),
    ...(length < 9 ? [] : between('http://', 'a', '')(length)),
    ...(length < 3 ? [] : between("a:'", 'b', '')(length)),
  ]),
  'uri-template': endless(0, (length) => [
    ...filled('aA0', length),
    ...(length < 3 ? [] : between('{', 'a', '}')(length)),
    ...(length < 5 ? [] : between('{+', 'a', '}/')(length)),
  ]),
  uuid: fixed(
    '01234567-89ab-7cde-8f01-23456789abcd',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ),
};

/** Formats whose every text has another format as well. */
const held: Readonly<Partial<Record<FormatName, readonly FormatName[]>>> = {
  base64: ['uri-template'],
  base64url: ['uri-template'],
  date: ['base64url', 'hostname', 'uri-template'],
  'date-time': ['uri-template'],
  'date-time-utc': ['date-time', 'uri-template'],
  duration: ['uri-template'],
  e164: ['uri-template'],
  hostname: ['uri-template'],
  ipv4: ['hostname', 'uri-template'],
  ipv6: ['uri-template'],
  time: ['uri-template'],
  ulid: ['base64url', 'hostname', 'uri-template'],
  uuid: ['base64url', 'hostname', 'uri-template'],
};

/** Whether every text of one format has the other. */
export function isHeld(format: FormatName, by: FormatName): boolean {
  return format === by || held[format]?.includes(by) === true;
}

/** Texts of a format with exactly this length. */
export function formatTexts(format: FormatName, length: number): readonly string[] {
  const { min, max, make } = texts[format];
  return length < min || length > max ? [] : make(length);
}

/** Between two lengths that a format has, fewer than this many are missing. */
const gap = 4;

/** The least length of a format from `least` on, or undefined where it has none. */
export function formatLength(format: FormatName, least: number): number | undefined {
  const { min, max } = texts[format];
  const first = Math.max(least, min);
  const last = Number.isFinite(first) ? Math.min(first + gap, max) : 0;
  for (let length = first; length <= last; length++) {
    if (formatTexts(format, length).length > 0) return length;
  }
  return undefined;
}

/** Another text of a format for each number, where all its texts are of one length. */
export function numberedText(format: FormatName, number: number): string | undefined {
  if (format === 'uuid') return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  if (format === 'ulid') return String(number).padStart(26, '0');
  return format === 'date' ? new Date(Date.UTC(2000, 0, 1 + number)).toISOString().slice(0, 10) : undefined;
}

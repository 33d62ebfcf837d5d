/** Named string formats: one meaning for each name, whatever wrote the schema; it is that of zod 4, where zod has it. */
import type { FormatName } from './model.ts';

export interface Format {
  /** Every accepted text matches. */
  readonly pattern: RegExp;
  /** Parses the text besides: `URL.canParse(prefix + text + suffix)`. */
  readonly url?: { readonly prefix: string; readonly suffix: string };
  readonly lengthMax?: number;
  /** As "an e-mail address". */
  readonly title: string;
}

const day = [
  '\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))',
  '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29',
].join('|');
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?';
const hex = '[0-9a-fA-F]';
const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** RFC 6570: what stands outside of braces, and a variable with its modifier. */
const templateText = `(?:[!#$&(-;=?-[\\]_a-z~\\u00a0-\\uffff]|%${hex}{2})`;
const templateLetter = `(?:\\w|%${hex}{2})`;
const templateName = `${templateLetter}(?:\\.?${templateLetter})*(?::[1-9]\\d{0,3}|\\*)?`;

export const formats: Readonly<Record<FormatName, Format>> = {
  base64: {
    pattern: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    title: 'base64 text',
  },
  base64url: { pattern: /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/, title: 'base64url text' },
  date: { pattern: new RegExp(`^(?:${day})$`), lengthMax: 10, title: 'a date as 2026-01-31' },
  'date-time': {
    pattern: new RegExp(`^(?:${day})T${clock}(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$`),
    title: 'a time as 2026-01-31T12:00:00+01:00',
  },
  'date-time-utc': { pattern: new RegExp(`^(?:${day})T${clock}Z$`), title: 'a time as 2026-01-31T12:00:00Z' },
  duration: {
    pattern: /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:[.,]\d+)?S)?)?)$/,
    title: 'a duration as PT1H30M',
  },
  e164: { pattern: /^\+[1-9]\d{6,14}$/, lengthMax: 16, title: 'a phone number as +15551234567' },
  email: {
    pattern: /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/,
    title: 'an e-mail address',
  },
  hostname: {
    pattern: new RegExp(`^(?=.{1,253}\\.?$)${label}(?:\\.${label})*\\.?$`),
    lengthMax: 254,
    title: 'a host name',
  },
  ipv4: { pattern: new RegExp(`^${byte}(?:\\.${byte}){3}$`), lengthMax: 15, title: 'an IPv4 address' },
  ipv6: {
    pattern: /^[0-9a-fA-F:.]{2,45}$/,
    url: { prefix: 'http://[', suffix: ']/' },
    lengthMax: 45,
    title: 'an IPv6 address',
  },
  time: { pattern: /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?$/, title: 'a time of day as 12:00:00' },
  ulid: { pattern: /^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/, lengthMax: 26, title: 'a ULID' },
  uri: { pattern: /^[^:/?#]+:/, url: { prefix: '', suffix: '' }, title: 'a URL' },
  'uri-template': {
    pattern: new RegExp(`^(?:${templateText}|\\{[+#./;?&=,!@|]?${templateName}(?:,${templateName})*\\})*$`),
    title: 'a URI template as /users/{id}',
  },
  uuid: {
    pattern: new RegExp(
      `^(?:${hex}{8}-${hex}{4}-[1-8]${hex}{3}-[89abAB]${hex}{3}-${hex}{12}|0{8}(?:-0{4}){3}-0{12}|f{8}(?:-f{4}){3}-f{12})$`,
    ),
    lengthMax: 36,
    title: 'a UUID',
  },
};

/** True for the names that the model knows. */
export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

/** Whether a text has the format. */
export function hasFormat(name: FormatName, text: string): boolean {
  const { pattern, url } = formats[name];
  return pattern.test(text) && (url === undefined || URL.canParse(`${url.prefix}${text}${url.suffix}`));
}

/** Length of a text as JSON Schema and zod 4 count it: in code points, where a lone surrogate is one. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

/** Flags of a pattern: `u` where its source needs it, none else. */
export function patternFlags(source: string): 'u' | '' {
  return /\\p\{|\\P\{|\\u\{/.test(source) ? 'u' : '';
}

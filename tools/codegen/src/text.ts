/** Writes text into TypeScript, JSDoc and Markdown so that no name or document can leave its place. */
import { isIdentifier } from './names.ts';

/** Characters that end a line somewhere, that no editor shows, or that are half of a pair. */
const hidden = '\\p{Cc}\\p{Cs}\\u2028\\u2029\\ufeff';
const unsafe = new RegExp(`[${hidden}]|<(?=[/!])`, 'gu');
/** With the backslash that may stand before it. */
const escapedUnsafe = new RegExp(`\\\\?[${hidden}]`, 'gu');
const unprintable = new RegExp(`[${hidden}]+`, 'gu');

/** A single-quoted string literal. */
export function quote(value: string): string {
  const inner = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `'${inner.replaceAll(unsafe, escapeUnit)}'`;
}

/** A regular expression literal. The source is one that compiles. */
export function regExp(source: string, flags: string): string {
  const printable = new RegExp(source, flags).source.replaceAll(escapedUnsafe, (unit) => escapeUnit(unit.slice(-1)));
  return `/${printable}/${flags}`;
}

/** The literal part of a template, without its back quotes. */
export function inTemplate(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${').replaceAll(unsafe, escapeUnit);
}

function escapeUnit(unit: string): string {
  if (unit === '\n') return '\\n';
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A literal of any JSON value, on one line. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : String(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, item]) => `${propertyName(name)}: ${literal(item)}`).join(', ')} }`;
}

/** A name in an object literal or an interface. `__proto__` is computed, so that it makes a property. */
export function propertyName(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return isIdentifier(name) ? name : quote(name);
}

/** `object.name` or `object['odd name']`. */
export function access(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;
}

/** A JSDoc block of these paragraphs, or nothing. Tags given in `tags` stay tags; those in a text do not. */
export function docBlock(paragraphs: readonly (string | undefined)[], tags: readonly string[] = []): string[] {
  const lines = [...paragraphs.flatMap((paragraph) => (paragraph === undefined ? [] : docLines(paragraph))), ...tags];
  const [first] = lines;
  if (first === undefined) return [];
  return lines.length === 1
    ? [`/** ${first} */`]
    : ['/**', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'];
}

/** One line of a comment. */
export function docText(value: string): string {
  return value
    .replaceAll(unprintable, ' ')
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .replaceAll(/(^|[\s{*])@/g, '$1\\@')
    .replaceAll(/<(?=[/!])/g, '\\<')
    .trim();
}

function docLines(value: string): string[] {
  return value
    .split(/\r\n|[\n\r]/)
    .map(docText)
    .filter((line) => line !== '');
}

/** Plain text inside Markdown. */
export function markdown(value: string): string {
  return docLines(value)
    .join(' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#]/g, '\\$&');
}

/** One step to the right; empty lines stay empty. */
export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

/** `head {`, the indented lines, `}` and `tail`. */
export function block(
  head: string,
  lines: readonly string[],
  { tail = '' }: { readonly tail?: string } = {},
): string[] {
  return [`${head} {`, ...indent(lines), `}${tail}`];
}

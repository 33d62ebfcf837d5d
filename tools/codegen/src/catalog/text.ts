/** Writes what authors said into JSON, Markdown and mermaid, so that it stays in its place. */
import type { Json } from '../model.ts';
import { markdown } from '../text.ts';

/** Characters that end a comment, an element or a line somewhere, or that no editor shows. */
const unsafe = /[<>\u007f-\u009f\u2028\u2029\ufeff]/g;
const plain = /^[^`|<>&\\\p{Cc}\p{Cs}\u2028\u2029\ufeff]+$/u;
const risky = /[^\p{L}\p{N} .,;=()-]/gu;
const hidden = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/gu;

/** A value as it stands in JSON text: bytes as base64, what is undefined left out. */
export function jsonOf(value: unknown): Json {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([name, item]) => [name, jsonOf(item)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** JSON text of a file; may also be put into an HTML element or comment. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(unsafe, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Lines of a code block that shows a value. */
export function jsonBlock(value: unknown): string[] {
  return ['```json', jsonText(jsonOf(value)).replaceAll('`', '\\u0060'), '```'];
}

/** Plain text on one line of Markdown, in a table or outside. What stands between two backticks is code. */
export function prose(value: string): string {
  return value
    .split(/`([^`\s](?:[^`\r\n]*[^`\s])?)`/)
    .map((part, index) => (index % 2 === 1 ? code(part) : words(part)))
    .join('');
}

/** Keeps a space at either end. */
function words(value: string): string {
  const text = markdown(value).replaceAll('>', '&gt;');
  if (text === '') return value === '' ? '' : ' ';
  return `${/^\s/.test(value) ? ' ' : ''}${text}${/\s$/.test(value) ? ' ' : ''}`;
}

/** A name or value as it is written, in Markdown: code, in a table or outside. */
export function code(value: string): string {
  if (plain.test(value) && value.trim() === value) return `\`${value}\``;
  return `<code>${value.replaceAll(hidden, '\ufffd').replaceAll(risky, entity)}</code>`;
}

function entity(unit: string): string {
  return `&#${unit.codePointAt(0) ?? 0xfffd};`;
}

/** A quoted label of a mermaid diagram. */
export function label(value: string): string {
  return `"${value.replaceAll(hidden, ' ').replaceAll(risky, (unit) => `#${unit.codePointAt(0) ?? 0xfffd};`)}"`;
}

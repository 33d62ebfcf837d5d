/** Where a set of characters may begin or end, so that a few characters stand for all of them. */

const spaces = '\t\n\v\f\r \u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
const known: Readonly<Record<string, string>> = {
  d: '09',
  w: '09AZ__az',
  s: `${spaces}\u2000\u200a`,
  '.': '\n\r\u2028\u2029',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  b: '\b',
  '0': '\0',
};

const units =
  /\\u\{(?<point>[\dA-Fa-f]+)\}|\\u(?<four>[\dA-Fa-f]{4})|\\x(?<two>[\dA-Fa-f]{2})|\\c(?<control>[A-Za-z])|\\(?<escape>[^])|(?<plain>[^])/g;
const points = new RegExp(units.source, 'gu');

/** Codes at which the set of a character, an escape or a class in brackets begins or ends; undefined for named properties. */
export function cutsOf(
  text: string,
  { escapes, flags = 'u' }: { readonly escapes: boolean; readonly flags?: string },
): readonly number[] | undefined {
  if (!escapes) return around([text.codePointAt(0) ?? 0]);
  if (/\\[pP]/.test(text)) return undefined;
  return Array.from(text.matchAll(flags === 'u' ? points : units)).flatMap(({ groups = {} }) =>
    around(codesOf(groups)),
  );
}

function codesOf(groups: Readonly<Record<string, string | undefined>>): readonly number[] {
  const hex = groups['point'] ?? groups['four'] ?? groups['two'];
  if (hex !== undefined) return [Number.parseInt(hex, 16)];
  if (groups['control'] !== undefined) return [groups['control'].charCodeAt(0) % 32];
  const { escape = '', plain = '' } = groups;
  const named = plain === '.' ? known['.'] : known[/^[DSW]$/.test(escape) ? escape.toLowerCase() : escape];
  return Array.from(`${named ?? ''}${escape}${plain}`, (character) => character.codePointAt(0) ?? 0);
}

function around(codes: readonly number[]): number[] {
  return codes.flatMap((code) => [code, code + 1]);
}

/** Formats as regular expressions that an automaton can run: without a look ahead, and without a parser besides. */
import { formats } from '../formats.ts';
import type { FormatName } from '../model.ts';

const seconds = '\\d+(?:[.,]\\d+)?S';
const clock = `T(?:\\d+H(?:\\d+M)?(?:${seconds})?|\\d+M(?:${seconds})?|${seconds})`;
const days = '(?:\\d+Y(?:\\d+M)?(?:\\d+D)?|\\d+M(?:\\d+D)?|\\d+D)';

const piece = '[0-9a-fA-F]{1,4}';
const ipv4 = formats.ipv4.pattern.source.slice(1, -1);

/** What may follow `::` where `left` pieces of eight stand before it. An IPv4 address is two of them. */
function afterGap(left: number): string {
  const most = 7 - left;
  if (most === 0) return '';
  const pieces = `${piece}(?::${piece}){0,${most - 1}}`;
  return most < 2 ? `(?:${pieces})?` : `(?:${pieces}|(?:${piece}:){0,${most - 2}}${ipv4})?`;
}

function ipv6(): string {
  const gaps = Array.from({ length: 8 }, (_, left) => {
    const before = left === 0 ? '' : `${piece}(?::${piece}){${left - 1}}`;
    return `${before}::${afterGap(left)}`;
  });
  return `^(?:(?:${piece}:){7}${piece}|(?:${piece}:){6}${ipv4}|${gaps.join('|')})$`;
}

const rewritten: Readonly<Partial<Record<FormatName, string>>> = {
  duration: `^P(?:\\d+W|${days}(?:${clock})?|${clock})$`,
  // Its length is counted besides.
  hostname: formats.hostname.pattern.source.replace(/\(\?=[^)]*\)/, ''),
  ipv6: ipv6(),
};

/** The pattern of a format that has to be written in another way; undefined where its own will do or none is known. */
export function regularSource(name: FormatName): string | undefined {
  return rewritten[name];
}

/** Regular expressions as trees, so that they can be run in bounded time and texts can be made that match. */
import { patternFlags } from '../formats.ts';
import { cutsOf } from './pattern-cuts.ts';

export type Pattern =
  | One
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly of: Pattern; readonly min: number; readonly max: number }
  | { readonly kind: 'start' | 'end' | 'border' | 'inside' }
  | { readonly kind: 'ahead'; readonly of: Pattern; readonly wanted: boolean };

/** One character of a set. */
export interface One {
  readonly kind: 'one';
  readonly accepts: (character: string) => boolean;
  /** Codes at which the set may begin or end; undefined where they are not known. */
  readonly cuts: readonly number[] | undefined;
}

export interface Parsed {
  readonly root: Pattern;
  /** Whether a character is a code point, and not a UTF-16 code unit. */
  readonly unicode: boolean;
}

const cache = new Map<string, Parsed | undefined>();
const cacheMax = 10_000;

/** The tree of a pattern; undefined for what does not compile, looks behind or refers back. `unicode` forces the `u` flag. */
export function parsePattern(
  source: string,
  { unicode = false }: { readonly unicode?: boolean } = {},
): Parsed | undefined {
  const key = `${unicode ? 'u' : '-'}${source}`;
  if (cache.has(key)) return cache.get(key);
  if (cache.size >= cacheMax) cache.clear();
  const flags = unicode && compiles(source, 'u') ? 'u' : patternFlags(source);
  const reader = compiles(source, flags) ? new PatternReader(source, flags) : undefined;
  const root = reader?.all();
  const parsed = root === undefined ? undefined : { root, unicode: flags === 'u' };
  cache.set(key, parsed);
  return parsed;
}

function compiles(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Groups deeper than this are not read. */
const depthMax = 100;

/** Reads a source that is known to compile. */
class PatternReader {
  readonly #source: string;
  readonly #flags: string;
  #at = 0;
  #depth = 0;
  #readable = true;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags;
  }

  all(): Pattern | undefined {
    const root = this.#choice();
    return this.#readable && this.#at === this.#source.length ? root : undefined;
  }

  #choice(): Pattern {
    const parts = [this.#sequence()];
    while (this.#readable && this.#take('|')) parts.push(this.#sequence());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'choice', parts };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.#readable && this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at)))
      parts.push(this.#repeated(this.#atom()));
    return { kind: 'sequence', parts };
  }

  #repeated(of: Pattern): Pattern {
    const [text, least, comma, most] = this.#match(/(?:[*+?]|\{(\d+)(,?)(\d*)\})/y) ?? [''];
    if (text === '') return of;
    this.#take('?');
    if (text === '*') return { kind: 'repeat', of, min: 0, max: Number.POSITIVE_INFINITY };
    if (text === '+') return { kind: 'repeat', of, min: 1, max: Number.POSITIVE_INFINITY };
    if (text === '?') return { kind: 'repeat', of, min: 0, max: 1 };
    const min = Number(least);
    return { kind: 'repeat', of, min, max: comma === '' ? min : most === '' ? Number.POSITIVE_INFINITY : Number(most) };
  }

  #atom(): Pattern {
    if (this.#take('(')) return this.#group();
    if (this.#take('^')) return { kind: 'start' };
    if (this.#take('$')) return { kind: 'end' };
    const [set] = this.#match(/\[(?:\\[\s\S]|[^\]\\])*\]|\./y) ?? [];
    if (set !== undefined) return this.#set(set);
    if (this.#source.charAt(this.#at) === '\\') return this.#escape();
    const code = this.#flags === 'u' ? this.#source.codePointAt(this.#at) : this.#source.charCodeAt(this.#at);
    const character = String.fromCodePoint(code ?? 0);
    this.#at += character.length;
    return { kind: 'one', accepts: (other) => other === character, cuts: cutsOf(character, { escapes: false }) };
  }

  #group(): Pattern {
    const [ahead] = this.#match(/\?[=!]/y) ?? [];
    if (ahead === undefined && !this.#take('?:') && this.#match(/\?<[^=!>][^>]*>/y) === undefined)
      this.#readable &&= this.#source.charAt(this.#at) !== '?';
    this.#readable &&= ++this.#depth <= depthMax;
    const of: Pattern = this.#readable ? this.#choice() : { kind: 'start' };
    this.#depth--;
    this.#readable &&= this.#take(')');
    return ahead === undefined ? of : { kind: 'ahead', of, wanted: ahead === '?=' };
  }

  #escape(): Pattern {
    if (this.#take('\\b')) return { kind: 'border' };
    if (this.#take('\\B')) return { kind: 'inside' };
    const known = /\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[pP]\{[^}]*\}|c[A-Za-z]|[^1-9kcux])/y;
    const [text] = this.#match(known) ?? [];
    this.#readable &&= text !== undefined;
    return this.#set(text ?? '.');
  }

  #set(text: string): Pattern {
    const pattern = new RegExp(`^(?:${text})$`, this.#flags);
    const known = new Map<string, boolean>();
    const accepts = (character: string): boolean => {
      let result = known.get(character);
      if (result === undefined) known.set(character, (result = pattern.test(character)));
      return result;
    };
    return { kind: 'one', accepts, cuts: cutsOf(text, { escapes: true, flags: this.#flags }) };
  }

  #take(text: string): boolean {
    const taken = this.#source.startsWith(text, this.#at);
    if (taken) this.#at += text.length;
    return taken;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source) ?? undefined;
    this.#at += match?.[0].length ?? 0;
    return match;
  }
}

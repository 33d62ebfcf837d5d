/** What the value of an option may be, as data. */

/** What a value may be. Bounds are inclusive; `above` excludes `min`. */
export type OptionKind =
  | { readonly type: 'integer' | 'number'; readonly min: number; readonly max: number; readonly above?: true }
  | { readonly type: 'text'; readonly lengthMax: number }
  | { readonly type: 'boolean' | 'function' | 'functions' | 'object' | 'texts' | 'headers' }
  | { readonly type: 'word' | 'words'; readonly words: readonly string[] }
  /** An object with options of its own; `words` may stand in its place. */
  | { readonly type: 'fields'; readonly fields: OptionTable; readonly words?: readonly string[] };

/** `fallback` says in words what holds where no plain default does. */
export type OptionSpec<Value = unknown> = OptionKind & {
  readonly doc: string;
  readonly default?: Value;
  readonly fallback?: string;
};

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** A table for the type `Options`, those of `Given` with a default. */
export type TableOf<Options, Given extends keyof Options = never> = {
  readonly [Name in keyof Required<Options>]: Name extends Given
    ? OptionSpec<Required<Options>[Name]> & { readonly default: Required<Options>[Name] }
    : OptionSpec<Required<Options>[Name]>;
};

const DURATION_MS_MAX = 2 ** 31 - 1;
export const TIME_MAX: number = 8_640_000_000_000_000;
export const COUNT_MAX: number = 2 ** 24;
export const NAME_LENGTH_MAX: number = 255;
const ID_LENGTH_MAX = 1_024;

export const duration: Extract<OptionKind, { min: number }> = { type: 'integer', min: 1, max: DURATION_MS_MAX };
export const durationOrNone: Extract<OptionKind, { min: number }> = { type: 'integer', min: 0, max: DURATION_MS_MAX };
export const count: Extract<OptionKind, { min: number }> = { type: 'integer', min: 1, max: COUNT_MAX };
export const time: Extract<OptionKind, { min: number }> = { type: 'number', min: 0, max: TIME_MAX };
export const name: Extract<OptionKind, { lengthMax: number }> = { type: 'text', lengthMax: NAME_LENGTH_MAX };
export const id: Extract<OptionKind, { lengthMax: number }> = { type: 'text', lengthMax: ID_LENGTH_MAX };

/** What would be accepted, as "an integer from 1 to 1000". */
export function expectation(kind: OptionKind): string {
  switch (kind.type) {
    case 'integer':
    case 'number': {
      const article = kind.type === 'integer' ? 'an integer' : 'a number';
      return `${article} ${kind.above === true ? `above ${kind.min}, up` : `from ${kind.min}`} to ${kind.max}`;
    }
    case 'text':
      return `a text of 1 to ${kind.lengthMax} characters`;
    case 'word':
      return `one of ${kind.words.join(', ')}`;
    case 'words':
      return `a list of ${kind.words.join(', ')}`;
    case 'functions':
      return 'a list of functions';
    case 'texts':
      return 'a list of texts';
    case 'headers':
      return 'an object of texts';
    case 'fields':
      return ['an object', ...(kind.words ?? [])].join(' or ');
    case 'object':
      return 'an object';
    case 'boolean':
    case 'function':
      return `a ${kind.type}`;
  }
}

/** What the functions of one wire file share: imports, constants and local functions, each written once. */
import { meaningOf } from '../canonical.ts';
import { patternFlags } from '../formats.ts';
import { innerTypes, type ObjectModel, type Scalar, type Shape, type TypeModel } from '../model.ts';
import { pascal } from '../names.ts';
import { literal, regExp } from '../text.ts';

/** An object of more fields than this is worth a function of its own where it stands in several places. */
const fieldsMax = 6;

/** Imports, constants and functions of one wire file, collected while it is written. */
export class WireScope {
  readonly shape: Shape;
  /** Names taken from the support file. */
  readonly uses: Set<string> = new Set();
  readonly #constants: Map<string, string> = new Map();
  readonly #functions: Map<string, { readonly name: string; lines: readonly string[] }> = new Map();
  readonly #taken: Set<string>;
  /** How often each large object stands in the shape, by its meaning. */
  #counts: ReadonlyMap<string, number> | undefined;

  /** `taken`: names that the file has already. */
  constructor(shape: Shape, taken: Iterable<string>) {
    this.shape = shape;
    this.#taken = new Set(taken);
  }

  /** A name of the support file, which the wire file then imports. */
  use(name: string): string {
    this.uses.add(name);
    return name;
  }

  /** Whether a large object stands in several places of the shape. */
  isRepeated(type: ObjectModel): boolean {
    if (type.fields.length <= fieldsMax) return false;
    this.#counts ??= countsOf(this.shape);
    return (this.#counts.get(meaningOf(type, this.shape.definitions)) ?? 0) > 1;
  }

  /** A compiled regular expression. */
  pattern(source: string): string {
    return this.#constant('pattern', regExp(source, patternFlags(source)));
  }

  /** A set of the values of an enum. */
  values(values: readonly Scalar[]): string {
    return this.#constant('values', `/*@__PURE__*/ new Set<unknown>([${values.map(literal).join(', ')}])`);
  }

  /** A list of values. */
  list(values: readonly Scalar[]): string {
    return this.#constant('known', `[${values.map(literal).join(', ')}] as const`);
  }

  /** A set of the names of fields. */
  names(names: readonly string[]): string {
    return this.#constant('names', `/*@__PURE__*/ new Set<string>([${names.map(literal).join(', ')}])`);
  }

  /**
   * `hasOwnProperty` as a constant of the file. V8 answers it for free inside `for … in`, and not `Object.hasOwn`:
   * measured 8 ns against 37 for the six fields of a mouse move.
   */
  owns(): string {
    return this.#constant('owns', 'Object.prototype.hasOwnProperty');
  }

  /** `propertyIsEnumerable` as a constant of the file: whether a field is the object's own and is written out. */
  shown(): string {
    return this.#constant('shown', 'Object.prototype.propertyIsEnumerable');
  }

  /** A local function, written on first use; `write` may ask for the same one again. */
  local(key: string, wanted: string, write: (name: string) => readonly string[]): string {
    const known = this.#functions.get(key);
    if (known !== undefined) return known.name;
    const entry = { name: this.#free(wanted), lines: [] as readonly string[] };
    this.#functions.set(key, entry);
    entry.lines = write(entry.name);
    return entry.name;
  }

  constants(): string[] {
    return [...this.#constants].map(([text, name]) => `const ${name} = ${text};`);
  }

  functions(): string[] {
    return [...this.#functions.values()].flatMap(({ lines }) => ['', ...lines]);
  }

  #constant(prefix: string, text: string): string {
    const known = this.#constants.get(text);
    if (known !== undefined) return known;
    const name = this.#free(prefix);
    this.#constants.set(text, name);
    return name;
  }

  #free(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#taken.has(name); number++) name = `${wanted}${number}`;
    this.#taken.add(name);
    return name;
  }
}

function countsOf({ type, definitions }: Shape): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (one: TypeModel): void => {
    if (one.kind === 'object' && one.fields.length > fieldsMax) {
      const meaning = meaningOf(one, definitions);
      counts.set(meaning, (counts.get(meaning) ?? 0) + 1);
    }
    for (const inner of innerTypes(one)) count(inner);
  };
  for (const one of [type, ...Object.values(definitions)]) count(one);
  return counts;
}

/** Numbers the variables of one function. */
export class Locals {
  #count = 0;

  /** `v1`, `v2`, … */
  next(prefix: string): string {
    this.#count++;
    return `${prefix}${this.#count}`;
  }
}

/** A function name from a prefix and where the type stands: `isNode`, `isEvidenceClicks`. */
export function functionName(prefix: string, path: readonly string[]): string {
  return (
    prefix + path.map((step) => pascal(step.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, ''))).join('')
  );
}

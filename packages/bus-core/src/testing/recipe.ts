/** Payloads at random from a recipe: what the generator writes of a schema, as data. */
import type { Random } from '../clock.ts';

/** How one value is made. Whatever comes of it is valid by the schema that it was written from. */
export type Recipe =
  | PickRecipe
  | TextRecipe
  | CharactersRecipe
  | WholeRecipe
  | RealRecipe
  | BytesRecipe
  | FieldsRecipe
  | ListRecipe
  | TupleRecipe
  | RecordRecipe
  | EitherRecipe
  | PartRecipe;

/** One of these values. */
export interface PickRecipe {
  readonly pick: readonly unknown[];
}

/** A text from its parts in a row: a number is a run of that many digits. */
export interface TextRecipe {
  readonly text: readonly (string | number)[];
}

/** A text with a length between the two, both included. */
export interface CharactersRecipe {
  readonly characters: readonly [min: number, max: number];
}

/** A number of steps between the two, both included. */
export interface WholeRecipe {
  readonly whole: readonly [min: number, max: number, step?: number];
}

/** A number between the two, both included. */
export interface RealRecipe {
  readonly real: readonly [min: number, max: number];
}

/** Binary data of at most this length. */
export interface BytesRecipe {
  readonly bytes: number;
}

export interface FieldsRecipe {
  readonly fields: Readonly<Record<string, Recipe>>;
  /** Those that may be left out. */
  readonly optional?: readonly string[];
}

export interface ListRecipe {
  readonly list: Recipe;
  readonly length: readonly [min: number, max: number];
  /** No item comes twice. */
  readonly unique?: boolean;
}

export interface TupleRecipe {
  readonly tuple: readonly Recipe[];
  /** How many of them must be there. */
  readonly min: number;
}

/** An object with names of its own making. */
export interface RecordRecipe {
  readonly record: Recipe;
  readonly names: Recipe;
}

/** One of these, the one that ends soonest first. */
export interface EitherRecipe {
  readonly either: readonly Recipe[];
}

/** A recipe that contains itself, by its name among the parts. */
export interface PartRecipe {
  readonly part: string;
}

/** Recipes by name, for what contains itself. */
export type Parts = Readonly<Record<string, Recipe>>;

/** Below this many objects and lists whatever may be left out is, so that recursion ends. */
const DEPTH_MAX = 6;
/** In so many numbers and lengths one is least or greatest: mistakes live at the edges. */
const EDGE_EVERY = 8;
/** Draws for one item that no other equals. */
const DRAWS_MAX = 100;
const NAMES_MAX = 3;

/** With what texts are filled: some letters take more than one byte, none more than one place. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.éß語';

/** Makes a value; the same state of `random`, the same value. */
export function makeValue(recipe: Recipe, random: Random, parts: Parts = {}): unknown {
  return new Maker(random, parts).make(recipe, 0);
}

class Maker {
  readonly #random: Random;
  readonly #parts: Parts;

  constructor(random: Random, parts: Parts) {
    this.#random = random;
    this.#parts = parts;
  }

  make(recipe: Recipe, depth: number): unknown {
    if ('pick' in recipe) return structuredClone(recipe.pick[this.#whole(0, recipe.pick.length - 1)]);
    if ('text' in recipe)
      return recipe.text.map((part) => (typeof part === 'string' ? part : this.#digits(part))).join('');
    if ('characters' in recipe) return this.#characters(recipe);
    if ('whole' in recipe) return this.#steps(recipe);
    if ('real' in recipe) return this.#real(recipe);
    if ('bytes' in recipe) return this.#random.bytes(this.#whole(0, recipe.bytes));
    return this.#structure(recipe, depth);
  }

  #structure(
    recipe: FieldsRecipe | ListRecipe | TupleRecipe | RecordRecipe | EitherRecipe | PartRecipe,
    depth: number,
  ): unknown {
    if ('fields' in recipe) return this.#fields(recipe, depth);
    if ('list' in recipe) return this.#list(recipe, depth);
    if ('tuple' in recipe) {
      const count = depth < DEPTH_MAX ? this.#whole(recipe.min, recipe.tuple.length) : recipe.min;
      return recipe.tuple.slice(0, count).map((item) => this.make(item, depth + 1));
    }
    if ('record' in recipe) return this.#record(recipe, depth);
    if ('either' in recipe) {
      const index = depth < DEPTH_MAX ? this.#whole(0, recipe.either.length - 1) : 0;
      const member = recipe.either[index];
      return member === undefined ? undefined : this.make(member, depth);
    }
    const part = this.#parts[recipe.part];
    return part === undefined ? undefined : this.make(part, depth);
  }

  #fields({ fields, optional = [] }: FieldsRecipe, depth: number): unknown {
    const there = Object.entries(fields).filter(
      ([name]) => !optional.includes(name) || (depth < DEPTH_MAX && this.#random.next() < 0.5),
    );
    return Object.fromEntries(there.map(([name, recipe]) => [name, this.make(recipe, depth + 1)]));
  }

  #list({ list, length: [min, max], unique = false }: ListRecipe, depth: number): unknown[] {
    const count = depth < DEPTH_MAX ? this.#edged(min, max) : min;
    if (!unique) return Array.from({ length: count }, () => this.make(list, depth + 1));
    const items = new Set<unknown>();
    for (let draw = 0; items.size < count && draw < DRAWS_MAX * count; draw++) items.add(this.make(list, depth + 1));
    return [...items];
  }

  #record({ record, names }: RecordRecipe, depth: number): unknown {
    const count = depth < DEPTH_MAX ? this.#whole(0, NAMES_MAX) : 0;
    const entries = Array.from({ length: count }, () => [
      String(this.make(names, depth + 1)),
      this.make(record, depth + 1),
    ]);
    return Object.fromEntries(entries) as unknown;
  }

  #characters({ characters: [min, max] }: CharactersRecipe): string {
    const letters = Array.from({ length: this.#edged(min, max) }, () => LETTERS[this.#whole(0, LETTERS.length - 1)]);
    return letters.join('');
  }

  #digits(count: number): string {
    return Array.from({ length: count }, () => this.#whole(0, 9)).join('');
  }

  #steps({ whole: [min, max, step = 1] }: WholeRecipe): number {
    return this.#edged(min, max) * step;
  }

  #real({ real: [min, max] }: RealRecipe): number {
    const edge = this.#edge(min, max);
    return edge ?? Math.min(max, min + this.#random.next() * (max - min));
  }

  #edged(min: number, max: number): number {
    return this.#edge(min, max) ?? this.#whole(min, max);
  }

  /** Now and then the least or the greatest. */
  #edge(min: number, max: number): number | undefined {
    const turn = this.#random.next() * EDGE_EVERY;
    if (turn >= 1) return undefined;
    return turn < 0.5 ? min : max;
  }

  #whole(min: number, max: number): number {
    return Math.min(max, min + Math.floor(this.#random.next() * (max - min + 1)));
  }
}

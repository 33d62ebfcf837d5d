/** What writing and reading functions have in common while they are written. */
import type { WireScope } from '../render/scope.ts';
import type { FieldLayout, Layout } from './layout.ts';

export interface Context {
  readonly scope: WireScope;
  readonly definitions: Readonly<Record<string, Layout>>;
  /** A name of the runtime, which the file then imports. */
  use(name: string): string;
}

/** Where in a payload a function works. */
export interface Place {
  readonly path: readonly string[];
  /** The block that everything here goes to, or a later one. */
  readonly block: number;
}

/** The body of one function, and the blocks that it uses. */
export abstract class BodyWriter {
  protected readonly context: Context;
  protected readonly place: Place;
  #block: number;
  readonly #used = new Set<number>();

  constructor(context: Context, place: Place) {
    this.context = context;
    this.place = place;
    this.#block = place.block;
  }

  protected abstract blockExpression(number: number): string;

  /** Declarations for the head of the function. */
  blocks(): string[] {
    return [...this.#used].sort((left, right) => left - right).map((number) => this.blockExpression(number));
  }

  /** The variable for the block at hand. */
  protected at(name: string): string {
    if (this.#block === 0) return name;
    this.#used.add(this.#block);
    return `${name}${this.#block}`;
  }

  protected inBlock<T>(number: number, write: () => T): T {
    const before = this.#block;
    this.#block = number;
    const written = write();
    this.#block = before;
    return written;
  }

  protected below(path: readonly string[]): Place {
    return { path: [...this.place.path, ...path], block: this.#block };
  }

  protected named(name: string): Place {
    return { path: [name], block: this.#block };
  }
}

/** Fields by the block that they go to, lowest first. */
export function inBlocks(fields: readonly FieldLayout[], least: number): [block: number, fields: FieldLayout[]][] {
  const groups = new Map<number, FieldLayout[]>();
  for (const field of fields) {
    const number = Math.max(least, field.block);
    const group = groups.get(number) ?? [];
    groups.set(number, group);
    group.push(field);
  }
  return [...groups].sort(([left], [right]) => left - right);
}

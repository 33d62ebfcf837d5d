/**
 * What may change inside a published version: only what old readers and new readers alike take, and what loses nothing.
 * That is little, so it is said exactly: fields that may be left out are added, open enums grow, defaults change.
 */
import { canonicalJson, meaningOf } from './canonical.ts';
import { refusedAt } from './inspect.ts';
import type { FieldModel, ObjectModel, Shape, TypeModel } from './model.ts';
import { samplesOf } from './samples.ts';

/** One reason why a shape is no revision of another. */
export interface Break {
  /** From the payload's root; empty for the root itself. */
  readonly path: readonly string[];
  /** A clause, as "was removed". */
  readonly what: string;
}

/** A message that one side writes and the other refuses. */
export interface Witness {
  /** Which of the two wrote it. */
  readonly writer: 'published' | 'new';
  readonly payload: unknown;
  /** Path at fault. */
  readonly refusedAt: string;
}

/** Every break between a published shape and what it is to become; none where that is a revision. */
export function breaksOf(before: Shape, after: Shape): Break[] {
  return new Comparison(before, after).types(before.type, after.type, []);
}

/** A message that shows a break, where one comes to mind. */
export function witnessOf(before: Shape, after: Shape): Witness | undefined {
  return refusedBy(before, after, 'published') ?? refusedBy(after, before, 'new');
}

function refusedBy(writer: Shape, reader: Shape, side: Witness['writer']): Witness | undefined {
  for (const payload of samplesOf(writer)) {
    const refused = refusedAt(payload, reader, { open: true });
    if (refused !== undefined) return { writer: side, payload, refusedAt: refused };
  }
  return undefined;
}

class Comparison {
  readonly #before: Shape;
  readonly #after: Shape;
  /** Pairs of references that are being compared: equal until something else says otherwise. */
  readonly #assumed = new Set<string>();

  constructor(before: Shape, after: Shape) {
    this.#before = before;
    this.#after = after;
  }

  types(before: TypeModel, after: TypeModel, path: readonly string[]): Break[] {
    if (before.kind === 'ref' && after.kind === 'ref') return this.#references(before.name, after.name, path);
    if (meaningOf(before, this.#before.definitions) === meaningOf(after, this.#after.definitions)) return [];
    if (before.kind === 'object' && after.kind === 'object') return this.#objects(before, after, path);
    if (before.kind === 'openEnum' && after.kind === 'openEnum') return [];
    if (before.kind === 'nullable' && after.kind === 'nullable') return this.types(before.of, after.of, path);
    if (before.kind === 'record' && after.kind === 'record' && isSame(before.keys, after.keys))
      return this.types(before.values, after.values, [...path, '{}']);
    if (before.kind === 'array' && after.kind === 'array' && isSame({ ...before, items: 0 }, { ...after, items: 0 }))
      return this.types(before.items, after.items, [...path, '[]']);
    if (before.kind === 'tagged' && after.kind === 'tagged' && isSame(tagsOf(before), tagsOf(after)))
      return before.members.flatMap(({ type }, index) => this.types(type, after.members[index]?.type ?? type, path));
    const what =
      before.kind === after.kind
        ? `means another set of values (${before.kind})`
        : `was ${before.kind} and is ${after.kind}`;
    return [{ path, what }];
  }

  #references(before: string, after: string, path: readonly string[]): Break[] {
    const pair = `${before} ${after}`;
    const [old, now] = [this.#before.definitions[before], this.#after.definitions[after]];
    if (this.#assumed.has(pair) || old === undefined || now === undefined) return [];
    this.#assumed.add(pair);
    return this.types(old, now, path);
  }

  #objects(before: ObjectModel, after: ObjectModel, path: readonly string[]): Break[] {
    const known = new Map(before.fields.map((field) => [field.name, field]));
    const breaks = after.fields.flatMap((field) => this.#field(known.get(field.name), field, [...path, field.name]));
    for (const { name } of before.fields.filter((field) => !after.fields.some((other) => other.name === field.name))) {
      const renamed = after.fields.find(({ renamedFrom }) => renamedFrom === name);
      const what = renamed === undefined ? 'was removed' : `was renamed to ${renamed.name}`;
      breaks.push({ path: [...path, name], what: `${what}: DATA_LOSS` });
    }
    return breaks;
  }

  #field(before: FieldModel | undefined, after: FieldModel, path: readonly string[]): Break[] {
    if (before === undefined) return after.optional ? [] : [{ path, what: 'was added and must be there' }];
    const inner = this.types(before.type, after.type, path);
    if (before.optional === after.optional) return inner;
    return [...inner, { path, what: after.optional ? 'may be left out now' : 'must be there now' }];
  }
}

function tagsOf({ tag, members }: Extract<TypeModel, { kind: 'tagged' }>): unknown {
  return [tag, members.map(({ values }) => values)];
}

function isSame(left: unknown, right: unknown): boolean {
  return canonicalJson(left ?? null) === canonicalJson(right ?? null);
}

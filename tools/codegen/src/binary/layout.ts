/**
 * Where everything stands on the wire: what all revisions of a version agree on. Fields of the first revision come first,
 * those of each later one in a block of its own. Rules that a value keeps (ranges, lengths, patterns) have no part in it.
 */
import type { Scalar, TypeModel } from '../model.ts';

export type Layout =
  | { readonly kind: PlainKind }
  /** One of some values, or a text that is none of them. */
  | { readonly kind: 'choice'; readonly known: readonly Scalar[] }
  | { readonly kind: 'constant'; readonly value: Scalar | null }
  | { readonly kind: 'nullable'; readonly of: Layout }
  | ObjectLayout
  | { readonly kind: 'list'; readonly items: Layout }
  | TupleLayout
  | { readonly kind: 'record'; readonly values: Layout }
  | TaggedLayout
  | UnionLayout
  | { readonly kind: 'ref'; readonly name: string };

/** What one call writes. */
export type PlainKind = 'uint' | 'int' | 'double' | 'bool' | 'text' | 'uuid' | 'instant' | 'bytes' | 'json';

export interface ObjectLayout {
  readonly kind: 'object';
  /** By ordinal. */
  readonly fields: readonly FieldLayout[];
}

export interface FieldLayout {
  readonly name: string;
  readonly layout: Layout;
  /** Has a bit that says whether it is there. */
  readonly optional: boolean;
  /** 0 for the first revision. */
  readonly block: number;
  /** False for what only other revisions have. */
  readonly live: boolean;
}

export interface TupleLayout {
  readonly kind: 'tuple';
  readonly items: readonly Layout[];
  readonly itemsMin: number;
  readonly rest?: Layout;
}

export interface TaggedLayout {
  readonly kind: 'tagged';
  readonly tag: string;
  readonly members: readonly { readonly values: readonly Scalar[]; readonly layout: ObjectLayout }[];
}

export interface UnionLayout {
  readonly kind: 'union';
  /** Types are those of the revision at hand: they tell the members apart. */
  readonly members: readonly { readonly type: TypeModel; readonly layout: Layout }[];
}

export interface BinaryLayout {
  readonly type: Layout;
  readonly definitions: Readonly<Record<string, Layout>>;
  /** Revisions after the first of this layout. */
  readonly blocks: number;
  /** How many revisions broke with the layout of those before them. */
  readonly generation: number;
}

const plain: ReadonlySet<Layout['kind']> = new Set<Layout['kind']>([
  'uint',
  'int',
  'double',
  'bool',
  'text',
  'uuid',
  'instant',
  'bytes',
  'json',
  'choice',
  'constant',
]);

/** True for what is written in one statement. */
export function isPlain(layout: Layout): layout is Extract<Layout, { kind: PlainKind | 'choice' | 'constant' }> {
  return plain.has(layout.kind);
}

/** Required fields that all members have alike, so that one column serves them all. The tag is none of them. */
export function commonFields({ tag, members }: TaggedLayout): readonly FieldLayout[] {
  const [first, ...others] = members;
  if (first === undefined) return [];
  return first.layout.fields.filter(
    (field) =>
      field.name !== tag &&
      !field.optional &&
      field.layout.kind !== 'constant' &&
      others.every(({ layout }) => layout.fields.some((other) => isAlike(other, field))),
  );
}

function isAlike(left: FieldLayout, right: FieldLayout): boolean {
  return left.name === right.name && JSON.stringify(left) === JSON.stringify(right);
}

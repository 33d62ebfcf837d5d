/** Unions in one form: flat, without null, literals gathered into one enum, objects told apart by a tag where they can be. */
import { meaningOf } from './canonical.ts';
import {
  type FieldModel,
  innerTypes,
  type ObjectModel,
  type Scalar,
  type Shape,
  type TaggedModel,
  type TypeModel,
} from './model.ts';
import { byName } from './names.ts';
import type { Findings } from './problem.ts';

export interface UnionContext {
  readonly definitions: ReadonlyMap<string, TypeModel>;
  /** Given for `oneOf`: members that overlap are reported here. */
  readonly findings?: Findings;
}

/** One or more constant values: a literal, an enum, a boolean, null, or null and one of these. */
export function literalType(values: readonly unknown[], findings: Findings): TypeModel {
  const scalars: Scalar[] = [];
  for (const value of values) {
    if (
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value))
    )
      scalars.push(value);
    else if (value !== null)
      findings.add('a constant must be a string, a finite number, a boolean or null', 'Describe its shape instead.');
  }
  const inner = enumOf(scalars);
  if (!values.includes(null)) return inner ?? { kind: 'unknown' };
  return inner === undefined ? { kind: 'null' } : { kind: 'nullable', of: inner };
}

function enumOf(scalars: readonly Scalar[]): TypeModel | undefined {
  const values = [...new Set(scalars)].sort((left, right) => byName(scalarKey(left), scalarKey(right)));
  const [first] = values;
  if (first === undefined) return undefined;
  if (values.length === 1) return { kind: 'literal', value: first };
  return values.length === 2 && values.every((value) => typeof value === 'boolean')
    ? { kind: 'boolean' }
    : { kind: 'enum', values };
}

function scalarKey(value: Scalar): string {
  return `${typeof value} ${String(value)}`;
}

/** The union of types that are each normal already. */
export function unionType(members: readonly TypeModel[], context: UnionContext): TypeModel {
  const flat = members.flatMap(flatten);
  if (flat.some(({ kind }) => kind === 'unknown') && members.length > 1) refuseOverlap(context);
  if (flat.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown' };
  const rest = gather(
    flat.filter(({ kind }) => kind !== 'null'),
    Object.fromEntries(context.definitions),
  );
  const nulls = flat.filter(({ kind }) => kind === 'null').length;
  if (nulls > 1 || sizeOf(flat) - nulls > sizeOf(rest)) refuseOverlap(context);
  const inner = single(rest, context);
  if (inner === undefined) return { kind: 'null' };
  return nulls > 0 ? { kind: 'nullable', of: inner } : inner;
}

/** How much the members say: less after they were gathered where one holds another. */
function sizeOf(members: readonly TypeModel[]): number {
  const sizes = members.map((type) => (type.kind === 'boolean' ? 2 : scalarsOf(type).length || 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function refuseOverlap({ findings }: UnionContext): void {
  findings?.add(
    'members of "oneOf" overlap, so that a wider member would refuse more',
    'Write "anyOf" (z.union), or give every member a literal field that tells it apart.',
  );
}

function flatten(type: TypeModel): readonly TypeModel[] {
  if (type.kind === 'union' || type.kind === 'tagged') return innerTypes(type);
  return type.kind === 'nullable' ? [...flatten(type.of), { kind: 'null' }] : [type];
}

/** Literals become one enum, what a wider member holds already goes, and equal members count once. */
function gather(members: readonly TypeModel[], definitions: Shape['definitions']): TypeModel[] {
  const wide = new Set(members.filter((member) => Object.keys(member).length === 1).map(({ kind }) => kind));
  const scalars = members
    .flatMap((member) => scalarsOf(member))
    .filter((value) => !wide.has(typeof value as TypeModel['kind']));
  const constants = enumOf(scalars);
  const others = members.filter(
    (member) =>
      scalarsOf(member).length === 0 &&
      !(member.kind === 'integer' && wide.has('number')) &&
      !(wide.has(member.kind) && Object.keys(member).length > 1 && member.kind !== 'object'),
  );
  const all = constants === undefined ? others : [...others, constants];
  const byMeaning = new Map(all.map((member) => [meaningOf(member, definitions), member]));
  return [...byMeaning].sort(([left], [right]) => byName(left, right)).map(([, member]) => member);
}

/** The constants of a literal or an enum. */
export function scalarsOf(type: TypeModel): readonly Scalar[] {
  if (type.kind === 'literal') return [type.value];
  return type.kind === 'enum' ? type.values : [];
}

function single(members: readonly TypeModel[], context: UnionContext): TypeModel | undefined {
  const [first] = members;
  if (members.length <= 1) return first;
  const tagged = taggedOf(members);
  if (tagged !== undefined) return tagged;
  const kinds = members.map((member) => jsonKind(member, context.definitions));
  if (new Set(kinds).size < kinds.length) refuseOverlap(context);
  return { kind: 'union', members };
}

function jsonKind(type: TypeModel, definitions: ReadonlyMap<string, TypeModel>): string {
  if (type.kind === 'ref') {
    const target = definitions.get(type.name);
    return target === undefined || target.kind === 'ref' ? 'object' : jsonKind(target, definitions);
  }
  if (type.kind === 'record' || type.kind === 'tagged') return 'object';
  if (type.kind === 'integer') return 'number';
  if (type.kind === 'tuple') return 'array';
  if (type.kind === 'literal') return typeof type.value;
  return type.kind === 'openEnum' || type.kind === 'enum' ? 'string' : type.kind;
}

/** The tag is the first field, by name, that every member requires with values of its own. */
function taggedOf(members: readonly TypeModel[]): TaggedModel | undefined {
  if (!members.every((member) => member.kind === 'object')) return undefined;
  const [first] = members;
  for (const field of first?.fields ?? []) {
    const tagged = byTag(members, field.name);
    if (tagged !== undefined) return tagged;
  }
  return undefined;
}

function byTag(members: readonly ObjectModel[], tag: string): TaggedModel | undefined {
  const seen = new Set<Scalar>();
  const found: { values: readonly Scalar[]; type: ObjectModel }[] = [];
  for (const type of members) {
    const values = tagValues(type.fields.find(({ name }) => name === tag));
    if (values.length === 0 || values.some((value) => seen.has(value))) return undefined;
    for (const value of values) seen.add(value);
    found.push({ values, type });
  }
  found.sort((left, right) => byName(scalarKey(left.values[0] ?? ''), scalarKey(right.values[0] ?? '')));
  return { kind: 'tagged', tag, members: found };
}

function tagValues(field: FieldModel | undefined): readonly Scalar[] {
  return field === undefined || field.optional ? [] : scalarsOf(field.type);
}

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
export function unionType(members: readonly TypeModel[], definitions: ReadonlyMap<string, TypeModel>): TypeModel {
  const flat = members.flatMap(flatten);
  if (flat.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown' };
  const rest = gather(
    flat.filter(({ kind }) => kind !== 'null'),
    Object.fromEntries(definitions),
  );
  const inner = single(rest);
  const nullable = flat.some(({ kind }) => kind === 'null');
  if (inner === undefined) return { kind: 'null' };
  return nullable ? { kind: 'nullable', of: inner } : inner;
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

function single(members: readonly TypeModel[]): TypeModel | undefined {
  return members.length <= 1 ? members[0] : (taggedOf(members) ?? { kind: 'union', members });
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

/** Revisions of a shape that each add fields, as compatible changes do. */
import { fingerprintOf } from '../../tools/codegen/src/fingerprint.ts';
import { withOwn } from '../../tools/codegen/src/lock.ts';
import type { FieldModel, Revision, Shape, TypeModel, VersionContract } from '../../tools/codegen/src/model.ts';

/** What the names of added fields begin with. */
export const ADDED = 'added';

/** The shape with one more optional field in every object, of these types in turn. */
export function grown(shape: Shape, number: number, types: readonly TypeModel[]): Shape {
  let next = 0;
  const field = (): FieldModel => ({
    name: `${ADDED}${number}`,
    type: types[next++ % types.length] ?? { kind: 'boolean' },
    optional: true,
  });
  const grow = (type: TypeModel): TypeModel => {
    switch (type.kind) {
      case 'object':
        return growObject(type);
      case 'array':
        return { ...type, items: grow(type.items) };
      case 'record':
        return { ...type, values: grow(type.values) };
      case 'nullable':
        return { ...type, of: grow(type.of) };
      case 'tuple':
        return { ...type, items: type.items.map(grow), ...(type.rest === undefined ? {} : { rest: grow(type.rest) }) };
      case 'tagged':
        return { ...type, members: type.members.map((member) => ({ ...member, type: growObject(member.type) })) };
      case 'string':
      case 'number':
      case 'integer':
      case 'boolean':
      case 'null':
      case 'literal':
      case 'enum':
      case 'openEnum':
      case 'bytes':
      case 'unknown':
      case 'union':
      case 'ref':
        return type;
    }
  };
  const growObject = (type: Extract<TypeModel, { kind: 'object' }>): Extract<TypeModel, { kind: 'object' }> => {
    const fields = [...type.fields.map((each) => ({ ...each, type: grow(each.type) })), field()];
    return { ...type, fields: fields.sort((left, right) => (left.name < right.name ? -1 : 1)) };
  };
  const definitions = Object.entries(shape.definitions).map(([name, type]): [string, TypeModel] => [name, grow(type)]);
  return { type: grow(shape.type), definitions: Object.fromEntries(definitions) };
}

/** Shapes as they would stand in the lock, oldest first. */
export function published(shapes: readonly Shape[]): readonly Revision[] {
  return shapes.reduce<readonly Revision[]>(
    (known, shape) => withOwn(known, { shape, fingerprint: fingerprintOf(shape) } as VersionContract),
    [],
  );
}

/** A value without anything that was added after a revision. */
export function asOf(value: unknown, revision: number): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => asOf(item, revision));
  const known = Object.entries(value).filter(
    ([name]) => !name.startsWith(ADDED) || Number(name.slice(ADDED.length)) <= revision,
  );
  return Object.fromEntries(known.map(([name, field]) => [name, asOf(field, revision)]));
}

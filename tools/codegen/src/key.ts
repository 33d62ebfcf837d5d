/** The field that orders and partitions: which types stand at its path. */
import type { FieldModel, ObjectModel, TypeModel } from './model.ts';

const usable: ReadonlySet<TypeModel['kind']> = new Set([
  'string',
  'integer',
  'number',
  'boolean',
  'enum',
  'openEnum',
  'literal',
]);

/** Types of a key in every member of the payload, or why the path cannot be a key. */
export function keyTypes(
  key: string,
  payload: TypeModel,
): readonly TypeModel[] | { readonly message: string; readonly fix: string } {
  let types: readonly TypeModel[] = [payload];
  for (const step of key.split('.')) {
    const objects = types.flatMap(objectsOf);
    const fields = objects.map((object) => object?.fields.find(({ name }) => name === step));
    if (fields.length === 0 || !fields.every((field) => field !== undefined)) {
      return {
        message: `the key "${key}" is no field of the payload`,
        fix: 'Write the path of a field, as source.id.',
      };
    }
    if (fields.some(mayBeAbsent))
      return { message: `the key "${key}" may be absent`, fix: 'Use a field that is always there.' };
    types = fields.map((field) => field.type);
  }
  if (types.every(({ kind }) => usable.has(kind))) return types;
  return { message: `the key "${key}" is no string or number`, fix: 'Use a field of text or numbers.' };
}

/** Whether the keys of these types are text already. */
export function isTextKey(types: readonly TypeModel[]): boolean {
  return types.every((type) => {
    if (type.kind === 'literal') return typeof type.value === 'string';
    return type.kind === 'enum'
      ? type.values.every((value) => typeof value === 'string')
      : type.kind === 'string' || type.kind === 'openEnum';
  });
}

function mayBeAbsent(field: FieldModel): boolean {
  return field.optional;
}

/** The objects that a type may be; undefined for what is none. */
function objectsOf(type: TypeModel): readonly (ObjectModel | undefined)[] {
  if (type.kind === 'tagged') return type.members.map((member) => member.type);
  if (type.kind === 'union') return type.members.flatMap(objectsOf);
  return [type.kind === 'object' ? type : undefined];
}

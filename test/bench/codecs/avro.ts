/** JSON Schema as a compiled type of avsc, and payloads in the form that it takes. */
import avro from 'avsc';
import type { JsonSchema } from '../json-schema.ts';

interface Typed {
  readonly schema: avro.Schema;
  readonly form: (value: never) => unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const same = (value: unknown): unknown => value;

/** Numbers up to 2^53 are what its `long` is without a class of its own. */
export function avroType(schema: JsonSchema): {
  readonly type: avro.Type;
  readonly form: (payload: unknown) => unknown;
} {
  const payload = typed(schema, 'Payload');
  const type = avro.Type.forSchema(payload.schema, { omitRecordMethods: true });
  // A copy is of the classes that the type has made for its records.
  return { type, form: (value) => type.clone(payload.form(value as never)) as unknown };
}

function typed(schema: JsonSchema, name: string): Typed {
  if (schema.enum !== undefined) {
    const symbols = schema.enum.map(named);
    return { schema: { type: 'enum', name, symbols }, form: (value: string) => named(value) };
  }
  if (schema.oneOf !== undefined) return unionOf(schema.oneOf, name);
  if (schema.type === 'object') return recordOf(schema, name);
  if (schema.type === 'array') {
    const items = typed(schema.items ?? {}, name);
    return { schema: { type: 'array', items: items.schema }, form: (value: never[]) => value.map(items.form) };
  }
  if (schema.type === 'integer') return { schema: 'long', form: same };
  if (schema.type === 'number') return { schema: 'double', form: same };
  if (schema.type === 'string') return { schema: 'string', form: same };
  throw new Error(`no type of avsc is known for ${JSON.stringify(schema)}`);
}

/** Wrapped: a union of records is told apart by the name that stands around the value. */
function unionOf(members: readonly JsonSchema[], name: string): Typed {
  const all = members.map((member) => {
    const tag = member.properties?.['kind']?.const ?? '';
    return { tag, record: `${name}_${named(tag)}`, ...recordOf(member, `${name}_${named(tag)}`) };
  });
  const form = (value: Fields): unknown => {
    const found = all.find(({ tag }) => tag === value['kind']);
    return found && { [found.record]: found.form(value as never) };
  };
  return { schema: all.map(({ schema }) => schema) as avro.Schema, form };
}

function recordOf({ properties = {}, required = [] }: JsonSchema, name: string): Typed {
  const fields = Object.entries(properties)
    .filter(([, schema]) => schema.const === undefined)
    .map(([field, schema]) => ({
      field,
      optional: !required.includes(field),
      ...typed(schema, `${name}_${field}`),
    }));
  const types = fields.map(({ field, optional, schema }) => ({
    name: field,
    type: optional ? (['null', schema] as avro.Schema) : schema,
  }));
  const form = (value: Fields): unknown =>
    Object.fromEntries(
      fields.map(({ field, form: inner }) => [field, value[field] === undefined ? null : inner(value[field] as never)]),
    );
  return { schema: { type: 'record', name, fields: types }, form };
}

function named(text: string): string {
  return text.replaceAll('-', '_');
}

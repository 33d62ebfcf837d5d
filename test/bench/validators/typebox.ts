/** JSON Schema as TypeBox types: as much of it as the messages of the benchmark use. */
import { type TObject, type TSchema, Type } from '@sinclair/typebox';
import type { JsonSchema } from '../json-schema.ts';

/** The same type, closed where the schema is. */
export function typeOf(schema: JsonSchema): TSchema {
  if (schema.const !== undefined) return Type.Literal(schema.const);
  if (schema.enum !== undefined) return Type.Union(schema.enum.map((value) => Type.Literal(value)));
  if (schema.oneOf !== undefined) return Type.Union(schema.oneOf.map(typeOf));
  if (schema.type === 'object') return objectOf(schema);
  if (schema.type === 'array') return Type.Array(typeOf(schema.items ?? {}), schema);
  if (schema.type === 'string') return Type.String(schema);
  if (schema.type === 'integer') return Type.Integer(schema);
  if (schema.type === 'number') return Type.Number(schema);
  throw new Error(`no type of TypeBox is known for ${JSON.stringify(schema)}`);
}

function objectOf({ properties = {}, required = [] }: JsonSchema): TObject {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const type = typeOf(schema);
    return [name, required.includes(name) ? type : Type.Optional(type)] as const;
  });
  return Type.Object(Object.fromEntries(fields), { additionalProperties: false });
}

/** JSON Schema as types of protobufjs, and payloads in the form that its encoders take. */
import protobuf from 'protobufjs';
import type { JsonSchema } from '../json-schema.ts';

/** A type by its name, and what makes a value of it of one of ours. */
interface Typed {
  readonly type: string;
  readonly form: (value: never) => unknown;
}

type Fields = Readonly<Record<string, unknown>>;
type Nested = Record<string, protobuf.IType | protobuf.IEnum>;

const UNSPECIFIED = 'unspecified';
const same = (value: unknown): unknown => value;

/** A compiled type, and payloads as instances of its classes. */
export function protobufType(schema: JsonSchema): {
  readonly type: protobuf.Type;
  readonly form: (payload: unknown) => protobuf.Message;
} {
  asNumbers();
  const nested: Nested = {};
  const payload = typed(schema, 'Payload', nested);
  const type = protobuf.Root.fromJSON({ nested }).lookupType(payload.type);
  return { type: type.setup(), form: (value) => type.fromObject(payload.form(value as never) as Fields) };
}

/** 64 bits as JavaScript's numbers instead of objects: the faster way, and enough for integers that are safe. */
function asNumbers(): void {
  Object.assign(protobuf.util, { Long: undefined });
  protobuf.configure();
}

function typed(schema: JsonSchema, name: string, nested: Nested): Typed {
  if (schema.enum !== undefined) return enumOf(schema.enum, name, nested);
  if (schema.oneOf !== undefined) return oneofOf(schema.oneOf, name, nested);
  if (schema.type === 'object') return messageOf(schema, name, nested);
  if (schema.type === 'integer') return { type: 'uint64', form: same };
  if (schema.type === 'number') return { type: 'double', form: same };
  if (schema.type === 'string') return { type: 'string', form: same };
  throw new Error(`no type of protobufjs is known for ${JSON.stringify(schema)}`);
}

function enumOf(values: readonly string[], name: string, nested: Nested): Typed {
  nested[name] = { values: Object.fromEntries([UNSPECIFIED, ...values].map((value, number) => [value, number])) };
  return { type: name, form: same };
}

/** The field that is there says the tag. */
function oneofOf(members: readonly JsonSchema[], name: string, nested: Nested): Typed {
  const all = members.map((member) => {
    const tag = member.properties?.['kind']?.const ?? '';
    const field = tag.replaceAll('-', '_');
    return { tag, field, member: messageOf(member, `${name}_${field}`, nested) };
  });
  const fields = all.map(({ field, member }, index) => [field, { type: member.type, id: index + 1 }] as const);
  nested[name] = { oneofs: { kind: { oneof: all.map(({ field }) => field) } }, fields: Object.fromEntries(fields) };
  const form = (value: Fields): unknown => {
    const found = all.find(({ tag }) => tag === value['kind']);
    return found && { [found.field]: found.member.form(value as never) };
  };
  return { type: name, form };
}

function messageOf({ properties = {} }: JsonSchema, name: string, nested: Nested): Typed {
  const fields = Object.entries(properties)
    .filter(([, schema]) => schema.const === undefined)
    .map(([field, schema]) => ({
      field,
      isList: schema.type === 'array',
      ...typed(schema.items ?? schema, `${name}_${field}`, nested),
    }));
  const types = fields.map(({ field, type, isList }, index) => {
    return [field, { type, id: index + 1, ...(isList ? { rule: 'repeated' } : {}) }] as const;
  });
  nested[name] = { fields: Object.fromEntries(types) };
  const form = (value: Fields): unknown =>
    Object.fromEntries(
      fields
        .filter(({ field }) => value[field] !== undefined)
        .map(({ field, isList, form: inner }) => {
          const own = value[field] as never;
          return [field, isList ? (own as never[]).map(inner) : inner(own)];
        }),
    );
  return { type: name, form };
}

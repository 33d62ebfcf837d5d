/**
 * Payloads as Protocol Buffers, by the rules of docs/protobuf.md. The bytes are written and read by `@bufbuild/protobuf`.
 * Its types are made from the schema at run time: whole numbers are `int64` there, enums are their numbers, and every
 * field knows whether it is there, which is all the same on the wire.
 */
import {
  create,
  createFileRegistry,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf';
import {
  type DescriptorProtoSchema,
  Edition,
  type FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_struct,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import type { Codec } from '../codec.ts';
import type { PayloadCodec, ProtobufField, ProtobufMessage, ProtobufSchema, ProtobufType } from '../contract.ts';
import { BusError } from '../errors.ts';
import { payloadConversion, slotOf } from './messages.ts';
import { Refusal } from './values.ts';

/** Messages inside of messages that are read; a payload of 64 levels has at most 3 for each. */
const nestingMax = 256;
const readOptions = { readUnknownFields: false, recursionLimit: nestingMax };

const codecs = new WeakMap<() => ProtobufSchema, PayloadCodec>();

/** Protocol Buffers, for transports; messages without a schema go as JSON. */
export const protobufCodec: Codec = {
  name: 'protobuf',
  of: ({ protobuf }) => {
    if (protobuf === undefined) return undefined;
    const known = codecs.get(protobuf) ?? protobufPayload(protobuf());
    codecs.set(protobuf, known);
    return known;
  },
};

/**
 * Encodes and decodes the payloads of one version, as its `.proto` file says. What is decoded is not validated.
 * `encode` throws `BUS_PAYLOAD_INVALID` for what Protocol Buffers cannot say, as half of a surrogate pair; `decode` throws
 * `BUS_DECODE_FAILED`.
 */
export function protobufPayload(schema: ProtobufSchema): PayloadCodec {
  const conversion = payloadConversion(schema);
  const type = payloadType(schema);
  return {
    encode: (payload) => {
      const message = conversion.write(payload);
      if (message instanceof Refusal) throw refused(schema, message);
      return toBinary(type, create(type, message as Record<string, unknown>));
    },
    decode: (bytes) => conversion.read(messageOf(type, bytes)),
  };
}

function messageOf(type: DescMessage, bytes: Uint8Array): unknown {
  try {
    return fromBinary(type, bytes, readOptions);
  } catch (cause) {
    throw new BusError('BUS_DECODE_FAILED', `the payload is no ${type.typeName}`, { cause });
  }
}

function refused({ name }: ProtobufSchema, { path, expected }: Refusal): BusError {
  const where = path === '' ? 'the payload' : path;
  return new BusError('BUS_PAYLOAD_INVALID', `${name} cannot say ${where}: expected ${expected}`, {
    details: { issues: [{ path, code: 'type', expected }] },
  });
}

function payloadType({ name, messages }: ProtobufSchema): DescMessage {
  const file = create(FileDescriptorProtoSchema, {
    name: `${name}.proto`,
    package: name,
    syntax: 'editions',
    edition: Edition.EDITION_2023,
    dependency: [file_google_protobuf_struct.proto.name],
    messageType: messages.map((message, index) => messageType(name, message, index)),
  });
  const type = createFileRegistry(file, () => file_google_protobuf_struct).getMessage(`${name}.M0`);
  if (type === undefined) throw new BusError('BUS_STALE_SDK', `the schema of ${name} has no message`);
  return type;
}

/** `MessageInitShape` of the runtime's own types: plain objects. */
type FieldInit = MessageInitShape<typeof FieldDescriptorProtoSchema>;

function messageType(
  name: string,
  { kind, fields }: ProtobufMessage,
  index: number,
): MessageInitShape<typeof DescriptorProtoSchema> {
  const choice = kind === 'union' || kind === 'tagged';
  return {
    name: `M${index}`,
    field: fields.map((field) => ({ ...fieldType(name, index, field), ...(choice ? { oneofIndex: 0 } : {}) })),
    nestedType: fields.flatMap((field) => mapEntry(name, field)),
    oneofDecl: choice ? [{ name: 'choice' }] : [],
  };
}

function fieldType(scope: string, index: number, field: ProtobufField): FieldInit {
  const { form, number } = field;
  const named = { name: slotOf(field), number };
  if (typeof form === 'object' && 'repeated' in form)
    return { ...named, ...wireType(scope, form.repeated), label: Label.REPEATED };
  if (typeof form !== 'object' || !('map' in form))
    return { ...named, ...wireType(scope, form), label: Label.OPTIONAL };
  const typeName = `.${scope}.M${index}.${entryName(field)}`;
  return { ...named, type: Type.MESSAGE, typeName, label: Label.REPEATED };
}

function mapEntry(scope: string, field: ProtobufField): MessageInitShape<typeof DescriptorProtoSchema>[] {
  const { form } = field;
  if (typeof form !== 'object' || !('map' in form)) return [];
  const entry: FieldInit[] = [
    { name: 'key', number: 1, label: Label.OPTIONAL, type: Type.STRING },
    { name: 'value', number: 2, label: Label.OPTIONAL, ...wireType(scope, form.map) },
  ];
  return [{ name: entryName(field), field: entry, options: { mapEntry: true } }];
}

function entryName({ number }: ProtobufField): string {
  return `F${number}Entry`;
}

function wireType(scope: string, type: ProtobufType): Pick<FieldInit, 'type' | 'typeName'> {
  if (type === 'json') return { type: Type.MESSAGE, typeName: '.google.protobuf.Value' };
  if (typeof type === 'string') return { type: plainTypes[type] };
  return 'values' in type ? { type: Type.INT32 } : { type: Type.MESSAGE, typeName: `.${scope}.M${type.message}` };
}

const plainTypes: Readonly<Record<Exclude<Extract<ProtobufType, string>, 'json'>, Type>> = {
  string: Type.STRING,
  integer: Type.INT64,
  double: Type.DOUBLE,
  bool: Type.BOOL,
  bytes: Type.BYTES,
  null: Type.INT32,
};

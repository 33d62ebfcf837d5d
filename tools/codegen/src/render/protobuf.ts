/** `messages/<name>.protobuf.gen.ts`: what the Protocol Buffers codec knows of each version. Data only. */
import type { Contract, MessageContract } from '../model.ts';
import { kebab } from '../names.ts';
import type { ProtoField, ProtoForm, ProtoMessage, ProtoVersion } from '../protobuf/schema.ts';
import { protoPackage } from '../protobuf/text.ts';
import { protoVersionOf } from '../protobuf/version.ts';
import { block, docBlock, literal, quote } from '../text.ts';
import { type SourceText, sdkDoor } from './frame.ts';

/** Name of the file without `.gen.ts`. */
export function protobufFileName({ name }: Pick<MessageContract, 'name'>): string {
  return `${kebab(name)}.protobuf`;
}

/** The function that makes the schema of one version. */
export function protobufFunction({ name }: Pick<MessageContract, 'name'>, version: number): string {
  return `protobuf${name}V${version}`;
}

/** The file of a message. */
export function protobufFile(message: MessageContract, contract: Pick<Contract, 'scope'>): SourceText {
  const proto = protoPackage(contract, message.owner);
  const body = message.versions.flatMap((version, index) => {
    const lines = schemaLines(protobufSchema(protoVersionOf(message, version), proto));
    const name = protobufFunction(message, version.version);
    return [
      ...(index === 0 ? [] : ['']),
      ...docBlock([`Version ${version.version} in Protocol Buffers; made when it is asked for.`]),
      ...block(`export function ${name}(): ProtobufSchema`, lines),
    ];
  });
  return {
    sources: message.versions.map(({ source }) => source),
    imports: [{ from: sdkDoor, names: ['ProtobufSchema'], typeOnly: true }],
    body,
  };
}

/** What the runtime gets of a version. */
interface SchemaData {
  readonly name: string;
  readonly messages: readonly object[];
}

/** The schema of a version whose types stand in a package. */
export function protobufSchema(version: ProtoVersion, proto: string): SchemaData {
  return {
    name: `${proto}.${version.name}`,
    messages: version.messages.map((message) => messageData(message, version)),
  };
}

function schemaLines({ name, messages }: SchemaData): string[] {
  const lines = messages.map((message) => `  ${literal(message)},`);
  return block('return', [`name: ${quote(name)},`, 'messages: [', ...lines, '],'], { tail: ';' });
}

function messageData({ kind, tag, rest, fields }: ProtoMessage, version: ProtoVersion): object {
  return { kind, tag, rest, fields: fields.map((field) => fieldData(field, version)) };
}

function fieldData({ number, payload, label, form, absent, tags }: ProtoField, version: ProtoVersion): object {
  const type = formData(form, version);
  return { number, name: payload, form: label === 'one' ? type : { [label]: type }, absent, tags };
}

/** Values of an enum by number minus one; null where one was removed. */
function formData(form: ProtoForm, { enums }: ProtoVersion): unknown {
  if (form === 'int32' || form === 'int64') return 'integer';
  if (typeof form === 'string' || 'message' in form) return form;
  const { values = [], reserved = [] } = enums[form.enum] ?? {};
  const byNumber = new Map(values.map(({ number, value }) => [number, value]));
  return {
    values: Array.from({ length: values.length + reserved.length }, (_, index) => byNumber.get(index + 1) ?? null),
  };
}

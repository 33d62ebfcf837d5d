/** `.proto` files: the messages that one module owns, every version of them. */
import type { Contract, MessageContract, ModuleContract } from '../model.ts';
import { marker } from '../render/frame.ts';
import { block, indent } from '../text.ts';
import { jsonName, packagePart } from './names.ts';
import type { ProtoEnum, ProtoField, ProtoMessage, ProtoVersion, Reserved } from './schema.ts';

/** Package of a module's types. Its `v1` is the version of these rules; messages have their own. */
export function protoPackage({ scope }: Pick<Contract, 'scope'>, module: string): string {
  return `${packagePart(scope)}.${packagePart(module)}.v1`;
}

/** Path of a module's file below the folder that imports start at. */
export function protoFile(contract: Pick<Contract, 'scope'>, module: string): string {
  return `${protoPackage(contract, module).replaceAll('.', '/')}/${packagePart(module)}.proto`;
}

/** What a module's file is made of. */
export interface ProtoFile {
  readonly module: ModuleContract;
  /** Types of the messages that it owns. */
  readonly versions: readonly ProtoVersion[];
  /** Messages of others that it has a right to. */
  readonly others: readonly MessageContract[];
}

/** Text of a module's file. */
export function protoText(contract: Pick<Contract, 'scope'>, { module, versions, others }: ProtoFile): string {
  const body = versions.flatMap((version) => ['', ...versionLines(version)]);
  const json = body.some((line) => line.includes(' .google.protobuf.') || line.includes('<string, .google.protobuf.'));
  return [
    `// ${marker}`,
    ...(versions.length === 0 ? comment(`${module.name} owns no message.`) : comment(`Messages of ${module.name}.`)),
    ...others.flatMap(({ name, owner }) => comment(`It also uses ${name}, see ${protoFile(contract, owner)}.`)),
    '',
    'syntax = "proto3";',
    '',
    `package ${protoPackage(contract, module.name)};`,
    ...(json ? ['', 'import "google/protobuf/struct.proto";'] : []),
    ...body,
    '',
  ].join('\n');
}

function versionLines(version: ProtoVersion): string[] {
  const [payload, ...nested] = version.messages;
  if (payload === undefined) return [];
  const inside = [
    ...(version.deprecated ? ['option deprecated = true;', ''] : []),
    ...version.enums.flatMap((each) => [...enumLines(each), '']),
    ...nested.flatMap((each) => [...messageLines(each, version, []), '']),
  ];
  return [...comment(version.doc), ...messageLines(payload, version, inside)];
}

function messageLines(message: ProtoMessage, version: ProtoVersion, before: readonly string[]): string[] {
  const { name, oneof, reserved } = message;
  const fields = message.fields.flatMap((field) => [
    ...noteLines(field, message),
    `${labelOf(field, message, { version })}${field.name} = ${field.number}${optionsOf(field)};`,
  ]);
  const lines = oneof === undefined || fields.length === 0 ? fields : block(`oneof ${oneof}`, fields);
  const inner = [...before, ...reservedLines(reserved), ...lines];
  return inner.length === 0 ? [`message ${name} {}`] : block(`message ${name}`, inner);
}

function enumLines({ name, zero, values, reserved }: ProtoEnum): string[] {
  return [
    `enum ${name} {`,
    ...indent([
      ...reservedLines(reserved),
      `${zero} = 0;`,
      ...values.map((each) => `${each.name} = ${each.number}; // ${ascii(JSON.stringify(each.value))}`),
    ]),
    '}',
  ];
}

function reservedLines(reserved: readonly Reserved[]): string[] {
  if (reserved.length === 0) return [];
  const names = reserved.flatMap(({ name }) => (name === undefined ? [] : [`"${name}"`]));
  return [
    `reserved ${reserved.map(({ number }) => number).join(', ')};`,
    ...(names.length === 0 ? [] : [`reserved ${names.join(', ')};`]),
  ];
}

function noteLines({ note = {}, absent, label }: ProtoField, { kind }: ProtoMessage): string[] {
  return [
    ...(note.doc === undefined ? [] : comment(note.doc)),
    ...(note.default === undefined ? [] : comment(`Default: ${ascii(JSON.stringify(note.default))}`)),
    ...(note.known === undefined
      ? []
      : comment(`Known: ${ascii(note.known.map((each) => JSON.stringify(each)).join(', '))}`)),
    ...(absent === 'null' ? comment('Absent: null.') : []),
    ...(absent === undefined && label === 'one' && kind === 'object' ? comment('Required.') : []),
    ...(typeof note.deprecated === 'object' && note.deprecated.use !== undefined
      ? comment(`Deprecated: use ${note.deprecated.use}`)
      : []),
  ];
}

/** Every field says whether it is there, required ones too: what is missing is never taken for zero. */
function labelOf(
  { label, form }: ProtoField,
  { oneof }: ProtoMessage,
  { version }: { readonly version: ProtoVersion },
): string {
  const type = typeName(form, version);
  if (label === 'map') return `map<string, ${type}> `;
  if (label === 'repeated') return `repeated ${type} `;
  return oneof === undefined ? `optional ${type} ` : `${type} `;
}

/** Well-known types begin with a dot, so that no package can stand in for `google`. */
function typeName(form: ProtoField['form'], { messages, enums }: ProtoVersion): string {
  if (form === 'null') return '.google.protobuf.NullValue';
  if (form === 'json') return '.google.protobuf.Value';
  if (typeof form === 'string') return form;
  return ('enum' in form ? enums[form.enum] : messages[form.message])?.name ?? '';
}

function optionsOf({ name, payload, note }: ProtoField): string {
  const odd = payload !== undefined && payload !== jsonName(name) && /^[\w.:/ -]+$/.test(payload);
  const options = [
    ...(note?.deprecated === undefined ? [] : ['deprecated = true']),
    ...(odd ? [`json_name = "${payload}"`] : []),
  ];
  return options.length === 0 ? '' : ` [${options.join(', ')}]`;
}

/** Lines of a comment; characters that end a line somewhere, or that no editor shows, do. */
function comment(text: string): string[] {
  return text
    .split(/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]+/u)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `// ${line}`);
}

function ascii(text: string): string {
  return text.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

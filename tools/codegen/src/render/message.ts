/** `messages/<name>.gen.ts`: the interfaces of every live version, and one descriptor. Data only. */
import { binaryNames } from '../binary/file.ts';
import { bytesMaxOf, depthMaxOf, sensitiveFields } from '../bounds.ts';
import { type MessageContract, newest, type VersionContract } from '../model.ts';
import { kebab, memberOf } from '../names.ts';
import { block, docBlock, literal } from '../text.ts';
import { type Import, type SourceText, sdkDoor } from './frame.ts';
import { encodingsLine, keyExpression, olderImports, olderLines } from './older.ts';
import { protobufFileName, protobufFunction } from './protobuf.ts';
import { deprecatedTag, hasDefaults, type TypeNames, typeDeclarations, typeNames } from './types.ts';

/** Names that other generated files take from a message's file. */
export interface MessageExports {
  /** File name without `.gen.ts`. */
  readonly file: string;
  readonly payload: string;
  /** Equal to `payload` where there are no defaults. */
  readonly input: string;
  readonly descriptor: string;
  /** Every exported type. */
  readonly types: readonly string[];
}

/** Names that a message's files export. */
export function messageExports(message: MessageContract): MessageExports {
  const { name } = message;
  const differs = hasDefaults(newest(message).shape.type, newest(message).shape);
  const versions = message.versions.flatMap((version) => namesIn(typeNames(name, version)));
  return {
    file: kebab(name),
    payload: name,
    input: differs ? `${name}Input` : name,
    descriptor: memberOf(name),
    types: [...new Set([name, ...(differs ? [`${name}Input`] : []), ...versions])],
  };
}

/** `replies`: the message that answers this one, where there is one. */
export function messageFile(message: MessageContract, reply: MessageContract | undefined): SourceText {
  const version = newest(message);
  const names = messageExports(message);
  const declared = message.versions.flatMap((each) => [...versionLines(message, each), '']);
  const aliases = [`export type ${names.payload} = ${typeNames(message.name, version).payload};`];
  if (names.input !== names.payload)
    aliases.push(`export type ${names.input} = ${typeNames(message.name, version).input};`);
  return {
    sources: message.versions.map(({ source }) => source),
    fingerprint: version.fingerprint,
    imports: [...importsOf(names, reply), ...binaryImports(message), protobufImport(message), ...olderImports(message)],
    body: [...declared, ...aliases, '', ...descriptorLines(message, names, reply)],
  };
}

function importsOf(names: MessageExports, reply: MessageContract | undefined): Import[] {
  const functions = [
    `accepts${names.payload}`,
    `check${names.payload}`,
    `explain${names.payload}`,
    ...(names.input === names.payload ? [] : [`fill${names.payload}`]),
  ];
  return [
    { from: sdkDoor, names: ['MessageDescriptor'], typeOnly: true },
    { from: `./${names.file}.wire.gen.ts`, names: functions },
    ...(reply === undefined
      ? []
      : [{ from: `./${messageExports(reply).file}.gen.ts`, names: [messageExports(reply).descriptor] }]),
  ];
}

function protobufImport(message: MessageContract): Import {
  const names = message.versions.map(({ version }) => protobufFunction(message, version));
  return { from: `./${protobufFileName(message)}.gen.ts`, names };
}

function binaryImports(message: MessageContract): Import[] {
  return message.versions.map((version) => {
    const { file, name } = binaryNames(message, version);
    return { from: `./${file}.gen.ts`, names: [name] };
  });
}

function versionLines(message: MessageContract, version: VersionContract): string[] {
  const names: TypeNames = typeNames(message.name, version);
  const tags = version.deprecated === undefined ? [] : [deprecatedTag(version.deprecated)];
  return typeDeclarations({ names, shape: version.shape }, docBlock([version.doc], tags));
}

function descriptorLines(
  message: MessageContract,
  names: MessageExports,
  reply: MessageContract | undefined,
): string[] {
  const version = newest(message);
  const generic = names.input === names.payload ? names.payload : `${names.payload}, ${names.input}`;
  const data = {
    name: message.name,
    member: names.descriptor,
    owner: message.owner,
    topic: message.topic,
    version: version.version,
    fingerprint: version.fingerprint,
    ...version.carriage,
    sensitiveFields: nonEmpty(sensitiveFields(version.shape)),
    deprecated: version.deprecated,
    compatible: nonEmpty(version.compatible ?? []),
    bytesMax: bytesMaxOf(version.shape.type),
    depthMax: depthMaxOf(version.shape.type),
  };
  const fields = Object.entries(data).filter(([, value]) => value !== undefined);
  const lines = fields.map(([name, value]) => `${name}: ${literal(value)},`);
  if (version.key !== undefined) lines.push(`key: (payload) => ${keyExpression(version.key, version.shape.type)},`);
  lines.push(`check: check${names.payload},`, `accepts: accepts${names.payload},`, `explain: explain${names.payload},`);
  if (names.input !== names.payload) lines.push(`fill: fill${names.payload},`);
  lines.push(encodingsLine(message, version));
  if (reply !== undefined) lines.push(`reply: ${messageExports(reply).descriptor},`);
  lines.push(...olderLines(message));
  return block(`export const ${names.descriptor}: MessageDescriptor<${generic}> =`, lines, { tail: ';' });
}

function namesIn({ payload, input }: TypeNames): string[] {
  return [payload, input];
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** What a descriptor says of the versions before the newest, and the files that carry authors' functions over. */
import { binaryNames } from '../binary/file.ts';
import { bytesMaxOf, depthMaxOf } from '../bounds.ts';
import { isTextKey, keyTypes } from '../key.ts';
import { type CastContract, type MessageContract, newest, type TypeModel, type VersionContract } from '../model.ts';
import { kebab } from '../names.ts';
import { access, block, literal } from '../text.ts';
import type { Import, SourceText } from './frame.ts';
import { protobufFunction } from './protobuf.ts';
import { typeNames } from './types.ts';

/** Versions before the newest, oldest first. */
export function olderVersions(message: MessageContract): readonly VersionContract[] {
  return message.versions.slice(0, -1);
}

/** The version that follows one. */
function after(message: MessageContract, { version }: VersionContract): VersionContract {
  return message.versions.find((each) => each.version > version) ?? newest(message);
}

/** The files of a message's casts, by name without `.gen.ts`. */
export function castFiles(message: MessageContract): [file: string, text: SourceText][] {
  return olderVersions(message).flatMap((older): [string, SourceText][] => {
    const next = after(message, older);
    const up = older.upcast && castFile(message, { cast: older.upcast, from: older, to: next });
    const down = older.downcast && castFile(message, { cast: older.downcast, from: next, to: older });
    return [
      ...(up === undefined ? [] : [[castName(message, older, next).file, up] satisfies [string, SourceText]]),
      ...(down === undefined ? [] : [[castName(message, next, older).file, down] satisfies [string, SourceText]]),
    ];
  });
}

interface CastParts {
  readonly cast: CastContract;
  readonly from: VersionContract;
  readonly to: VersionContract;
}

function castFile(message: MessageContract, { cast, from, to }: CastParts): SourceText {
  const names = [typeNames(message.name, from).payload, typeNames(message.name, to).input];
  return {
    sources: [cast.source],
    imports: [{ from: `./${kebab(message.name)}.gen.ts`, names, typeOnly: true }],
    body: cast.body,
  };
}

/** File and function of a cast: `order.v1-to-v2` and `castOrderV1ToV2`. */
export function castName(
  { name }: Pick<MessageContract, 'name'>,
  { version: from }: Pick<VersionContract, 'version'>,
  { version: to }: Pick<VersionContract, 'version'>,
): { readonly file: string; readonly name: string } {
  return { file: `${kebab(name)}.v${from}-to-v${to}`, name: `cast${name}V${from}ToV${to}` };
}

/** Name of an older version's wire file, without `.gen.ts`. */
export function olderWireFile({ name }: MessageContract, { version }: VersionContract): string {
  return `${kebab(name)}.v${version}.wire`;
}

/** What `order.gen.ts` takes from the files of its older versions. */
export function olderImports(message: MessageContract): Import[] {
  return olderVersions(message).flatMap((older) => {
    const { payload, input } = typeNames(message.name, older);
    const next = after(message, older);
    const functions = ['accepts', 'check', 'explain', ...(payload === input ? [] : ['fill'])];
    const [up, down] = [castName(message, older, next), castName(message, next, older)];
    return [
      { from: `./${olderWireFile(message, older)}.gen.ts`, names: functions.map((word) => `${word}${payload}`) },
      { from: `./${up.file}.gen.ts`, names: older.upcast === undefined ? [] : [up.name] },
      { from: `./${down.file}.gen.ts`, names: older.downcast === undefined ? [] : [down.name] },
    ];
  });
}

/** The member `older` of a descriptor; no line where there are none. */
export function olderLines(message: MessageContract): string[] {
  const older = olderVersions(message);
  if (older.length === 0) return [];
  return ['older: [', ...older.flatMap((version) => olderLiteral(message, version)).map((line) => `  ${line}`), '],'];
}

function olderLiteral(message: MessageContract, older: VersionContract): string[] {
  const { payload, input } = typeNames(message.name, older);
  const next = after(message, older);
  const { version, fingerprint, compatible, deprecated, shape } = older;
  const data = {
    version,
    fingerprint,
    compatible,
    deprecated,
    bytesMax: bytesMaxOf(shape.type),
    depthMax: depthMaxOf(shape.type),
  };
  const fields = Object.entries(data).filter(([, value]) => value !== undefined);
  const lines = fields.map(([name, value]) => `${name}: ${literal(value)},`);
  if (older.key !== undefined) lines.push(`key: (payload: ${input}) => ${keyExpression(older.key, shape.type)},`);
  lines.push(...['accepts', 'check', 'explain'].map((word) => `${word}: ${word}${payload},`));
  if (payload !== input) lines.push(`fill: fill${payload},`);
  lines.push(encodingsLine(message, older));
  if (older.upcast !== undefined) lines.push(`upcast: ${castName(message, older, next).name},`);
  if (older.downcast !== undefined) lines.push(`downcast: ${castName(message, next, older).name},`);
  return block('', lines, { tail: ',' }).map((line, index) => (index === 0 ? line.trimStart() : line));
}

/** How payloads of a version travel, in its descriptor. */
export function encodingsLine(message: MessageContract, version: VersionContract): string {
  const protobuf = protobufFunction(message, version.version);
  return `encodings: { binary: ${binaryNames(message, version).name}, protobuf: ${protobuf} },`;
}

/** Reads a key that the rules have proved to be there. */
export function keyExpression(key: string, type: TypeModel): string {
  const expression = key.split('.').reduce(access, 'payload');
  const types = keyTypes(key, type);
  return 'message' in types || !isTextKey(types) ? `String(${expression})` : expression;
}

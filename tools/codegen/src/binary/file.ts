/** `messages/<name>.binary.wire.gen.ts`: payloads of one version as bytes. Nothing is compiled at run time. */
import { withOwn } from '../lock.ts';
import { type MessageContract, newest, type VersionContract } from '../model.ts';
import { byName, kebab } from '../names.ts';
import { type SourceText, sdkDoor } from '../render/frame.ts';
import { WireScope } from '../render/scope.ts';
import { supportNames } from '../render/support.ts';
import { typeNames } from '../render/types.ts';
import { literal } from '../text.ts';
import type { Context } from './body.ts';
import { readFunction } from './decode.ts';
import { writeFunction } from './encode.ts';
import { layoutOf } from './revisions.ts';

/** Name of the codec that a binary file exports, and of the file without `.gen.ts`. */
export function binaryNames(
  message: MessageContract,
  version: VersionContract,
): { readonly file: string; readonly name: string } {
  const file = kebab(message.name) + (version === newest(message) ? '' : `.v${version.version}`);
  const type = version === newest(message) ? message.name : typeNames(message.name, version).payload;
  return { file: `${file}.binary.wire`, name: `binary${type}` };
}

const runtime = ['binaryPayloads', 'readJson', 'setField', 'writeJson'];
const locals = [
  'w',
  'r',
  'value',
  'values',
  'row',
  'rows',
  'count',
  'start',
  'items',
  'names',
  'bits',
  'there',
  'member',
];

/** The binary file of one version of a message. */
export function binaryFile(message: MessageContract, version: VersionContract): SourceText {
  const { shape, source, fingerprint, history = withOwn([], version) } = version;
  const { name } = binaryNames(message, version);
  const { type, definitions, blocks, generation } = layoutOf(history, fingerprint);
  const scope = new WireScope(shape, [...supportNames, ...runtime, ...locals, 'Fields', 'Reader', 'Writer', name]);
  const used = new Set(['binaryPayloads']);
  const use = (wanted: string): string => {
    used.add(wanted);
    return wanted;
  };
  const context: Context = { scope, definitions, use };
  const place = { path: [], block: 0 };
  const write = writeFunction(type, place, context);
  const read = readFunction(type, place, context);
  const form = { fingerprint, version: version.version, layout: generation, blocks };
  const functions = scope.functions();
  const constants = scope.constants();
  const text = functions.join('\n');
  const types = ['Fields'].filter((each) => new RegExp(`\\b${each}\\b`).test(text));
  return {
    sources: [source],
    fingerprint,
    imports: [
      { from: sdkDoor, names: ['PayloadCodec', 'Reader', 'Writer'], typeOnly: true },
      { from: sdkDoor, names: [...used].sort(byName) },
      { from: '../support.wire.gen.ts', names: types, typeOnly: true },
      { from: '../support.wire.gen.ts', names: supportNames.filter((each) => scope.uses.has(each)) },
    ],
    body: [
      ...constants,
      ...(constants.length === 0 ? [] : ['']),
      '/** Payloads as bytes; see docs/wire-format.md of the bus. */',
      `export const ${name}: PayloadCodec = /*@__PURE__*/ binaryPayloads(${literal(form)}, { write: ${write}, read: ${read} });`,
      ...functions,
    ],
  };
}

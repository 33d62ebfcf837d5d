/** `messages/<name>.wire.gen.ts`: what decides about payloads. Straight-line code, nothing compiled at run time. */
import { type MessageContract, newest, type VersionContract } from '../model.ts';
import { block } from '../text.ts';
import { acceptFunction, checkFunction } from './check.ts';
import { explainFunction } from './explain.ts';
import { fillFunction } from './fill.ts';
import { type SourceText, sdkDoor } from './frame.ts';
import { messageExports } from './message.ts';
import { WireScope } from './scope.ts';
import { supportNames, supportSource } from './support.ts';
import { typeNames } from './types.ts';

/** The wire file of one version of a message: of the newest under the message's own name. */
export function wireFile(message: MessageContract, version: VersionContract = newest(message)): SourceText {
  const { shape, source, fingerprint } = version;
  const { file } = messageExports(message);
  const { payload, input } = version === newest(message) ? messageExports(message) : typeNames(message.name, version);
  const scope = new WireScope(shape, [
    ...supportNames,
    payload,
    input,
    `accepts${payload}`,
    `check${payload}`,
    `explain${payload}`,
    `fill${payload}`,
  ]);
  const lines = [
    ...checkLines(payload, input, checkFunction(shape.type, [payload], scope)),
    '',
    ...acceptsLines(payload, acceptFunction(shape.type, ['reader', payload], scope)),
    '',
    ...explainLines(payload, explainFunction(shape.type, ['value'], scope)),
    ...(input === payload ? [] : ['', ...fillLines(payload, input, fillFunction(shape.type, ['value'], scope))]),
  ];
  const constants = scope.constants();
  return {
    sources: [source],
    fingerprint,
    imports: [
      { from: sdkDoor, names: ['Issue'], typeOnly: true },
      { from: `./${file}.gen.ts`, names: [payload, input], typeOnly: true },
      { from: '../support.wire.gen.ts', names: supportNames.filter((name) => scope.uses.has(name)) },
    ],
    body: [...constants, ...(constants.length === 0 ? [] : ['']), ...lines, ...scope.functions()],
  };
}

/** The file that all validators of a package share. */
export function supportFile(): SourceText {
  return {
    sources: ['@myelin/codegen'],
    imports: [{ from: sdkDoor, names: ['Issue'], typeOnly: true }],
    body: supportSource().split('\n'),
  };
}

function checkLines(payload: string, input: string, local: string): string[] {
  const body = [
    ...block('try', [`return ${local}(value);`]),
    ...block('catch', [
      '// A getter that throws, or a value that contains itself: nothing that could be sent.',
      'return false;',
    ]),
  ];
  return [
    '/** Whether a publisher may write this payload. Never throws. */',
    ...block(`export function check${payload}(value: unknown): value is ${input}`, merged(body)),
  ];
}

function acceptsLines(payload: string, local: string): string[] {
  const body = merged([...block('try', [`return ${local}(value);`]), ...block('catch', ['return false;'])]);
  return [
    '/** Whether a reader takes this payload: fields that it does not know are ignored. Never throws. */',
    ...block(`export function accepts${payload}(value: unknown): boolean`, body),
  ];
}

function explainLines(payload: string, local: string): string[] {
  const body = [
    'const issues: Issue[] = [];',
    ...merged([
      ...block('try', [`${local}(value, '', issues);`]),
      ...block('catch', [
        "issues.push({ path: '', code: 'type', expected: 'a value that can be read to its end', received: typeof value });",
      ]),
    ]),
    'return issues;',
  ];
  return [
    '/** Every issue of a payload that was refused; at most 100. Never throws. */',
    ...block(`export function explain${payload}(value: unknown): Issue[]`, body),
  ];
}

function fillLines(payload: string, input: string, local: string): string[] {
  return [
    '/** Fills in defaults; the same object where nothing is missing. */',
    ...block(`export function fill${payload}(value: ${input}): ${payload}`, [`return ${local}(value) as ${payload};`]),
  ];
}

/** `}` and `catch {` on one line. */
function merged(lines: readonly string[]): string[] {
  const at = lines.indexOf('catch {');
  return [...lines.slice(0, at - 1), '} catch {', ...lines.slice(at + 1)];
}

/** `messages/<name>.fixtures.gen.ts`: examples of every live version, how others are made, and how they are spoilt. Data only. */
import { recipeOf } from '../fixtures/recipe.ts';
import { type Spoiling, spoilingsOf } from '../fixtures/spoil.ts';
import type { MessageContract, VersionContract } from '../model.ts';
import { kebab, memberOf } from '../names.ts';
import { block, indent, literal, propertyName } from '../text.ts';
import { type SourceText, testingDoor } from './frame.ts';

/** Lines of data up to this length are not broken. */
const widthMax = 120;
/** Texts, lists and bytes from this length on are written as what repeats in them. */
const repeatMin = 40;

/** Name of a message's fixtures, and of their file without `.gen.ts`. */
export function fixtureNames({ name }: Pick<MessageContract, 'name'>): {
  readonly file: string;
  readonly name: string;
} {
  return { file: `${kebab(name)}.fixtures`, name: `${memberOf(name)}Fixtures` };
}

/** The fixtures of a message. */
export function fixturesFile(message: MessageContract): SourceText {
  const head = `export const ${fixtureNames(message).name}: MessageFixtures =`;
  return {
    sources: message.versions.map(({ source }) => source),
    imports: [{ from: testingDoor, names: ['MessageFixtures'], typeOnly: true }],
    body: block(
      head,
      message.versions.flatMap((version) => block(`${version.version}:`, versionLines(version), { tail: ',' })),
      { tail: ';' },
    ),
  };
}

function versionLines({ shape, examples }: VersionContract): string[] {
  // Where nothing can be made up, chance picks among what the author gave.
  const { random, parts } = recipeOf(shape) ?? { random: { pick: examples }, parts: {} };
  return [
    ...listLines('examples', examples),
    ...entryLines('random', random),
    ...(Object.keys(parts).length === 0 ? [] : entryLines('parts', parts)),
    'invalid: [',
    ...indent(spoilingsOf(shape, examples).map(spoilingLine)),
    '],',
  ];
}

function spoilingLine({ example, steps, code, ...mistake }: Spoiling): string {
  const value = 'value' in mistake ? [data(mistake.value)] : [];
  return `[${[String(example), literal(steps), literal(code), ...value].join(', ')}],`;
}

function listLines(name: string, items: readonly unknown[]): string[] {
  return [`${name}: [`, ...indent(items.flatMap((item) => broken('', item))), '],'];
}

function entryLines(name: string, value: unknown): string[] {
  return broken(`${propertyName(name)}: `, value);
}

/** On one line where it fits, or else a line for each entry. */
function broken(head: string, value: unknown): string[] {
  const line = `${head}${data(value)},`;
  if (line.length <= widthMax || typeof value !== 'object' || value === null || value instanceof Uint8Array)
    return [line];
  if (Array.isArray(value)) return [`${head}[`, ...indent(value.flatMap((item) => broken('', item))), '],'];
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return [`${head}{`, ...indent(entries.flatMap(([name, item]) => entryLines(name, item))), '},'];
}

/** As `literal`, with binary data, and with what repeats written once. */
function data(value: unknown): string {
  if (value instanceof Uint8Array) {
    return value.every((byte) => byte === 0) ? `new Uint8Array(${value.length})` : `Uint8Array.of(${value.join(', ')})`;
  }
  if (typeof value === 'string') return repeated(value) ?? literal(value);
  if (typeof value !== 'object' || value === null) return literal(value);
  if (Array.isArray(value)) return listData(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, item]) => `${propertyName(name)}: ${data(item)}`).join(', ')} }`;
}

function repeated(value: string): string | undefined {
  const [letter = ''] = value;
  const same = value.length >= repeatMin && letter.repeat(value.length) === value;
  return same ? `${literal(letter)}.repeat(${value.length})` : undefined;
}

/** A list that goes on with its first item is as long as it is for its length alone. */
function listData(items: readonly unknown[]): string {
  const texts = items.map(data);
  const [first = ''] = texts;
  const head = texts.slice(0, texts.findLastIndex((text) => text !== first) + 1);
  const rest = texts.length - head.length;
  if (rest < repeatMin) return `[${texts.join(', ')}]`;
  const filled = `Array.from({ length: ${rest} }, () => (${first}))`;
  return head.length === 0 ? filled : `[${head.join(', ')}, ...${filled}]`;
}

/** Tells contract models in JSON from everything else, part by part, so that nothing later meets a surprise. */
import { isFormat, patternFlags } from '../formats.ts';
import { isSchema } from '../json-schema.ts';
import type { Lock } from '../lock.ts';
import { type Contract, innerTypes, type MessageContract, type Shape, type TypeModel } from '../model.ts';
import { releasedContract } from '../published.ts';

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isNumber: Test = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Test = (value) => Number.isInteger(value) && (value as number) >= 0;
const isScalar: Test = (value) => typeof value === 'string' || typeof value === 'boolean' || isNumber(value);
const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);
const maybe =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const both =
  (left: Test, right: Test): Test =>
  (value) =>
    left(value) && right(value);
const hasAll =
  (members: Readonly<Record<string, Test>>): Test =>
  (value) =>
    isSchema(value) &&
    Object.entries(members).every(([name, test]) => test(Object.hasOwn(value, name) ? value[name] : undefined));

const isType: Test = (value) =>
  isSchema(value) &&
  typeof value['kind'] === 'string' &&
  Object.hasOwn(kinds, value['kind']) &&
  hasAll(kinds[value['kind']] ?? {})(value);

const isObjectType: Test = (value) => isType(value) && isSchema(value) && value['kind'] === 'object';
const isField = hasAll({ name: isText, type: isType, optional: (value) => typeof value === 'boolean' });
const isMember = hasAll({
  values: both(listOf(isScalar), (value) => (value as unknown[]).length > 0),
  type: isObjectType,
});
const range: Readonly<Record<string, Test>> = {
  min: maybe(isNumber),
  max: maybe(isNumber),
  exclusiveMin: maybe(isNumber),
  exclusiveMax: maybe(isNumber),
  multipleOf: maybe((value) => isNumber(value) && (value as number) > 0),
};
const isPattern: Test = (value) => typeof value === 'string' && compiles(value);

const kinds: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  object: { fields: listOf(isField) },
  array: { items: isType, itemsMin: maybe(isCount), itemsMax: maybe(isCount) },
  tuple: { items: listOf(isType), itemsMin: isCount, rest: maybe(isType) },
  record: { keys: maybe((value) => isType(value) && isSchema(value) && value['kind'] === 'string'), values: isType },
  nullable: { of: isType },
  union: { members: listOf(isType) },
  tagged: { tag: isText, members: listOf(isMember) },
  ref: { name: isText },
  string: {
    lengthMin: maybe(isCount),
    lengthMax: maybe(isCount),
    patterns: maybe(listOf(isPattern)),
    format: maybe((value) => isText(value) && isFormat(value as string)),
  },
  number: range,
  integer: range,
  boolean: {},
  null: {},
  literal: { value: isScalar },
  enum: { values: listOf(isScalar) },
  openEnum: { members: listOf(isText) },
  bytes: { bytesMax: maybe(isCount) },
  unknown: {},
};

const isShape = both(
  hasAll({ type: isType, definitions: (value) => isSchema(value) && Object.values(value).every(isType) }),
  (value) => isWhole(known<Shape>(value as object)),
);

/** Every reference leads somewhere, and none to itself before there is an object or a list in between. */
function isWhole({ type, definitions }: Shape): boolean {
  const ends = (inner: TypeModel, above: readonly string[]): boolean => {
    if (inner.kind === 'nullable' || inner.kind === 'union')
      return innerTypes(inner).every((item) => ends(item, above));
    if (inner.kind !== 'ref') return innerTypes(inner).every((item) => ends(item, []));
    const target = Object.hasOwn(definitions, inner.name) ? definitions[inner.name] : undefined;
    if (target === undefined || above.includes(inner.name)) return false;
    return above.length === 0 || ends(target, [...above, inner.name]);
  };
  return ends(type, []) && Object.entries(definitions).every(([name, definition]) => ends(definition, [name]));
}

const isVersion = hasAll({
  version: isNumber,
  shape: isShape,
  carriage: isSchema,
  reserved: listOf(isText),
  doc: isText,
});
const isMessage = hasAll({
  name: isText,
  topic: isText,
  versions: both(listOf(isVersion), (value) => (value as unknown[]).length > 0),
});
const names = listOf(isText);
const rights = { publishes: names, subscribes: names, requests: names, serves: names };
const isModule = hasAll({ name: isText, ...rights });
const isContract = hasAll({ messages: listOf(isMessage), modules: listOf(isModule) });

const mapOf =
  (test: Test): Test =>
  (value) =>
    isSchema(value) && Object.values(value).every(test);
const isOrdinals = mapOf(names);
const isRevision = hasAll({ fingerprint: isText, ordinals: isOrdinals, shape: isShape });
const isRelease = hasAll({ fingerprint: isText, carriage: isSchema, reply: maybe(isText), reserved: names });
const isLockedVersion = hasAll({
  revisions: both(listOf(isRevision), (value) => (value as unknown[]).length > 0),
  key: maybe(isText),
  channel: maybe(isText),
  release: maybe(isRelease),
});
const isLocked = hasAll({ topic: isText, versions: mapOf(isLockedVersion) });
const isWholeLock = hasAll({ messages: mapOf(isLocked), modules: maybe(mapOf(hasAll(rights))) });

/** Whether a value has all parts of a lock. */
export function isLock(value: unknown): value is Lock {
  return isWholeLock(value);
}

/** What a file may hold. */
export type Model =
  | { readonly kind: 'contract'; readonly contract: Contract }
  | { readonly kind: 'message'; readonly message: MessageContract }
  | { readonly kind: 'shape'; readonly shape: Shape };

/** The model that a value is; undefined for what looks like none, `broken` for one with a part that is not right. */
export function readModel(value: unknown): Model | 'broken' | undefined {
  if (!isSchema(value)) return undefined;
  if ('format' in value && 'messages' in value && isSchema(value['messages']))
    return isLock(value) ? { kind: 'contract', contract: releasedContract(value) } : 'broken';
  if ('messages' in value && 'modules' in value)
    return isContract(value) ? { kind: 'contract', contract: known<Contract>(value) } : 'broken';
  if ('versions' in value && 'topic' in value)
    return isMessage(value) ? { kind: 'message', message: known<MessageContract>(value) } : 'broken';
  if (!('definitions' in value) || !isSchema(value['type'])) return undefined;
  return isShape(value) ? { kind: 'shape', shape: known<Shape>(value) } : 'broken';
}

/** Its parts were looked at one by one. */
function known<Type extends Contract | MessageContract | Shape>(value: object): Type {
  return value as Type;
}

function compiles(source: string): boolean {
  try {
    return new RegExp(source, patternFlags(source)) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

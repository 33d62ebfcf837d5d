/**
 * Payloads as the messages of a Protocol Buffers runtime, and back. A message is an object here: field number 3 is its
 * `f3`, the member of a `oneof` is `choice: { case: 'f3', value }`, whole numbers are bigints.
 */
import type { ProtobufField, ProtobufForm, ProtobufMessage, ProtobufSchema } from '../contract.ts';
import {
  type Conversion,
  isObject,
  listConversion,
  mapConversion,
  own,
  put,
  Refusal,
  typeConversion,
  unreadable,
} from './values.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Property of a message that holds a field. */
export function slotOf({ number }: Pick<ProtobufField, 'number'>): string {
  return `f${number}`;
}

/** The conversion of a payload. */
export function payloadConversion({ messages }: ProtobufSchema): Conversion {
  const made: Conversion[] = [];
  const inTag = new Map<number, string>();
  for (const { tag, fields } of messages)
    for (const { form } of tag === undefined ? [] : fields)
      if (typeof form === 'object' && 'message' in form) inTag.set(form.message, tag ?? '');
  const inner = (index: number): Conversion => ({
    write: (value) => made[index]?.write(value),
    read: (wire) => made[index]?.read(wire),
  });
  made.push(...messages.map((message, index) => messageConversion(message, inner, inTag.get(index))));
  return inner(0);
}

function messageConversion(
  message: ProtobufMessage,
  inner: (index: number) => Conversion,
  tag: string | undefined,
): Conversion {
  const parts = message.fields.map((field) => new Part(field, formConversion(field.form, inner)));
  switch (message.kind) {
    case 'object':
      return objectConversion(parts, tag);
    case 'union':
      return unionConversion(parts);
    case 'tagged':
      return taggedConversion(parts, message.tag ?? '');
    case 'tuple':
      return tupleConversion(
        message.rest === true ? parts.slice(0, -1) : parts,
        message.rest ? parts.at(-1) : undefined,
      );
    case 'box':
      return boxConversion(parts);
  }
}

/** One field of a message. */
class Part {
  readonly name: string;
  readonly slot: string;
  readonly field: ProtobufField;
  readonly type: Conversion;

  constructor(field: ProtobufField, type: Conversion) {
    this.name = field.name ?? '';
    this.slot = slotOf(field);
    this.field = field;
    this.type = type;
  }

  write(value: unknown, message: Record<string, unknown>): Refusal | undefined {
    const { absent } = this.field;
    if (value === undefined) return absent === 'missing' ? undefined : new Refusal('', 'a value');
    if (value === null && absent === 'null') return undefined;
    const wire = this.type.write(value);
    if (wire instanceof Refusal) return wire;
    message[this.slot] = wire;
    return undefined;
  }

  /** Undefined where the value is missing. */
  read(message: Fields): unknown {
    if (Object.hasOwn(message, this.slot)) return this.type.read(message[this.slot]);
    const { absent, number } = this.field;
    if (absent === 'missing') return undefined;
    if (absent === 'null') return null;
    throw unreadable(`field ${number} is not there`);
  }
}

function objectConversion(parts: readonly Part[], tag: string | undefined): Conversion {
  const names = new Set(parts.map(({ name }) => name));
  if (tag !== undefined) names.add(tag);
  const write = (value: unknown): unknown => {
    if (!isObject(value)) return new Refusal('', 'an object');
    for (const name of Object.keys(value))
      if (!names.has(name) && value[name] !== undefined) return new Refusal(name, 'no such field');
    const message: Record<string, unknown> = {};
    for (const part of parts) {
      const refusal = part.write(own(value, part.name), message);
      if (refusal !== undefined) return refusal.below(part.name);
    }
    return message;
  };
  const read = (wire: unknown): unknown => {
    const value: Record<string, unknown> = {};
    for (const part of parts) {
      const item = part.read(wire as Fields);
      if (item !== undefined) put(value, [part.name, item]);
    }
    return value;
  };
  return { write, read };
}

/** The first member that can say the value. */
function unionConversion(parts: readonly Part[]): Conversion {
  const write = (value: unknown): unknown => {
    for (const { type, slot } of parts) {
      const wire = type.write(value);
      if (!(wire instanceof Refusal)) return { choice: { case: slot, value: wire } };
    }
    return new Refusal('', 'a value of one of the members');
  };
  return { write, read: (wire) => readChoice(parts, wire).value };
}

function taggedConversion(parts: readonly Part[], tag: string): Conversion {
  const byTag = new Map(parts.flatMap((part) => (part.field.tags ?? []).map((value) => [value as unknown, part])));
  const write = (value: unknown): unknown => {
    const part = isObject(value) ? byTag.get(own(value, tag)) : undefined;
    if (part === undefined) return new Refusal(tag, 'a known value');
    const wire = part.type.write(value);
    return wire instanceof Refusal ? wire : { choice: { case: part.slot, value: wire } };
  };
  const read = (wire: unknown): unknown => {
    const { part, value } = readChoice(parts, wire);
    if (isObject(value) && !Object.hasOwn(value, tag)) put(value, [tag, part.field.tags?.[0]]);
    return value;
  };
  return { write, read };
}

function readChoice(parts: readonly Part[], wire: unknown): { readonly part: Part; readonly value: unknown } {
  const { choice } = wire as { readonly choice: { readonly case?: string; readonly value?: unknown } };
  const part = parts.find(({ slot }) => slot === choice.case);
  if (part === undefined) throw unreadable('a oneof has no known member');
  return { part, value: part.type.read(choice.value) };
}

function tupleConversion(items: readonly Part[], rest: Part | undefined): Conversion {
  const write = (value: unknown): unknown => {
    if (!Array.isArray(value)) return new Refusal('', 'a list');
    if (rest === undefined && value.length > items.length) return new Refusal('', `at most ${items.length} items`);
    const message: Record<string, unknown> = {};
    for (const [index, part] of items.entries()) {
      const refusal = part.write(value[index], message);
      if (refusal !== undefined) return refusal.below(index);
    }
    const refusal = rest?.write(value.slice(items.length), message);
    return refusal ?? message;
  };
  const read = (wire: unknown): unknown => {
    const values = items.map((part) => part.read(wire as Fields));
    const more = (rest?.read(wire as Fields) ?? []) as readonly unknown[];
    const length = values.findLastIndex((value) => value !== undefined) + 1;
    if (values.slice(0, length).includes(undefined) || (more.length > 0 && length < items.length))
      throw unreadable('a tuple has a gap');
    return [...values.slice(0, length), ...more];
  };
  return { write, read };
}

function boxConversion(parts: readonly Part[]): Conversion {
  const write = (value: unknown): unknown => {
    const message: Record<string, unknown> = {};
    for (const part of parts) {
      const refusal = part.write(value, message);
      if (refusal !== undefined) return refusal;
    }
    return message;
  };
  return { write, read: (wire) => parts[0]?.read(wire as Fields) };
}

function formConversion(form: ProtobufForm, inner: (index: number) => Conversion): Conversion {
  if (typeof form === 'object' && 'repeated' in form) return listConversion(typeConversion(form.repeated, inner));
  if (typeof form === 'object' && 'map' in form) return mapConversion(typeConversion(form.map, inner));
  return typeConversion(form, inner);
}

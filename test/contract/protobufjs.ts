/**
 * A second reader and writer of what docs/protobuf.md says, on protobufjs and the text of `.proto` files alone: fields are
 * found by their names, values of enums by theirs. It shares nothing with the codec but the contract model.
 */
import protobuf from 'protobufjs';
import type { FieldModel, ObjectModel, Shape, TypeModel } from '../../tools/codegen/src/model.ts';

type Fields = Record<string, unknown>;

/** The types of some `.proto` files. */
export function rootOf(...texts: readonly string[]): protobuf.Root {
  const root = new protobuf.Root();
  const struct = protobuf.common.get('google/protobuf/struct.proto');
  if (struct?.nested !== undefined) root.addJSON(struct.nested);
  for (const text of texts) protobuf.parse(text, root, { keepCase: true });
  root.resolveAll();
  return root;
}

/** Payloads of one shape under one type. */
export class Oracle {
  readonly #type: protobuf.Type;
  readonly #shape: Shape;

  constructor(type: protobuf.Type, shape: Shape) {
    this.#type = type;
    this.#shape = shape;
  }

  encode(payload: unknown): Uint8Array {
    return this.#type.encode(this.#write(this.#shape.type, payload, this.#type)).finish();
  }

  decode(bytes: Uint8Array): unknown {
    return this.#read(this.#shape.type, this.#type.decode(bytes) as unknown as Fields, this.#type); // indexed by name here
  }

  #resolve(type: TypeModel): TypeModel {
    return type.kind === 'ref' ? (this.#shape.definitions[type.name] ?? type) : type;
  }

  /** What a message of its own says. */
  #read(model: TypeModel, message: Fields, type: protobuf.Type): unknown {
    const target = this.#resolve(model);
    switch (target.kind) {
      case 'object':
        return this.#readObject(target, message, type);
      case 'tagged': {
        const field = setField(message, type);
        const member = target.members.find(({ values }) => values.some((value) => snake(String(value)) === field.name));
        if (member === undefined) throw new Error(`no member of the model is called ${field.name}`);
        const read = this.#readObject(member.type, message[field.name] as Fields, messageType(field));
        return target.tag in read ? read : { ...read, [target.tag]: member.values[0] };
      }
      case 'union': {
        const field = setField(message, type);
        return this.#readElement(memberFor(target.members, field), message[field.name], field);
      }
      case 'tuple': {
        const items = target.items.flatMap((item, index) => {
          const field = named(type, `item_${index + 1}`);
          const optional = index >= target.itemsMin;
          const value = this.#readField({ name: '', type: item, optional }, message, field);
          return value === undefined ? [] : [value];
        });
        if (target.rest === undefined) return items;
        const { rest } = target;
        const field = named(type, 'rest');
        return [
          ...items,
          ...((message['rest'] ?? []) as unknown[]).map((item) => this.#readElement(rest, item, field)),
        ];
      }
      case 'array':
      case 'boolean':
      case 'bytes':
      case 'enum':
      case 'integer':
      case 'literal':
      case 'null':
      case 'nullable':
      case 'number':
      case 'openEnum':
      case 'record':
      case 'ref':
      case 'string':
      case 'unknown': {
        const [field] = type.fieldsArray;
        if (field === undefined) throw new Error(`${type.name} has no field`);
        return this.#readField({ name: '', type: target, optional: false }, message, field);
      }
    }
  }

  #readObject({ fields }: ObjectModel, message: Fields, type: protobuf.Type): Fields {
    const payload: Fields = {};
    for (const field of fields) {
      const found = fieldNamed(type, field.name);
      if (found === undefined) continue; // the tag, said by the case
      const value = this.#readField(field, message, found);
      if (value !== undefined) payload[field.name] = value;
    }
    return payload;
  }

  #readField({ type, optional }: FieldModel, message: Fields, field: protobuf.Field): unknown {
    const there = Object.hasOwn(message, field.name);
    const value = message[field.name];
    const many = type.kind === 'array' || type.kind === 'record';
    if (type.kind === 'nullable') {
      if (!there) return optional ? undefined : null;
      const inner = type.of.kind === 'array' || type.of.kind === 'record';
      if (optional) return this.#read(type, value as Fields, messageType(field));
      return inner
        ? this.#read(type.of, value as Fields, messageType(field))
        : this.#readElement(type.of, value, field);
    }
    if (optional && !there) return undefined;
    if (optional && many) return this.#read(type, value as Fields, messageType(field));
    if (type.kind === 'array')
      return ((value ?? []) as unknown[]).map((item) => this.#readElement(type.items, item, field));
    if (type.kind === 'record') {
      const entries = Object.entries((value ?? {}) as Fields);
      return Object.fromEntries(entries.map(([name, item]) => [name, this.#readElement(type.values, item, field)]));
    }
    return this.#readElement(type, value, field);
  }

  #readElement(model: TypeModel, value: unknown, field: protobuf.Field): unknown {
    switch (model.kind) {
      case 'integer':
        return Number(value);
      case 'bytes':
        return new Uint8Array(value as Uint8Array);
      case 'null':
        return null;
      case 'unknown':
        return readJson(value as Fields);
      case 'literal':
      case 'enum': {
        const values = model.kind === 'enum' ? model.values : [model.value];
        const name = enumOf(field).valuesById[value as number] ?? '';
        return values.find((each) => name === valueName(field, each));
      }
      case 'string':
      case 'openEnum':
      case 'number':
      case 'boolean':
        return value;
      case 'array':
      case 'nullable':
      case 'object':
      case 'record':
      case 'ref':
      case 'tagged':
      case 'tuple':
      case 'union':
        return this.#read(model, value as Fields, messageType(field));
    }
  }

  #write(model: TypeModel, payload: unknown, type: protobuf.Type): Fields {
    const target = this.#resolve(model);
    switch (target.kind) {
      case 'object':
        return this.#writeObject(target, payload as Fields, type);
      case 'tagged': {
        const tag = (payload as Fields)[target.tag];
        const member = target.members.find(({ values }) => values.some((value) => value === tag));
        const field = named(type, snake(String(member?.values[0])));
        const content = member && this.#writeObject(member.type, payload as Fields, messageType(field));
        return { [field.name]: content };
      }
      case 'union': {
        const member = target.members.find((each) => this.#fits(each, payload)) ?? target.members[0];
        const field = type.fieldsArray.find((each) => memberFor(target.members, each) === member);
        if (field === undefined || member === undefined) throw new Error(`${type.name} has no field for the member`);
        return { [field.name]: this.#writeElement(member, payload, field) };
      }
      case 'tuple': {
        const items = payload as readonly unknown[];
        const message: Fields = {};
        for (const [index, item] of target.items.entries()) {
          const field = { name: '', type: item, optional: index >= target.itemsMin };
          this.#writeField(field, items[index], { message, field: named(type, `item_${index + 1}`) });
        }
        const { rest } = target;
        if (rest === undefined) return message;
        const more = items.slice(target.items.length);
        return { ...message, rest: more.map((item) => this.#writeElement(rest, item, named(type, 'rest'))) };
      }
      case 'array':
      case 'boolean':
      case 'bytes':
      case 'enum':
      case 'integer':
      case 'literal':
      case 'null':
      case 'nullable':
      case 'number':
      case 'openEnum':
      case 'record':
      case 'ref':
      case 'string':
      case 'unknown': {
        const message: Fields = {};
        const [field] = type.fieldsArray;
        if (field !== undefined)
          this.#writeField({ name: '', type: target, optional: false }, payload, { message, field });
        return message;
      }
    }
  }

  #writeObject({ fields }: ObjectModel, payload: Fields, type: protobuf.Type): Fields {
    const message: Fields = {};
    for (const field of fields) {
      const found = fieldNamed(type, field.name);
      if (found !== undefined) this.#writeField(field, payload[field.name], { message, field: found });
    }
    return message;
  }

  #writeField(
    { type, optional }: FieldModel,
    value: unknown,
    { message, field }: { readonly message: Fields; readonly field: protobuf.Field },
  ): void {
    if (value === undefined) return;
    const many = type.kind === 'array' || type.kind === 'record';
    if (type.kind === 'nullable') {
      const inner = type.of.kind === 'array' || type.of.kind === 'record';
      if (optional) message[field.name] = this.#write(type, value, messageType(field));
      else if (value !== null)
        message[field.name] = inner
          ? this.#write(type.of, value, messageType(field))
          : this.#writeElement(type.of, value, field);
    } else if (optional && many) message[field.name] = this.#write(type, value, messageType(field));
    else if (type.kind === 'array')
      message[field.name] = (value as unknown[]).map((item) => this.#writeElement(type.items, item, field));
    else if (type.kind === 'record') {
      const entries = Object.entries(value as Fields);
      message[field.name] = Object.fromEntries(
        entries.map(([name, item]) => [name, this.#writeElement(type.values, item, field)]),
      );
    } else message[field.name] = this.#writeElement(type, value, field);
  }

  #writeElement(model: TypeModel, value: unknown, field: protobuf.Field): unknown {
    switch (model.kind) {
      case 'null':
        return 0;
      case 'unknown':
        return writeJson(value);
      case 'literal':
      case 'enum':
        return enumOf(field).values[valueName(field, value)];
      case 'string':
      case 'openEnum':
      case 'number':
      case 'integer':
      case 'boolean':
      case 'bytes':
        return value;
      case 'array':
      case 'nullable':
      case 'object':
      case 'record':
      case 'ref':
      case 'tagged':
      case 'tuple':
      case 'union':
        return this.#write(model, value, messageType(field));
    }
  }

  /** Members of the fixtures differ in their kinds or in the names of their fields. */
  #fits(model: TypeModel, value: unknown): boolean {
    const target = this.#resolve(model);
    if (target.kind === 'object') {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      return Object.keys(value).every((name) => target.fields.some((field) => field.name === name));
    }
    if (target.kind === 'enum') return target.values.some((each) => each === value);
    if (target.kind === 'array' || target.kind === 'tuple') return Array.isArray(value);
    return typeof value === (target.kind === 'integer' ? 'number' : target.kind);
  }
}

function setField(message: Fields, type: protobuf.Type): protobuf.Field {
  const field = type.fieldsArray.find(({ name }) => Object.hasOwn(message, name));
  if (field === undefined) throw new Error(`${type.name} says nothing`);
  return field;
}

function named(type: protobuf.Type, name: string): protobuf.Field {
  const field = type.fields[name];
  if (field === undefined) throw new Error(`${type.name} has no field ${name}`);
  return field;
}

/** By its name in JSON. */
function fieldNamed(type: protobuf.Type, name: string): protobuf.Field | undefined {
  const jsonNames = (field: protobuf.Field): unknown =>
    field.options?.['json_name'] ?? field.name.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return type.fieldsArray.find((field) => jsonNames(field) === name);
}

function memberFor(members: readonly TypeModel[], field: protobuf.Field): TypeModel {
  const word = /^([a-z]+)_value/.exec(field.name)?.[1];
  const words: Record<string, string> = {
    openEnum: 'string',
    literal: 'enum',
    array: 'list',
    record: 'map',
    ref: 'object',
  };
  const alike = members.filter(({ kind }) => (words[kind] ?? kind) === word);
  const type = field.resolvedType;
  const fits = (member: TypeModel): boolean =>
    member.kind !== 'object' ||
    (type instanceof protobuf.Type && member.fields.every(({ name }) => fieldNamed(type, name) !== undefined));
  const member = alike.find(fits);
  if (member === undefined) throw new Error(`no member of the model is called ${field.name}`);
  return member;
}

function messageType(field: protobuf.Field): protobuf.Type {
  if (field.resolvedType instanceof protobuf.Type) return field.resolvedType;
  throw new Error(`${field.name} is no message`);
}

function enumOf(field: protobuf.Field): protobuf.Enum {
  if (field.resolvedType instanceof protobuf.Enum) return field.resolvedType;
  throw new Error(`${field.name} is no enum`);
}

function valueName(field: protobuf.Field, value: unknown): string {
  const text = typeof value === 'number' ? String(value).replace('-', 'minus-').replace('.', '-point-') : String(value);
  return `${upper(enumOf(field).name)}_${upper(text)}`;
}

function snake(text: string): string {
  return upper(text).toLowerCase();
}

function upper(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

function readJson(value: Fields): unknown {
  if (Object.hasOwn(value, 'structValue')) {
    const { fields = {} } = value['structValue'] as { readonly fields?: Fields };
    return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, readJson(item as Fields)]));
  }
  if (Object.hasOwn(value, 'listValue')) {
    const { values = [] } = value['listValue'] as { readonly values?: Fields[] };
    return values.map(readJson);
  }
  for (const name of ['numberValue', 'stringValue', 'boolValue']) if (Object.hasOwn(value, name)) return value[name];
  return null;
}

function writeJson(value: unknown): Fields {
  if (value === null) return { nullValue: 0 };
  if (Array.isArray(value)) return { listValue: { values: value.map(writeJson) } };
  if (typeof value === 'object')
    return { structValue: { fields: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, writeJson(v)])) } };
  return { [`${typeof value === 'boolean' ? 'bool' : typeof value}Value`]: value };
}

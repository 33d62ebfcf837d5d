/** Single values as a Protocol Buffers runtime holds them, and back. */
import type { ProtobufType } from '../contract.ts';
import { BusError } from '../errors.ts';

/** One way of writing values of a type, and of reading them. */
export interface Conversion {
  /** A `Refusal` where the type cannot say the value. */
  write(this: void, value: unknown): unknown;
  /** @throws BusError `BUS_DECODE_FAILED` where what was read says no value */
  read(this: void, wire: unknown): unknown;
}

/** Where a value cannot be written, and what could. */
export class Refusal {
  readonly path: string;
  readonly expected: string;

  constructor(path: string, expected: string) {
    this.path = path;
    this.expected = expected;
  }

  /** The same, seen from further out. */
  below(step: string | number): Refusal {
    const joint = this.path === '' || this.path.startsWith('[') ? '' : '.';
    const name = typeof step === 'number' ? `[${step}]` : step;
    return new Refusal(`${name}${joint}${this.path}`, this.expected);
  }
}

const malformed: Refusal = new Refusal('', 'text without half of a surrogate pair');
const same = (wire: unknown): unknown => wire;

const plain: Readonly<Record<Extract<ProtobufType, string>, Conversion>> = {
  string: {
    write: (value) => (typeof value !== 'string' ? new Refusal('', 'text') : writeText(value)),
    read: same,
  },
  integer: { write: writeInteger, read: readInteger },
  double: {
    write: (value) => (Number.isFinite(value) ? value : new Refusal('', 'a finite number')),
    read: readDouble,
  },
  bool: {
    write: (value) => (typeof value === 'boolean' ? value : new Refusal('', 'true or false')),
    read: same,
  },
  bytes: {
    write: (value) => (value instanceof Uint8Array ? value : new Refusal('', 'bytes')),
    read: (wire) => new Uint8Array(wire as Uint8Array),
  },
  null: { write: (value) => (value === null ? 0 : new Refusal('', 'null')), read: () => null },
  json: { write: writeJson, read: readJson },
};

/** A list of what `item` converts. */
export function listConversion({ write, read }: Conversion): Conversion {
  return {
    write: (value) => {
      if (!Array.isArray(value)) return new Refusal('', 'a list');
      const items: unknown[] = [];
      for (let index = 0; index < value.length; index += 1) {
        const wire = write(value[index]);
        if (wire instanceof Refusal) return wire.below(index);
        items.push(wire);
      }
      return items;
    },
    read: (wire) => (wire as readonly unknown[]).map((item) => read(item)),
  };
}

/** An object with any names; those whose value is undefined are not there. */
export function mapConversion({ write, read }: Conversion): Conversion {
  return {
    write: (value) => {
      if (!isObject(value)) return new Refusal('', 'an object');
      const entries: Record<string, unknown> = {};
      for (const name of Object.keys(value)) {
        if (value[name] === undefined) continue;
        const wire = name.isWellFormed() ? write(value[name]) : malformed;
        if (wire instanceof Refusal) return wire.below(name);
        put(entries, [name, wire]);
      }
      return entries;
    },
    read: (wire) => {
      const value: Record<string, unknown> = {};
      for (const [name, item] of Object.entries(wire as Readonly<Record<string, unknown>>))
        put(value, [name, read(item)]);
      return value;
    },
  };
}

const jsonList = listConversion({ write: writeJson, read: readJson });
const jsonMap = mapConversion({ write: writeJson, read: readJson });

/** The conversion of what is no list and no map. `inner` is that of a message, by index. */
export function typeConversion(type: ProtobufType, inner: (index: number) => Conversion): Conversion {
  if (typeof type === 'string') return plain[type];
  return 'values' in type ? enumConversion(type.values) : inner(type.message);
}

function enumConversion(values: readonly unknown[]): Conversion {
  const numbers = new Map(values.map((value, index) => [value, index + 1]));
  return {
    write: (value) => (value === null ? undefined : numbers.get(value)) ?? new Refusal('', 'a known value'),
    read: (wire) => {
      const value = values[Number(wire) - 1] ?? null;
      if (value === null) throw unreadable(`${Number(wire)} is no known value of an enum`);
      return value;
    },
  };
}

function writeText(value: string): string | Refusal {
  return value.isWellFormed() ? value : malformed;
}

/** Negative zero becomes zero. */
function writeInteger(value: unknown): bigint | Refusal {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : new Refusal('', 'a safe integer');
}

function readInteger(wire: unknown): number {
  const value = Number(wire);
  if (!Number.isSafeInteger(value)) throw unreadable('a whole number is beyond 2^53');
  return value;
}

function readDouble(wire: unknown): unknown {
  if (!Number.isFinite(wire)) throw unreadable('a number is not finite');
  return wire;
}

/** As `google.protobuf.Value`. */
function writeJson(value: unknown): unknown {
  if (value === null) return { kind: { case: 'nullValue', value: 0 } };
  if (Array.isArray(value)) return writeJsonList(value);
  if (isObject(value)) return writeJsonObject(value);
  const wire = jsonScalar(value);
  return wire instanceof Refusal ? wire : { kind: { case: jsonCases[typeof value], value: wire } };
}

const jsonCases: Readonly<Record<string, string>> = {
  string: 'stringValue',
  number: 'numberValue',
  boolean: 'boolValue',
};

function jsonScalar(value: unknown): unknown {
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'boolean' || Number.isFinite(value)) return value;
  return new Refusal('', 'a JSON value');
}

function writeJsonList(list: readonly unknown[]): unknown {
  const values = jsonList.write(list);
  return values instanceof Refusal ? values : { kind: { case: 'listValue', value: { values } } };
}

function writeJsonObject(object: object): unknown {
  const fields = jsonMap.write(object);
  return fields instanceof Refusal ? fields : { kind: { case: 'structValue', value: { fields } } };
}

interface WireJson {
  readonly kind: {
    readonly case?: string;
    readonly value?: unknown;
  };
}

function readJson(wire: unknown): unknown {
  const { case: name, value } = (wire as WireJson).kind;
  if (name === 'listValue') return jsonList.read((value as { readonly values: unknown }).values);
  if (name === 'structValue') return jsonMap.read((value as { readonly fields: unknown }).fields);
  if (name === 'nullValue') return null;
  if (name === undefined) throw unreadable('a JSON value is empty');
  return name === 'numberValue' ? readDouble(value) : value;
}

/** True for an object that is no list and no bytes. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** A property of the object itself. */
export function own(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Sets a property of the object itself, `__proto__` too. */
export function put(object: Record<string, unknown>, [name, value]: readonly [name: string, value: unknown]): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}

/** The error of bytes that say no payload. */
export function unreadable(why: string): BusError {
  return new BusError('BUS_DECODE_FAILED', `the payload cannot be read from its Protocol Buffers form: ${why}`);
}

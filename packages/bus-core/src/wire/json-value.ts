/** Any JSON value, for fields whose schema says no more than that. */
import { BusError } from '../errors.ts';
import { DEPTH_MAX, unreadable } from './limits.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
/** Whole numbers without a sign, and those with one, as what they are less than -1. */
const WHOLE = 3;
const NEGATIVE = 4;
const DOUBLE = 5;
const TEXT = 6;
const LIST = 7;
const FIELDS = 8;

/** @throws BusError `BUS_PAYLOAD_TOO_LARGE` where it is nested more than 1,000 levels deep */
export function writeJson(writer: Writer, value: unknown): void {
  writeAt(writer, value, 0);
}

function writeAt(writer: Writer, value: unknown, depth: number): void {
  if (depth > DEPTH_MAX)
    throw new BusError('BUS_PAYLOAD_TOO_LARGE', `the payload is nested more than ${DEPTH_MAX} levels deep`);
  if (typeof value === 'string') {
    writer.byte(TEXT);
    writer.text(value);
  } else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'boolean') writer.byte(value ? TRUE : FALSE);
  else if (Array.isArray(value)) {
    writer.byte(LIST);
    writer.uint(value.length);
    for (let i = 0; i < value.length; i++) writeAt(writer, value[i], depth + 1);
  } else if (typeof value === 'object' && value !== null) writeFields(writer, value, depth);
  else writer.byte(NULL);
}

function writeNumber(writer: Writer, value: number): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    writer.byte(DOUBLE);
    writer.double(value);
  } else {
    writer.byte(value < 0 ? NEGATIVE : WHOLE);
    writer.uint(value < 0 ? -value - 1 : value);
  }
}

function writeFields(writer: Writer, value: object, depth: number): void {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  writer.byte(FIELDS);
  writer.uint(entries.length);
  for (const [name, field] of entries) {
    writer.text(name);
    writeAt(writer, field, depth + 1);
  }
}

/** @throws BusError `BUS_DECODE_FAILED` */
export function readJson(reader: Reader): unknown {
  const kind = reader.byte();
  switch (kind) {
    case NULL:
      return null;
    case FALSE:
    case TRUE:
      return kind === TRUE;
    case WHOLE:
      return reader.uint();
    case NEGATIVE:
      return -reader.uint() - 1;
    case DOUBLE:
      return reader.double();
    case TEXT:
      return reader.text();
    case LIST:
    case FIELDS: {
      reader.enter();
      const value = kind === LIST ? readList(reader) : readFields(reader);
      reader.leave();
      return value;
    }
    default:
      throw unreadable('a JSON value is of no known kind');
  }
}

function readList(reader: Reader): unknown[] {
  const list: unknown[] = [];
  for (let left = reader.count(); left > 0; left--) list.push(readJson(reader));
  return list;
}

function readFields(reader: Reader): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (let left = reader.count(); left > 0; left--) setField(fields, [reader.text(), readJson(reader)]);
  return fields;
}

/** Gives an object a field of its own, whatever its name. */
export function setField(fields: Record<string, unknown>, [name, value]: readonly [string, unknown]): void {
  if (name === '__proto__')
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
  else fields[name] = value;
}

/** Types that Protocol Buffers has by itself. */
import type { NumberModel, TypeModel } from '../model.ts';
import type { ProtoForm } from './schema.ts';

const int32Max = 2 ** 31 - 1;

/** Undefined for types that need an enum or a message. */
export function plainForm(type: TypeModel): Extract<ProtoForm, string> | undefined {
  switch (type.kind) {
    case 'string':
    case 'openEnum':
      return 'string';
    case 'number':
      return 'double';
    case 'integer':
      return fitsInt32(type) ? 'int32' : 'int64';
    case 'boolean':
      return 'bool';
    case 'null':
    case 'bytes':
      return type.kind;
    case 'unknown':
      return 'json';
    case 'literal':
    case 'enum':
    case 'object':
    case 'array':
    case 'tuple':
    case 'record':
    case 'nullable':
    case 'union':
    case 'tagged':
    case 'ref':
      return undefined;
  }
}

function fitsInt32({ min = -Infinity, max = Infinity }: NumberModel): boolean {
  return min >= -int32Max - 1 && max <= int32Max;
}

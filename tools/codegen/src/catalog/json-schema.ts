/** The contract model as JSON Schema, for readers in any language. Says what a publisher may write. */
import type { JsonSchema } from '../define.ts';
import { formats } from '../formats.ts';
import {
  type FieldModel,
  type FormatName,
  isScalar,
  type NumberModel,
  type ObjectModel,
  type RecordModel,
  type ScalarModel,
  type Shape,
  type StringModel,
  type StructureModel,
  type TupleModel,
  type TypeModel,
} from '../model.ts';
import { byName } from '../names.ts';
import { jsonOf } from './text.ts';

/** Where the schema will stand. */
export interface Dialect {
  /** `draft-07` where tuples have lists of items, and nothing beside a `$ref` counts: the form of AsyncAPI. */
  readonly draft: '2020-12' | 'draft-07';
  /** The `$ref` of a recursive type. */
  readonly refOf: (definition: string) => string;
}

/** A type as JSON Schema. Recursive types are references; see `Shape.definitions`. */
export function schemaOf(type: TypeModel, dialect: Dialect): JsonSchema {
  return isScalar(type) ? scalarSchema(type) : structureSchema(type, dialect);
}

/** A payload as a JSON Schema that stands alone. */
export function documentOf({ type, definitions }: Shape): JsonSchema {
  const dialect: Dialect = { draft: '2020-12', refOf: (name) => `#/$defs/${pointerStep(name)}` };
  const entries = Object.entries(definitions).sort(([left], [right]) => byName(left, right));
  const $defs = Object.fromEntries(entries.map(([name, inner]) => [name, schemaOf(inner, dialect)]));
  return { ...schemaOf(type, dialect), ...(entries.length === 0 ? {} : { $defs }) };
}

/** One step of a JSON pointer inside a URI. */
export function pointerStep(name: string): string {
  return encodeURIComponent(name.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'));
}

function scalarSchema(type: ScalarModel): JsonSchema {
  switch (type.kind) {
    case 'string':
      return stringSchema(type);
    case 'number':
    case 'integer':
      return numberSchema(type);
    case 'boolean':
    case 'null':
      return { type: type.kind };
    case 'literal':
      return { const: type.value };
    case 'enum':
      return { enum: type.values };
    case 'openEnum':
      return { type: 'string', 'x-myelin': { type: 'open-enum', members: type.members } };
    case 'bytes': {
      const { kind, ...limits } = type;
      return { type: 'string', contentEncoding: 'base64', 'x-myelin': { type: kind, ...limits } };
    }
    case 'unknown':
      return {};
  }
}

function structureSchema(type: StructureModel, dialect: Dialect): JsonSchema {
  const inside = (inner: TypeModel): JsonSchema => schemaOf(inner, dialect);
  switch (type.kind) {
    case 'object':
      return objectSchema(type, dialect);
    case 'array':
      return withLimits(
        { type: 'array', items: inside(type.items) },
        { minItems: type.itemsMin, maxItems: type.itemsMax, uniqueItems: type.unique },
      );
    case 'tuple':
      return tupleSchema(type, dialect);
    case 'record':
      return recordSchema(type, dialect);
    case 'nullable':
      return { anyOf: [inside(type.of), { type: 'null' }] };
    case 'union':
      return { anyOf: type.members.map(inside) };
    case 'tagged':
      return { oneOf: type.members.map((member) => inside(member.type)) };
    case 'ref':
      return { $ref: dialect.refOf(type.name) };
  }
}

/** Formats that JSON Schema has a name for; the others are said as patterns. */
const named: Readonly<Partial<Record<FormatName, string>>> = {
  date: 'date',
  'date-time': 'date-time',
  'date-time-utc': 'date-time',
  duration: 'duration',
  email: 'email',
  hostname: 'hostname',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  uri: 'uri',
  'uri-template': 'uri-template',
  uuid: 'uuid',
};

function stringSchema({ lengthMin, lengthMax, patterns = [], format }: StringModel): JsonSchema {
  const name = format && named[format];
  const more =
    format === undefined || (name === format && format !== undefined) ? [] : [formats[format].pattern.source];
  const all = [...patterns, ...more];
  return withLimits(
    { type: 'string' },
    {
      minLength: lengthMin,
      maxLength: lengthMax,
      format: name,
      pattern: all.length === 1 ? all[0] : undefined,
      allOf: all.length > 1 ? all.map((pattern) => ({ pattern })) : undefined,
    },
  );
}

function numberSchema({ kind, min, max, exclusiveMin, exclusiveMax, multipleOf }: NumberModel): JsonSchema {
  const safe = kind === 'integer' ? { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER } : {};
  return withLimits(
    { type: kind },
    {
      minimum: min ?? safe.min,
      maximum: max ?? safe.max,
      exclusiveMinimum: exclusiveMin,
      exclusiveMaximum: exclusiveMax,
      multipleOf,
    },
  );
}

function objectSchema({ fields }: ObjectModel, dialect: Dialect): JsonSchema {
  const required = fields.filter(({ optional }) => !optional).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, dialect)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function fieldSchema(field: FieldModel, dialect: Dialect): JsonSchema {
  const type = schemaOf(field.type, dialect);
  const notes = withLimits(
    {},
    {
      description: field.doc,
      default: field.default === undefined ? undefined : jsonOf(field.default),
      deprecated: field.deprecated === undefined ? undefined : true,
      'x-deprecated': field.deprecated === true ? undefined : field.deprecated,
      'x-sensitive': field.sensitive,
      'x-renamed-from': field.renamedFrom,
    },
  );
  const alone = dialect.draft === 'draft-07' && '$ref' in type && Object.keys(notes).length > 0;
  return alone ? { allOf: [type], ...notes } : { ...type, ...notes };
}

function recordSchema({ keys, values }: RecordModel, dialect: Dialect): JsonSchema {
  const names = keys === undefined ? {} : { propertyNames: stringSchema(keys) };
  return { type: 'object', ...names, additionalProperties: schemaOf(values, dialect) };
}

function tupleSchema({ items, itemsMin, rest }: TupleModel, dialect: Dialect): JsonSchema {
  const list = items.map((item) => schemaOf(item, dialect));
  const after = rest === undefined ? false : schemaOf(rest, dialect);
  const parts =
    dialect.draft === '2020-12' ? { prefixItems: list, items: after } : { items: list, additionalItems: after };
  return withLimits({ type: 'array', ...parts }, { minItems: itemsMin === 0 ? undefined : itemsMin });
}

function withLimits(schema: JsonSchema, limits: JsonSchema): JsonSchema {
  return { ...schema, ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) };
}

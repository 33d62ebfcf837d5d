/**
 * The contract model: the closed set of types that a message may be made of, as plain sorted data.
 * Every later step (rendering, fingerprint, comparison) sees this form only, whatever wrote the schema.
 * Lists of fields and members are sorted by name, so equal meaning has one form.
 */
import type { Channel, Deprecation, Guarantee, Priority, RetentionDefinition, RetryDefinition } from './define.ts';

/** What JSON text can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value that a literal, an enum or a tag may have. */
export type Scalar = boolean | number | string;

export type TypeModel = ScalarModel | StructureModel;

/** Types that hold no other type. */
export type ScalarModel =
  | StringModel
  | NumberModel
  | BooleanModel
  | NullModel
  | LiteralModel
  | EnumModel
  | OpenEnumModel
  | BytesModel
  | UnknownModel;

/** Types that are made of others. */
export type StructureModel =
  | ObjectModel
  | ArrayModel
  | TupleModel
  | RecordModel
  | NullableModel
  | UnionModel
  | TaggedModel
  | RefModel;

/** An object of exactly these fields: closed for who writes it, open for who reads it. */
export interface ObjectModel {
  readonly kind: 'object';
  readonly fields: readonly FieldModel[];
}

export interface FieldModel {
  readonly name: string;
  readonly type: TypeModel;
  /** May be left out by who writes it. True wherever there is a default. */
  readonly optional: boolean;
  /** What a reader gets where the field was left out. */
  readonly default?: Json;
  readonly doc?: string;
  /** `true` where the schema says no more than that. */
  readonly deprecated?: Deprecation | true;
  readonly sensitive?: true;
  /** The name that this field had in the version before. */
  readonly renamedFrom?: string;
}

export interface ArrayModel {
  readonly kind: 'array';
  readonly items: TypeModel;
  readonly itemsMin?: number;
  readonly itemsMax?: number;
  /** No two items are equal; items are scalars. */
  readonly unique?: true;
}

export interface TupleModel {
  readonly kind: 'tuple';
  readonly items: readonly TypeModel[];
  /** How many of `items` must be there. */
  readonly itemsMin: number;
  /** Type of every item after `items`; none may follow where it is absent. */
  readonly rest?: TypeModel;
}

/** An object with names that the schema does not know. */
export interface RecordModel {
  readonly kind: 'record';
  /** What the names must be; absent where any will do. */
  readonly keys?: StringModel;
  readonly values: TypeModel;
}

export interface StringModel {
  readonly kind: 'string';
  /** Lengths count code points, as JSON Schema does: see `codePoints`. */
  readonly lengthMin?: number;
  readonly lengthMax?: number;
  /** Sources of regular expressions that must all match, sorted. See `patternFlags`. */
  readonly patterns?: readonly string[];
  readonly format?: FormatName;
}

/** `integer` means a safe integer, from -(2^53 - 1) to 2^53 - 1. Exclusive bounds stand on `number` alone. */
export interface NumberModel {
  readonly kind: 'number' | 'integer';
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: number;
  readonly exclusiveMax?: number;
  readonly multipleOf?: number;
}

export interface BooleanModel {
  readonly kind: 'boolean';
}

export interface NullModel {
  readonly kind: 'null';
}

export interface LiteralModel {
  readonly kind: 'literal';
  readonly value: Scalar;
}

/** Two or more values, sorted. */
export interface EnumModel {
  readonly kind: 'enum';
  readonly values: readonly Scalar[];
}

/** Known members, sorted; any other string is accepted as one that is not known yet. */
export interface OpenEnumModel {
  readonly kind: 'openEnum';
  readonly members: readonly string[];
}

/** Binary data, a `Uint8Array` in memory. */
export interface BytesModel {
  readonly kind: 'bytes';
  readonly bytesMax?: number;
}

/** Any JSON value. */
export interface UnknownModel {
  readonly kind: 'unknown';
}

/** `of` or null. `of` is never itself nullable, null or unknown. */
export interface NullableModel {
  readonly kind: 'nullable';
  readonly of: TypeModel;
}

/** Two or more members, none of them a union, a literal beside an enum, or null; sorted by meaning. */
export interface UnionModel {
  readonly kind: 'union';
  readonly members: readonly TypeModel[];
}

/** Objects told apart by the value of one required field; sorted by first tag value. */
export interface TaggedModel {
  readonly kind: 'tagged';
  readonly tag: string;
  readonly members: readonly { readonly values: readonly Scalar[]; readonly type: ObjectModel }[];
}

/** A type that contains itself, by its name in `Shape.definitions`. Types that do not are written out in place. */
export interface RefModel {
  readonly kind: 'ref';
  readonly name: string;
}

/** One payload type with the recursive types it needs. */
export interface Shape {
  readonly type: TypeModel;
  readonly definitions: Readonly<Record<string, TypeModel>>;
}

export type FormatName =
  | 'base64'
  | 'base64url'
  | 'date'
  | 'date-time'
  | 'date-time-utc'
  | 'duration'
  | 'e164'
  | 'email'
  | 'hostname'
  | 'ipv4'
  | 'ipv6'
  | 'time'
  | 'ulid'
  | 'uri'
  | 'uri-template'
  | 'uuid';

/** How a message is carried: contract data beside the payload's type. */
export interface Carriage {
  readonly channel?: Channel;
  readonly guarantee?: Guarantee;
  readonly priority?: Priority;
  readonly retry?: RetryDefinition;
  readonly expiresMs?: number;
  readonly partitions?: number;
  readonly retention?: RetentionDefinition;
  readonly persist?: 'always' | 'never';
  readonly sensitive?: boolean;
}

/** One version of one message. */
export interface VersionContract {
  readonly version: number;
  /** File of the definition, relative to the workspace's parent folder, with forward slashes. */
  readonly source: string;
  readonly doc: string;
  readonly deprecated?: Deprecation;
  readonly shape: Shape;
  /** Hash of the meaning of `shape`, 16 hexadecimal digits. */
  readonly fingerprint: string;
  readonly carriage: Carriage;
  /** Path of the field that orders and partitions. */
  readonly key?: string;
  /** Name of the message that answers this one. */
  readonly reply?: string;
  readonly examples: readonly unknown[];
  /** Paths of fields that were removed, sorted: none of them comes back. */
  readonly reserved: readonly string[];
  /** To the next version; there for all but the newest. */
  readonly upcast?: CastContract;
  /** From the next version to this one. */
  readonly downcast?: CastContract;
  /** Fingerprints of the other published revisions of this version, sorted. */
  readonly compatible?: readonly string[];
  /** Models of its published revisions, oldest first. */
  readonly revisions?: readonly Shape[];
  /** Every published revision, oldest first, and this one behind them where it is none. Absent where none was published. */
  readonly history?: readonly Revision[];
}

/** Names of an object's fields, at the index that is their ordinal; what was removed keeps its place. By path of the object. */
export type Ordinals = Readonly<Record<string, readonly string[]>>;

/** What a version once was, or is. */
export interface Revision {
  readonly fingerprint: string;
  readonly ordinals: Ordinals;
  readonly shape: Shape;
}

/** A function between two neighbouring versions, as the SDKs carry it. */
export interface CastContract {
  /** As `source` of a version. */
  readonly source: string;
  /** Lines of its file below the imports; the function itself is `castName`. */
  readonly body: readonly string[];
}

export interface MessageContract {
  /** PascalCase. */
  readonly name: string;
  readonly owner: string;
  readonly topic: string;
  /** Oldest first, never empty. */
  readonly versions: readonly [VersionContract, ...VersionContract[]];
}

/** A module's rights, as sorted names of messages. */
export interface ModuleContract {
  /** kebab-case. */
  readonly name: string;
  readonly owner: string;
  readonly doc: string;
  readonly source: string;
  readonly publishes: readonly string[];
  readonly subscribes: readonly string[];
  readonly requests: readonly string[];
  readonly serves: readonly string[];
  readonly dependsOn: readonly string[];
  /** Sorted patterns over topics; absent where there are none. */
  readonly grants?: GrantsContract;
}

/** What a module may do by topic name. */
export interface GrantsContract {
  readonly publish?: readonly string[];
  readonly subscribe?: readonly string[];
}

/** Everything that one workspace defines, sorted by name. */
export interface Contract {
  /** npm scope, as `@acme`. */
  readonly scope: string;
  readonly messages: readonly MessageContract[];
  readonly modules: readonly ModuleContract[];
}

/** The version that publishers write unless they ask for another. */
export function newest(message: MessageContract): VersionContract {
  return message.versions.at(-1) ?? message.versions[0];
}

const structures: ReadonlySet<TypeModel['kind']> = new Set<StructureModel['kind']>([
  'object',
  'array',
  'tuple',
  'record',
  'nullable',
  'union',
  'tagged',
  'ref',
]);

/** True for types that hold no other type. */
export function isScalar(type: TypeModel): type is ScalarModel {
  return !structures.has(type.kind);
}

/** The types that one is made of, without following references. */
export function innerTypes(type: TypeModel): readonly TypeModel[] {
  if (isScalar(type)) return [];
  switch (type.kind) {
    case 'object':
      return type.fields.map((field) => field.type);
    case 'array':
      return [type.items];
    case 'tuple':
      return type.rest === undefined ? type.items : [...type.items, type.rest];
    case 'record':
      return [type.values];
    case 'nullable':
      return [type.of];
    case 'union':
      return type.members;
    case 'tagged':
      return type.members.map((member) => member.type);
    case 'ref':
      return [];
  }
}

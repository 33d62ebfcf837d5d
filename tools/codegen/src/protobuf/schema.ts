/** The Protocol Buffers types of one version, as data: the `.proto` text and the descriptor in the SDKs are both written from it. */
import type { Deprecation } from '../define.ts';
import type { Json, Scalar } from '../model.ts';

/** One version of one message. The first of `messages` is its payload; the others stand inside of it. */
export interface ProtoVersion {
  readonly name: string;
  readonly doc: string;
  readonly deprecated: boolean;
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  /** Paths of what has another form than in an earlier revision; empty for the payload itself. */
  readonly changed: readonly (readonly string[])[];
}

/**
 * - `object`: a field of the payload, a field of the message.
 * - `union`, `tagged`: a `oneof` of the members; `tag` is the field that tells them apart in the payload.
 * - `tuple`: a field for each place, and a repeated one for what follows.
 * - `box`: one field, where a list, a map or a null could not stand by itself.
 */
export interface ProtoMessage {
  readonly name: string;
  readonly kind: 'object' | 'union' | 'tagged' | 'tuple' | 'box';
  readonly tag?: string;
  /** The last field of a `tuple` is the repeated one. */
  readonly rest?: true;
  /** Name of the `oneof`. */
  readonly oneof?: string;
  /** In the order of their numbers. */
  readonly fields: readonly ProtoField[];
  readonly reserved: readonly Reserved[];
}

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  readonly label: 'one' | 'repeated' | 'map';
  readonly form: ProtoForm;
  /** What it means that the field is not there; undefined where it always is. */
  readonly absent?: 'missing' | 'null';
  /** Name in the payload: of fields of an `object`. */
  readonly payload?: string;
  /** Values of the tag, oldest first: of members of a `tagged`. */
  readonly tags?: readonly Scalar[];
  readonly note?: FieldNote;
}

/** What people read about a field. */
export interface FieldNote {
  readonly doc?: string;
  readonly default?: Json;
  readonly deprecated?: Deprecation | true;
  readonly known?: readonly string[];
}

/** `null` is `google.protobuf.NullValue`, `json` is `google.protobuf.Value`; the others are an enum or a message by index. */
export type ProtoForm =
  | 'string'
  | 'int32'
  | 'int64'
  | 'double'
  | 'bool'
  | 'bytes'
  | 'null'
  | 'json'
  | { readonly enum: number }
  | { readonly message: number };

export interface ProtoEnum {
  readonly name: string;
  /** Name of the value 0, which stands for none. */
  readonly zero: string;
  /** In the order of their numbers; 0 is not among them. */
  readonly values: readonly { readonly name: string; readonly number: number; readonly value: Scalar }[];
  readonly reserved: readonly Reserved[];
}

/** A number that is never used again, and the name that it had. */
export interface Reserved {
  readonly number: number;
  readonly name?: string;
}

/** Sorted by number. */
export function inOrder<T extends { readonly number: number }>(list: readonly T[]): T[] {
  return list.toSorted((left, right) => left.number - right.number);
}

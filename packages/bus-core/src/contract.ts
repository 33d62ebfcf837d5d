/** What generated code says about messages and modules: plain data, checked when a module connects. */

/** Raised when generated code and runtime no longer understand each other; checked by `connectModule`. */
export const SDK_CONTRACT = 1;

export type Channel = 'direct' | 'batched' | 'priority' | 'request' | 'command' | 'status' | 'broadcast';
export type Guarantee = 'at-most-once' | 'at-least-once' | 'exactly-once';
export type Priority = 'low' | 'normal' | 'high' | 'critical';
export type BackoffKind = 'none' | 'fixed' | 'linear' | 'exponential';

/** One reason why a payload is refused. */
export interface Issue {
  /** Path from the payload's root, as `evidence.clicks[2].x`; empty for the root itself. */
  readonly path: string;
  /** Stable word for the rule that was broken. */
  readonly code: IssueCode;
  /** What would have been accepted, as "integer from 0 to 100". */
  readonly expected: string;
  /** What was there, as "string", "array" or "nothing": a type, never a value. */
  readonly received: string;
}

/** `unknown`: a field that the schema does not name. */
export type IssueCode =
  | 'required'
  | 'unknown'
  | 'type'
  | 'range'
  | 'length'
  | 'pattern'
  | 'format'
  | 'enum'
  | 'union'
  | 'unique';

/** Durations in milliseconds. */
export interface RetryPolicy {
  readonly backoff?: BackoffKind;
  readonly attemptsMax?: number;
  readonly delayMs?: number;
  readonly delayMsMax?: number;
  readonly deadLetterAfterMs?: number;
}

/** How much history of a topic is kept. */
export interface Retention {
  readonly countMax?: number;
  readonly bytesMax?: number;
  readonly ageMs?: number;
}

/**
 * Payloads of one version as bytes, and back. Its functions belong to their own payload: what another version, or another
 * message, is given to them means nothing.
 */
export interface PayloadCodec {
  /** Of a payload that `check` took; in a buffer that nobody else holds. */
  encode(this: void, payload: never): Uint8Array;
  /**
   * What an encoder of any revision of this version wrote. Keeps nothing of `bytes`.
   * @throws BusError `BUS_DECODE_FAILED`
   */
  decode(this: void, bytes: Uint8Array): unknown;
}

/** How the payloads of one version travel, by codec; those that are absent leave the payload to JSON. */
export interface Encodings {
  readonly binary?: PayloadCodec;
  /** Makes the schema anew at each call. */
  readonly protobuf?: () => ProtobufSchema;
}

/** The payload of one version in Protocol Buffers, as docs/protobuf.md says. */
export interface ProtobufSchema {
  /** Full name of the type, as in the `.proto` file. */
  readonly name: string;
  /** The payload, then the messages that it is made of. */
  readonly messages: readonly ProtobufMessage[];
}

/** `tag`: the field of the payload that tells the members of a `tagged` apart. */
export interface ProtobufMessage {
  readonly kind: 'object' | 'union' | 'tagged' | 'tuple' | 'box';
  readonly tag?: string;
  /** The last field of a tuple is what follows the places. */
  readonly rest?: true;
  /** In the order of their numbers. */
  readonly fields: readonly ProtobufField[];
}

export interface ProtobufField {
  readonly number: number;
  /** In the payload; absent where it has none. */
  readonly name?: string;
  readonly form: ProtobufForm;
  /** What it means that the field is not there; undefined where it always is. */
  readonly absent?: 'missing' | 'null';
  /** Values of the tag, oldest first. */
  readonly tags?: readonly (boolean | number | string)[];
}

/**
 * A type of field. `json` is `google.protobuf.Value`; of an enum the value of number n stands at n - 1, null where it was
 * removed; messages go by their index.
 */
export type ProtobufForm = ProtobufType | { readonly repeated: ProtobufType } | { readonly map: ProtobufType };

export type ProtobufType =
  | 'string'
  | 'integer'
  | 'double'
  | 'bool'
  | 'bytes'
  | 'null'
  | 'json'
  | { readonly values: readonly (boolean | number | string | null)[] }
  | { readonly message: number };

/** A version before the newest, and the way from it to the next. Its functions belong to its own payload. */
export interface OlderVersion {
  readonly version: number;
  readonly fingerprint: string;
  /** Fingerprints of other published revisions of this version. */
  readonly compatible?: readonly string[];
  readonly bytesMax?: number;
  readonly depthMax?: number;
  readonly deprecated?: Deprecation;
  readonly encodings?: Encodings;
  /** Whether a reader takes it: fields that it does not know are ignored. Never throws. */
  readonly accepts: (payload: unknown) => boolean;
  /** Whether a publisher may write it. Never throws. */
  readonly check: (payload: unknown) => boolean;
  readonly explain: (payload: unknown) => Issue[];
  key?(this: void, payload: never): string;
  fill?(this: void, payload: never): unknown;
  /** From this version to the next. Pure. */
  upcast(this: void, payload: never): unknown;
  /** From the next version to this one, where its author gave a way back. Pure. */
  downcast?(this: void, payload: never): unknown;
}

export interface Deprecation {
  readonly since: string;
  readonly sunset?: string;
  readonly use?: string;
}

/**
 * One version of one message, as the generator writes it.
 * `Payload` is what a subscriber receives, `Input` what a publisher may write: they differ where fields have defaults.
 * `key` and `fill` are methods in this type, so that descriptors of all payloads fit into one list.
 */
export interface MessageDescriptor<Payload = unknown, Input = Payload> {
  /** PascalCase. */
  readonly name: string;
  /** camelCase: the member of the SDK. */
  readonly member: string;
  readonly owner: string;
  readonly topic: string;
  readonly version: number;
  /** Hash of the meaning of the contract model; equal meaning, equal fingerprint. */
  readonly fingerprint: string;
  readonly channel?: Channel;
  readonly guarantee?: Guarantee;
  readonly priority?: Priority;
  readonly retry?: RetryPolicy;
  readonly expiresMs?: number;
  readonly partitions?: number;
  readonly retention?: Retention;
  readonly persist?: 'always' | 'never';
  readonly sensitive?: boolean;
  /** Paths of sensitive fields, as `user.email`; `[]` stands for any item of a list and `*` for any entry of a record. */
  readonly sensitiveFields?: readonly string[];
  readonly deprecated?: Deprecation;
  /** Fingerprints of other published revisions of this version. */
  readonly compatible?: readonly string[];
  /** Versions before this one that are still read, oldest first; each leads to the next, the last to this one. */
  readonly older?: readonly OlderVersion[];
  readonly encodings?: Encodings;
  /** Reads the ordering key out of a payload. */
  key?(this: void, payload: Input): string;
  /** Upper bound of the encoded payload in bytes, or undefined where the schema sets none. */
  readonly bytesMax?: number;
  /** Greatest nesting of a valid payload, or undefined where the schema sets none. */
  readonly depthMax?: number;
  /** One fast pass: is this a payload that a publisher may write? Never throws. */
  readonly check: (payload: unknown) => payload is Input;
  /** Whether a reader takes it: fields that it does not know are ignored. Asked at process borders. Never throws. */
  readonly accepts?: (payload: unknown) => boolean;
  /** Every issue of a payload that `check` refused; at most 100. */
  readonly explain: (payload: unknown) => Issue[];
  /** Fills in defaults; the same object when nothing is missing. Absent where the schema has no default. */
  fill?(this: void, payload: Input): Payload;
  /** The message that answers this one. */
  readonly reply?: MessageDescriptor;
}

/** Patterns over ad-hoc topics, by verb. */
export interface Grants {
  readonly publish?: readonly string[];
  readonly subscribe?: readonly string[];
  readonly request?: readonly string[];
  readonly serve?: readonly string[];
}

/** A module and its rights. A message may stand in several lists. */
export interface ModuleDescriptor {
  readonly name: string;
  readonly contract: number;
  readonly publishes: readonly MessageDescriptor[];
  readonly subscribes: readonly MessageDescriptor[];
  readonly requests: readonly MessageDescriptor[];
  readonly serves: readonly MessageDescriptor[];
  readonly dependsOn: readonly string[];
  /** Rights to topics outside of its definition. @default none */
  readonly grants?: Grants;
}

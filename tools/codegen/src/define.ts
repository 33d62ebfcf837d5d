/**
 * What an author of messages writes: plain data about a message, a module and the workspace.
 * Nothing here is evaluated at run time of a product; the generator reads it once, at build time.
 */
import { z } from 'zod';
import type { ZodTypeAny as Zod3Type } from 'zod/v3';

/** How a message is carried; see docs/delivery.md for what each channel sets. */
export type Channel = 'direct' | 'batched' | 'priority' | 'request' | 'command' | 'status' | 'broadcast';
export type Guarantee = 'at-most-once' | 'at-least-once' | 'exactly-once';
export type Priority = 'low' | 'normal' | 'high' | 'critical';

/** JSON Schema as data: 2020-12 or draft-07. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Every form that a schema may be written in: zod 4, zod 3 (`zod/v3`), or plain JSON Schema. */
export type AnySchema = z.ZodType | Zod3Type | JsonSchema;

/** How failed deliveries are tried again. Durations in milliseconds. */
export interface RetryDefinition {
  /** @default 'exponential' */
  readonly backoff?: 'none' | 'fixed' | 'linear' | 'exponential';
  /** First try included. @default 4 */
  readonly attemptsMax?: number;
  /** @default 1000 */
  readonly delayMs?: number;
  /** @default 60000 */
  readonly delayMsMax?: number;
  /** A message older than this goes to the dead letters at its next failure, whatever its attempts. */
  readonly deadLetterAfterMs?: number;
}

/** How much history of a topic is kept. */
export interface RetentionDefinition {
  readonly countMax?: number;
  readonly bytesMax?: number;
  readonly ageMs?: number;
}

export interface Deprecation {
  /** ISO date. */
  readonly since: string;
  /** ISO date after which `codegen --check` fails for who still uses it. */
  readonly sunset?: string;
  /** What to use instead. */
  readonly use?: string;
}

export interface MessageDefinition<S extends AnySchema = AnySchema> {
  /** PascalCase; the member of a generated SDK is its camelCase, the topic its kebab-case. */
  readonly name: string;
  /** A positive integer. */
  readonly version: number;
  /** The module that decides about this message; `event-bus` for shared ones. */
  readonly owner: string;
  /** @default `<owner>.<name>` in kebab case */
  readonly topic?: string;
  readonly doc: string;
  readonly schema: S;
  /** Payloads that the schema accepts; the first is shown in the documents. */
  readonly examples: readonly InputOf<S>[];
  readonly deprecated?: Deprecation;
  readonly channel?: Channel;
  readonly guarantee?: Guarantee;
  /** @default 'normal'; 'high' on the channel `priority` */
  readonly priority?: Priority;
  /** Path of the field that orders and partitions, as `sessionId` or `source.id`. */
  readonly key?: string;
  readonly retry?: RetryDefinition;
  /** A message that waits longer is dropped and counted. */
  readonly expiresMs?: number;
  /** @default 8 */
  readonly partitions?: number;
  readonly retention?: RetentionDefinition;
  /** `never`: kept in memory alone, whatever the transport. */
  readonly persist?: 'always' | 'never';
  /** The payload is masked wherever people look and encrypted wherever it rests. */
  readonly sensitive?: boolean;
  /** The message that answers this one; needed on the channel `request`. */
  readonly reply?: MessageDefinition;
  /** Names of fields that were removed and must not come back with another meaning. */
  readonly reserved?: readonly string[];
}

/** The payload that an author writes for a schema. */
export type InputOf<S> = S extends z.ZodType ? z.input<S> : S extends { readonly _input: infer I } ? I : unknown;

/** The payload that a reader of a schema gets; of plain JSON Schema nothing is known here but that it has fields. */
export type OutputOf<S> = S extends z.ZodType
  ? z.output<S>
  : S extends { readonly _output: infer O }
    ? O
    : Readonly<Record<string, unknown>>;

/** Brings a payload of one version into another. Pure: the same payload gives the same result, and nothing else happens. */
export type Cast<From extends AnySchema, To extends AnySchema> = (payload: OutputOf<From>) => InputOf<To>;

export interface CastDefinition {
  readonly from: MessageDefinition;
  readonly to: MessageDefinition;
  cast(this: void, payload: never): unknown;
}

/** Topics, and patterns over them: `*` is one segment, `**` at the end is the rest. */
export interface GrantsDefinition {
  readonly publish?: readonly string[];
  readonly subscribe?: readonly string[];
}

export interface ModuleDefinition {
  /** kebab-case; names the package, the topics it owns, and its groups. */
  readonly name: string;
  /** The team or person to ask. */
  readonly owner: string;
  readonly doc: string;
  readonly publishes?: readonly MessageDefinition[];
  readonly subscribes?: readonly MessageDefinition[];
  readonly requests?: readonly MessageDefinition[];
  readonly serves?: readonly MessageDefinition[];
  /** Rights by topic name, beside the definitions: to ad-hoc topics, and to what several patterns find. @default none */
  readonly grants?: GrantsDefinition;
  /** Modules that are started before this one and stopped after it. */
  readonly dependsOn?: readonly string[];
}

export interface WorkspaceDefinition {
  /** npm scope of the generated packages, as `@acme`. */
  readonly scope: string;
  /** Folder of the generated packages, relative to the config file. */
  readonly out: string;
  /** Folder of module definitions, relative to the config file. @default './modules' */
  readonly modules?: string;
  /** Folder of message definitions, relative to the config file. @default './messages' */
  readonly messages?: string;
  /** Folder of the catalogue (JSON Schema, AsyncAPI, pages), relative to the config file. Absent: none is written. */
  readonly catalog?: string;
  /** Folder of changesets, relative to the config file. Absent: none is written or checked. */
  readonly changesets?: string;
  /** How findings about the flow of messages count. */
  readonly topology?: Readonly<Partial<Record<TopologyRule, TopologyLevel>>>;
}

/**
 * One rule about the flow of messages. `unsubscribed` and `unpublished` are warnings by default; `commandGroups`
 * (a command that two modules subscribe to) and `unserved` (a request that nobody serves) are errors.
 */
export type TopologyRule = 'unsubscribed' | 'unpublished' | 'commandGroups' | 'unserved';

/** `error` stops the generator, `warning` is printed, `off` is silent. */
export type TopologyLevel = 'error' | 'warning' | 'off';

const definitionKind: unique symbol = Symbol.for('myelin.definition');

type Kind = 'message' | 'module' | 'workspace' | 'cast';

/** Tells the generator's own definitions from other exports of a schema file. */
export function kindOf(value: unknown): Kind | undefined {
  return typeof value === 'object' && value !== null && definitionKind in value
    ? (value[definitionKind] as Kind)
    : undefined;
}

function mark<T extends object>(kind: Kind, definition: T): T {
  return Object.freeze(Object.defineProperty({ ...definition }, definitionKind, { value: kind }));
}

/** Defines one version of a message. Problems are reported by the generator, with file and line. */
export function defineMessage<const S extends AnySchema>(definition: MessageDefinition<S>): MessageDefinition<S> {
  return mark('message', definition);
}

/**
 * Brings payloads of one version into the next: `order.v1-to-v2.ts` beside the two schema files. The function is carried
 * over into the SDKs, so its file imports the two versions and nothing else.
 */
export function defineUpcaster<From extends AnySchema, To extends AnySchema>(
  from: MessageDefinition<From>,
  to: MessageDefinition<To>,
  cast: Cast<From, To>,
): CastDefinition {
  return mark('cast', { from, to, cast });
}

/** The way back, for subscribers that were not upgraded yet: `order.v2-to-v1.ts`. Carried over as upcasters are. */
export function defineDowncaster<From extends AnySchema, To extends AnySchema>(
  from: MessageDefinition<From>,
  to: MessageDefinition<To>,
  cast: Cast<From, To>,
): CastDefinition {
  return mark('cast', { from, to, cast });
}

/** Defines a module and its rights: a verb that is not listed does not exist in its SDK. */
export function defineModule(definition: ModuleDefinition): ModuleDefinition {
  return mark('module', definition);
}

/** Defines where schemas are read from and SDK packages are written to. */
export function defineConfig(definition: WorkspaceDefinition): WorkspaceDefinition {
  return mark('workspace', definition);
}

/** Binary data: a `Uint8Array` of at most `bytesMax` bytes. */
export function bytes(options: { readonly bytesMax?: number } = {}): z.ZodType<Uint8Array, Uint8Array> {
  const { bytesMax } = options;
  const fits = (value: unknown): boolean =>
    value instanceof Uint8Array && value.byteLength <= (bytesMax ?? Number.POSITIVE_INFINITY);
  return z
    .custom<Uint8Array>(fits)
    .meta({ 'x-myelin': bytesMax === undefined ? { type: 'bytes' } : { type: 'bytes', bytesMax } });
}

/** Marks a field whose value is masked in logs and listings and encrypted wherever it rests. */
export function sensitive<T extends z.ZodType>(schema: T): T {
  return schema.meta({ ...schema.meta(), 'x-sensitive': true });
}

/** Says what a field was called in the version before: its upcaster is then written by `myelin bump`. */
export function renamedFrom<T extends z.ZodType>(name: string, schema: T): T {
  return schema.meta({ ...schema.meta(), 'x-renamed-from': name });
}

/** An enum whose readers accept members they do not know yet, as plain strings. */
export function openEnum<const T extends readonly [string, ...string[]]>(
  members: T,
): z.ZodType<T[number] | (string & {}), T[number] | (string & {})> {
  return z
    .custom<T[number] | (string & {})>((value) => typeof value === 'string')
    .meta({
      'x-myelin': { type: 'open-enum', members },
    });
}

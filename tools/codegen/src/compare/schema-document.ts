/** A JSON Schema as it was written: its dialect, its places, and where its references lead. */
import { canonicalJson, hashOf } from '../canonical.ts';
import type { JsonSchema } from '../define.ts';
import { isSchema } from '../json-schema.ts';
import type { Dialect } from './schema-keywords.ts';

/** One schema inside a document. */
export interface Place {
  /** Unique among all documents. */
  readonly id: number;
  /** What stands there, be it a schema or not. */
  readonly schema: unknown;
  readonly document: SchemaDocument;
  /** Below an `$id` of its own, from where references lead elsewhere. */
  readonly foreign: boolean;
}

let placesCount = 0;

/** Keywords that one draft ignores, or reads in another way than the next. */
const changing = /dependen|contains|unevaluated|items|\bif\b|\$/i;

/** The dialect that `$schema` names; undefined for one that is not known. */
export function dialectOf(root: unknown): Dialect | undefined {
  const name = isSchema(root) ? root['$schema'] : undefined;
  if (name === undefined) return 'unsaid';
  if (typeof name !== 'string') return undefined;
  if (/draft-0[67]\/schema#?$/.test(name)) return 'draft-07';
  if (/\/2019-09\/schema#?$/.test(name)) return '2019-09';
  return /\/2020-12\/schema#?$/.test(name) ? '2020-12' : undefined;
}

/** Answers by JSON pointer; what it cannot find is undefined, never an error. */
export class SchemaDocument {
  /** `old` or `new`: what cannot be known is never the same on both sides. */
  readonly name: string;
  readonly dialect: Dialect;
  readonly root: Place;
  readonly #schema: unknown;
  readonly #places = new Map<unknown, Place>();
  #hash: string | undefined;

  constructor(schema: unknown, { name }: { readonly name: string }) {
    this.name = name;
    this.#schema = schema;
    this.dialect = dialectOf(schema) ?? 'unsaid';
    this.root = this.#placeOf(schema, false);
  }

  /** A schema below another. */
  below(schema: unknown, parent: Place): Place {
    return this.#placeOf(schema, parent.foreign);
  }

  /** Where `$ref` leads; undefined for what is not in this document. */
  resolve(pointer: unknown, { foreign }: Place): Place | undefined {
    if (typeof pointer !== 'string' || foreign) return undefined;
    const own = isSchema(this.#schema) ? this.#schema['$id'] : undefined;
    const local = typeof own === 'string' && pointer.startsWith(`${own}#`) ? pointer.slice(own.length) : pointer;
    if (local === '#' || (local !== '' && local === own)) return this.root;
    return local.startsWith('#/') ? this.#pointed(local.slice(2).split('/')) : undefined;
  }

  /** Text of a constraint: equal texts mean the same, references and dialects included. */
  textOf(keyword: string, value: unknown): string {
    const text = `${keyword} ${canonicalJson(value)}`;
    const read = changing.test(text) ? `${text} as ${this.dialect}` : text;
    if (!/\$(?:ref|dynamicRef|recursiveRef)/.test(text)) return read;
    this.#hash ??= hashOf(this.#schema);
    return `${read} in ${this.#hash}`;
  }

  #pointed(segments: readonly string[]): Place | undefined {
    let target: unknown = this.#schema;
    for (const segment of segments) {
      const key = unescaped(segment);
      const known = key !== undefined && typeof target === 'object' && target !== null && Object.hasOwn(target, key);
      if (!known || (target !== this.#schema && hasId(target))) return undefined;
      target = (target as JsonSchema)[key];
    }
    return this.#placeOf(target, false);
  }

  #placeOf(schema: unknown, foreign: boolean): Place {
    const known = this.#places.get(schema);
    if (known !== undefined) return known;
    const place: Place = {
      id: placesCount++,
      schema,
      document: this,
      foreign: foreign || (schema !== this.#schema && hasId(schema)),
    };
    this.#places.set(schema, place);
    return place;
  }
}

function hasId(schema: unknown): boolean {
  return isSchema(schema) && typeof schema['$id'] === 'string' && !schema['$id'].startsWith('#');
}

function unescaped(segment: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(segment)) return undefined;
  const bytes = segment.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
  );
  return bytes.replaceAll('~1', '/').replaceAll('~0', '~');
}

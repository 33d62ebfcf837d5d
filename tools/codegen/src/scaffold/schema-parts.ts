/** A file of JSON Schema as messages: which part of it is one, what it is called, and what else that part needs. */
import type { JsonSchema } from '../define.ts';
import { isSchema, list, text } from '../json-schema.ts';
import { pascal } from '../names.ts';
import { resolve } from '../references.ts';

/** One message that a file describes. */
export interface SchemaPart {
  /** PascalCase where the words allow it. */
  readonly name: string;
  /** What the schema says that it is. */
  readonly doc?: string;
  /** A schema of its own, with the definitions that it needs. */
  readonly schema: JsonSchema;
}

export interface PartOptions {
  /** Pointer to what is meant, as `#/definitions/order`. */
  readonly at: string;
  /** What the schema is called where no pointer says it. */
  readonly title: string;
  /** Every alternative is a message. */
  readonly each: boolean;
}

/** The messages at a place of a schema; undefined where nothing is there, or nothing that has a name. */
export function partsOf(root: JsonSchema, { at, title, each }: PartOptions): readonly SchemaPart[] | undefined {
  const target = resolve(at, root);
  if (target === undefined) return undefined;
  if (!each) return [partAt(at, { root, title })];
  const pointers = alternativesOf(target).map((branch) => (isSchema(branch) ? text(branch, '$ref') : undefined));
  const known = pointers.filter((pointer) => pointer !== undefined && resolve(pointer, root) !== undefined);
  if (known.length === 0 || known.length < pointers.length) return undefined;
  return known.map((pointer) => partAt(String(pointer), { root, title }));
}

function alternativesOf(schema: JsonSchema): readonly unknown[] {
  return list(schema, 'oneOf') ?? list(schema, 'anyOf') ?? [];
}

interface Origin {
  readonly root: JsonSchema;
  readonly title: string;
}

function partAt(pointer: string, { root, title }: Origin): SchemaPart {
  const target = resolve(pointer, root) ?? {};
  const doc = text(target, 'description') ?? text(target, 'title');
  const name = nameFrom(pointer === '#' ? title : keyOf(pointer.split('/').at(-1) ?? title));
  const schema = pointer === '#' ? root : { ...marksOf(root), $ref: pointer, ...definitionsFor(pointer, root) };
  return { name, ...(doc === undefined ? {} : { doc }), schema };
}

/** `issues$opened`, `issues-opened` and `issues_opened` → `IssuesOpened`. */
function nameFrom(words: string): string {
  return pascal(
    words
      .split(/[^A-Za-z0-9]+/)
      .map((word) => pascal(word))
      .join(''),
  );
}

function marksOf({ $schema }: JsonSchema): JsonSchema {
  return $schema === undefined ? {} : { $schema };
}

/** What a part refers to, at the places where it was, so that its references stay as they are. */
function definitionsFor(pointer: string, root: JsonSchema): JsonSchema {
  const needed = new Map<string, Set<string>>();
  const open = [pointer];
  const seen = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [, container = '', key = ''] = next.split('/');
    needed.set(container, (needed.get(container) ?? new Set()).add(keyOf(key)));
    for (const reference of referencesIn(resolve(next, root)))
      if (!seen.has(reference)) {
        seen.add(reference);
        open.push(reference);
      }
  }
  return Object.fromEntries([...needed].map(([container, keys]) => [container, picked(root[container], keys)]));
}

function keyOf(segment: string): string {
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}

function picked(container: unknown, keys: ReadonlySet<string>): unknown {
  if (!isSchema(container)) return container;
  return Object.fromEntries(Object.entries(container).filter(([name]) => keys.has(name)));
}

function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isSchema(value)) return [];
  const own = text(value, '$ref');
  return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap(referencesIn)];
}

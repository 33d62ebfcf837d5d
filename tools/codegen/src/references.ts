/** `$ref` of JSON Schema: pointers into the same schema. */
import type { JsonSchema } from './define.ts';
import { isSchema, text } from './json-schema.ts';
import { innerTypes, type TypeModel } from './model.ts';
import { pascal } from './names.ts';

/** True for a type that is itself before it is anything else. */
export function isEndless(type: TypeModel, name: string): boolean {
  if (type.kind === 'ref') return type.name === name;
  return (
    (type.kind === 'nullable' || type.kind === 'union') && innerTypes(type).some((inner) => isEndless(inner, name))
  );
}

/** A name in PascalCase for what a pointer points to, kept in `names` and given once. */
export function nameOf(pointer: string, names: Map<string, string>): string {
  const known = names.get(pointer);
  if (known !== undefined) return known;
  const last = (pointer.split('/').at(-1) ?? '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .replace(/^schema/, 'node-');
  const base = pascal(pointer === '#' || last === '' ? 'self' : last);
  const taken = new Set(names.values());
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}${number}`;
  names.set(pointer, name);
  return name;
}

/**
 * References below an `$id` of their own, which lead somewhere there and somewhere else from the root. Here all are read
 * from the root.
 */
export function ambiguousReferences(root: JsonSchema): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<unknown>();
  const open: { readonly value: unknown; readonly base: JsonSchema }[] = [{ value: root, base: root }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { value, base: outer } = at;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const base = isSchema(value) && value !== root && text(value, '$id')?.startsWith('#') === false ? value : outer;
    const pointer = isSchema(value) ? text(value, '$ref') : undefined;
    const own = pointer === undefined || base === root ? undefined : resolve(pointer, base);
    if (pointer !== undefined && own !== undefined && own !== resolve(pointer, root)) found.add(pointer);
    for (const inner of Object.values(value) as unknown[]) open.push({ value: inner, base });
  }
  return [...found].sort();
}

/** The schema at a pointer, or undefined where there is none. */
export function resolve(pointer: string, root: JsonSchema): JsonSchema | undefined {
  let target: unknown = root;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment
      .replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, decoded)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    const known = (isSchema(target) || Array.isArray(target)) && Object.hasOwn(target, key);
    target = known ? (target as JsonSchema)[key] : undefined;
  }
  return (pointer === '#' || pointer.startsWith('#/')) && isSchema(target) ? target : undefined;
}

/** Bytes that a URL writes as `%C3%A9`. */
function decoded(run: string): string {
  return Buffer.from(run.replaceAll('%', ''), 'hex').toString();
}

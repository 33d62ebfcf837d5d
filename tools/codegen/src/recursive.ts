/**
 * Types that contain themselves, in one form: however often a schema writes them out before it refers back, and whatever
 * names it gives them. Types are told apart by partition refinement, as states of an automaton are (Moore, 1956).
 */
import { hashOf } from './canonical.ts';
import { isScalar, type Json, type Shape, type TypeModel } from './model.ts';
import { byName } from './names.ts';

/** What a type says itself, and the types that it is made of, by place. */
interface Node {
  readonly says: Json;
  readonly inner: readonly TypeModel[];
  /** The order of `inner` means nothing. */
  readonly unordered: boolean;
}

/** The meaning of a shape with references: equal for equal meaning. A type that was written before is named by its number. */
export function recursiveMeaning(shape: Shape): Json {
  const nodes = nodesOf(shape);
  const hashes = refined(nodes, shape);
  const numbers = new Map<string, number>();
  const write = (given: TypeModel): Json => {
    const type = resolved(given, shape);
    const hash = hashes.get(type) ?? '';
    const known = numbers.get(hash);
    if (known !== undefined) return { seen: known };
    numbers.set(hash, numbers.size);
    const { says, inner, unordered } = nodes.get(type) ?? { says: null, inner: [], unordered: false };
    const order = unordered ? distinct(inner, (item) => hashes.get(resolved(item, shape)) ?? '') : inner;
    return [says, order.map(write)];
  };
  return write(shape.type);
}

function nodesOf(shape: Shape): ReadonlyMap<TypeModel, Node> {
  const nodes = new Map<TypeModel, Node>();
  const open = [shape.type];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const type = resolved(next, shape);
    if (nodes.has(type)) continue;
    const node = nodeOf(type);
    nodes.set(type, node);
    open.push(...node.inner);
  }
  return nodes;
}

/** Hashes of what is below each type, ever deeper, until no deeper look tells more of them apart. */
function refined(nodes: ReadonlyMap<TypeModel, Node>, shape: Shape): ReadonlyMap<TypeModel, string> {
  let hashes = new Map([...nodes].map(([type, { says }]) => [type, hashOf(says)]));
  for (let count = 0; ; ) {
    const kinds = new Set(hashes.values()).size;
    if (kinds === count) return hashes;
    count = kinds;
    const before = hashes;
    hashes = new Map(
      [...nodes].map(([type, { says, inner, unordered }]) => {
        const below = inner.map((item) => before.get(resolved(item, shape)) ?? '');
        return [type, hashOf([says, unordered ? [...new Set(below)].sort() : below])];
      }),
    );
  }
}

function distinct(types: readonly TypeModel[], hashed: (type: TypeModel) => string): readonly TypeModel[] {
  return [...new Map(types.map((type) => [hashed(type), type]))]
    .sort(([left], [right]) => byName(left, right))
    .map(([, type]) => type);
}

/** Scalars and records hold JSON values alone. */
function data(value: object): Json {
  return value as Json;
}

function nodeOf(type: TypeModel): Node {
  if (isScalar(type)) return { says: data(type), inner: [], unordered: false };
  switch (type.kind) {
    case 'object': {
      const says = type.fields.map((field) => [field.name, field.optional, 'default' in field ? [field.default] : []]);
      return { says: [type.kind, says], inner: type.fields.map((field) => field.type), unordered: false };
    }
    case 'array': {
      const { items, ...says } = type;
      return { says, inner: [items], unordered: false };
    }
    case 'tuple': {
      const { items, rest, ...says } = type;
      return { says: [says, items.length], inner: rest === undefined ? items : [...items, rest], unordered: false };
    }
    case 'record': {
      const { values, ...says } = type;
      return { says: data(says), inner: [values], unordered: false };
    }
    case 'nullable':
      return { says: type.kind, inner: [type.of], unordered: false };
    case 'union':
      return { says: type.kind, inner: type.members, unordered: true };
    case 'tagged':
      return { says: [type.kind, type.tag], inner: type.members.map((member) => member.type), unordered: true };
    case 'ref':
      return { says: type.kind, inner: [], unordered: false };
  }
}

/** What a reference stands for; one that leads nowhere, or only to itself, stays one. */
export function resolved(type: TypeModel, { definitions }: Shape): TypeModel {
  let target = type;
  for (const seen = new Set<string>(); target.kind === 'ref' && !seen.has(target.name); ) {
    seen.add(target.name);
    target = (Object.hasOwn(definitions, target.name) ? definitions[target.name] : undefined) ?? target;
  }
  return target;
}

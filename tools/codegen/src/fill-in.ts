/** Fills defaults in by the model, as generated `fill` functions do: what a reader gets of what a publisher wrote. */
import { accepts } from './inspect.ts';
import { isScalar, type Shape, type TypeModel } from './model.ts';

/** The payload with every missing default; it must be one that the shape accepts. */
export function fillIn(value: unknown, shape: Shape): unknown {
  return fillBelow(value, shape.type, shape);
}

function fillBelow(value: unknown, type: TypeModel, shape: Shape): unknown {
  if (isScalar(type)) return value;
  if (type.kind === 'union') {
    const member = type.members.find((each) => accepts(value, { ...shape, type: each }, { open: true }));
    return member === undefined ? value : fillBelow(value, member, shape);
  }
  if (type.kind === 'nullable') return value === null ? null : fillBelow(value, type.of, shape);
  if (type.kind === 'ref') {
    const target = shape.definitions[type.name];
    return target === undefined ? value : fillBelow(value, target, shape);
  }
  if (type.kind === 'array' || type.kind === 'tuple') {
    const items = value as readonly unknown[];
    return items.map((item, index) => {
      const model = type.kind === 'array' ? type.items : (type.items[index] ?? type.rest);
      return model === undefined ? item : fillBelow(item, model, shape);
    });
  }
  return fillFields(value as Readonly<Record<string, unknown>>, type, shape);
}

type Structure = Extract<TypeModel, { kind: 'object' | 'record' | 'tagged' }>;

function fillFields(value: Readonly<Record<string, unknown>>, type: Structure, shape: Shape): unknown {
  if (type.kind === 'record')
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillBelow(item, type.values, shape)]));
  if (type.kind === 'tagged') {
    const member = type.members.find(({ values }) => values.some((known) => known === value[type.tag]));
    return member === undefined ? value : fillFields(value, member.type, shape);
  }
  const filled: Record<string, unknown> = { ...value };
  for (const { name, type: inner, default: missing } of type.fields) {
    const item = filled[name] === undefined ? missing : filled[name];
    if (item !== undefined) filled[name] = fillBelow(item, inner, shape);
  }
  return filled;
}

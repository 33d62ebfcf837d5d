/** Where in a payload two types are compared, and how a value of that place becomes a whole message. */
import type { ArrayModel, ObjectModel, RecordModel, TupleModel, TypeModel } from '../model.ts';
import { isIdentifier } from '../names.ts';

export type Side = 'old' | 'next';

/** One step down, with the type that is left on either side. */
export type Step =
  | { readonly kind: 'field'; readonly name: string; readonly old: ObjectModel; readonly next: ObjectModel }
  /** The object itself, without this field. */
  | { readonly kind: 'without'; readonly name: string; readonly old: ObjectModel; readonly next: ObjectModel }
  | { readonly kind: 'item'; readonly old: ArrayModel; readonly next: ArrayModel }
  | { readonly kind: 'index'; readonly index: number; readonly old: TupleModel; readonly next: TupleModel }
  | { readonly kind: 'value' | 'key'; readonly old: RecordModel; readonly next: RecordModel };

export interface Place {
  /** As `user.tags[]`. */
  readonly path: string;
  /** Outermost first. */
  readonly steps: readonly Step[];
}

/** The payload itself. */
export const top: Place = { path: '', steps: [] };

/** The place one step below. */
export function below(place: Place, step: Step): Place {
  return { path: pathBelow(place.path, step), steps: [...place.steps, step] };
}

function pathBelow(path: string, step: Step): string {
  switch (step.kind) {
    case 'field':
    case 'without':
      return fieldPath(path, step.name);
    case 'item':
      return `${path}[]`;
    case 'index':
      return `${path}[${step.index}]`;
    case 'value':
    case 'key':
      return path === '' ? '*' : `${path}.*`;
  }
}

/** Path of a field below a path. */
export function fieldPath(path: string, name: string): string {
  if (!isIdentifier(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** A value of a type, of another than those given; undefined where none can be made. */
export type Sample = (type: TypeModel, others?: readonly unknown[]) => unknown;

/** A whole payload of one side that holds `value` at the place, or undefined where none can be made. */
export function embed(
  value: unknown,
  steps: readonly Step[],
  { side, sample }: { side: Side; sample: Sample },
): unknown {
  return steps.reduceRight<unknown>(
    (inner, step) => (inner === undefined ? undefined : around(inner, step, { side, sample })),
    value,
  );
}

function around(inner: unknown, step: Step, { side, sample }: { side: Side; sample: Sample }): unknown {
  switch (step.kind) {
    case 'field':
      return objectAround(step[side], sample, [step.name, inner]);
    case 'without':
      return objectAround(step[side], sample, [step.name, undefined]);
    case 'item':
      return listAround(inner, step[side], sample);
    case 'index': {
      const { items, itemsMin, rest } = step[side];
      const length = Math.max(itemsMin, step.index + 1);
      const others = Array.from({ length }, (_, index) => items[index] ?? rest);
      return complete(others.map((type, index) => (index === step.index ? inner : type && sample(type))));
    }
    case 'value': {
      const key = step[side].keys === undefined ? 'other' : sample(step[side].keys);
      return typeof key === 'string' ? { [key]: inner } : undefined;
    }
    case 'key': {
      const item = sample(step[side].values);
      return item === undefined || typeof inner !== 'string' ? undefined : Object.fromEntries([[inner, item]]);
    }
  }
}

function objectAround(type: ObjectModel, sample: Sample, [name, inner]: readonly [string, unknown]): unknown {
  const least = sample(type);
  if (typeof least !== 'object' || least === null) return undefined;
  if (inner !== undefined) return { ...least, [name]: inner };
  return Object.fromEntries(Object.entries(least).filter(([other]) => other !== name));
}

function listAround(inner: unknown, { items, itemsMin = 1, unique }: ArrayModel, sample: Sample): unknown {
  const list = [inner];
  while (list.length < Math.min(itemsMin, 1000)) {
    const item = unique === true ? sample(items, list) : sample(items);
    if (item === undefined) return undefined;
    list.push(item);
  }
  return list;
}

function complete(items: readonly unknown[]): unknown {
  return items.includes(undefined) ? undefined : items;
}

/** Changes of lists and records. */
import type { ArrayModel, RecordModel, TupleModel, TypeModel } from '../model.ts';
import type { Pair, Walk } from './change.ts';
import { below, type Place } from './place.ts';

/** Compares items, their number and whether they are unique. */
export function arrayChanges(pair: Pair<ArrayModel>, place: Place, walk: Walk): void {
  const { old, next } = pair;
  const range = ({ itemsMin = 0, itemsMax = Number.POSITIVE_INFINITY }: ArrayModel): Range => ({
    min: itemsMin,
    max: itemsMax,
  });
  const ofLength = (type: ArrayModel, length: number): TypeModel => ({ ...type, itemsMin: length, itemsMax: length });
  lengthChange(
    'items',
    {
      old: { range: range(old), of: (length) => ofLength(old, length) },
      next: { range: range(next), of: (length) => ofLength(next, length) },
    },
    { place, walk },
  );
  if (old.unique !== next.unique) {
    const reads: TypeModel = { kind: 'array', items: next.unique === true ? next.items : old.items, unique: true };
    const part = next.unique === true ? { backward: { writes: old, reads } } : { forward: { writes: next, reads } };
    const word = next.unique === true ? 'added' : 'removed';
    walk.add({
      rule: `unique-${word}`,
      place,
      message: `the rule that all items differ was ${word}`,
      stamp: '',
      ...part,
    });
  }
  walk.types({ old: old.items, next: next.items }, below(place, { kind: 'item', ...pair }));
}

interface Range {
  readonly min: number;
  readonly max: number;
}

interface Lengths {
  readonly range: Range;
  /** The type with exactly this many items. */
  readonly of: (length: number) => TypeModel;
}

function lengthChange(rule: string, { old, next }: Pair<Lengths>, { place, walk }: { place: Place; walk: Walk }): void {
  const [before, after] = [old.range, next.range];
  if (before.min === after.min && before.max === after.max) return;
  const [back, forth] = [outside(before, after), outside(after, before)];
  walk.add({
    rule,
    aspect: true,
    place,
    message: `${rangeText(before)} became ${rangeText(after)}`,
    stamp: [rangeText(before), rangeText(after)],
    ...(back === undefined ? {} : { backward: { writes: old.of(back) } }),
    ...(forth === undefined ? {} : { forward: { writes: next.of(forth) } }),
  });
}

/** A length that the one range has and the other has not. */
function outside(range: Range, other: Range): number | undefined {
  if (range.min < other.min) return Math.min(range.max, other.min - 1);
  return range.max > other.max ? Math.max(range.min, other.max + 1) : undefined;
}

function rangeText({ min, max }: Range): string {
  return Number.isFinite(max) ? `${min} to ${max} items` : `${min} or more items`;
}

/** Compares tuples place by place, then their lengths. */
export function tupleChanges(pair: Pair<TupleModel>, place: Place, walk: Walk): void {
  const { old, next } = pair;
  const range = ({ items, itemsMin, rest }: TupleModel): Range => ({
    min: itemsMin,
    max: rest === undefined ? items.length : Number.POSITIVE_INFINITY,
  });
  const rule =
    old.items.length < next.items.length
      ? 'tuple-appended'
      : old.items.length > next.items.length
        ? 'tuple-shortened'
        : 'tuple-length';
  lengthChange(
    rule,
    {
      old: { range: range(old), of: (length) => cut(old, length) },
      next: { range: range(next), of: (length) => cut(next, length) },
    },
    { place, walk },
  );
  const count = Math.max(old.items.length, next.items.length) + 1;
  for (let index = 0; index < count; index++) {
    const [before, after] = [itemAt(old, index), itemAt(next, index)];
    if (before !== undefined && after !== undefined)
      walk.types({ old: before, next: after }, below(place, { kind: 'index', index, ...pair }));
  }
}

function itemAt({ items, rest }: TupleModel, index: number): TypeModel | undefined {
  return items[index] ?? rest;
}

function cut(tuple: TupleModel, length: number): TupleModel {
  const items = Array.from({ length: Math.min(length, tuple.items.length + 1000) }, (_, index) => itemAt(tuple, index));
  return { kind: 'tuple', items: items.filter((item) => item !== undefined), itemsMin: length };
}

/** Compares names and values of records. */
export function recordChanges(pair: Pair<RecordModel>, place: Place, walk: Walk): void {
  const { old, next } = pair;
  const any = { kind: 'string' } as const;
  walk.types({ old: old.keys ?? any, next: next.keys ?? any }, below(place, { kind: 'key', ...pair }));
  walk.types({ old: old.values, next: next.values }, below(place, { kind: 'value', ...pair }));
}

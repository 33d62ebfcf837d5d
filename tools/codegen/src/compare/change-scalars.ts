/** Changes of types that hold no other type. */
import { canonicalJson } from '../canonical.ts';
import type { BytesModel, NumberModel, OpenEnumModel, Scalar, ScalarModel, StringModel, TypeModel } from '../model.ts';
import { bothWays, type Pair, type Walk } from './change.ts';
import type { Place } from './place.ts';

/** Compares two scalars of which at least one differs from the other. */
export function scalarChanges(pair: Pair<ScalarModel>, place: Place, walk: Walk): void {
  const { old, next } = pair;
  const [before, after] = [valuesOf(old), valuesOf(next)];
  if (before !== undefined && after !== undefined) constantChanges({ before, after }, pair, { place, walk });
  else if (before !== undefined && after === undefined && isWider(next)) whole('enum-to-type', pair, { place, walk });
  else if (after !== undefined && isWider(old)) whole('type-to-enum', pair, { place, walk });
  else if (old.kind === 'string' && next.kind === 'string') textChanges({ old, next }, place, walk);
  else if (isNumber(old) && isNumber(next)) numberChanges({ old, next }, place, walk);
  else if (old.kind === 'bytes' && next.kind === 'bytes') bytesChanges({ old, next }, place, walk);
  else if (old.kind === 'openEnum' && next.kind === 'openEnum') openChanges({ old, next }, place, walk);
  else if (old.kind !== next.kind) typeChange(pair, place, walk);
}

/** The whole type is another. */
export function typeChange(pair: Pair, place: Place, walk: Walk): void {
  const { old, next } = pair;
  const message = `the type ${old.kind} became ${next.kind}`;
  walk.add({ rule: 'type', aspect: true, place, message, stamp: stamp(pair), ...bothWays(pair) });
}

interface Site {
  readonly place: Place;
  readonly walk: Walk;
}

function whole(rule: string, pair: Pair, { place, walk }: Site): void {
  const message = `the type ${pair.old.kind} became ${pair.next.kind}`;
  walk.add({ rule, place, message, stamp: stamp(pair), ...bothWays(pair) });
}

function isWider(type: ScalarModel): boolean {
  return type.kind === 'string' || type.kind === 'openEnum' || isNumber(type);
}

function isNumber(type: TypeModel): type is NumberModel {
  return type.kind === 'number' || type.kind === 'integer';
}

function valuesOf(type: ScalarModel): readonly Scalar[] | undefined {
  if (type.kind === 'literal') return [type.value];
  if (type.kind === 'enum') return type.values;
  return type.kind === 'boolean' ? [false, true] : undefined;
}

interface Constants {
  readonly before: readonly Scalar[];
  readonly after: readonly Scalar[];
}

function constantChanges({ before, after }: Constants, pair: Pair, { place, walk }: Site): void {
  if (before.length === 1 && after.length === 1) {
    if (before[0] !== after[0]) {
      const message = `the literal ${JSON.stringify(before[0])} became ${JSON.stringify(after[0])}`;
      walk.add({ rule: 'literal-changed', place, message, stamp: stamp(pair), ...bothWays(pair) });
    }
    return;
  }
  for (const value of after.filter((item) => !before.includes(item))) {
    const forward = { writes: { kind: 'literal', value }, reads: pair.old } as const;
    walk.add({
      rule: 'enum-member-added',
      place,
      message: `${JSON.stringify(value)} was added`,
      forward,
      stamp: value,
    });
  }
  for (const value of before.filter((item) => !after.includes(item))) {
    const backward = { writes: { kind: 'literal', value }, reads: pair.next } as const;
    walk.add({
      rule: 'enum-member-removed',
      place,
      message: `${JSON.stringify(value)} was removed`,
      backward,
      stamp: value,
    });
  }
}

function openChanges({ old, next }: Pair<OpenEnumModel>, place: Place, walk: Walk): void {
  for (const value of next.members.filter((item) => !old.members.includes(item)))
    walk.add({ rule: 'open-enum-member-added', place, message: `"${value}" is known now`, stamp: value });
  for (const value of old.members.filter((item) => !next.members.includes(item)))
    walk.add({
      rule: 'open-enum-member-removed',
      place,
      message: `"${value}" is no longer known`,
      stamp: value,
      category: 'SEMANTIC',
    });
}

function textChanges(pair: Pair<StringModel>, place: Place, walk: Walk): void {
  const site = { place, walk };
  aspect({ rule: 'length', names: ['lengthMin', 'lengthMax'], aspect: true }, pair, site);
  const [before, after] = [pair.old.patterns ?? [], pair.next.patterns ?? []];
  const kept = before.filter((source) => after.includes(source)).length;
  const word = kept === before.length ? 'added' : kept === after.length ? 'removed' : 'changed';
  aspect({ rule: `pattern-${word}`, names: ['patterns'] }, pair, site);
  const { old, next } = pair;
  const format = old.format === undefined ? 'added' : next.format === undefined ? 'removed' : 'changed';
  aspect({ rule: `format-${format}`, names: ['format'] }, pair, site);
}

function numberChanges(pair: Pair<NumberModel>, place: Place, walk: Walk): void {
  const site = { place, walk };
  const { old, next } = pair;
  aspect({ rule: `${old.kind}-to-${next.kind}`, names: ['kind'] }, pair, site);
  aspect({ rule: 'range', names: ['min', 'max', 'exclusiveMin', 'exclusiveMax'], aspect: true }, pair, site);
  aspect({ rule: 'step', names: ['multipleOf'], aspect: true }, pair, site);
}

function bytesChanges(pair: Pair<BytesModel>, place: Place, walk: Walk): void {
  aspect({ rule: 'length', names: ['bytesMax'], aspect: true }, pair, { place, walk });
}

interface Aspect {
  readonly rule: string;
  /** Members of the type that it consists of. */
  readonly names: readonly string[];
  readonly aspect?: true;
}

/** One property of a type, looked at as if nothing else had changed. */
function aspect<Type extends TypeModel>(
  { names, ...rule }: Aspect,
  { old, next }: Pair<Type>,
  { place, walk }: Site,
): void {
  const [before, after] = [only(old, names), only(next, names)];
  if (canonicalJson(before) === canonicalJson(after)) return;
  const message = `${wordsOf(before)} became ${wordsOf(after)}`;
  const backward = { writes: old, reads: mixed(old, next, names) };
  const forward = { writes: next, reads: mixed(next, old, names) };
  walk.add({ ...rule, place, message, backward, forward, stamp: [before, after] });
}

function only(type: TypeModel, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(type).filter(([name, value]) => names.includes(name) && value !== undefined),
  );
}

/** `type` with these members as `other` has them: members of one kind of scalar, so that the kind stays whole. */
function mixed<Type extends TypeModel>(type: Type, other: Type, names: readonly string[]): Type {
  const rest = Object.entries(type).filter(([name]) => !names.includes(name));
  return Object.fromEntries([...rest, ...Object.entries(only(other, names))]) as Type;
}

function wordsOf(members: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(members).map(([name, value]) =>
    name === 'kind' ? String(value) : `${name} ${JSON.stringify(value)}`,
  );
  return words.length === 0 ? 'no limit' : words.join(', ');
}

function stamp({ old, next }: Pair): unknown {
  return [canonicalJson(old), canonicalJson(next)];
}

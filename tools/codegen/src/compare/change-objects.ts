/** Changes of objects: fields that come, go, are renamed or change how they may be left out. */
import { canonicalJson } from '../canonical.ts';
import type { FieldModel, ObjectModel } from '../model.ts';
import type { Change, Pair, Part, Walk } from './change.ts';
import { below, type Place } from './place.ts';

const nothing: ObjectModel = { kind: 'object', fields: [] };

/** Compares fields by name; a field that says what it was called before is compared with that one. */
export function objectChanges(pair: Pair<ObjectModel>, place: Place, walk: Walk): void {
  const [before, after] = [byName(pair.old), byName(pair.next)];
  const renamed = new Map<string, string>();
  for (const { name, renamedFrom } of pair.next.fields) {
    if (renamedFrom !== undefined && !before.has(name) && before.has(renamedFrom) && !after.has(renamedFrom))
      renamed.set(renamedFrom, name);
  }
  for (const old of pair.old.fields) {
    const at = below(place, { kind: 'without', name: old.name, ...pair });
    const next = after.get(old.name);
    const other = after.get(renamed.get(old.name) ?? '');
    if (next !== undefined) {
      fieldChanges({ old, next }, at, walk);
      walk.types({ old: old.type, next: next.type }, below(place, { kind: 'field', name: old.name, ...pair }));
    } else if (other === undefined) walk.add({ ...removal(old), place: at });
    else renaming({ old, next: other }, pair, { place, walk });
  }
  const names = new Set(renamed.values());
  for (const field of pair.next.fields) {
    if (before.has(field.name) || names.has(field.name)) continue;
    walk.add({ ...addition(field), place: below(place, { kind: 'without', name: field.name, ...pair }) });
  }
}

function byName({ fields }: ObjectModel): Map<string, FieldModel> {
  return new Map(fields.map((field) => [field.name, field]));
}

/** An object without the field, read by who demands it. */
function missing(field: FieldModel): Part {
  return { writes: nothing, reads: { kind: 'object', fields: [field] } };
}

function removal(old: FieldModel): Omit<Change, 'place'> {
  const rule = old.optional ? 'field-removed' : 'field-removed-required';
  const forward = old.optional ? {} : { forward: missing(old) };
  return {
    rule,
    message: `the field "${old.name}" was removed`,
    category: 'DATA_LOSS',
    stamp: canonicalJson(old.type),
    ...forward,
  };
}

/** A reader of the one name does not find the other. */
function renaming(
  { old, next }: Pair<FieldModel>,
  pair: Pair<ObjectModel>,
  { place, walk }: { place: Place; walk: Walk },
): void {
  const message = `the field "${old.name}" was renamed to "${next.name}"`;
  const change = { rule: 'field-renamed', message, stamp: [canonicalJson(old.type), next.name] };
  const forward = old.optional ? {} : { forward: missing(old) };
  walk.add({
    ...change,
    category: 'DATA_LOSS',
    ...forward,
    place: below(place, { kind: 'without', name: old.name, ...pair }),
  });
  if (next.optional) return;
  walk.add({ ...change, backward: missing(next), place: below(place, { kind: 'without', name: next.name, ...pair }) });
}

function addition(field: FieldModel): Omit<Change, 'place'> {
  const stamp = canonicalJson(field.type);
  const message = `the field "${field.name}" was added`;
  if (!field.optional) return { rule: 'field-added-required', message, stamp, backward: missing(field) };
  return { rule: field.default === undefined ? 'field-added-optional' : 'field-added-default', message, stamp };
}

function fieldChanges({ old, next }: Pair<FieldModel>, place: Place, walk: Walk): void {
  if (old.optional && !next.optional)
    walk.add({
      rule: 'field-made-required',
      place,
      message: `the field "${old.name}" must be there now`,
      stamp: '',
      backward: missing(next),
    });
  if (!old.optional && next.optional)
    walk.add({
      rule: 'field-made-optional',
      place,
      message: `the field "${old.name}" may be left out now`,
      stamp: '',
      forward: missing(old),
    });
  const [before, after] = [canonicalJson(old.default), canonicalJson(next.default)];
  if (old.optional && next.optional && (before !== after || 'default' in old !== 'default' in next)) {
    const word = !('default' in old) ? 'added' : 'default' in next ? 'changed' : 'removed';
    const message = `the default of "${old.name}" was ${word}: readers see another value where it is left out`;
    walk.add({ rule: `default-${word}`, place, message, category: 'SEMANTIC', stamp: [before, after] });
  }
  if (old.sensitive !== next.sensitive)
    walk.add({
      rule: 'sensitive-changed',
      place,
      message: `whether "${old.name}" is masked was changed`,
      category: 'SEMANTIC',
      stamp: next.sensitive === true,
    });
  wordChanges({ old, next }, place, walk);
}

function wordChanges({ old, next }: Pair<FieldModel>, place: Place, walk: Walk): void {
  if (old.doc !== next.doc)
    walk.add({
      rule: 'doc-changed',
      place,
      message: `the text on "${old.name}" was changed`,
      category: 'DOC',
      stamp: next.doc ?? '',
    });
  if (canonicalJson(old.deprecated) !== canonicalJson(next.deprecated))
    walk.add({
      rule: 'deprecation-changed',
      place,
      message: `the deprecation of "${old.name}" was changed`,
      category: 'DOC',
      stamp: next.deprecated ?? '',
    });
}

/**
 * Numbers that are kept for ever. They are found by playing the published revisions again, oldest first: what comes new
 * gets the next number, what is gone keeps its own. For fields of objects this is the ordinal of the lock plus one.
 */
import { meaningOf } from '../canonical.ts';
import type {
  ArrayModel,
  FieldModel,
  ObjectModel,
  RecordModel,
  Scalar,
  Shape,
  TaggedModel,
  TupleModel,
  TypeModel,
  UnionModel,
} from '../model.ts';

/** The type at one place in each revision, oldest first; undefined where the place was not there, or was something else. */
export type Column = readonly (TypeModel | undefined)[];

/** Something with a number, and what it was in each revision. */
export interface Track<T> {
  readonly key: T;
  readonly number: number;
  /** Numbers that it had when it had another form. */
  readonly before: readonly number[];
  readonly column: Column;
}

/** Protocol Buffers keeps 19000 to 19999 for itself. */
const keptFrom = 19_000;
const keptCount = 1_000;
/** Between the numbers of two forms of one field: no object has as many fields. */
export const formStep = 100_000;

function numberOf(ordinal: number, form: number): number {
  const number = ordinal + 1;
  return (number < keptFrom ? number : number + keptCount) + form * formStep;
}

/** The revisions of one version. The last is what is generated now. */
export class History {
  readonly #shapes: readonly Shape[];

  constructor(shapes: readonly Shape[]) {
    this.#shapes = shapes;
  }

  /** The payload. */
  root(): Column {
    return this.#shapes.map(({ type }) => type);
  }

  /** What the types lead to. */
  resolved(column: Column): Column {
    return column.map((type, revision) => type && this.#resolve(type, revision));
  }

  /** The types below, where `inner` finds one. */
  below(column: Column, inner: (type: TypeModel) => TypeModel | undefined): Column {
    return this.resolved(column).map((type) => type && inner(type));
  }

  /** Fields of an object, in the order of their ordinals. */
  fields(column: Column): Track<string>[] {
    const tracks = new Map<string, Growing<string>>();
    for (const [revision, type] of this.resolved(column).entries()) {
      if (type?.kind !== 'object') continue;
      for (const field of type.fields) {
        const track = tracks.get(field.name) ?? new Growing(field.name, tracks.size);
        tracks.set(field.name, track);
        track.add(revision, field.type, this.wireOf(field.type, { revision, optional: field.optional }));
      }
    }
    return [...tracks.values()].map((track) => track.finished(this.#shapes.length));
  }

  /** Members of a union: the same one is what means the same, else what has the same form and most fields in common. */
  members(column: Column): Track<number>[] {
    const tracks: Growing<number>[] = [];
    for (const [revision, type] of this.resolved(column).entries()) {
      if (type?.kind !== 'union') continue;
      const known = this.#matched(type, tracks, revision);
      for (const [index, member] of type.members.entries()) {
        const track = known[index] ?? new Growing(tracks.length, tracks.length);
        if (known[index] === undefined) tracks.push(track);
        track.add(revision, member, this.elementOf(member, revision));
      }
    }
    return tracks.map((track) => track.finished(this.#shapes.length));
  }

  /** Members of a tagged union with all values of the tag that they ever had, oldest first. */
  taggedMembers(column: Column): Track<readonly Scalar[]>[] {
    const tracks: Growing<Scalar[]>[] = [];
    for (const [revision, type] of this.resolved(column).entries()) {
      if (type?.kind !== 'tagged') continue;
      for (const { values, type: member } of type.members) {
        const known = tracks.find(({ key, last }) => last !== revision && key.some((value) => values.includes(value)));
        const track = known ?? new Growing<Scalar[]>([], tracks.length);
        if (known === undefined) tracks.push(track);
        track.key.push(...values.filter((value) => !track.key.includes(value)));
        track.add(revision, member, 'object');
      }
    }
    return tracks.map((track) => track.finished(this.#shapes.length));
  }

  /** Whether a plain union, or an enum, had the same members in every revision in which it was one. */
  isSteady(column: Column): boolean {
    const counts = this.resolved(column).flatMap((type) => {
      if (type?.kind === 'union') return [type.members.length];
      return type?.kind === 'enum' ? [type.values.length] : type?.kind === 'literal' ? [1] : [];
    });
    const all = Math.max(this.members(column).length, this.values(column).length);
    return counts.every((count) => count === all);
  }

  /** Whether the object was there before its field: what was written then does not have it. */
  isLate({ column: field }: Track<string>, object: Column): boolean {
    return this.resolved(object).some((type, revision) => type?.kind === 'object' && field[revision] === undefined);
  }

  /** How often a place changed its form. */
  forms(column: Column): number {
    const wires = column.flatMap((type, revision) =>
      type === undefined ? [] : [this.wireOf(type, { revision, optional: false })],
    );
    return wires.filter((wire, index) => index > 0 && wire !== wires[index - 1]).length;
  }

  /** All values that an enum ever had; their numbers are their places plus one. */
  values(column: Column): Scalar[] {
    const values = new Set<Scalar>();
    for (const type of this.resolved(column)) {
      if (type?.kind === 'literal') values.add(type.value);
      else if (type?.kind === 'enum') for (const value of type.values) values.add(value);
    }
    return [...values];
  }

  /** How a field stands on the wire, so far as that may not change under one number. */
  wireOf(type: TypeModel, { revision, optional }: { readonly revision: number; readonly optional: boolean }): string {
    const plain = (inner: TypeModel): string => this.wireOf(inner, { revision, optional: false });
    if (type.kind === 'nullable')
      return optional || isMany(type.of) ? `box of ${optional ? 'perhaps ' : ''}${plain(type.of)}` : plain(type.of);
    if (!isMany(type)) return this.elementOf(type, revision);
    if (optional) return `box of ${plain(type)}`;
    return type.kind === 'array'
      ? `repeated ${this.elementOf(type.items, revision)}`
      : `map of ${this.elementOf(type.values, revision)}`;
  }

  /** The same for what stands in a list, a map or a `oneof`. */
  elementOf(type: TypeModel, revision: number): string {
    switch (type.kind) {
      case 'nullable':
      case 'array':
      case 'record':
        return `box of ${this.wireOf(type, { revision, optional: false })}`;
      case 'ref': {
        const target = this.#resolve(type, revision);
        return isMessage(target) ? this.elementOf(target, revision) : 'box';
      }
      case 'integer':
        return 'varint';
      case 'openEnum':
        return 'string';
      case 'literal':
      case 'enum':
        return 'enum';
      case 'tagged':
        return `tagged by ${type.tag}`;
      case 'tuple':
        return type.rest === undefined
          ? 'tuple'
          : `tuple of ${type.items.length} and ${this.elementOf(type.rest, revision)}`;
      case 'object':
      case 'union':
      case 'string':
      case 'number':
      case 'boolean':
      case 'null':
      case 'bytes':
      case 'unknown':
        return type.kind;
    }
  }

  #resolve(type: TypeModel, revision: number): TypeModel {
    if (type.kind !== 'ref') return type;
    return this.#shapes[revision]?.definitions[type.name] ?? type;
  }

  #matched(union: UnionModel, tracks: readonly Growing<number>[], revision: number): (Growing<number> | undefined)[] {
    const definitions = this.#shapes[revision]?.definitions ?? {};
    const free = new Set(tracks);
    const take = (track: Growing<number> | undefined): Growing<number> | undefined => {
      if (track !== undefined) free.delete(track);
      return track;
    };
    const same = union.members.map((member) => {
      const meaning = meaningOf(member, definitions);
      return take([...free].find(({ latest }) => meaningOf(latest, definitions) === meaning));
    });
    return union.members.map((member, index) => {
      if (same[index] !== undefined) return same[index];
      const wire = this.elementOf(member, revision);
      const alike = [...free].filter((track) => track.wire === wire);
      return take(alike.sort((a, b) => shared(b.latest, member) - shared(a.latest, member))[0]);
    });
  }
}

/** A track while the revisions are played. */
class Growing<T> {
  readonly key: T;
  readonly #ordinal: number;
  readonly #types: (TypeModel | undefined)[] = [];
  #form = 0;
  wire = '';
  latest: TypeModel = { kind: 'null' };
  last = -1;

  constructor(key: T, ordinal: number) {
    this.key = key;
    this.#ordinal = ordinal;
  }

  add(revision: number, type: TypeModel, wire: string): void {
    if (this.wire !== '' && this.wire !== wire) this.#form += 1;
    this.wire = wire;
    this.latest = type;
    this.last = revision;
    this.#types[revision] = type;
  }

  finished(revisions: number): Track<T> {
    const before = Array.from({ length: this.#form }, (_, form) => numberOf(this.#ordinal, form));
    const column = Array.from({ length: revisions }, (_, revision) => this.#types[revision]);
    return { key: this.key, number: numberOf(this.#ordinal, this.#form), before, column };
  }
}

/** How many names of fields two objects have in common. */
function shared(left: TypeModel, right: TypeModel): number {
  if (left.kind !== 'object' || right.kind !== 'object') return 0;
  return right.fields.filter(({ name }) => left.fields.some((field) => field.name === name)).length;
}

/** Stands for several fields, and so not where one is needed. */
export function isMany(type: TypeModel): type is ArrayModel | RecordModel {
  return type.kind === 'array' || type.kind === 'record';
}

/** Has a message of its own wherever it stands. */
function isMessage(type: TypeModel): type is ObjectModel | UnionModel | TaggedModel | TupleModel {
  return type.kind === 'object' || type.kind === 'union' || type.kind === 'tagged' || type.kind === 'tuple';
}

/** The field of an object by name. */
export function fieldOf(type: TypeModel | undefined, name: string): FieldModel | undefined {
  return type?.kind === 'object' ? type.fields.find((field) => field.name === name) : undefined;
}

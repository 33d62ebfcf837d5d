/**
 * The contract model in Protocol Buffers (proto3). docs/protobuf.md says the same for readers.
 *
 * | model | proto3 |
 * |---|---|
 * | object | message; the number of a field is its ordinal in the lock plus one, removed ones are `reserved` |
 * | field: required, optional, with a default | `optional`: each says whether it is there; a comment says what is required |
 * | string with any rule or format, open enum | `string` |
 * | integer | `int32` where its bounds fit, else `int64`; both are one form on the wire |
 * | number | `double` |
 * | boolean, bytes | `bool`, `bytes` |
 * | null, any JSON | `google.protobuf.NullValue`, `google.protobuf.Value` |
 * | literal, enum | enum with `…_UNSPECIFIED = 0`; values in the order in which they were first published |
 * | list, record | `repeated`, `map<string, …>`; in a message of their own where they are optional, nullable or in a list |
 * | nullable | `optional`: not there means null; in a message of its own where it is also optional, or in a list |
 * | tuple | message with a field for each place, and a `repeated` one for what follows |
 * | union | message with one `oneof`; the number of a member is its place in the order of publication |
 * | tagged union | the same, and the tag is the case: members with one value for it have no field for it |
 * | recursive type | message that names itself |
 * | payload that is no object | message with the one field `value`, `values` or `entries` |
 *
 * What changes its form on the wire gets a number of its own, and the old one is not used again; the generator reports it.
 */
import type { FieldModel, Scalar, Shape, TupleModel, TypeModel } from '../model.ts';
import { type Column, fieldOf, formStep, History, isMany, type Track } from './history.ts';
import { enumPrefix, memberWord, Names, pascalOf, snake, valueName } from './names.ts';
import { plainForm } from './plain.ts';
import {
  inOrder,
  type ProtoEnum,
  type ProtoField,
  type ProtoForm,
  type ProtoMessage,
  type ProtoVersion,
  type Reserved,
} from './schema.ts';

/** What is known of a version beside its published revisions. */
export interface VersionFacts {
  readonly name: string;
  readonly doc: string;
  readonly deprecated: boolean;
}

/** The types of a version. `shapes` are its revisions, oldest first; the last is what is generated. */
export function protoVersion(facts: VersionFacts, shapes: readonly Shape[]): ProtoVersion {
  return new VersionBuilder(facts.name, new History(shapes)).build(facts);
}

/** One place in a payload: what stands there, and its path, for names. */
interface Place {
  readonly type: TypeModel;
  readonly column: Column;
  readonly path: readonly string[];
}

/** What a field is, beside its name and number. */
type Slot = Pick<ProtoField, 'label' | 'form' | 'absent'>;

const noFields: ProtoMessage = { name: '', kind: 'object', fields: [], reserved: [] };

class VersionBuilder {
  readonly #history: History;
  readonly #messages: ProtoMessage[] = [];
  readonly #enums: ProtoEnum[] = [];
  /** Of types and enum values, which share the scope of the payload's message. */
  readonly #names: Names;
  /** Indices of messages of recursive types. */
  readonly #recursive = new Map<string, number>();
  readonly #payload: string;
  /** Paths of what another revision has in another form. */
  readonly #changed: (readonly string[])[] = [];

  constructor(payload: string, history: History) {
    this.#payload = payload;
    this.#history = history;
    this.#names = new Names([payload]);
  }

  build(facts: VersionFacts): ProtoVersion {
    const column = this.#history.root();
    const type = column.at(-1) ?? { kind: 'null' };
    if (type.kind === 'ref') this.#recursive.set(type.name, 0);
    this.#message({ type, column, path: [] }, this.#payload);
    this.#renumber(this.#history.forms(column));
    return { ...facts, messages: this.#messages, enums: this.#enums, changed: this.#changed };
  }

  /** A payload that changed its form as a whole keeps its name, so all of its fields get other numbers. */
  #renumber(forms: number): void {
    const [payload, ...others] = this.#messages;
    if (payload === undefined || forms === 0) return;
    this.#changed.push([]);
    const fields = payload.fields.map((field) => ({ ...field, number: field.number + forms * formStep }));
    this.#messages.splice(0, Number.POSITIVE_INFINITY, { ...payload, fields }, ...others);
  }

  /** Index of the message that stands for what is at a place. */
  #message(place: Place, name: string): number {
    const index = this.#messages.push(noFields) - 1;
    const column = this.#history.resolved(place.column);
    const type = column.at(-1) ?? place.type;
    this.#messages[index] = this.#content({ type, column, path: place.path }, name);
    return index;
  }

  #content(place: Place, name: string): ProtoMessage {
    const { type } = place;
    if (type.kind === 'object') return { name, kind: 'object', ...this.#object(place) };
    if (type.kind === 'tuple') return { name, kind: 'tuple', ...this.#tuple(place, type) };
    if (type.kind === 'union') return { name, kind: 'union', oneof: 'value', ...this.#union(place) };
    if (type.kind === 'tagged') return { name, kind: 'tagged', tag: type.tag, ...this.#tagged(place, type.tag) };
    return { name, kind: 'box', ...this.#box(place) };
  }

  /** `tags`: where it is a member of a tagged union. */
  #object({ type, column, path }: Place, tag?: string): Pick<ProtoMessage, 'fields' | 'reserved'> {
    const names = new Names();
    const reserved: Reserved[] = [];
    const fields: ProtoField[] = [];
    for (const track of this.#history.fields(column)) {
      const { key, number, before } = track;
      const name = names.take(snake(key) || 'field', { number });
      const field = fieldOf(type, key);
      reserved.push(...before.map((old) => ({ number: old })));
      if (before.length > 0 || (field?.optional === false && this.#history.isLate(track, column)))
        this.#changed.push([...path, key]);
      if (field === undefined || key === tag) reserved.push({ number, name });
      else fields.push({ ...this.#field(field, track, path), name, number });
    }
    return { fields: inOrder(fields), reserved: inOrder(reserved) };
  }

  #field(field: FieldModel, { column }: Track<string>, path: readonly string[]): Omit<ProtoField, 'name' | 'number'> {
    const { type, optional, name, doc, deprecated } = field;
    const note = {
      ...(doc === undefined ? {} : { doc }),
      ...(field.default === undefined ? {} : { default: field.default }),
      ...(deprecated === undefined ? {} : { deprecated }),
      ...(type.kind === 'openEnum' ? { known: type.members } : {}),
    };
    return { ...this.#slot({ type, column, path: [...path, name] }, optional), payload: name, note };
  }

  #tuple({ column, path }: Place, type: TupleModel): Pick<ProtoMessage, 'fields' | 'reserved' | 'rest'> {
    const below = (index: number): Column =>
      this.#history.below(column, (each) => (each.kind === 'tuple' ? (each.items[index] ?? each.rest) : undefined));
    const fields = type.items.map((item, index): ProtoField => {
      const place = { type: item, column: below(index), path: [...path, `Item${index + 1}`] };
      const forms = this.#history.forms(place.column);
      if (forms > 0) this.#changed.push(place.path);
      const number = index + 1 + forms * formStep;
      return { ...this.#slot(place, index >= type.itemsMin), name: `item_${index + 1}`, number };
    });
    if (type.rest === undefined) return { fields, reserved: [] };
    const number = type.items.length + 1;
    const place = { type: type.rest, column: below(type.items.length), path: [...path, 'Rest'] };
    const rest: ProtoField = { label: 'repeated', form: this.#element(place), name: 'rest', number };
    return { fields: [...fields, rest], reserved: [], rest: true };
  }

  #union({ column, path }: Place): Pick<ProtoMessage, 'fields' | 'reserved'> {
    if (!this.#history.isSteady(column)) this.#changed.push(path);
    const names = new Names(['value']);
    const reserved: Reserved[] = [];
    const fields: ProtoField[] = [];
    for (const { number, column: types } of this.#history.members(column)) {
      const type = types.at(-1);
      const word = memberWord(type ?? types.findLast((each) => each !== undefined) ?? { kind: 'unknown' });
      const name = names.take(`${word}_value`, { number });
      if (type === undefined) reserved.push({ number, name });
      else {
        const place = { type, column: types, path: [...path, pascalOf(name)] };
        fields.push({ label: 'one', form: this.#element(place), name, number });
      }
    }
    return { fields: inOrder(fields), reserved: inOrder(reserved) };
  }

  #tagged({ column, path }: Place, tag: string): Pick<ProtoMessage, 'fields' | 'reserved' | 'oneof'> {
    const oneof = snake(tag) || 'value';
    const names = new Names([oneof]);
    const reserved: Reserved[] = [];
    const fields: ProtoField[] = [];
    for (const { key: tags, number, column: types } of this.#history.taggedMembers(column)) {
      const word = String(tags[0]);
      const name = names.take(snake(word) || 'member', { number });
      const type = types.at(-1);
      if (type === undefined) reserved.push({ number, name });
      else {
        const place = { type, column: types, path: [...path, word] };
        fields.push({ label: 'one', form: { message: this.#member(place, tags, tag) }, name, number, tags });
      }
    }
    return { oneof, fields: inOrder(fields), reserved: inOrder(reserved) };
  }

  /** The case of the `oneof` says the tag, unless it has several values there. */
  #member(place: Place, tags: readonly Scalar[], tag: string): number {
    const index = this.#messages.push(noFields) - 1;
    const name = this.#typeName(place.path);
    const content = this.#object(place, tags.length === 1 ? tag : undefined);
    const fields = content.fields.map(
      (field): ProtoField => (field.payload === tag ? { ...field, absent: 'missing' } : field),
    );
    this.#messages[index] = { name, kind: 'object', ...content, fields };
    return index;
  }

  #box(place: Place): Pick<ProtoMessage, 'fields' | 'reserved'> {
    const slot = this.#slot(place, false);
    const name = { one: 'value', repeated: 'values', map: 'entries' }[slot.label];
    return { fields: [{ ...slot, name, number: 1 }], reserved: [] };
  }

  #slot(place: Place, optional: boolean): Slot {
    const { type } = place;
    if (type.kind === 'nullable') return this.#nullable(place, optional);
    if (isMany(type)) return optional ? { ...this.#boxed(place), absent: 'missing' } : this.#many(place);
    return { label: 'one', form: this.#single(place), ...(optional ? { absent: 'missing' } : {}) };
  }

  #nullable(place: Place, optional: boolean): Slot {
    const inner = this.#inner(place);
    if (optional) return { ...this.#boxed(place), absent: 'missing' };
    return isMany(inner.type)
      ? { ...this.#boxed(inner), absent: 'null' }
      : { label: 'one', form: this.#single(inner), absent: 'null' };
  }

  #many(place: Place): Slot {
    const { type } = place;
    const inner = this.#inner(place);
    return { label: type.kind === 'record' ? 'map' : 'repeated', form: this.#element(inner) };
  }

  /** What a list, a record or a nullable holds. */
  #inner({ type, column, path }: Place): Place {
    const down = (each: TypeModel): TypeModel | undefined => {
      if (each.kind === 'nullable' && type.kind === 'nullable') return each.of;
      if (each.kind === 'array' && type.kind === 'array') return each.items;
      if (each.kind === 'record' && type.kind === 'record') return each.values;
      return type.kind === 'nullable' ? each : undefined;
    };
    return { type: down(type) ?? type, column: this.#history.below(column, down), path };
  }

  #boxed(place: Place): Slot {
    return { label: 'one', form: this.#inBox(place) };
  }

  #inBox(place: Place): ProtoForm {
    const suffix = { array: 'List', record: 'Map' }[place.type.kind as string] ?? 'OrNull';
    const index = this.#messages.push(noFields) - 1;
    const name = this.#typeName([...place.path, suffix]);
    this.#messages[index] = { name, kind: 'box', ...this.#box(place) };
    return { message: index };
  }

  /** In a list, a map or a `oneof`. */
  #element(place: Place): ProtoForm {
    return place.type.kind === 'nullable' || isMany(place.type) ? this.#inBox(place) : this.#single(place);
  }

  #single(place: Place): ProtoForm {
    const { type } = place;
    const plain = plainForm(type);
    if (plain !== undefined) return plain;
    if (type.kind === 'literal' || type.kind === 'enum') return { enum: this.#enum(place) };
    if (type.kind === 'ref') return { message: this.#recursion(place, type.name) };
    return { message: this.#message(place, this.#typeName(place.path)) };
  }

  #recursion(place: Place, definition: string): number {
    const known = this.#recursive.get(definition);
    if (known !== undefined) return known;
    this.#recursive.set(definition, this.#messages.length);
    return this.#message(place, this.#typeName([definition]));
  }

  #enum({ column, path, type }: Place): number {
    const name = this.#typeName(path);
    const prefix = enumPrefix(name);
    if (!this.#history.isSteady(column)) this.#changed.push(path);
    const zero = this.#names.take(`${prefix}_UNSPECIFIED`, { number: 0 });
    const now: readonly Scalar[] = type.kind === 'literal' ? [type.value] : type.kind === 'enum' ? type.values : [];
    const all = this.#history.values(column).map((value, index) => {
      const number = index + 1;
      const wanted = `${prefix}_${valueName(value) || `VALUE_${number}`}`;
      return { name: this.#names.take(wanted, { number }), number, value };
    });
    const values = all.filter(({ value }) => now.includes(value));
    return this.#enums.push({ name, zero, values, reserved: all.filter(({ value }) => !now.includes(value)) }) - 1;
  }

  #typeName(path: readonly string[]): string {
    const wanted = path.map(pascalOf).join('') || 'Type';
    return this.#names.take(wanted, { number: 2, join: '' });
  }
}

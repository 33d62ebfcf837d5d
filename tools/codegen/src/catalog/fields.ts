/** The fields of a payload as a table that people read. */
import { canonicalJson } from '../canonical.ts';
import { formats } from '../formats.ts';
import {
  type FieldModel,
  isScalar,
  type NumberModel,
  type ScalarModel,
  type Shape,
  type StringModel,
  type StructureModel,
  type TaggedModel,
  type TypeModel,
} from '../model.ts';
import { code, prose } from './text.ts';

const depthMax = 4;
const valuesMax = 12;

/** Lines of a Markdown table: a row for each field, those of inner objects by their path. Empty without fields. */
export function fieldTable({ type, definitions }: Shape): string[] {
  const target = type.kind === 'ref' ? (definitions[type.name] ?? type) : type;
  const rows = rowsOf(target, []);
  return rows.length === 0 ? [] : ['| field | type | | what it is |', '|---|---|---|---|', ...rows];
}

function rowsOf(type: TypeModel, path: readonly string[]): string[] {
  if (path.length >= depthMax) return [];
  if (type.kind === 'object')
    return type.fields.flatMap((field) => [row(field, path), ...rowsOf(field.type, [...path, field.name])]);
  if (type.kind === 'array') return rowsOf(type.items, [...path.slice(0, -1), `${path.at(-1) ?? ''}[]`]);
  if (type.kind === 'nullable') return rowsOf(type.of, path);
  return type.kind === 'tagged' ? taggedRows(type, path) : [];
}

/** What all members have stands first; the rest says for which value of the tag it is. */
function taggedRows({ tag, members }: TaggedModel, path: readonly string[]): string[] {
  const lists = members.map(({ type }) => type.fields.filter(({ name }) => name !== tag));
  const same = (field: FieldModel, fields: readonly FieldModel[]): boolean =>
    fields.some((other) => canonicalJson(other) === canonicalJson(field));
  const shared = (lists[0] ?? []).filter((field) => lists.every((fields) => same(field, fields)));
  const values = members.flatMap((member) => member.values);
  const [first] = values;
  const type: TypeModel = first === undefined ? { kind: 'unknown' } : { kind: 'enum', values };
  const doc = 'Tells the kinds below apart.';
  return [
    row({ name: tag, type, optional: false, doc }, path),
    ...rowsOf({ kind: 'object', fields: shared }, path),
    ...members.flatMap((member, index) => {
      const fields = (lists[index] ?? []).filter((field) => !same(field, shared));
      return rowsOf({ kind: 'object', fields }, [...path, `(${member.values.join(', ')})`]);
    }),
  ];
}

function row(field: FieldModel, path: readonly string[]): string {
  const notes = [
    field.doc === undefined ? '' : prose(field.doc),
    field.default === undefined ? '' : `Default ${code(JSON.stringify(field.default))}.`,
    field.sensitive ? '**Sensitive.**' : '',
    field.deprecated === undefined ? '' : deprecation(field.deprecated),
    field.renamedFrom === undefined ? '' : `Was ${code(field.renamedFrom)}.`,
  ];
  const may = field.optional ? 'optional' : '';
  const text = notes.filter((note) => note !== '').join(' ');
  return `| ${code([...path, field.name].join('.'))} | ${typeText(field.type)} | ${may} | ${text} |`;
}

/** `**Deprecated** since 2026-01-31, …`. */
export function deprecation(deprecated: Exclude<FieldModel['deprecated'], undefined>): string {
  if (deprecated === true) return '**Deprecated.**';
  const { since, sunset, use } = deprecated;
  const parts = [
    `**Deprecated** since ${prose(since)}`,
    sunset === undefined ? '' : `, gone after ${prose(sunset)}`,
    use === undefined ? '' : `; use ${prose(use)}`,
  ];
  return `${parts.join('')}.`;
}

/** A type in a few words of Markdown. */
function typeText(type: TypeModel): string {
  return isScalar(type) ? scalarText(type) : structureText(type);
}

function scalarText(type: ScalarModel): string {
  switch (type.kind) {
    case 'string':
      return stringText(type);
    case 'number':
    case 'integer':
      return numberText(type);
    case 'literal':
      return code(JSON.stringify(type.value));
    case 'enum':
      return valuesText(type.values);
    case 'openEnum':
      return `${valuesText(type.members)} or other text`;
    case 'bytes':
      return type.bytesMax === undefined ? 'bytes' : `up to ${type.bytesMax} bytes`;
    case 'unknown':
      return 'any JSON';
    case 'boolean':
    case 'null':
      return type.kind;
  }
}

function structureText(type: StructureModel): string {
  switch (type.kind) {
    case 'array':
      return `list${range(type.itemsMin, type.itemsMax)} of ${typeText(type.items)}`;
    case 'tuple':
      return `[${type.items.map(typeText).join(', ')}${type.rest === undefined ? '' : ', …'}]`;
    case 'record':
      return `map of text to ${typeText(type.values)}`;
    case 'nullable':
      return `${typeText(type.of)} or null`;
    case 'union':
      return type.members.map(typeText).join(' or ');
    case 'tagged':
      return `object by ${code(type.tag)}: ${valuesText(type.members.flatMap(({ values }) => values))}`;
    case 'ref':
      return `recursive ${code(type.name)}`;
    case 'object':
      return 'object';
  }
}

function valuesText(values: readonly unknown[]): string {
  const shown = values.slice(0, valuesMax).map((value) => code(String(value)));
  return `${shown.join(', ')}${values.length > valuesMax ? `, and ${values.length - valuesMax} more` : ''}`;
}

function stringText({ lengthMin, lengthMax, patterns = [], format }: StringModel): string {
  const name = format === undefined ? 'text' : formats[format].title;
  const like = patterns.map((pattern) => ` like ${code(pattern)}`).join('');
  return `${name}${range(lengthMin, lengthMax)}${like}`;
}

function numberText({ kind, min, max, exclusiveMin, exclusiveMax, multipleOf }: NumberModel): string {
  const parts = [
    range(min, max),
    exclusiveMin === undefined ? '' : ` above ${exclusiveMin}`,
    exclusiveMax === undefined ? '' : ` below ${exclusiveMax}`,
    multipleOf === undefined ? '' : ` in steps of ${multipleOf}`,
  ];
  return `${kind}${parts.join('')}`;
}

function range(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return max === undefined ? '' : ` (up to ${max})`;
  return max === undefined ? ` (from ${min})` : ` (${min} to ${max})`;
}

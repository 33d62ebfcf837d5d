/** JSON Schema → contract model. The only place that knows JSON Schema's many ways to say one thing. */
import type { JsonSchema } from './define.ts';
import { accepts } from './inspect.ts';
import { count, flag, isSchema, list, text } from './json-schema.ts';
import type { ArrayModel, FieldModel, Json, ObjectModel, RecordModel, Shape, TypeModel } from './model.ts';
import { byName } from './names.ts';
import { hasParts, mergedParts, never } from './normalise-all.ts';
import { refuseOverlap, refuseSwallowed } from './normalise-apart.ts';
import {
  asSchema,
  constantsOf,
  isNever,
  onlyRules,
  refuseBeside,
  refuseNonsense,
  refuseRules,
  refuseTupleRules,
  refuseUnique,
  refuseUntyped,
} from './normalise-rules.ts';
import { extensionType, numberType, stringType } from './normalise-scalar.ts';
import { literalType, scalarsOf, unionType } from './normalise-union.ts';
import { deprecation, namesTyped, targetsOf } from './normalise-words.ts';
import type { Findings } from './problem.ts';
import { ambiguousReferences, isEndless, nameOf, resolve } from './references.ts';

/** What one walk over a schema carries along. */
interface Walk {
  readonly root: JsonSchema;
  /** Recursive types that are done, by name. */
  readonly definitions: Map<string, TypeModel>;
  /** Names of the references that are being written out, by pointer. */
  readonly open: Map<string, { readonly name: string; used: boolean }>;
  /** Name that each pointer got. */
  readonly names: Map<string, string>;
  /** Members of each union, which are looked at when all definitions are known. */
  readonly unions: { readonly keyword: string; readonly members: readonly TypeModel[]; readonly findings: Findings }[];
}

/** Where the walk stands: what it reports to, and the mark that inner `x-sensitive` leaves on the field. */
interface Spot {
  readonly walk: Walk;
  readonly findings: Findings;
  readonly field: { sensitive: boolean };
  /** What the field refers to, whose defaults are the field's. */
  readonly presets: readonly JsonSchema[];
}

/** Reads a schema (2020-12 or draft-07, input mode). What the model cannot say is reported and read as `unknown`. */
export function normalise(
  root: JsonSchema,
  findings: Findings,
): { readonly shape: Shape; readonly sensitive: boolean } {
  const walk: Walk = { root, definitions: new Map(), open: new Map(), names: new Map(), unions: [] };
  const spot: Spot = { walk, findings, field: { sensitive: false }, presets: [] };
  for (const pointer of ambiguousReferences(root))
    findings.add(
      `"$ref": "${pointer}" stands below an "$id" of its own`,
      'Leave out that "$id", or move what it holds.',
    );
  const type = reference('#', spot);
  const definitions = Object.fromEntries([...walk.definitions].sort(([left], [right]) => byName(left, right)));
  for (const { keyword, members, findings: at } of walk.unions) {
    if (keyword === 'oneOf') refuseOverlap(members, { definitions, findings: at });
    refuseSwallowed(members, { definitions, findings: at });
  }
  return { shape: { type, definitions }, sensitive: spot.field.sensitive };
}

function convert(schema: JsonSchema, spot: Spot): TypeModel {
  refuseNonsense(schema, spot.findings);
  if (schema['x-sensitive'] === true) spot.field.sensitive = true;
  if ('default' in schema && !spot.presets.includes(schema))
    spot.findings.add('a default stands on a field alone', 'Put .default(…) last, on the field itself.');
  const pointer = text(schema, '$ref');
  if (pointer !== undefined) {
    refuseBeside(schema, '$ref', spot);
    return reference(pointer, spot);
  }
  const special = schema['x-myelin'];
  if (isSchema(special)) return extensionType(special, spot.findings);
  for (const keyword of ['const', 'enum']) {
    if (!(keyword in schema)) continue;
    return literalType(fittingConstants(schema, keyword, spot), spot.findings);
  }
  if (hasParts(schema)) return convert(merged(schema, spot), spot);
  refuseRules(schema, spot.findings);
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = list(schema, keyword);
    if (branches !== undefined) return branchType({ keyword, branches }, spot);
  }
  return typed(schema, spot);
}

/** Constants that keep the rules beside them. */
function fittingConstants(schema: JsonSchema, keyword: string, spot: Spot): readonly unknown[] {
  const fitting = constantsOf(schema).filter((value) => takes(schema, value, spot));
  if (fitting.length === 0)
    spot.findings.add(`no value of "${keyword}" keeps the rules beside it`, 'Correct the rules or the values.');
  return fitting;
}

/** Whether the rules beside a constant take it. */
function takes(schema: JsonSchema, value: unknown, spot: Spot): boolean {
  const { const: _, enum: __, default: ___, ...rest } = schema;
  if (Object.keys(onlyRules(rest)).every((keyword) => keyword === 'type'))
    return constantsOf({ ...rest, const: value }).length > 0;
  const type = convert({ type: value === null ? 'null' : typeof value, ...rest }, spot);
  return accepts(value, { type, definitions: Object.fromEntries(spot.walk.definitions) });
}

/** One schema where parts say together what a value is. */
function merged(schema: JsonSchema, spot: Spot): JsonSchema {
  const { walk, findings } = spot;
  if (!hasParts(schema)) return schema;
  const whole = mergedParts(schema, { root: walk.root, findings, takes: (part, value) => takes(part, value, spot) });
  if (!isNever(whole)) return whole;
  findings.add('no value is what all parts of "allOf" say', 'Correct the parts, or leave the field out.');
  return {};
}

function typed(schema: JsonSchema, spot: Spot): TypeModel {
  const type = schema['type'];
  if (Array.isArray(type)) {
    const each = type.map((name) => typed({ ...schema, type: name as unknown }, spot));
    return unionType(each, spot.walk.definitions);
  }
  switch (type) {
    case 'string':
      return stringType(schema, spot.findings);
    case 'number':
    case 'integer':
      return numberType(schema, spot.findings);
    case 'boolean':
      return { kind: 'boolean' };
    case 'null':
      return { kind: 'null' };
    case 'array':
      return arrayType(schema, spot);
    case 'object':
      return objectType(schema, spot);
    default:
      return untyped(schema, spot);
  }
}

/** Without `type`, the keywords say which type is meant; without any it is every JSON value. */
function untyped(schema: JsonSchema, spot: Spot): TypeModel {
  if (schema['type'] !== undefined) {
    spot.findings.add(
      `${JSON.stringify(schema['type'])} is no type of JSON Schema`,
      'Write string, number, integer, boolean, null, array or object.',
    );
  } else if ('properties' in schema || 'additionalProperties' in schema) return objectType(schema, spot);
  else if ('items' in schema || 'prefixItems' in schema) return arrayType(schema, spot);
  refuseUntyped(schema, spot.findings);
  return { kind: 'unknown' };
}

function branchType(
  { keyword, branches }: { readonly keyword: string; readonly branches: readonly unknown[] },
  spot: Spot,
): TypeModel {
  const { findings, walk } = spot;
  const all = branches.map((branch) => asSchema(branch, findings));
  const some = all.filter((branch) => !isNever(branch));
  const members = (some.length > 0 ? some : all).map((branch) => convert(branch, spot));
  walk.unions.push({ keyword, members, findings });
  return unionType(members, walk.definitions);
}

function arrayType(schema: JsonSchema, spot: Spot): TypeModel {
  const prefix = list(schema, 'prefixItems') ?? list(schema, 'items');
  if (prefix !== undefined) return tupleType(schema, prefix, spot);
  const model = convert(asSchema(schema['items'], spot.findings), spot);
  const itemsMin = count(schema, 'minItems');
  const itemsMax = count(schema, 'maxItems');
  const unique = flag(schema, 'uniqueItems');
  if (unique) refuseUnique(model.kind, spot.findings);
  return {
    kind: 'array',
    items: model,
    ...(itemsMin === undefined || itemsMin === 0 ? {} : { itemsMin }),
    ...(itemsMax === undefined ? {} : { itemsMax }),
    ...(unique ? { unique: true } : {}),
  } satisfies ArrayModel;
}

function tupleType(schema: JsonSchema, prefix: readonly unknown[], spot: Spot): TypeModel {
  refuseTupleRules(schema, prefix.length, spot.findings);
  const items = prefix.map((item, index) => {
    const findings = spot.findings.at(String(index));
    return convert(asSchema(item, findings), { ...spot, findings });
  });
  const after = Array.isArray(schema['items']) ? schema['additionalItems'] : schema['items'];
  const itemsMax = count(schema, 'maxItems') ?? Number.POSITIVE_INFINITY;
  const open = after !== false && itemsMax > items.length;
  const rest: TypeModel = isSchema(after) ? convert(after, spot) : { kind: 'unknown' };
  const itemsMin = Math.min(count(schema, 'minItems') ?? 0, items.length);
  return open ? { kind: 'tuple', items, itemsMin, rest } : { kind: 'tuple', items, itemsMin };
}

function objectType(schema: JsonSchema, spot: Spot): TypeModel {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const extra = schema['additionalProperties'];
  const isRecord = extra === undefined ? !('properties' in schema) : extra !== false;
  if (Object.keys(properties).length === 0 && isRecord) return recordType(schema, extra, spot);
  if (extra !== undefined && extra !== false) {
    spot.findings.add(
      'the object is open for fields that it does not name',
      'Put free-form data into a field of its own: z.record(z.string(), z.unknown()).',
    );
  }
  if ('propertyNames' in schema)
    spot.findings.add('"propertyNames" beside "properties" is not read', 'Leave it out: fields are named one by one.');
  const required = new Set(list(schema, 'required') ?? []);
  for (const name of required) {
    if (typeof name === 'string' && !Object.hasOwn(properties, name)) {
      spot.findings.add(`the required field "${name}" is not described`, 'Add it to the properties.');
    }
  }
  const names = Object.keys(properties)
    .filter((name) => properties[name] !== never)
    .sort(byName);
  return {
    kind: 'object',
    fields: names.map((name) => fieldOf(name, { schema: properties[name], required: required.has(name) }, spot)),
  };
}

function fieldOf(name: string, given: { schema: unknown; required: boolean }, spot: Spot): FieldModel {
  const findings = spot.findings.at(name);
  const schema = merged(asSchema(given.schema, findings), { ...spot, findings });
  if (name === '__proto__') findings.add('a field cannot be named __proto__', 'Choose another name.');
  const field = { sensitive: false };
  const { default: _, ...bare } = schema;
  const targets = targetsOf(schema, spot.walk.root);
  const type = convert(bare, { walk: spot.walk, findings, field, presets: targets });
  const said = [schema, ...targets].reduceRight<JsonSchema>((below, part) => ({ ...below, ...part }), {});
  // In zod no field is both; a default beside `required` is a proposal to who writes.
  const hasDefault = 'default' in said && !given.required;
  const doc = text(said, 'description');
  const deprecated = said['deprecated'];
  const renamedFrom = text(said, 'x-renamed-from');
  return {
    name,
    type,
    optional: hasDefault || !given.required,
    ...(hasDefault ? { default: said['default'] as Json } : {}),
    ...(doc === undefined ? {} : { doc }),
    ...(deprecated === undefined || deprecated === false ? {} : { deprecated: deprecation(deprecated) }),
    ...(field.sensitive ? { sensitive: true } : {}),
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
  };
}

/** A record over a closed set of names is an object in disguise, and becomes one. */
function recordType(schema: JsonSchema, extra: unknown, spot: Spot): RecordModel | ObjectModel {
  const { findings } = spot;
  const values: TypeModel = isSchema(extra) ? convert(extra, spot) : { kind: 'unknown' };
  const required = new Set(list(schema, 'required') ?? []);
  const names = schema['propertyNames'];
  const keys = names === undefined ? undefined : convert(namesTyped(asSchema(names, findings)), spot);
  const closed = keys === undefined ? [] : scalarsOf(keys);
  if (closed.length > 0) {
    const fields = closed.map(String).sort(byName);
    for (const name of required) {
      if (!fields.includes(String(name)))
        findings.add(`the required field "${String(name)}" is none of the names`, 'Add it to the names.');
    }
    return { kind: 'object', fields: fields.map((name) => ({ name, type: values, optional: !required.has(name) })) };
  }
  if (required.size > 0)
    findings.add('a record of any names demands some', 'Make it an object, with a field for free-form data.');
  if (keys?.kind === 'string' && Object.keys(keys).length > 1) return { kind: 'record', keys, values };
  if (keys !== undefined && keys.kind !== 'string' && keys.kind !== 'openEnum')
    findings.add('the names of a record are no plain texts', 'Use z.string() with one format, or z.enum().');
  return { kind: 'record', values };
}

/** Writes out what a `$ref` points to; a type that meets itself on the way becomes a definition. */
function reference(pointer: string, spot: Spot): TypeModel {
  const { walk } = spot;
  const name = nameOf(pointer, walk.names);
  if (walk.definitions.has(name)) return { kind: 'ref', name };
  const open = walk.open.get(pointer);
  if (open !== undefined) {
    open.used = true;
    return { kind: 'ref', name };
  }
  const target = resolve(pointer, walk.root);
  if (target === undefined) {
    spot.findings.add(
      `"$ref": "${pointer}" points nowhere in this schema`,
      'Point into "#/$defs/…" of the same schema.',
    );
    return { kind: 'unknown' };
  }
  const entry = { name, used: false };
  walk.open.set(pointer, entry);
  const type = convert(target, spot);
  walk.open.delete(pointer);
  if (!entry.used) return type;
  if (isEndless(type, name)) {
    spot.findings.add(`"${name}" is defined as itself`, 'Put an object or an array in between.');
    return { kind: 'unknown' };
  }
  walk.definitions.set(name, type);
  return { kind: 'ref', name };
}

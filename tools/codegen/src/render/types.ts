/** Writes the model as TypeScript: plain, deeply readonly interfaces. */
import {
  type FieldModel,
  innerTypes,
  isScalar,
  type ObjectModel,
  type Scalar,
  type ScalarModel,
  type Shape,
  type TypeModel,
  type VersionContract,
} from '../model.ts';
import { byName } from '../names.ts';
import { block, docBlock, literal, propertyName, quote } from '../text.ts';

/** `input`: what a publisher may write; `payload`: what a reader gets, defaults filled in. */
export type Side = 'input' | 'payload';

/** Names that one version of a message exports. */
export interface TypeNames {
  /** `RawEventV1`. */
  readonly payload: string;
  /** `RawEventV1Input`, or the payload's name where they are the same. */
  readonly input: string;
}

/** Names of the types of one version. */
export function typeNames(message: string, { version, shape }: Pick<VersionContract, 'version' | 'shape'>): TypeNames {
  const payload = `${message}V${version}`;
  return { payload, input: hasDefaults(shape.type, shape) ? `${payload}Input` : payload };
}

/** Whether something in a type is filled in for readers. */
export function hasDefaults(type: TypeModel, shape: Shape): boolean {
  return findsDefault(type, { shape, open: [] });
}

/** `open`: definitions that are being looked through. */
function findsDefault(type: TypeModel, { shape, open }: { shape: Shape; open: readonly string[] }): boolean {
  if (type.kind === 'object' && type.fields.some((field) => field.default !== undefined)) return true;
  if (type.kind !== 'ref') return innerTypes(type).some((inner) => findsDefault(inner, { shape, open }));
  const target = shape.definitions[type.name];
  return (
    target !== undefined && !open.includes(type.name) && findsDefault(target, { shape, open: [...open, type.name] })
  );
}

/** Declarations of one version: its definitions first, then the payload, then the input where it differs. */
export function typeDeclarations(
  { names, shape }: { names: TypeNames; shape: Shape },
  doc: readonly string[],
): string[] {
  const lines: string[] = [];
  for (const name of Object.keys(shape.definitions).sort(byName)) {
    const type = shape.definitions[name];
    if (type === undefined) continue;
    const definition = { kind: 'ref', name } as const;
    const payload = new TypePrinter(names, shape, 'payload');
    lines.push(...declaration(payload.refName(name), type, payload), '');
    if (hasDefaults(definition, shape)) {
      const printer = new TypePrinter(names, shape, 'input');
      lines.push(...declaration(printer.refName(name), type, printer), '');
    }
  }
  lines.push(...doc, ...declaration(names.payload, shape.type, new TypePrinter(names, shape, 'payload')));
  if (names.input === names.payload) return lines;
  const inputDoc = docBlock([`What a publisher of ${names.payload} writes: fields with a default may be left out.`]);
  return [...lines, '', ...inputDoc, ...declaration(names.input, shape.type, new TypePrinter(names, shape, 'input'))];
}

function declaration(name: string, type: TypeModel, printer: TypePrinter): string[] {
  if (type.kind === 'object') return block(`export interface ${name}`, printer.members(type));
  const lines = printer.type(type);
  const union = lines[0]?.startsWith('| ') === true;
  if (union) return withTail([`export type ${name} =`, ...lines.map((line) => `  ${line}`)], ';');
  return withTail(withHead(`export type ${name} = `, lines), ';');
}

class TypePrinter {
  readonly #names: TypeNames;
  readonly #shape: Shape;
  readonly #side: Side;

  constructor(names: TypeNames, shape: Shape, side: Side) {
    this.#names = names;
    this.#shape = shape;
    this.#side = side;
  }

  /** `RawEventV1Node`, with `Input` behind it where defaults make that a type of its own. */
  refName(name: string): string {
    const differs = this.#side === 'input' && hasDefaults({ kind: 'ref', name }, this.#shape);
    return `${this.#names.payload}${name}${differs ? 'Input' : ''}`;
  }

  members({ fields }: ObjectModel): string[] {
    return fields.flatMap((field) => [
      ...fieldDoc(field),
      ...withTail(withHead(`readonly ${this.#key(field)}: `, this.type(field.type)), ';'),
    ]);
  }

  #key(field: FieldModel): string {
    const mayBeAbsent = field.optional && (this.#side === 'input' || field.default === undefined);
    return `${propertyName(field.name)}${mayBeAbsent ? '?' : ''}`;
  }

  /** Lines of a type expression; the first continues the line before it. */
  type(type: TypeModel): string[] {
    if (isScalar(type)) return [scalarText(type)];
    switch (type.kind) {
      case 'object':
        return type.fields.length === 0
          ? ['Readonly<Record<string, never>>']
          : ['{', ...this.members(type).map((line) => `  ${line}`), '}'];
      case 'array':
        return withTail(withHead('readonly ', this.#grouped(type.items)), '[]');
      case 'tuple':
        return this.#tuple(type);
      case 'record':
        // An alias may name itself in an index signature, and not in the argument of a generic type.
        return withTail(withHead('{ readonly [name: string]: ', this.type(type.values)), ' }');
      case 'nullable':
        return withTail(this.#grouped(type.of), ' | null');
      case 'union':
        return this.#union(type.members.map((member) => this.#grouped(member)));
      case 'tagged':
        return this.#union(type.members.map((member) => this.type(member.type)));
      case 'ref':
        return [this.refName(type.name)];
    }
  }

  #tuple(type: Extract<TypeModel, { kind: 'tuple' }>): string[] {
    const items = type.items.map((item, index) =>
      index < type.itemsMin ? this.type(item) : withTail(this.#grouped(item), '?'),
    );
    const rest = type.rest === undefined ? [] : [withTail(withHead('...', this.#grouped(type.rest)), '[]')];
    return withTail(withHead('readonly [', joined([...items, ...rest], ', ')), ']');
  }

  #union(members: readonly string[][]): string[] {
    if (members.every((lines) => lines.length === 1)) return [members.flat().join(' | ')];
    return members.flatMap(([first = '', ...more]) => [`| ${first}`, ...more.map((line) => `  ${line}`)]);
  }

  /** In brackets where an operator would bind otherwise. */
  #grouped(type: TypeModel): string[] {
    const loose = ['union', 'tagged', 'nullable', 'enum', 'openEnum', 'array', 'tuple'].includes(type.kind);
    const lines = this.type(type);
    if (!loose) return lines;
    if (lines[0]?.startsWith('| ') !== true) return withTail(withHead('(', lines), ')');
    return ['(', ...lines.map((line) => `  ${line}`), ')'];
  }
}

function scalarText(type: ScalarModel): string {
  switch (type.kind) {
    case 'string':
    case 'boolean':
    case 'null':
      return type.kind;
    case 'number':
    case 'integer':
      return 'number';
    case 'literal':
      return literal(type.value);
    case 'enum':
      return type.values.map((value: Scalar) => literal(value)).join(' | ');
    case 'openEnum':
      return `${type.members.map(quote).join(' | ')} | (string & {})`;
    case 'bytes':
      return 'Uint8Array';
    case 'unknown':
      return 'unknown';
  }
}

function fieldDoc(field: FieldModel): string[] {
  const tags: string[] = [];
  if (field.default !== undefined) tags.push(`@default ${docBlock([literal(field.default)])[0]?.slice(4, -3) ?? ''}`);
  if (field.deprecated !== undefined) tags.push(deprecatedTag(field.deprecated));
  return docBlock([field.doc], tags);
}

/** `@deprecated since … until …: use …`. */
export function deprecatedTag(deprecated: Exclude<FieldModel['deprecated'], undefined>): string {
  if (deprecated === true) return '@deprecated';
  const { since, sunset, use } = deprecated;
  const parts = [
    `since ${since}`,
    ...(sunset === undefined ? [] : [`until ${sunset}`]),
    ...(use === undefined ? [] : [`use ${use}`]),
  ];
  return `@deprecated ${docBlock([parts.join(', ')])[0]?.slice(4, -3) ?? ''}`;
}

function withHead(head: string, [first = '', ...more]: readonly string[]): string[] {
  return [`${head}${first}`, ...more];
}

function withTail(lines: readonly string[], tail: string): string[] {
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${tail}`];
}

function joined(items: readonly string[][], separator: string): string[] {
  return items.reduce<string[]>(
    (all, lines) =>
      all.length === 0
        ? [...lines]
        : [...all.slice(0, -1), `${all.at(-1) ?? ''}${separator}${lines[0] ?? ''}`, ...lines.slice(1)],
    [],
  );
}

/** `writeEach…`: many values of a kind, column by column. */
import { Locals } from '../render/scope.ts';
import { read } from '../render/tests.ts';
import { block, indent, literal } from '../text.ts';
import { BodyWriter, inBlocks, type Place } from './body.ts';
import { commonFields, type FieldLayout, isPlain, type Layout, type TaggedLayout } from './layout.ts';

export const casts: Readonly<Partial<Record<Layout['kind'], string>>> = {
  uint: 'number',
  int: 'number',
  double: 'number',
  bool: 'boolean',
  text: 'string',
  uuid: 'string',
  instant: 'string',
  bytes: 'Uint8Array',
};

/** What differs in a column: only what changes is written. */
const columns: Readonly<Partial<Record<Layout['kind'], string>>> = { uint: 'delta', text: 'repeated' };

/** What it writes of a single value is its heir's. */
export abstract class ColumnEncoder extends BodyWriter {
  protected readonly locals: Locals = new Locals();

  /** Statements that write one value. */
  abstract value(layout: Layout, value: string): string[];

  /** The same; what is more than a statement is in a function of its own. */
  protected abstract nested(layout: Layout, value: string, path?: readonly string[]): string[];

  /** The name of a function that writes many. */
  protected abstract eachFunction(layout: Layout, place: Place): string;

  /** Statements that write many values. */
  values(layout: Layout, values: string): string[] {
    if (isPlain(layout)) return this.#column(layout, { rows: values, value: `${values}[i]` });
    switch (layout.kind) {
      case 'object':
        return this.#fields(layout.fields, values);
      case 'tagged':
        return this.#taggedRows(layout, values);
      case 'nullable':
        return [...this.#marked(values, { value: `${values}[i]`, missing: 'null' }, layout.of)];
      case 'list':
      case 'tuple':
      case 'record':
      case 'union':
      case 'ref':
        return guarded(eachOf(values), this.nested(layout, `${values}[i]`));
    }
  }

  protected each(layout: Layout, { values, path }: { values: string; path: readonly string[] }): string[] {
    if (isPlain(layout)) return this.#column(layout, { rows: values, value: `${values}[i]` });
    const type = isFields(layout) ? 'Fields[]' : 'unknown[]';
    return [`${this.eachFunction(layout, this.below(path))}(w, ${values} as ${type});`];
  }

  /** Values that have no name yet. */
  protected bound(layout: Layout, { values, path }: { values: string; path: readonly string[] }): string[] {
    const name = this.locals.next('values');
    return [`const ${name} = ${values};`, ...this.each(layout, { values: name, path })];
  }

  #fields(fields: readonly FieldLayout[], rows: string): string[] {
    return inBlocks(fields, this.place.block).flatMap(([number, group]) =>
      this.inBlock(number, () => group.flatMap((field) => this.#fieldColumn(field, rows))),
    );
  }

  #fieldColumn(field: FieldLayout, rows: string): string[] {
    const { scope } = this.context;
    const w = this.at('w');
    if (field.optional && !field.live) return [`${w}.bits(${rows}.length);`];
    const value = read(`(${rows}[i] as Fields)`, field.name, scope);
    if (field.optional) return this.#marked(rows, { value, missing: 'undefined', path: field.name }, field.layout);
    if (isPlain(field.layout)) return this.#column(field.layout, { rows, value });
    const inRow = read('row', field.name, scope);
    return this.each(field.layout, { values: `${rows}.map((row) => ${inRow})`, path: [field.name] });
  }

  /** Bits that say which are there, and a column of those. */
  #marked(rows: string, { value, missing, path }: Marked, layout: Layout): string[] {
    const w = this.at('w');
    const bits = this.locals.next('bits');
    const special = isPlain(layout) ? columns[layout.kind] : undefined;
    const there = this.locals.next('there');
    const cast = casts[layout.kind] ?? 'unknown';
    const write = isPlain(layout)
      ? special === undefined
        ? this.value(layout, 'item')
        : [`${w}.${special}(item as ${cast});`]
      : [`${there}.push(item);`];
    const body = [`const item = ${value};`, ...block(`if (item !== ${missing})`, [`${w}.mark(${bits}, i);`, ...write])];
    return [
      `const ${bits} = ${w}.bits(${rows}.length);`,
      ...(special === undefined ? [] : [`${w}.column();`]),
      ...(isPlain(layout) ? [] : [`const ${there}: unknown[] = [];`]),
      ...block(eachOf(rows), body),
      ...(isPlain(layout) ? [] : this.each(layout, { values: there, path: path === undefined ? [] : [path] })),
    ];
  }

  #column(layout: Layout, { rows, value }: Column): string[] {
    if (layout.kind === 'constant') return [];
    const w = this.at('w');
    const special = columns[layout.kind];
    const write =
      special === undefined ? this.value(layout, value) : [`${w}.${special}(${value} as ${casts[layout.kind]});`];
    return [...(special === undefined ? [] : [`${w}.column();`]), ...guarded(eachOf(rows), write)];
  }

  /** Fields are read where the shape of the object is known: one place that sees them all would be slow. */
  #taggedRows(layout: TaggedLayout, values: string): string[] {
    const { scope } = this.context;
    const common = commonFields(layout);
    const members = layout.members.map((member, index) => ({
      ...member,
      rows: `rows${index}`,
      own: ownFields(member.layout.fields, common),
    }));
    const stored = common.map(
      (field, index) => `common${index}[i] = ${read('row', field.name, scope)}${castOf(field.layout)};`,
    );
    const cases = members.flatMap(({ values: known, own, rows }, index) => [
      ...known.map((value) => `case ${literal(value)}:`),
      ...indent([
        place(this.at('w'), index),
        ...stored,
        ...(own === undefined ? [] : [`${rows}.push(row);`]),
        'break;',
      ]),
    ]);
    const loop = ['const row = values[i] as Fields;', ...block(`switch (${read('row', layout.tag, scope)})`, cases)];
    return [
      ...members.flatMap(({ own, rows }) => (own === undefined ? [] : [`const ${rows}: Fields[] = [];`])),
      ...common.map(
        (field, index) =>
          `const common${index} = new Array<${casts[field.layout.kind] ?? 'unknown'}>(${values}.length);`,
      ),
      ...block(eachOf(values), loop),
      ...common.flatMap(({ layout: inner, name }, index) => this.#whole(inner, `common${index}`, name)),
      ...members.flatMap(({ own, rows, values: known }) => {
        if (own === undefined) return [];
        const name = this.eachFunction({ kind: 'object', fields: own }, this.below([String(known[0])]));
        return [`if (${rows}.length > 0) ${name}(w, ${rows});`];
      }),
    ];
  }

  /** A column whose values stand in an array of their own. */
  #whole(layout: Layout, values: string, name: string): string[] {
    if (layout.kind === 'uint') return [`${this.at('w')}.deltas(${values});`];
    if (layout.kind === 'text') return [`${this.at('w')}.repeatedTexts(${values});`];
    return this.each(layout, { values, path: [name] });
  }
}

/** A statement that writes a number known here: a `uint`, in one call less where it takes a byte. */
export function place(w: string, index: number): string {
  return `${w}.${index < 0x80 ? 'byte' : 'uint'}(${index});`;
}

/** What a column carries of one member alone; undefined where that is nothing. */
function ownFields(fields: readonly FieldLayout[], common: readonly FieldLayout[]): FieldLayout[] | undefined {
  const own = fields.filter((field) => !common.some(({ name }) => name === field.name));
  return own.some(({ layout, optional }) => optional || layout.kind !== 'constant') ? own : undefined;
}

function castOf({ kind }: Layout): string {
  const cast = casts[kind];
  return cast === undefined ? '' : ` as ${cast}`;
}

interface Marked {
  readonly value: string;
  readonly missing: string;
  readonly path?: string;
}

interface Column {
  readonly rows: string;
  /** Of the row `i`. */
  readonly value: string;
}

/** Over an index, which is quicker than an iterator where lists are short, and takes a quarter of its code. */
function eachOf(rows: string): string {
  return `for (let i = 0; i < ${rows}.length; i++)`;
}

/** A condition before one statement or many; none before nothing. */
export function guarded(condition: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return lines.length === 1 ? [`${condition} ${lines[0]}`] : block(condition, lines);
}

/** True for what is an object with fields. */
export function isFields({ kind }: Layout): boolean {
  return kind === 'object' || kind === 'tagged' || kind === 'record';
}

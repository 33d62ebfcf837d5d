/** `write…`: straight-line code that writes a value. `writeEach…` does it column by column for many of a kind. */
import { checkFunction } from '../render/check.ts';
import { functionName, Locals } from '../render/scope.ts';
import { read, refusedBy, testsOf } from '../render/tests.ts';
import { block, indent, literal } from '../text.ts';
import { BodyWriter, type Context, inBlocks, type Place } from './body.ts';
import {
  commonFields,
  type FieldLayout,
  isPlain,
  type Layout,
  type ObjectLayout,
  type TaggedLayout,
  type TupleLayout,
  type UnionLayout,
} from './layout.ts';

/** A private function `(w: Writer, value: unknown): void`; its name. */
export function writeFunction(layout: Layout, place: Place, context: Context): string {
  const target = layout.kind === 'ref' ? (context.definitions[layout.name] ?? layout) : layout;
  const key = `write ${place.block} ${layout.kind === 'ref' ? layout.name : JSON.stringify(layout)}`;
  return context.scope.local(key, functionName('write', place.path), (name) => {
    const body = new Encoder(context, place);
    const lines = body.value(target, 'value');
    return block(`function ${name}(w: Writer, value: ${valueType(target)}): void`, [...body.blocks(), ...lines]);
  });
}

/** A private function `(w: Writer, values: readonly unknown[]): void`; its name. */
function writeEachFunction(layout: Layout, place: Place, context: Context): string {
  const key = `write each ${place.block} ${JSON.stringify(layout)}`;
  return context.scope.local(key, functionName('writeEach', place.path), (name) => {
    const body = new Encoder(context, place);
    const lines = body.values(layout, 'values');
    const type = isFields(layout) ? 'readonly Fields[]' : 'readonly unknown[]';
    return block(`function ${name}(w: Writer, values: ${type}): void`, [...body.blocks(), ...lines]);
  });
}

function isFields({ kind }: Layout): boolean {
  return kind === 'object' || kind === 'tagged' || kind === 'record';
}

function valueType(layout: Layout): string {
  if (isFields(layout)) return 'Fields';
  return layout.kind === 'list' || layout.kind === 'tuple' ? 'readonly unknown[]' : 'unknown';
}

const casts: Readonly<Partial<Record<Layout['kind'], string>>> = {
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

class Encoder extends BodyWriter {
  readonly #locals = new Locals();

  protected blockExpression(number: number): string {
    return `const w${number} = w.block(${number});`;
  }

  /** Statements that write one value. */
  value(layout: Layout, value: string): string[] {
    const { scope } = this.context;
    const w = this.at('w');
    switch (layout.kind) {
      case 'constant':
        return [];
      case 'choice':
        return [`${w}.choice(${scope.list(layout.known)}, ${value});`];
      case 'json':
        return [`${this.context.use('writeJson')}(${w}, ${value});`];
      case 'nullable':
        return [
          ...block(`if (${value} === null)`, [`${w}.byte(0);`]),
          ...block('else', [`${w}.byte(1);`, ...this.#nested(layout.of, value)]),
        ];
      case 'object':
        return this.#object(layout, value);
      case 'list':
        return this.#list(layout.items, value);
      case 'tuple':
        return this.#tuple(layout, value);
      case 'record':
        return this.#record(layout.values, value);
      case 'tagged':
        return this.#tagged(layout, value);
      case 'union':
        return this.#union(layout, value);
      case 'ref':
        return this.#nested(layout, value);
      case 'uint':
      case 'int':
      case 'double':
      case 'bool':
      case 'text':
      case 'uuid':
      case 'instant':
      case 'bytes':
        return [`${w}.${layout.kind}(${value} as ${casts[layout.kind]});`];
    }
  }

  /** Statements that write many values. */
  values(layout: Layout, values: string): string[] {
    if (isPlain(layout)) return this.#column(layout, { rows: values, row: 'item', value: 'item' });
    switch (layout.kind) {
      case 'object':
        return this.#fields(layout.fields, values);
      case 'tagged':
        return this.#taggedRows(layout, values);
      case 'nullable':
        return [...this.#marked(values, { row: 'item', value: 'item', missing: 'null' }, layout.of)];
      case 'list':
      case 'tuple':
      case 'record':
      case 'union':
      case 'ref':
        return guarded(`for (const item of ${values})`, this.#nested(layout, 'item'));
    }
  }

  /** What is more than a statement has a function of its own. */
  #nested(layout: Layout, value: string, path: readonly string[] = []): string[] {
    if (isPlain(layout)) return this.value(layout, value);
    const target = layout.kind === 'ref' ? (this.context.definitions[layout.name] ?? layout) : layout;
    const place = layout.kind === 'ref' ? this.named(layout.name) : this.below(path);
    const type = valueType(target);
    return [`${writeFunction(layout, place, this.context)}(w, ${value}${type === 'unknown' ? '' : ` as ${type}`});`];
  }

  #each(layout: Layout, { values, path }: { values: string; path: readonly string[] }): string[] {
    if (isPlain(layout)) return this.#column(layout, { rows: values, row: 'item', value: 'item' });
    const type = isFields(layout) ? 'Fields[]' : 'unknown[]';
    return [`${writeEachFunction(layout, this.below(path), this.context)}(w, ${values} as ${type});`];
  }

  #object({ fields }: ObjectLayout, value: string): string[] {
    return inBlocks(fields, this.place.block).flatMap(([number, group]) =>
      this.inBlock(number, () => this.#group(group, value)),
    );
  }

  #group(fields: readonly FieldLayout[], value: string): string[] {
    const optional = fields.filter((field) => field.optional);
    const names = new Map(optional.map((field) => [field, field.live ? this.#locals.next('v') : 'undefined']));
    const reads = optional.filter(({ live }) => live);
    const lines = reads.map((field) => `const ${names.get(field)} = ${read(value, field.name, this.context.scope)};`);
    for (let from = 0; from < optional.length; from += 8) {
      const bits = optional.slice(from, from + 8).flatMap((field, bit) => {
        return field.live ? [`(${names.get(field)} === undefined ? 0 : ${1 << bit})`] : [];
      });
      lines.push(`${this.at('w')}.byte(${bits.length === 0 ? '0' : bits.join(' | ')});`);
    }
    for (const field of fields) {
      const name = names.get(field);
      if (name === undefined)
        lines.push(...this.#nested(field.layout, read(value, field.name, this.context.scope), [field.name]));
      else if (field.live)
        lines.push(...guarded(`if (${name} !== undefined)`, this.#nested(field.layout, name, [field.name])));
    }
    return lines;
  }

  #fields(fields: readonly FieldLayout[], rows: string): string[] {
    return inBlocks(fields, this.place.block).flatMap(([number, group]) =>
      this.inBlock(number, () => group.flatMap((field) => this.#fieldColumn(field, rows))),
    );
  }

  #fieldColumn(field: FieldLayout, rows: string): string[] {
    const value = read('row', field.name, this.context.scope);
    const w = this.at('w');
    if (field.optional && !field.live) return [`${w}.bits(${rows}.length);`];
    if (field.optional)
      return this.#marked(rows, { row: 'row', value, missing: 'undefined', path: field.name }, field.layout);
    if (isPlain(field.layout)) return this.#column(field.layout, { rows, row: 'row', value });
    return this.#each(field.layout, { values: `${rows}.map((row) => ${value})`, path: [field.name] });
  }

  /** Bits that say which are there, and a column of those. */
  #marked(rows: string, { row, value, missing, path }: Marked, layout: Layout): string[] {
    const w = this.at('w');
    const bits = this.#locals.next('bits');
    const special = isPlain(layout) ? columns[layout.kind] : undefined;
    const there = this.#locals.next('there');
    const cast = casts[layout.kind] ?? 'unknown';
    const write = isPlain(layout)
      ? special === undefined
        ? this.value(layout, 'item')
        : [`${w}.${special}(item as ${cast});`]
      : [`${there}.push(item);`];
    const body = [
      ...(row === 'row' ? [`const row = ${rows}[i] as Fields;`] : []),
      `const item = ${row === 'row' ? value : `${rows}[i]`};`,
      ...block(`if (item !== ${missing})`, [`${w}.mark(${bits}, i);`, ...write]),
    ];
    return [
      `const ${bits} = ${w}.bits(${rows}.length);`,
      ...(special === undefined ? [] : [`${w}.column();`]),
      ...(isPlain(layout) ? [] : [`const ${there}: unknown[] = [];`]),
      ...block(`for (let i = 0; i < ${rows}.length; i++)`, body),
      ...(isPlain(layout) ? [] : this.#each(layout, { values: there, path: path === undefined ? [] : [path] })),
    ];
  }

  #column(layout: Layout, { rows, row, value }: Column): string[] {
    if (layout.kind === 'constant') return [];
    const w = this.at('w');
    const special = columns[layout.kind];
    const write =
      special === undefined ? this.value(layout, value) : [`${w}.${special}(${value} as ${casts[layout.kind]});`];
    return [...(special === undefined ? [] : [`${w}.column();`]), ...guarded(`for (const ${row} of ${rows})`, write)];
  }

  #list(items: Layout, value: string): string[] {
    const w = this.at('w');
    const end = this.#locals.next('end');
    return [
      `const ${end} = ${w}.beginList(${value}.length);`,
      ...this.#each(items, { values: value, path: ['item'] }),
      `${w}.endList(${end});`,
    ];
  }

  #tuple({ items, itemsMin, rest }: TupleLayout, value: string): string[] {
    const w = this.at('w');
    const lines = items.flatMap((item, index) => {
      const written = this.#nested(item, `${value}[${index}]`, [`item-${index}`]);
      return index < itemsMin || written.length === 0 ? written : block(`if (${value}.length > ${index})`, written);
    });
    if (itemsMin === items.length && rest === undefined) return lines;
    const end = this.#locals.next('end');
    const more =
      rest === undefined ? [] : this.#each(rest, { values: `${value}.slice(${items.length})`, path: ['rest'] });
    return [`const ${end} = ${w}.beginList(${value}.length);`, ...lines, ...more, `${w}.endList(${end});`];
  }

  #record(values: Layout, value: string): string[] {
    const w = this.at('w');
    const names = this.#locals.next('names');
    const end = this.#locals.next('end');
    return [
      `const ${names} = Object.keys(${value});`,
      `const ${end} = ${w}.beginList(${names}.length);`,
      `for (const name of ${names}) ${w}.text(name);`,
      ...this.#each(values, { values: `${names}.map((name) => ${value}[name])`, path: ['value'] }),
      `${w}.endList(${end});`,
    ];
  }

  #tagged({ tag, members }: TaggedLayout, value: string): string[] {
    const cases = members.flatMap(({ values, layout }, index) => [
      ...values.map((known) => `case ${literal(known)}:`),
      `  ${this.at('w')}.uint(${index});`,
      ...this.#nested(layout, value, [String(values[0])]).map((line) => `  ${line}`),
      '  break;',
    ]);
    return block(`switch (${read(value, tag, this.context.scope)})`, cases);
  }

  /** Fields are read where the shape of the object is known: one place that sees them all would be slow. */
  #taggedRows(layout: TaggedLayout, values: string): string[] {
    const { scope } = this.context;
    const common = commonFields(layout);
    const w = this.at('w');
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
      ...indent([`${w}.uint(${index});`, ...stored, ...(own === undefined ? [] : [`${rows}.push(row);`]), 'break;']),
    ]);
    const loop = ['const row = values[i] as Fields;', ...block(`switch (${read('row', layout.tag, scope)})`, cases)];
    return [
      ...members.flatMap(({ own, rows }) => (own === undefined ? [] : [`const ${rows}: Fields[] = [];`])),
      ...common.map(
        (field, index) =>
          `const common${index} = new Array<${casts[field.layout.kind] ?? 'unknown'}>(${values}.length);`,
      ),
      ...block(`for (let i = 0; i < ${values}.length; i++)`, loop),
      ...common.flatMap(({ layout: inner, name }, index) => this.#whole(inner, `common${index}`, name)),
      ...members.flatMap(({ own, rows, values: known }) => {
        if (own === undefined) return [];
        const name = writeEachFunction({ kind: 'object', fields: own }, this.below([String(known[0])]), this.context);
        return [`if (${rows}.length > 0) ${name}(w, ${rows});`];
      }),
    ];
  }

  /** A column whose values stand in an array of their own. */
  #whole(layout: Layout, values: string, name: string): string[] {
    if (layout.kind === 'uint') return [`${this.at('w')}.deltas(${values});`];
    if (layout.kind === 'text') return [`${this.at('w')}.repeatedTexts(${values});`];
    return this.#each(layout, { values, path: [name] });
  }

  #union({ members }: UnionLayout, value: string): string[] {
    const { scope } = this.context;
    return members.flatMap(({ type, layout }, index) => {
      const tests = testsOf(type, value, scope);
      const path = [...this.place.path, `member-${index}`];
      const refused = tests === undefined ? `!${checkFunction(type, path, scope)}(${value})` : refusedBy(tests);
      const lines = [`${this.at('w')}.uint(${index});`, ...this.#nested(layout, value, [`member-${index}`])];
      const isLast = index === members.length - 1;
      const head = `${index === 0 ? '' : 'else '}${isLast ? '' : `if (!(${refused}))`}`.trim();
      return block(head, lines);
    });
  }
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
  readonly row: string;
  readonly value: string;
  readonly missing: string;
  readonly path?: string;
}

interface Column {
  readonly rows: string;
  readonly row: string;
  readonly value: string;
}

/** A condition before one statement or many; none before nothing. */
export function guarded(condition: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return lines.length === 1 ? [`${condition} ${lines[0]}`] : block(condition, lines);
}

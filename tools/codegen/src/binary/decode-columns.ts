/** `readEach…` and `readRows…`: many values of a kind, column by column. */
import { Locals } from '../render/scope.ts';
import { block, literal, propertyName, quote } from '../text.ts';
import { BodyWriter, type Context, inBlocks, type Place } from './body.ts';
import { commonFields, type FieldLayout, type Layout, type ObjectLayout, type TaggedLayout } from './layout.ts';

/** Methods of the reader that read a column. */
const columns: Readonly<Partial<Record<Layout['kind'], string>>> = {
  uint: 'deltas',
  int: 'ints',
  double: 'doubles',
  bool: 'bools',
  text: 'repeated',
};

/** Kinds whose columns are more than one value behind the other. */
const woven: ReadonlySet<Layout['kind']> = new Set<Layout['kind']>(['uint', 'text', 'nullable', 'object', 'tagged']);

/** One member of a tagged union: fields with columns of their own, all of them, and those that it shares. */
export interface MemberRows {
  readonly own: readonly FieldLayout[];
  readonly all: readonly FieldLayout[];
  readonly common: readonly FieldLayout[];
}

/** A field of an object that is put together: an expression, or a variable that may be undefined. */
export interface Part {
  readonly field: FieldLayout;
  readonly value: string;
  /** Whether it is there; where the value itself does not say so. */
  readonly there?: string;
}

interface Columns {
  /** Statements that read what the objects are put together of. */
  readonly lines: string[];
  readonly parts: Part[];
  /** Statements that give the objects their other fields. */
  readonly late: string[];
}

/** What it reads of a single value is its heir's. */
export abstract class ColumnDecoder extends BodyWriter {
  protected readonly locals: Locals = new Locals();

  /** An expression that reads one value. What is more than one has a function of its own. */
  protected abstract expression(layout: Layout, path: readonly string[]): string;

  /** The name of a function that reads many. */
  protected abstract eachFunction(layout: Layout, place: Place): string;

  /** The name of a function that puts the objects of one member of a tagged union at their rows. */
  protected abstract rowsFunction(member: MemberRows, place: Place): string;

  /** Statements that return many values. */
  values(layout: Layout): string[] {
    if (layout.kind === 'object') return this.#objects(layout);
    if (layout.kind === 'tagged') return this.#taggedRows(layout);
    if (layout.kind === 'nullable') return this.#nullables(layout.of);
    return [
      'const values = new Array<unknown>(count);',
      `for (let i = 0; i < count; i++) values[i] = ${this.expression(layout, [])};`,
      'return values;',
    ];
  }

  /** Statements that build the objects of one member of a tagged union. */
  rows({ own, all, common }: MemberRows): string[] {
    const isColumn = (field: FieldLayout): boolean => field.optional || field.layout.kind !== 'constant';
    const count = own.some(isColumn) ? ['const count = rows.length;'] : [];
    const head = ['if (rows.length === 0) return;', ...count];
    const { lines, parts, late } = this.#columns(own, 'values[rows[i] as number]');
    const shared = common.map((field, index) => ({ field, value: `common${index}[row]` }));
    const sorted = all.flatMap(({ name }) => [...parts, ...shared].filter(({ field }) => field.name === name));
    return [
      ...head,
      ...lines,
      ...block('for (let i = 0; i < rows.length; i++)', [
        'const row = rows[i] as number;',
        ...this.built(sorted),
        'values[row] = value;',
      ]),
      ...late,
    ];
  }

  /** `value`, with the fields that are there. */
  protected built(parts: readonly Part[]): string[] {
    const always = parts.filter(({ field }) => !field.optional);
    const sometimes = parts.filter(({ field }) => field.optional);
    const fields = always.map(({ field, value }) => `${propertyName(field.name)}: ${value}`).join(', ');
    return [
      `const value: Record<string, unknown> = ${fields === '' ? '{}' : `{ ${fields} }`};`,
      ...sometimes.map(
        ({ field, value, there = `${value} !== undefined` }) =>
          `if (${there}) ${assigned('value', { name: field.name, value }, this.context)};`,
      ),
    ];
  }

  #objects({ fields }: ObjectLayout): string[] {
    const { lines, parts, late } = this.#columns(fields, 'values[i]');
    const sorted = fields.flatMap((field) => parts.filter((part) => part.field === field));
    return [
      ...lines,
      'const values = new Array<unknown>(count);',
      ...block('for (let i = 0; i < count; i++)', [...this.built(sorted), 'values[i] = value;']),
      ...late,
      'return values;',
    ];
  }

  /**
   * Reads the columns of fields, for a variable `i` over their rows. When the last one that all rows have is read, the objects
   * can be put together: columns behind it go right into them, without an array between.
   */
  #columns(fields: readonly FieldLayout[], object: string): Columns {
    const read: Columns = { lines: [], parts: [], late: [] };
    const ordered = inBlocks(fields, this.place.block).flatMap(([number, group]) =>
      group.map((field) => ({ number, field })),
    );
    const last = ordered.findLastIndex(({ field }) => !field.optional && field.layout.kind !== 'constant');
    ordered.forEach(({ number, field }, index) => {
      if (index > last && field.optional) this.inBlock(number, () => this.#lateColumn(field, object, read.late));
      else {
        const part = this.inBlock(number, () => this.#fieldColumn(field, read.lines));
        if (part !== undefined) read.parts.push(part);
      }
    });
    return read;
  }

  #lateColumn(field: FieldLayout, object: string, lines: string[]): void {
    const isWoven = !field.live || woven.has(field.layout.kind);
    const part = isWoven ? this.#fieldColumn(field, lines) : this.#singly(field, lines);
    if (part === undefined) return;
    const { there, value } = part;
    const target = `(${object} as Record<string, unknown>)`;
    const assignment = assigned(target, { name: field.name, value }, this.context);
    lines.push(`for (let i = 0; i < count; i++) if (${there}) ${assignment};`);
  }

  /** A column that is read one value at a time. */
  #singly(field: FieldLayout, lines: string[]): Part {
    const bits = this.locals.next('bits');
    const r = this.at('r');
    lines.push(`const ${bits} = ${r}.bits(count);`);
    return { field, value: this.expression(field.layout, [field.name]), there: `${r}.isOne(${bits}, i)` };
  }

  #fieldColumn(field: FieldLayout, lines: string[]): Part | undefined {
    const { layout, name, optional, live } = field;
    if (layout.kind === 'constant' && !optional) return { field, value: literal(layout.value) };
    const column = this.locals.next('c');
    if (!optional) {
      lines.push(`const ${column} = ${this.column(layout, 'count', [name])};`);
      return { field, value: `${column}[i]` };
    }
    const bits = this.locals.next('bits');
    const r = this.at('r');
    const values = this.column(layout, `${r}.ones(${bits}, count)`, [name]);
    lines.push(`const ${bits} = ${r}.bits(count);`);
    if (!live) {
      lines.push(`${values};`);
      return undefined;
    }
    const next = this.locals.next('next');
    lines.push(`const ${column} = ${values};`, `let ${next} = 0;`);
    return { field, value: `${column}[${next}++]`, there: `${r}.isOne(${bits}, i)` };
  }

  /** An expression that reads a column. */
  protected column(layout: Layout, count: string, path: readonly string[]): string {
    const r = this.at('r');
    const method = columns[layout.kind];
    if (method !== undefined) return `${r}.${method}(${count})`;
    if (layout.kind === 'choice') return `${r}.choices(${this.context.scope.list(layout.known)}, ${count})`;
    return `${this.eachFunction(layout, this.below(path))}(r, ${count})`;
  }

  #nullables(of: Layout): string[] {
    const r = this.at('r');
    return [
      `const bits = ${r}.bits(count);`,
      `const there = ${this.column(of, `${r}.ones(bits, count)`, [])};`,
      'const values = new Array<unknown>(count);',
      'let next = 0;',
      `for (let i = 0; i < count; i++) values[i] = ${r}.isOne(bits, i) ? there[next++] : null;`,
      'return values;',
    ];
  }

  #taggedRows(layout: TaggedLayout): string[] {
    const common = commonFields(layout);
    const lines: string[] = [];
    const shared = common.map((field) => this.#fieldColumn(field, lines)?.value.replace('[i]', '') ?? '');
    const calls = layout.members.map(({ values, layout: { fields } }, index) => {
      const own = fields.filter((field) => !common.some(({ name }) => name === field.name));
      const place = this.below([String(values[0])]);
      const name = this.rowsFunction({ own, all: fields, common }, place);
      return `${name}(${['r', 'values', `rows[${index}] ?? []`, ...shared].join(', ')});`;
    });
    return [
      `const rows = ${this.at('r')}.rows(${layout.members.length}, count);`,
      ...lines,
      'const values = new Array<unknown>(count);',
      ...calls,
      'return values;',
    ];
  }
}

function assigned(
  object: string,
  { name, value }: { readonly name: string; readonly value: string },
  context: Context,
): string {
  if (name === '__proto__') return `${context.use('setField')}(${object}, [${quote(name)}, ${value}])`;
  return `${object}[${quote(name)}] = ${value}`;
}

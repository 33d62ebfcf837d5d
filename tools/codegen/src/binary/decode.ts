/** `read…`: straight-line code that reads a value. `readEach…` does it column by column for many of a kind. */
import { functionName, Locals } from '../render/scope.ts';
import { block, literal, propertyName, quote } from '../text.ts';
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

/** A private function `(r: Reader): unknown`; its name. */
export function readFunction(layout: Layout, place: Place, context: Context): string {
  const target = layout.kind === 'ref' ? (context.definitions[layout.name] ?? layout) : layout;
  const key = `read ${place.block} ${layout.kind === 'ref' ? layout.name : JSON.stringify(layout)}`;
  return context.scope.local(key, functionName('read', place.path), (name) => {
    const body = new Decoder(context, place);
    const lines = body.value(target, layout.kind === 'ref');
    return block(`function ${name}(r: Reader): unknown`, [...body.blocks(), ...lines]);
  });
}

/** A private function `(r: Reader, count: number): unknown[]`; its name. */
function readEachFunction(layout: Layout, place: Place, context: Context): string {
  const key = `read each ${place.block} ${JSON.stringify(layout)}`;
  return context.scope.local(key, functionName('readEach', place.path), (name) => {
    const body = new Decoder(context, place);
    const lines = body.values(layout);
    return block(`function ${name}(r: Reader, count: number): unknown[]`, [...body.blocks(), ...lines]);
  });
}

interface MemberRows {
  readonly own: readonly FieldLayout[];
  readonly all: readonly FieldLayout[];
  readonly common: readonly FieldLayout[];
}

/** A private function that puts the objects of one member of a tagged union at their rows; its name. */
function readRowsFunction(member: MemberRows, place: Place, context: Context): string {
  const key = `read rows ${place.block} ${JSON.stringify(member)}`;
  const columns = member.common.map((_, index) => `, common${index}: readonly unknown[]`).join('');
  return context.scope.local(key, functionName('readRows', place.path), (name) => {
    const body = new Decoder(context, place);
    const lines = body.rows(member);
    const head = `function ${name}(r: Reader, values: unknown[], rows: readonly number[]${columns}): void`;
    return block(head, [...body.blocks(), ...lines]);
  });
}

/** Methods of the reader that read a column. */
const columns: Readonly<Partial<Record<Layout['kind'], string>>> = {
  uint: 'deltas',
  int: 'ints',
  double: 'doubles',
  bool: 'bools',
  text: 'repeated',
};

/** A field of an object that is put together: an expression, or a variable that may be undefined. */
interface Part {
  readonly field: FieldLayout;
  readonly value: string;
  /** Whether it is there; where the value itself does not say so. */
  readonly there?: string;
}

class Decoder extends BodyWriter {
  readonly #locals = new Locals();

  protected blockExpression(number: number): string {
    return `const r${number} = r.block(${number});`;
  }

  /** Statements that return one value. */
  value(layout: Layout, isRecursive: boolean): string[] {
    const lines = this.#value(layout);
    if (!isRecursive) return lines;
    const last = lines.at(-1) ?? '';
    return [
      'r.enter();',
      ...lines.slice(0, -1),
      `const entered = ${last.slice('return '.length)}`,
      'r.leave();',
      'return entered;',
    ];
  }

  /** Statements that return many values. */
  values(layout: Layout): string[] {
    if (layout.kind === 'object') return this.#objects(layout);
    if (layout.kind === 'tagged') return this.#taggedRows(layout);
    if (layout.kind === 'nullable') return this.#nullables(layout.of);
    return [
      'const values = new Array<unknown>(count);',
      `for (let i = 0; i < count; i++) values[i] = ${this.#expression(layout, [])};`,
      'return values;',
    ];
  }

  /** Statements that build the objects of one member of a tagged union. */
  rows({ own, all, common }: MemberRows): string[] {
    const isColumn = (field: FieldLayout): boolean => field.layout.kind !== 'constant';
    const count = own.some(isColumn) ? ['const count = rows.length;'] : [];
    const head = ['if (rows.length === 0) return;', ...count];
    const { lines, parts } = this.#columns(own);
    const shared = common.map((field, index) => ({ field, value: `common${index}[row]` }));
    const sorted = all.flatMap(({ name }) => [...parts, ...shared].filter(({ field }) => field.name === name));
    return [
      ...head,
      ...lines,
      ...block('for (let i = 0; i < rows.length; i++)', [
        'const row = rows[i] as number;',
        ...this.#built(sorted),
        'values[row] = value;',
      ]),
    ];
  }

  #value(layout: Layout): string[] {
    if (isPlain(layout)) return [`return ${this.#expression(layout, [])};`];
    switch (layout.kind) {
      case 'object':
        return this.#object(layout);
      case 'list':
        return this.#list(layout.items);
      case 'tuple':
        return this.#tuple(layout);
      case 'record':
        return this.#record(layout.values);
      case 'tagged':
        return this.#alternatives(layout.members.map((member) => [member.layout, String(member.values[0])]));
      case 'union':
        return this.#alternatives(this.#members(layout));
      case 'nullable':
      case 'ref':
        return [`return ${this.#expression(layout, [])};`];
    }
  }

  #members({ members }: UnionLayout): [Layout, string][] {
    return members.map(({ layout }, index) => [layout, `member-${index}`]);
  }

  /** An expression that reads one value. What is more than one has a function of its own. */
  #expression(layout: Layout, path: readonly string[]): string {
    const r = this.at('r');
    switch (layout.kind) {
      case 'constant':
        return literal(layout.value);
      case 'choice':
        return `${r}.choice(${this.context.scope.list(layout.known)})`;
      case 'json':
        return `${this.context.use('readJson')}(${r})`;
      case 'nullable':
        return `${r}.byte() === 0 ? null : ${this.#expression(layout.of, path)}`;
      case 'object':
      case 'list':
      case 'tuple':
      case 'record':
      case 'tagged':
      case 'union':
        return `${readFunction(layout, this.below(path), this.context)}(r)`;
      case 'ref':
        return `${readFunction(layout, this.named(layout.name), this.context)}(r)`;
      case 'uint':
      case 'int':
      case 'double':
      case 'bool':
      case 'text':
      case 'uuid':
      case 'instant':
      case 'bytes':
        return `${r}.${layout.kind}()`;
    }
  }

  #object({ fields }: ObjectLayout): string[] {
    const lines: string[] = [];
    const parts: Part[] = [];
    for (const [number, group] of inBlocks(fields, this.place.block)) {
      const read = this.inBlock(number, () => this.#group(group));
      lines.push(...read.lines);
      parts.push(...read.parts);
    }
    const sorted = fields.flatMap((field) => parts.filter((part) => part.field === field));
    return [...lines, ...this.#built(sorted), 'return value;'];
  }

  #group(fields: readonly FieldLayout[]): { lines: string[]; parts: Part[] } {
    const optional = fields.filter((field) => field.optional);
    const flags: string[] = [];
    const lines: string[] = [];
    for (let from = 0; from < optional.length; from += 8) {
      flags.push(this.#locals.next('flags'));
      lines.push(`const ${flags.at(-1)} = ${this.at('r')}.byte();`);
    }
    const parts = fields.flatMap((field): Part[] => {
      if (field.layout.kind === 'constant' && !field.optional) return [{ field, value: literal(field.layout.value) }];
      const at = optional.indexOf(field);
      const read = this.#expression(field.layout, [field.name]);
      const missing = `(${flags[at >> 3]} & ${1 << (at & 7)}) === 0`;
      if (!field.live) {
        lines.push(`if (!(${missing})) ${read};`);
        return [];
      }
      const value = this.#locals.next('v');
      lines.push(`const ${value} = ${at < 0 ? read : `${missing} ? undefined : ${read}`};`);
      return [{ field, value }];
    });
    return { lines, parts };
  }

  /** `value`, with the fields that are there. */
  #built(parts: readonly Part[]): string[] {
    const always = parts.filter(({ field }) => !field.optional);
    const sometimes = parts.filter(({ field }) => field.optional);
    const fields = always.map(({ field, value }) => `${propertyName(field.name)}: ${value}`).join(', ');
    return [
      `const value: Record<string, unknown> = ${fields === '' ? '{}' : `{ ${fields} }`};`,
      ...sometimes.map(
        ({ field, value, there = `${value} !== undefined` }) =>
          `if (${there}) ${assigned(field.name, value, this.context)};`,
      ),
    ];
  }

  #objects({ fields }: ObjectLayout): string[] {
    const { lines, parts } = this.#columns(fields);
    const sorted = fields.flatMap((field) => parts.filter((part) => part.field === field));
    return [
      ...lines,
      'const values = new Array<unknown>(count);',
      ...block('for (let i = 0; i < count; i++)', [...this.#built(sorted), 'values[i] = value;']),
      'return values;',
    ];
  }

  /** Reads the columns of fields, for a variable `i` over their rows. */
  #columns(fields: readonly FieldLayout[]): { lines: string[]; parts: Part[] } {
    const lines: string[] = [];
    const parts: Part[] = [];
    for (const [number, group] of inBlocks(fields, this.place.block)) {
      for (const field of group) {
        const part = this.inBlock(number, () => this.#fieldColumn(field, lines));
        if (part !== undefined) parts.push(part);
      }
    }
    return { lines, parts };
  }

  #fieldColumn(field: FieldLayout, lines: string[]): Part | undefined {
    const { layout, name, optional, live } = field;
    if (layout.kind === 'constant' && !optional) return { field, value: literal(layout.value) };
    const column = this.#locals.next('c');
    if (!optional) {
      lines.push(`const ${column} = ${this.#column(layout, 'count', [name])};`);
      return { field, value: `${column}[i]` };
    }
    const bits = this.#locals.next('bits');
    const r = this.at('r');
    const values = this.#column(layout, `${r}.ones(${bits}, count)`, [name]);
    lines.push(`const ${bits} = ${r}.bits(count);`);
    if (!live) {
      lines.push(`${values};`);
      return undefined;
    }
    const next = this.#locals.next('next');
    lines.push(`const ${column} = ${values};`, `let ${next} = 0;`);
    return { field, value: `${column}[${next}++]`, there: `${r}.isOne(${bits}, i)` };
  }

  /** An expression that reads a column. */
  #column(layout: Layout, count: string, path: readonly string[]): string {
    const r = this.at('r');
    const method = columns[layout.kind];
    if (method !== undefined) return `${r}.${method}(${count})`;
    if (layout.kind === 'choice') return `${r}.choices(${this.context.scope.list(layout.known)}, ${count})`;
    return `${readEachFunction(layout, this.below(path), this.context)}(r, ${count})`;
  }

  #nullables(of: Layout): string[] {
    const r = this.at('r');
    return [
      `const bits = ${r}.bits(count);`,
      `const there = ${this.#column(of, `${r}.ones(bits, count)`, [])};`,
      'const values = new Array<unknown>(count);',
      'let next = 0;',
      `for (let i = 0; i < count; i++) values[i] = ${r}.isOne(bits, i) ? there[next++] : null;`,
      'return values;',
    ];
  }

  #list(items: Layout): string[] {
    const r = this.at('r');
    return [
      `const count = ${r}.count();`,
      `const start = ${r}.pos;`,
      `const items = ${this.#column(items, 'count', ['item'])};`,
      `${r}.pad(start, count);`,
      'return items;',
    ];
  }

  #tuple({ items, itemsMin, rest }: TupleLayout): string[] {
    const reads = items.map((item, index) => this.#expression(item, [`item-${index}`]));
    if (itemsMin === items.length && rest === undefined) return [`return [${reads.join(', ')}];`];
    const r = this.at('r');
    const lines = [`const count = ${r}.count();`, `const start = ${r}.pos;`, 'const items: unknown[] = [];'];
    for (const read of reads) lines.push(`if (count > items.length) items.push(${read});`);
    if (rest !== undefined) {
      const column = this.#column(rest, `count - ${items.length}`, ['rest']);
      lines.push(`if (count > ${items.length}) for (const item of ${column}) items.push(item);`);
    }
    return [...lines, `${r}.pad(start, count);`, 'return items;'];
  }

  #record(values: Layout): string[] {
    const r = this.at('r');
    return [
      `const count = ${r}.count();`,
      `const start = ${r}.pos;`,
      'const names = new Array<string>(count);',
      `for (let i = 0; i < count; i++) names[i] = ${r}.text();`,
      `const items = ${this.#column(values, 'count', ['value'])};`,
      `${r}.pad(start, count);`,
      'const value: Record<string, unknown> = {};',
      `for (let i = 0; i < count; i++) ${this.context.use('setField')}(value, [names[i] as string, items[i]]);`,
      'return value;',
    ];
  }

  #alternatives(members: readonly (readonly [layout: Layout, step: string])[]): string[] {
    const reads = members.map(([layout, step]) => this.#expression(layout, [step]));
    const names = reads.map((_, index) => index).slice(0, -1);
    const chain = names.map((index) => `member === ${index} ? ${reads[index]} : `).join('');
    return [`const member = ${this.at('r')}.member(${members.length});`, `return ${chain}${reads.at(-1)};`];
  }

  #taggedRows(layout: TaggedLayout): string[] {
    const common = commonFields(layout);
    const lines: string[] = [];
    const shared = common.map((field) => this.#fieldColumn(field, lines)?.value.replace('[i]', '') ?? '');
    const calls = layout.members.map(({ values, layout: { fields } }, index) => {
      const own = fields.filter((field) => !common.some(({ name }) => name === field.name));
      const place = this.below([String(values[0])]);
      const name = readRowsFunction({ own, all: fields, common }, place, this.context);
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

function assigned(name: string, value: string, context: Context): string {
  if (name === '__proto__') return `${context.use('setField')}(value, [${quote(name)}, ${value}])`;
  return `value[${quote(name)}] = ${value}`;
}

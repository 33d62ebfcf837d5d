/** `read…`: straight-line code that reads a value. */
import { functionName } from '../render/scope.ts';
import { block, literal } from '../text.ts';
import { type Context, inBlocks, type Place } from './body.ts';
import { ColumnDecoder, type MemberRows, type Part } from './decode-columns.ts';
import {
  type FieldLayout,
  isPlain,
  type Layout,
  type ObjectLayout,
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

class Decoder extends ColumnDecoder {
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

  #value(layout: Layout): string[] {
    if (isPlain(layout)) return [`return ${this.expression(layout, [])};`];
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
        return [`return ${this.expression(layout, [])};`];
    }
  }

  #members({ members }: UnionLayout): [Layout, string][] {
    return members.map(({ layout }, index) => [layout, `member-${index}`]);
  }

  protected eachFunction(layout: Layout, place: Place): string {
    return readEachFunction(layout, place, this.context);
  }

  protected rowsFunction(member: MemberRows, place: Place): string {
    return readRowsFunction(member, place, this.context);
  }

  protected expression(layout: Layout, path: readonly string[]): string {
    const r = this.at('r');
    switch (layout.kind) {
      case 'constant':
        return literal(layout.value);
      case 'choice':
        return `${r}.choice(${this.context.scope.list(layout.known)})`;
      case 'json':
        return `${this.context.use('readJson')}(${r})`;
      case 'nullable':
        return `${r}.byte() === 0 ? null : ${this.expression(layout.of, path)}`;
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
    return [...lines, ...this.built(sorted), 'return value;'];
  }

  #group(fields: readonly FieldLayout[]): { lines: string[]; parts: Part[] } {
    const optional = fields.filter((field) => field.optional);
    const flags: string[] = [];
    const lines: string[] = [];
    for (let from = 0; from < optional.length; from += 8) {
      flags.push(this.locals.next('flags'));
      lines.push(`const ${flags.at(-1)} = ${this.at('r')}.byte();`);
    }
    const parts = fields.flatMap((field): Part[] => {
      if (field.layout.kind === 'constant' && !field.optional) return [{ field, value: literal(field.layout.value) }];
      const at = optional.indexOf(field);
      const read = this.expression(field.layout, [field.name]);
      const missing = `(${flags[at >> 3]} & ${1 << (at & 7)}) === 0`;
      if (!field.live) {
        lines.push(`if (!(${missing})) ${read};`);
        return [];
      }
      const value = this.locals.next('v');
      lines.push(`const ${value} = ${at < 0 ? read : `${missing} ? undefined : ${read}`};`);
      return [{ field, value }];
    });
    return { lines, parts };
  }

  #list(items: Layout): string[] {
    const r = this.at('r');
    return [
      `const count = ${r}.count();`,
      `const start = ${r}.pos;`,
      `const items = ${this.column(items, 'count', ['item'])};`,
      `${r}.pad(start, count);`,
      'return items;',
    ];
  }

  #tuple({ items, itemsMin, rest }: TupleLayout): string[] {
    const reads = items.map((item, index) => this.expression(item, [`item-${index}`]));
    if (itemsMin === items.length && rest === undefined) return [`return [${reads.join(', ')}];`];
    const r = this.at('r');
    const lines = [`const count = ${r}.count();`, `const start = ${r}.pos;`, 'const items: unknown[] = [];'];
    for (const read of reads) lines.push(`if (count > items.length) items.push(${read});`);
    if (rest !== undefined) {
      const column = this.column(rest, `count - ${items.length}`, ['rest']);
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
      `const items = ${this.column(values, 'count', ['value'])};`,
      `${r}.pad(start, count);`,
      'const value: Record<string, unknown> = {};',
      `for (let i = 0; i < count; i++) ${this.context.use('setField')}(value, [names[i] as string, items[i]]);`,
      'return value;',
    ];
  }

  #alternatives(members: readonly (readonly [layout: Layout, step: string])[]): string[] {
    const reads = members.map(([layout, step]) => this.expression(layout, [step]));
    const names = reads.map((_, index) => index).slice(0, -1);
    const chain = names.map((index) => `member === ${index} ? ${reads[index]} : `).join('');
    return [`const member = ${this.at('r')}.member(${members.length});`, `return ${chain}${reads.at(-1)};`];
  }
}

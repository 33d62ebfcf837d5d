/** `write…`: straight-line code that writes a value. */
import type { Scalar } from '../model.ts';
import { checkFunction } from '../render/check.ts';
import { functionName } from '../render/scope.ts';
import { read, refusedBy, testsOf } from '../render/tests.ts';
import { block, literal } from '../text.ts';
import { type Context, inBlocks, type Place } from './body.ts';
import { ColumnEncoder, casts, guarded, isFields, place } from './encode-columns.ts';
import {
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

/** A private function `(w: Writer, value: unknown): void`; its name. Comparing with constants is faster than to search. */
function choiceFunction(known: readonly Scalar[], { scope }: Context): string {
  return scope.local(`choose ${JSON.stringify(known)}`, 'writeChoice', (name) => {
    const cases = known.map((value, index) => `case ${literal(value)}: return ${place('w', index + 1)}`);
    const body = block('switch (value)', [...cases, 'default: w.other(value);']);
    return block(`function ${name}(w: Writer, value: unknown): void`, body);
  });
}

class Encoder extends ColumnEncoder {
  protected blockExpression(number: number): string {
    return `const w${number} = w.block(${number});`;
  }

  /** Statements that write one value. */
  value(layout: Layout, value: string): string[] {
    const w = this.at('w');
    switch (layout.kind) {
      case 'constant':
        return [];
      case 'choice':
        return [`${choiceFunction(layout.known, this.context)}(${w}, ${value});`];
      case 'json':
        return [`${this.context.use('writeJson')}(${w}, ${value});`];
      case 'nullable':
        return [
          ...block(`if (${value} === null)`, [`${w}.byte(0);`]),
          ...block('else', [`${w}.byte(1);`, ...this.nested(layout.of, value)]),
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
        return this.nested(layout, value);
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

  protected eachFunction(layout: Layout, place: Place): string {
    return writeEachFunction(layout, place, this.context);
  }

  /** What is more than a statement has a function of its own. */
  protected nested(layout: Layout, value: string, path: readonly string[] = []): string[] {
    if (isPlain(layout)) return this.value(layout, value);
    const target = layout.kind === 'ref' ? (this.context.definitions[layout.name] ?? layout) : layout;
    const place = layout.kind === 'ref' ? this.named(layout.name) : this.below(path);
    const type = valueType(target);
    return [`${writeFunction(layout, place, this.context)}(w, ${value}${type === 'unknown' ? '' : ` as ${type}`});`];
  }

  #object({ fields }: ObjectLayout, value: string): string[] {
    return inBlocks(fields, this.place.block).flatMap(([number, group]) =>
      this.inBlock(number, () => this.#group(group, value)),
    );
  }

  #group(fields: readonly FieldLayout[], value: string): string[] {
    const optional = fields.filter((field) => field.optional);
    const names = new Map(optional.map((field) => [field, field.live ? this.locals.next('v') : 'undefined']));
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
        lines.push(...this.nested(field.layout, read(value, field.name, this.context.scope), [field.name]));
      else if (field.live)
        lines.push(...guarded(`if (${name} !== undefined)`, this.nested(field.layout, name, [field.name])));
    }
    return lines;
  }

  #list(items: Layout, value: string): string[] {
    const w = this.at('w');
    const end = this.locals.next('end');
    return [
      `const ${end} = ${w}.beginList(${value}.length);`,
      ...this.each(items, { values: value, path: ['item'] }),
      `${w}.endList(${end});`,
    ];
  }

  #tuple({ items, itemsMin, rest }: TupleLayout, value: string): string[] {
    const w = this.at('w');
    const lines = items.flatMap((item, index) => {
      const written = this.nested(item, `${value}[${index}]`, [`item-${index}`]);
      return index < itemsMin || written.length === 0 ? written : block(`if (${value}.length > ${index})`, written);
    });
    if (itemsMin === items.length && rest === undefined) return lines;
    const end = this.locals.next('end');
    const more =
      rest === undefined ? [] : this.bound(rest, { values: `${value}.slice(${items.length})`, path: ['rest'] });
    return [`const ${end} = ${w}.beginList(${value}.length);`, ...lines, ...more, `${w}.endList(${end});`];
  }

  #record(values: Layout, value: string): string[] {
    const w = this.at('w');
    const names = this.locals.next('names');
    const end = this.locals.next('end');
    return [
      `const ${names} = Object.keys(${value});`,
      `const ${end} = ${w}.beginList(${names}.length);`,
      `for (const name of ${names}) ${w}.text(name);`,
      ...this.bound(values, { values: `${names}.map((name) => ${value}[name])`, path: ['value'] }),
      `${w}.endList(${end});`,
    ];
  }

  #tagged({ tag, members }: TaggedLayout, value: string): string[] {
    const w = this.at('w');
    const cases = members.flatMap(({ values, layout }, index) => [
      ...values.map((known) => `case ${literal(known)}:`),
      `  ${place(w, index)}`,
      ...this.nested(layout, value, [String(values[0])]).map((line) => `  ${line}`),
      '  break;',
    ]);
    return block(`switch (${read(value, tag, this.context.scope)})`, cases);
  }

  #union({ members }: UnionLayout, value: string): string[] {
    const { scope } = this.context;
    const w = this.at('w');
    return members.flatMap(({ type, layout }, index) => {
      const tests = testsOf(type, value, scope);
      const path = [...this.place.path, `member-${index}`];
      const refused = tests === undefined ? `!${checkFunction(type, path, scope)}(${value})` : refusedBy(tests);
      const lines = [place(w, index), ...this.nested(layout, value, [`member-${index}`])];
      const isLast = index === members.length - 1;
      const head = `${index === 0 ? '' : 'else '}${isLast ? '' : `if (!(${refused}))`}`.trim();
      return block(head, lines);
    });
  }
}

function valueType(layout: Layout): string {
  if (isFields(layout)) return 'Fields';
  return layout.kind === 'list' || layout.kind === 'tuple' ? 'readonly unknown[]' : 'unknown';
}

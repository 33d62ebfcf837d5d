/** `check…`: straight-line code that answers whether a publisher may write a value. */

import { meaningOf } from '../canonical.ts';
import {
  type ArrayModel,
  type FieldModel,
  innerTypes,
  isScalar,
  type ObjectModel,
  type RecordModel,
  type TaggedModel,
  type TupleModel,
  type TypeModel,
  type UnionModel,
} from '../model.ts';
import { block, literal, quote } from '../text.ts';
import { functionName, Locals, type WireScope } from './scope.ts';
import { guardOf, type Limits, read, refusedBy, testsOf } from './tests.ts';

/** An object of more parts than this gets a function of its own, so that no function outgrows the optimiser. */
const partsMax = 120;

interface FunctionScope {
  readonly scope: WireScope;
  readonly open: boolean;
}

/** A private function `(value: unknown): boolean` for a type; its name. */
export function checkFunction(type: TypeModel, path: readonly string[], scope: WireScope): string {
  return functionOf(type, path, { scope, open: false });
}

/** The same as a reader sees it, who ignores fields that the schema does not name. */
export function acceptFunction(type: TypeModel, path: readonly string[], scope: WireScope): string {
  return functionOf(type, path, { scope, open: true });
}

function functionOf(type: TypeModel, path: readonly string[], { scope, open }: FunctionScope): string {
  const word = open ? 'accept' : 'check';
  const key = type.kind === 'ref' ? `${word} ref ${type.name}` : `${word} ${meaningOf(type, scope.shape.definitions)}`;
  return scope.local(key, functionName(open ? 'takes' : 'is', path), (name) => {
    const target = type.kind === 'ref' ? (scope.shape.definitions[type.name] ?? type) : type;
    const lines = new CheckWriter(scope, { path, locals: new Locals(), open }).statements(target, 'value');
    return block(`function ${name}(value: unknown): boolean`, [...lines, 'return true;']);
  });
}

/** Above this many fields a set is asked instead of a chain of comparisons. */
const chainMax = 16;

/** Which items of a list, as variables. */
interface Items {
  readonly from: number;
  readonly count: string;
  /** Holds the items before, where all must differ. */
  readonly set?: string | undefined;
}

/** Where in a function the writer stands. */
interface Place {
  readonly open: boolean;
  readonly path: readonly string[];
  readonly locals: Locals;
  /** Below the type that the function is for. */
  readonly inner?: boolean;
}

class CheckWriter {
  readonly #scope: WireScope;
  readonly #path: readonly string[];
  readonly #locals: Locals;
  readonly #inner: boolean;
  readonly #open: boolean;

  constructor(scope: WireScope, { path, locals, inner = false, open }: Place) {
    this.#scope = scope;
    this.#path = path;
    this.#locals = locals;
    this.#inner = inner;
    this.#open = open;
  }

  /** Statements that return false where `value` is refused. */
  statements(type: TypeModel, value: string): string[] {
    const refused = this.#condition(type, value);
    if (refused !== undefined) return [`if (${refused}) return false;`];
    if (isScalar(type)) return [];
    switch (type.kind) {
      case 'object':
        return this.#object(type, value);
      case 'array':
        return this.#array(type, value);
      case 'tuple':
        return this.#tuple(type, value);
      case 'record':
        return this.#record(type, value);
      case 'tagged':
        return this.#tagged(type, value);
      case 'nullable':
        return block(`if (${value} !== null)`, this.statements(type.of, value));
      case 'union':
      case 'ref':
        return [];
    }
  }

  /** One expression that is true where the value is refused, for types that need no more. */
  #condition(type: TypeModel, value: string): string | undefined {
    const tests = testsOf(type, value, this.#scope);
    if (tests !== undefined) return refusedBy(tests);
    if (type.kind === 'ref') return `!${this.#function(type, [type.name])}(${value})`;
    if (type.kind === 'union') return this.#union(type, value);
    if (type.kind === 'object' && this.#inner && partsOf(type) > partsMax)
      return `!${this.#function(type, this.#path)}(${value})`;
    if (type.kind !== 'nullable') return undefined;
    const inner = this.#condition(type.of, value);
    return inner === undefined ? undefined : `${value} !== null && (${inner})`;
  }

  #union({ members }: UnionModel, value: string): string {
    const refusals = members.map((member, index) => {
      const tests = testsOf(member, value, this.#scope);
      if (tests !== undefined) return `(${refusedBy(tests)})`;
      return `!${this.#function(member, [...this.#path, member.kind === 'ref' ? member.name : `${member.kind}-${index + 1}`])}(${value})`;
    });
    return refusals.join(' && ');
  }

  #object(type: ObjectModel, value: string): string[] {
    const { fields } = type;
    if (this.#open) return this.#openObject(type, value);
    const required = fields.filter((field) => !field.optional).length;
    const seen = required === fields.length ? String(required) : this.#locals.next('seen');
    const lines = [`if (!${guardOf(type, this.#scope)}(${value})) return false;`];
    if (required < fields.length) lines.push(`let ${seen} = ${required};`);
    for (const field of fields) {
      const local = this.#locals.next('v');
      lines.push(`const ${local} = ${read(value, field.name, this.#scope)};`);
      const inner = this.#below(field.name).statements(field.type, local);
      if (field.optional) lines.push(...block(`if (${local} !== undefined)`, [...inner, `${seen}++;`]));
      if (field.optional) lines.push(this.#empty(value, field.name, seen));
      else lines.push(...inner);
    }
    return [...lines, ...this.#closed(fields, value, seen)];
  }

  /** A field that is there but undefined is counted with the others; where it is not there, `in` says so for nothing. */
  #empty(value: string, name: string, seen: string): string {
    return `else if (${quote(name)} in ${value} && ${this.#scope.shown()}.call(${value}, ${quote(name)})) ${seen}++;`;
  }

  #function(type: TypeModel, path: readonly string[]): string {
    return functionOf(type, path, { scope: this.#scope, open: this.#open });
  }

  #openObject(type: ObjectModel, value: string): string[] {
    const lines = [`if (!${guardOf(type, this.#scope)}(${value})) return false;`];
    for (const field of type.fields) {
      const name = this.#locals.next('v');
      const inner = this.#below(field.name).statements(field.type, name);
      if (inner.length === 0 && field.optional) continue;
      lines.push(`const ${name} = ${read(value, field.name, this.#scope)};`);
      lines.push(...(field.optional ? block(`if (${name} !== undefined)`, inner) : inner));
    }
    return lines;
  }

  /**
   * Every own field is named by the schema, and every field that was seen is an own one. No field is read again, when
   * it might say something else.
   */
  #closed(fields: readonly FieldModel[], value: string, seen: string): string[] {
    const name = this.#locals.next('k');
    const notOwn = `if (!${this.#scope.owns()}.call(${value}, ${name})) continue;`;
    if (fields.length === 0) return block(`for (const ${name} in ${value})`, [notOwn, 'return false;']);
    const count = this.#locals.next('own');
    const names = fields.map((field) => field.name);
    const chain = names.map((known) => `${name} !== ${quote(known)}`).join(' && ');
    const unknown = names.length > chainMax ? `!${this.#scope.names(names)}.has(${name})` : chain;
    const body = [notOwn, `if (${unknown}) return false;`, `${count}++;`];
    return [
      `let ${count} = 0;`,
      ...block(`for (const ${name} in ${value})`, body),
      `if (${count} !== ${seen}) return false;`,
    ];
  }

  #array(type: ArrayModel, value: string): string[] {
    const count = this.#locals.next('n');
    const set = type.unique === true ? this.#locals.next('set') : undefined;
    return [
      ...this.#count(value, count, { min: type.itemsMin, max: type.itemsMax }),
      ...this.#items(type.items, value, { from: 0, count, set }),
    ];
  }

  /** An array, whose length is asked for once. */
  #count(value: string, count: string, { min, max }: Limits): string[] {
    const refused = [
      ...(min === undefined || min === 0 ? [] : [`${count} < ${min}`]),
      ...(max === undefined ? [] : [`${count} > ${max}`]),
    ];
    return [
      `if (!Array.isArray(${value})) return false;`,
      `const ${count} = ${value}.length;`,
      ...(refused.length === 0 ? [] : [`if (${refused.join(' || ')}) return false;`]),
    ];
  }

  #items(type: TypeModel, value: string, { from, count, set }: Items): string[] {
    const index = this.#locals.next('i');
    const item = this.#locals.next('v');
    const body = [`const ${item}: unknown = ${value}[${index}];`, ...this.#below('item').statements(type, item)];
    const loop = `for (let ${index} = ${from}; ${index} < ${count}; ${index}++)`;
    if (set === undefined) return block(loop, body);
    return [
      `const ${set} = new Set<unknown>();`,
      ...block(loop, [...body, `${set}.add(${item});`]),
      `if (${set}.size < ${count}) return false;`,
    ];
  }

  #tuple({ items, itemsMin, rest }: TupleModel, value: string): string[] {
    const count = this.#locals.next('n');
    const lines = this.#count(value, count, { min: itemsMin, max: rest === undefined ? items.length : undefined });
    for (const [index, type] of items.entries()) {
      const item = this.#locals.next('v');
      const body = [
        `const ${item}: unknown = ${value}[${index}];`,
        ...this.#below(`item-${index}`).statements(type, item),
      ];
      lines.push(...(index < itemsMin ? body : block(`if (${count} > ${index})`, body)));
    }
    return rest === undefined ? lines : [...lines, ...this.#items(rest, value, { from: items.length, count })];
  }

  #record(type: RecordModel, value: string): string[] {
    const { keys, values } = type;
    const name = this.#locals.next('k');
    const item = this.#locals.next('v');
    const tests = keys === undefined ? [] : (testsOf(keys, name, this.#scope) ?? []).slice(1);
    const body = [
      ...(tests.length === 0 ? [] : [`if (${refusedBy(tests)}) return false;`]),
      `const ${item} = ${value}[${name}];`,
      ...this.#below('value').statements(values, item),
    ];
    return [
      `if (!${guardOf(type, this.#scope)}(${value})) return false;`,
      ...block(`for (const ${name} in ${value})`, [
        `if (!${this.#scope.owns()}.call(${value}, ${name})) continue;`,
        ...body,
      ]),
    ];
  }

  #tagged({ tag, members }: TaggedModel, value: string): string[] {
    const cases = members.flatMap(({ values, type }) => [
      ...values.map((known) => `case ${literal(known)}:`),
      `  if (!${this.#function(type, [...this.#path, String(values[0])])}(${value})) return false;`,
      '  break;',
    ]);
    return [
      `if (!${this.#scope.use('isObject')}(${value})) return false;`,
      ...block(`switch (${read(value, tag, this.#scope)})`, [...cases, 'default:', '  return false;']),
    ];
  }

  #below(step: string): CheckWriter {
    return new CheckWriter(this.#scope, {
      path: [...this.#path, step],
      locals: this.#locals,
      inner: true,
      open: this.#open,
    });
  }
}

/** Fields of an object and of everything written out inside it. */
function partsOf(type: TypeModel): number {
  if (type.kind === 'union' || type.kind === 'tagged') return 0;
  const own = type.kind === 'object' ? type.fields.length : 0;
  return innerTypes(type).reduce((sum, inner) => sum + partsOf(inner), own);
}

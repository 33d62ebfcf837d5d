/** `explain…`: lists every issue of a value, with path and expectation. Slow path; follows the same tests as `check…`. */

import { meaningOf } from '../canonical.ts';
import {
  type ArrayModel,
  type FieldModel,
  isScalar,
  type ObjectModel,
  type RecordModel,
  type TaggedModel,
  type TupleModel,
  type TypeModel,
  type UnionModel,
} from '../model.ts';
import { isIdentifier } from '../names.ts';
import { block, inTemplate, literal, quote } from '../text.ts';
import { checkFunction } from './check.ts';
import { functionName, Locals, type WireScope } from './scope.ts';
import {
  expectation,
  guardOf,
  type Limits,
  lengthText,
  read,
  refusedBy,
  type Test,
  tagText,
  testsOf,
} from './tests.ts';

/** A private function `(value: unknown, path: string, issues: Issue[]): void` for a type; its name. */
export function explainFunction(type: TypeModel, path: readonly string[], scope: WireScope): string {
  const key = type.kind === 'ref' ? `explain ref ${type.name}` : `explain ${meaningOf(type, scope.shape.definitions)}`;
  return scope.local(key, functionName('explain', path), (name) => {
    const target = type.kind === 'ref' ? (scope.shape.definitions[type.name] ?? type) : type;
    const lines = new ExplainWriter(scope, { path, locals: new Locals() }).statements(
      target,
      'value',
      Path.below('path'),
    );
    return block(`function ${name}(value: unknown, path: string, issues: Issue[]): void`, lines);
  });
}

/** A path as code: an expression known at run time, then text. */
class Path {
  readonly #code: string;
  readonly #text: string;

  private constructor(code: string, text: string) {
    this.#code = code;
    this.#text = text;
  }

  static below(code: string): Path {
    return new Path(code, '');
  }

  field(name: string, scope: WireScope): Path {
    if (this.#text === '') return new Path(`${scope.use('at')}(${this.#code}, ${quote(name)})`, ' ');
    return new Path(this.#code, `${this.#text}${isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`);
  }

  /** A step whose place is a variable. */
  step(helper: 'at' | 'item', variable: string, scope: WireScope): Path {
    return new Path(`${scope.use(helper)}(${this.render()}, ${variable})`, ' ');
  }

  render(): string {
    const text = this.#text.trimStart();
    return text === '' ? this.#code : `\`\${${this.#code}}${inTemplate(text)}\``;
  }
}

interface Rule {
  readonly code: string;
  readonly expected: string;
}

/** A type, the function that tells its values from others, and what is said of those that it lets in. */
interface Typed {
  readonly type: TypeModel;
  readonly guard: string;
  readonly body: readonly string[];
}

/** A list and its length, as variables. */
interface List {
  readonly value: string;
  readonly count: string;
}

/** Which items of a list. */
interface Items extends List {
  readonly from: number;
}

/** Where in a function the writer stands. */
interface Place {
  readonly path: readonly string[];
  readonly locals: Locals;
  /** Below the type that the function is for. */
  readonly inner?: boolean;
}

class ExplainWriter {
  readonly #scope: WireScope;
  readonly #path: readonly string[];
  readonly #locals: Locals;
  readonly #inner: boolean;

  constructor(scope: WireScope, { path, locals, inner = false }: Place) {
    this.#scope = scope;
    this.#path = path;
    this.#locals = locals;
    this.#inner = inner;
  }

  /** Statements that report what is wrong with `value`. */
  statements(type: TypeModel, value: string, path: Path): string[] {
    if (isScalar(type)) return this.#chain(testsOf(type, value, this.#scope) ?? [], value, path);
    if (type.kind === 'object' && this.#inner && this.#scope.isRepeated(type))
      return [`${explainFunction(type, this.#path, this.#scope)}(${value}, ${path.render()}, issues);`];
    switch (type.kind) {
      case 'object':
        return this.#object(type, value, path);
      case 'array':
        return this.#array(type, value, path);
      case 'tuple':
        return this.#tuple(type, value, path);
      case 'record':
        return this.#record(type, value, path);
      case 'tagged':
        return this.#tagged(type, value, path);
      case 'nullable':
        return block(`if (${value} !== null)`, this.statements(type.of, value, path));
      case 'ref':
        return [`${explainFunction(type, [type.name], this.#scope)}(${value}, ${path.render()}, issues);`];
      case 'union':
        return this.#union(type, value, path);
    }
  }

  #fail(rule: Rule, value: string, path: Path): string {
    return `${this.#scope.use('fail')}(issues, ${path.render()}, ${quote(rule.code)}, ${quote(rule.expected)}, ${value});`;
  }

  /** The first rule that is broken; a wrong type says nothing about length or range. */
  #chain(tests: readonly (Rule & Pick<Test, 'refused'>)[], value: string, path: Path): string[] {
    return tests.map(
      (test, index) => `${index === 0 ? '' : 'else '}if (${test.refused}) ${this.#fail(test, value, path)}`,
    );
  }

  #typed({ type, guard, body }: Typed, value: string, path: Path): string[] {
    const rule = { code: 'type', expected: expectation(type, this.#scope) };
    const refused = `if (!${guard}(${value})) ${this.#fail(rule, value, path)}`;
    return body.length === 0 ? [refused] : [refused, ...block('else', body)];
  }

  #object(type: ObjectModel, value: string, path: Path): string[] {
    const fields = type.fields.flatMap((field) => this.#field(field, value, path));
    const names = this.#scope.names(type.fields.map((field) => field.name));
    const extra = `${this.#scope.use('explainNames')}(${value}, ${path.render()}, ${names}, issues);`;
    return this.#typed({ type, guard: guardOf(type, this.#scope), body: [...fields, extra] }, value, path);
  }

  #field(field: FieldModel, value: string, path: Path): string[] {
    const name = this.#locals.next('v');
    const at = path.field(field.name, this.#scope);
    const declared = `const ${name} = ${read(value, field.name, this.#scope)};`;
    const missing = {
      refused: `${name} === undefined`,
      code: 'required',
      expected: expectation(field.type, this.#scope),
    };
    const tests = testsOf(field.type, name, this.#scope);
    if (tests !== undefined && !field.optional) return [declared, ...this.#chain([missing, ...tests], name, at)];
    const inner = this.#below(field.name).statements(field.type, name, at);
    if (field.optional) return [declared, ...block(`if (${name} !== undefined)`, inner)];
    return [declared, ...this.#chain([missing], name, at), ...block('else', inner)];
  }

  /** Of a list that is too long nothing but that is said. */
  #array(type: ArrayModel, value: string, path: Path): string[] {
    const count = this.#locals.next('n');
    const { over, under } = this.#lengths({ value, count }, { min: type.itemsMin, max: type.itemsMax }, path);
    const unique = { code: 'unique', expected: 'items that are all different' };
    const different =
      type.unique === true
        ? [`if (!${this.#scope.use('isUnique')}(${value}, ${count})) ${this.#fail(unique, value, path)}`]
        : [];
    const inside = [...under, ...different, ...this.#items(type.items, { value, from: 0, count }, path)];
    const body = [
      `const ${count} = ${value}.length;`,
      ...over,
      ...(over.length === 0 ? inside : block('else', inside)),
    ];
    return this.#typed({ type, guard: 'Array.isArray', body }, value, path);
  }

  /** Statements about a list that has too few items, and about one that has too many. */
  #lengths(list: List, { min = 0, max }: Limits, path: Path): { under: string[]; over: string[] } {
    const { value, count } = list;
    const rule = { code: 'length', expected: `array${lengthText({ min: min === 0 ? undefined : min, max }, 'item')}` };
    const failed = this.#fail(rule, value, path);
    return {
      under: min === 0 ? [] : [`if (${count} < ${min}) ${failed}`],
      over: max === undefined ? [] : [`if (${count} > ${max}) ${failed}`],
    };
  }

  #items(type: TypeModel, { value, from, count }: Items, path: Path): string[] {
    const index = this.#locals.next('i');
    const item = this.#locals.next('v');
    const body = [
      `const ${item}: unknown = ${value}[${index}];`,
      ...this.#below('item').statements(type, item, path.step('item', index, this.#scope)),
    ];
    return block(`for (let ${index} = ${from}; ${index} < ${count} && issues.length < 100; ${index}++)`, body);
  }

  /** Of a list that is too short nothing but that is said. */
  #tuple(type: TupleModel, value: string, path: Path): string[] {
    const count = this.#locals.next('n');
    const max = type.rest === undefined ? type.items.length : undefined;
    const { under, over } = this.#lengths({ value, count }, { min: type.itemsMin, max }, path);
    const inside = [...over];
    for (const [index, model] of type.items.entries()) {
      const item = this.#locals.next('v');
      const at = path.step('item', String(index), this.#scope);
      const body = [
        `const ${item}: unknown = ${value}[${index}];`,
        ...this.#below(`item-${index}`).statements(model, item, at),
      ];
      inside.push(...(index < type.itemsMin && max !== undefined ? body : block(`if (${count} > ${index})`, body)));
    }
    if (type.rest !== undefined)
      inside.push(...this.#items(type.rest, { value, from: type.items.length, count }, path));
    const alone = max !== undefined && under.length > 0;
    const body = [`const ${count} = ${value}.length;`, ...under, ...(alone ? block('else', inside) : inside)];
    return this.#typed({ type, guard: 'Array.isArray', body }, value, path);
  }

  #record(type: RecordModel, value: string, path: Path): string[] {
    const name = this.#locals.next('k');
    const item = this.#locals.next('v');
    const at = path.step('at', name, this.#scope);
    const tests = type.keys === undefined ? [] : (testsOf(type.keys, name, this.#scope) ?? []).slice(1);
    const inner = [`const ${item} = ${value}[${name}];`, ...this.#below('value').statements(type.values, item, at)];
    const body = tests.length === 0 ? inner : [...this.#chain(tests, name, at), ...block('else', inner)];
    const loop = block(`for (const ${name} of Object.keys(${value}))`, body);
    return this.#typed({ type, guard: guardOf(type, this.#scope), body: loop }, value, path);
  }

  #tagged(type: TaggedModel, value: string, path: Path): string[] {
    const { tag, members } = type;
    const kind = this.#locals.next('v');
    const cases = members.flatMap((member) => [
      ...member.values.map((known) => `case ${literal(known)}:`),
      `  ${explainFunction(member.type, [...this.#path, String(member.values[0])], this.#scope)}(${value}, ${path.render()}, issues);`,
      '  break;',
    ]);
    const at = path.field(tag, this.#scope);
    const rule = { code: 'union', expected: tagText(members.flatMap((member) => member.values)) };
    const body = [
      `const ${kind} = ${read(value, tag, this.#scope)};`,
      ...block(`switch (${kind})`, [...cases, 'default:', `  ${this.#fail(rule, kind, at)}`]),
    ];
    return this.#typed({ type, guard: this.#scope.use('isObject'), body }, value, path);
  }

  #union(type: UnionModel, value: string, path: Path): string[] {
    const refusals = type.members.map((member, index) => {
      const tests = testsOf(member, value, this.#scope);
      if (tests !== undefined) return `(${refusedBy(tests)})`;
      return `!${checkFunction(member, [...this.#path, member.kind === 'ref' ? member.name : `${member.kind}-${index + 1}`], this.#scope)}(${value})`;
    });
    const other = this.#fail({ code: 'union', expected: expectation(type, this.#scope) }, value, path);
    return block(`if (${refusals.join(' && ')})`, this.#nearest(type, value, path, other));
  }

  /** A value of the same kind as one member alone was meant to be that member. */
  #nearest({ members }: UnionModel, value: string, path: Path, other: string): string[] {
    const objects = members.filter(({ kind }) => kind === 'object' || kind === 'record' || kind === 'tagged');
    const [object] = objects;
    if (object === undefined || objects.length > 1 || members.some(({ kind }) => kind === 'ref')) return [other];
    const inside = explainFunction(object, [...this.#path, object.kind], this.#scope);
    return [
      `if (${this.#scope.use('isObject')}(${value})) ${inside}(${value}, ${path.render()}, issues);`,
      `else ${other}`,
    ];
  }

  #below(step: string): ExplainWriter {
    return new ExplainWriter(this.#scope, { path: [...this.#path, step], locals: this.#locals, inner: true });
  }
}

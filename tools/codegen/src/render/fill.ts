/** `fill…`: puts defaults where fields were left out. The same object comes back where nothing is missing. */

import { meaningOf } from '../canonical.ts';
import { isScalar, type ObjectModel, type TypeModel, type UnionModel } from '../model.ts';
import { block, literal, quote } from '../text.ts';
import { acceptFunction } from './check.ts';
import { functionName, Locals, type WireScope } from './scope.ts';
import { read } from './tests.ts';
import { hasDefaults } from './types.ts';

/** A private function `(value: Filled): Filled` for a type that has defaults inside; its name. */
export function fillFunction(type: TypeModel, path: readonly string[], scope: WireScope): string {
  const key = type.kind === 'ref' ? `fill ref ${type.name}` : `fill ${meaningOf(type, scope.shape.definitions)}`;
  return scope.local(key, functionName('fill', path), (name) => {
    const target = type.kind === 'ref' ? (scope.shape.definitions[type.name] ?? type) : type;
    return block(`function ${name}(value: unknown): unknown`, body(target, path, scope));
  });
}

function body(type: TypeModel, path: readonly string[], scope: WireScope): string[] {
  if (isScalar(type)) return ['return value;'];
  switch (type.kind) {
    case 'object':
      return objectBody(type, path, scope);
    case 'array':
      return [`return ${scope.use('fillItems')}(value, ${fillFunction(type.items, [...path, 'item'], scope)});`];
    case 'tuple': {
      const inner = [...type.items, ...(type.rest === undefined ? [] : [type.rest])];
      const cases = inner.map((item, index) =>
        hasDefaults(item, scope.shape) ? fillFunction(item, [...path, `item-${index}`], scope) : 'undefined',
      );
      const rest = type.rest === undefined ? 'undefined' : (cases.pop() ?? 'undefined');
      return [`return ${scope.use('fillTuple')}(value, [${cases.join(', ')}], ${rest});`];
    }
    case 'record':
      return [`return ${scope.use('fillValues')}(value, ${fillFunction(type.values, [...path, 'value'], scope)});`];
    case 'nullable':
      return [`return value === null ? value : ${fillFunction(type.of, path, scope)}(value);`];
    case 'tagged': {
      const cases = type.members
        .filter((member) => hasDefaults(member.type, scope.shape))
        .flatMap((member) => [
          ...member.values.map((known) => `case ${literal(known)}:`),
          `  return ${fillFunction(member.type, [...path, String(member.values[0])], scope)}(value);`,
        ]);
      return [
        `if (!${scope.use('isObject')}(value)) return value;`,
        ...block(`switch (${read('value', type.tag, scope)})`, [...cases, 'default:', '  return value;']),
      ];
    }
    case 'ref':
      return [`return ${fillFunction(type, [type.name], scope)}(value);`];
    case 'union':
      return unionBody(type, path, scope);
  }
}

/** The one member that takes the value; the rules see to it that there is no other. */
function unionBody({ members }: UnionModel, path: readonly string[], scope: WireScope): string[] {
  const lines = members.flatMap((member, index) => {
    if (!hasDefaults(member, scope.shape)) return [];
    const inner = [...path, `${member.kind}-${index + 1}`];
    const [takes, fill] = [acceptFunction(member, inner, scope), fillFunction(member, inner, scope)];
    return [`if (${takes}(value)) return ${fill}(value);`];
  });
  return [...lines, 'return value;'];
}

function objectBody({ fields }: ObjectModel, path: readonly string[], scope: WireScope): string[] {
  const locals = new Locals();
  const lines = [`if (!${scope.use('isObject')}(value)) return value;`];
  const changed: { name: string; before: string; after: string }[] = [];
  for (const field of fields) {
    const nested = hasDefaults(field.type, scope.shape);
    if (field.default === undefined && !nested) continue;
    const before = locals.next('v');
    const after = locals.next('v');
    const given = nested ? `${fillFunction(field.type, [...path, field.name], scope)}(${before})` : before;
    const missing = field.default === undefined ? 'undefined' : literal(field.default);
    lines.push(
      `const ${before} = ${read('value', field.name, scope)};`,
      `const ${after} = ${before} === undefined ? ${missing} : ${given};`,
    );
    changed.push({ name: field.name, before, after });
  }
  const same = changed.map(({ before, after }) => `${before} === ${after}`).join(' && ');
  lines.push(`if (${same}) return value;`, 'const filled: Record<string, unknown> = { ...value };');
  for (const { name, after } of changed) lines.push(`if (${after} !== undefined) filled[${quote(name)}] = ${after};`);
  return [...lines, 'return filled;'];
}

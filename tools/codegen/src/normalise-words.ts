/** What JSON Schema says about a field or a name beside its type. */
import type { Deprecation, JsonSchema } from './define.ts';
import { isSchema, text } from './json-schema.ts';
import { resolve } from './references.ts';

/** Names are texts, whether or not that is said. */
export function namesTyped(names: JsonSchema): JsonSchema {
  const says = ['type', 'enum', 'const', 'anyOf', 'oneOf', '$ref', 'x-myelin'].some((keyword) => keyword in names);
  return says ? names : { type: 'string', ...names };
}

/** What a field refers to, step by step: what is said there is said of the field. */
export function targetsOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const targets: JsonSchema[] = [];
  for (let from = schema; ; ) {
    const pointer = text(from, '$ref');
    const target = pointer === undefined ? undefined : resolve(pointer, root);
    if (target === undefined || targets.includes(target)) return targets;
    targets.push(target);
    from = target;
  }
}

/** A mark of deprecation, with its dates where they are said. */
export function deprecation(value: unknown): Deprecation | true {
  const since = isSchema(value) ? text(value, 'since') : undefined;
  if (!isSchema(value) || since === undefined) return true;
  const [sunset, use] = [text(value, 'sunset'), text(value, 'use')];
  return { since, ...(sunset === undefined ? {} : { sunset }), ...(use === undefined ? {} : { use }) };
}

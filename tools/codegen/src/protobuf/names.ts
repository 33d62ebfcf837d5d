/** Names in `.proto` files: whatever a payload calls something, here it is an identifier that nothing else in its scope has. */
import type { Scalar, TypeModel } from '../model.ts';
import { camel, kebab } from '../names.ts';

/** `clickRatio` → `click_ratio`; what is no letter or digit of ASCII becomes `_`. Begins with a letter, or is empty. */
export function snake(text: string): string {
  return kebab(text)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '');
}

/** `mouse-move` → `MouseMove`. Begins with a letter, or is empty. */
export function pascalOf(text: string): string {
  const name = camel(snake(text).replaceAll('_', '-'));
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The name that JSON has for a field where its `json_name` says nothing else. */
export function jsonName(field: string): string {
  return field.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Last part of the name of an enum's value. */
export function valueName(value: Scalar): string {
  const text = typeof value === 'number' ? String(value).replace('-', 'minus_').replace('.', '_point_') : String(value);
  return kebab(text)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
}

/** `@my-org` → `my_org`: one part of the name of a proto package. */
export function packagePart(text: string): string {
  const part = snake(text);
  return part === '' ? 'x' : part;
}

/** What the names of an enum's values begin with. */
export function enumPrefix(name: string): string {
  return snake(name).toUpperCase();
}

const memberWords: Readonly<Partial<Record<TypeModel['kind'], string>>> = {
  openEnum: 'string',
  literal: 'enum',
  array: 'list',
  record: 'map',
  unknown: 'json',
  ref: 'object',
  tagged: 'object',
  union: 'object',
};

/** What a member of a union is called, before `_value`. */
export function memberWord({ kind }: TypeModel): string {
  return memberWords[kind] ?? kind;
}

/** Names of one scope. Those that differ in case or underscores alone count as one: some languages cannot tell them apart. */
export class Names {
  readonly #taken = new Set<string>();

  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#taken.add(plain(name));
  }

  /** The wanted name, or one with a number behind it. */
  take(wanted: string, { number, join = '_' }: { readonly number: number; readonly join?: string }): string {
    let name = wanted;
    for (let more = number; this.#taken.has(plain(name)); more += 1) name = `${wanted}${join}${more}`;
    this.#taken.add(plain(name));
    return name;
  }
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** From the revisions of a version to the layout that they share. */
import type { ObjectModel, Ordinals, Revision, Scalar, ScalarModel, TypeModel } from '../model.ts';
import type { BinaryLayout, FieldLayout, Layout, ObjectLayout, PlainKind } from './layout.ts';

/** One type in the revisions that have it, oldest first. */
type History = readonly { readonly revision: number; readonly type: TypeModel }[];

/**
 * The layout of the revision with this fingerprint, beside all others. Breaks inside of a version are wanted by somebody
 * who said so: what cannot share a layout with what came before begins another, and its payloads say that they do.
 */
export function layoutOf(revisions: readonly Revision[], fingerprint: string): BinaryLayout {
  let start = 0;
  let generation = 0;
  for (let end = 1; end <= revisions.length; end++) {
    const merged = merge(revisions.slice(start, end), fingerprint);
    if (merged !== undefined) continue;
    start = end - 1;
    generation++;
  }
  const built = merge(revisions.slice(start), fingerprint);
  return { ...(built ?? { type: { kind: 'json' }, definitions: {}, blocks: 0 }), generation };
}

function merge(revisions: readonly Revision[], fingerprint: string): Omit<BinaryLayout, 'generation'> | undefined {
  const merger = new Merger(revisions, fingerprint);
  const type = merger.type(
    revisions.map(({ shape }, revision) => ({ revision, type: shape.type })),
    '',
  );
  const names = [...new Set(revisions.flatMap(({ shape }) => Object.keys(shape.definitions)))].sort();
  const definitions = Object.fromEntries(names.map((name) => [name, merger.definition(name)]));
  return merger.broken ? undefined : { type, definitions, blocks: revisions.length - 1 };
}

const texts: Readonly<Partial<Record<string, PlainKind>>> = {
  uuid: 'uuid',
  'date-time': 'instant',
  'date-time-utc': 'instant',
};

class Merger {
  /** The revisions share no layout. */
  broken = false;
  readonly #revisions: readonly Revision[];
  readonly #ordinals: Ordinals;
  readonly #current: number;

  constructor(revisions: readonly Revision[], fingerprint: string) {
    this.#revisions = revisions;
    this.#ordinals = revisions.at(-1)?.ordinals ?? {};
    const current = revisions.findIndex((revision) => revision.fingerprint === fingerprint);
    this.#current = current < 0 ? revisions.length - 1 : current;
  }

  definition(name: string): Layout {
    const history = this.#revisions.flatMap(({ shape }, revision) => {
      const type = shape.definitions[name];
      return type === undefined ? [] : [{ revision, type }];
    });
    return this.type(history, `#${name}`);
  }

  type(history: History, path: string): Layout {
    const first = history[0]?.type;
    if (first === undefined) return { kind: 'json' };
    switch (first.kind) {
      case 'object':
        return this.#object(this.#all(history, 'object'), path);
      case 'array':
        return { kind: 'list', items: this.#inside(history, 'array', [`${path}[]`, ({ items }) => items]) };
      case 'record':
        return { kind: 'record', values: this.#inside(history, 'record', [`${path}{}`, ({ values }) => values]) };
      case 'nullable':
        return { kind: 'nullable', of: this.#inside(history, 'nullable', [path, ({ of }) => of]) };
      case 'tuple':
        return this.#tuple(history, path);
      case 'tagged':
        return this.#tagged(history, path);
      case 'union':
        return this.#union(history, path);
      case 'ref':
        this.#demand(this.#all(history, 'ref').every(({ type }) => type.name === first.name));
        return { kind: 'ref', name: first.name };
      case 'string':
      case 'number':
      case 'integer':
      case 'boolean':
      case 'null':
      case 'literal':
      case 'enum':
      case 'openEnum':
      case 'bytes':
      case 'unknown':
        return this.#scalar(history, first);
    }
  }

  #scalar(history: History, first: ScalarModel): Layout {
    const others = history.map(({ type }) => type);
    switch (first.kind) {
      case 'integer':
        return { kind: this.#whole(others, first.min) };
      case 'enum':
        this.#demand(others.every((type) => isText(type) || isSpelled(type, first.values)));
        return { kind: 'choice', known: first.values };
      case 'openEnum':
        this.#demand(others.every((type) => isText(type) || isSpelled(type, first.members)));
        return { kind: 'choice', known: first.members };
      case 'literal':
        this.#demand(others.every((type) => type.kind === 'literal' && type.value === first.value));
        return { kind: 'constant', value: first.value };
      case 'null':
        this.#demand(others.every(({ kind }) => kind === 'null'));
        return { kind: 'constant', value: null };
      case 'string':
        this.#demand(others.every((type) => isText(type) || isSpelled(type, [])));
        return { kind: texts[first.format ?? ''] ?? 'text' };
      case 'number':
      case 'boolean':
      case 'bytes':
      case 'unknown':
        this.#demand(others.every(({ kind }) => kind === first.kind));
        return { kind: plainKind(first.kind) };
    }
  }

  #whole(types: readonly TypeModel[], min: number | undefined): PlainKind {
    const kind = min !== undefined && min >= 0 ? 'uint' : 'int';
    const fits = (type: TypeModel): boolean =>
      type.kind === 'integer' && (kind === 'int' || (type.min !== undefined && type.min >= 0));
    this.#demand(types.every(fits));
    return kind;
  }

  #object(history: Typed<'object'>, path: string): ObjectLayout {
    const placed = Object.hasOwn(this.#ordinals, path) ? this.#ordinals[path] : undefined;
    const names = placed ?? history.flatMap(({ type }) => type.fields.map(({ name }) => name));
    const fields = [...new Set(names)].map((name) => this.#field(name, { history, path }));
    return { kind: 'object', fields: fields.filter((field) => field !== undefined) };
  }

  /** Undefined where only revisions of another layout had it. */
  #field(name: string, { history, path }: { history: Typed<'object'>; path: string }): FieldLayout | undefined {
    const having = history.flatMap(({ revision, type }) => {
      const field = fieldOf(type, name);
      return field === undefined ? [] : [{ revision, type: field.type, optional: field.optional }];
    });
    const [first] = having;
    if (first === undefined) return undefined;
    const isLate = first.revision > (history[0]?.revision ?? 0);
    const optional = isLate || first.optional;
    const isAlways = having.length === history.length && having.every((field) => !field.optional);
    this.#demand(optional || isAlways);
    const inner = path === '' ? name : `${path}.${name}`;
    const live = having.some(({ revision }) => revision === this.#current);
    return { name, layout: this.type(having, inner), optional, block: first.revision, live };
  }

  #tuple(history: History, path: string): Layout {
    const tuples = this.#all(history, 'tuple');
    const first = tuples[0]?.type;
    if (first === undefined) return { kind: 'json' };
    const { itemsMin, items, rest } = first;
    this.#demand(
      tuples.every(
        ({ type }) =>
          type.itemsMin === itemsMin &&
          type.items.length === items.length &&
          (type.rest === undefined) === (rest === undefined),
      ),
    );
    const at = (index: number): Layout =>
      this.#inside(history, 'tuple', [`${path}[${index}]`, (type) => [...type.items, ...listOf(type.rest)][index]]);
    const layouts = items.map((_, index) => at(index));
    return { kind: 'tuple', items: layouts, itemsMin, ...(rest === undefined ? {} : { rest: at(items.length) }) };
  }

  #tagged(history: History, path: string): Layout {
    const types = this.#all(history, 'tagged');
    const first = types[0]?.type;
    if (first === undefined) return { kind: 'json' };
    const tags = (type: typeof first): string => JSON.stringify([type.tag, type.members.map(({ values }) => values)]);
    this.#demand(types.every(({ type }) => tags(type) === tags(first)));
    const members = first.members.map(({ values }, index) => {
      const objects = types.flatMap(({ revision, type }) => {
        const member = type.members[index];
        return member === undefined ? [] : [{ revision, type: member.type }];
      });
      return { values, layout: this.#object(objects, `${path}<${first.tag}=${String(values[0])}>`) };
    });
    return { kind: 'tagged', tag: first.tag, members };
  }

  #union(history: History, path: string): Layout {
    const types = this.#all(history, 'union');
    const current = types.find(({ revision }) => revision === this.#current) ?? types.at(-1);
    if (current === undefined) return { kind: 'json' };
    this.#demand(types.every(({ type }) => type.members.length === current.type.members.length));
    const members = current.type.members.map((type, index) => ({
      type,
      layout: this.#inside(history, 'union', [`${path}[${index}]`, ({ members: all }) => all[index]]),
    }));
    return { kind: 'union', members };
  }

  #inside<Kind extends TypeModel['kind']>(
    history: History,
    kind: Kind,
    [path, inner]: readonly [path: string, (type: Extract<TypeModel, { kind: Kind }>) => TypeModel | undefined],
  ): Layout {
    const types = this.#all(history, kind).flatMap(({ revision, type }) => {
      const found = inner(type);
      return found === undefined ? [] : [{ revision, type: found }];
    });
    return this.type(types, path);
  }

  #all<Kind extends TypeModel['kind']>(history: History, kind: Kind): Typed<Kind> {
    const found = history.flatMap(({ revision, type }) => (isOf(type, kind) ? [{ revision, type }] : []));
    this.#demand(found.length === history.length);
    return found;
  }

  #demand(holds: boolean): void {
    if (!holds) this.broken = true;
  }
}

type Typed<Kind extends TypeModel['kind']> = readonly {
  readonly revision: number;
  readonly type: Extract<TypeModel, { kind: Kind }>;
}[];

function isOf<Kind extends TypeModel['kind']>(type: TypeModel, kind: Kind): type is Extract<TypeModel, { kind: Kind }> {
  return type.kind === kind;
}

function isText({ kind }: TypeModel): boolean {
  return kind === 'string' || kind === 'openEnum';
}

/** Whether all its values are known, or texts, which can be written out. */
function isSpelled(type: TypeModel, known: readonly Scalar[]): boolean {
  return type.kind === 'enum' && type.values.every((value) => typeof value === 'string' || known.includes(value));
}

function fieldOf({ fields }: ObjectModel, name: string): ObjectModel['fields'][number] | undefined {
  return fields.find((field) => field.name === name);
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

function plainKind(kind: TypeModel['kind']): PlainKind {
  if (kind === 'number') return 'double';
  if (kind === 'boolean') return 'bool';
  return kind === 'bytes' ? 'bytes' : 'json';
}

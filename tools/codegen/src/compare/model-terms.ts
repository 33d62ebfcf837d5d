/** Contract types as terms: closed, as their writer makes them, or open, as a reader takes them. */
import { accepts, type Reading } from '../inspect.ts';
import {
  isScalar,
  type NumberModel,
  type ObjectModel,
  type RecordModel,
  type ScalarModel,
  type Shape,
  type StringModel,
  type TypeModel,
} from '../model.ts';
import { common, fractionOf, one } from './fraction.ts';
import {
  everything,
  type Facet,
  type FacetBase,
  type FieldsFacet,
  type ListsFacet,
  type NumbersFacet,
  type Term,
  type TextsFacet,
} from './term.ts';

const endless = Number.POSITIVE_INFINITY;

/** The terms of one shape. */
export class ModelTerms {
  readonly #definitions: Shape['definitions'];
  readonly #name: string;
  readonly #terms = { open: new Map<TypeModel, Term>(), closed: new Map<TypeModel, Term>() };

  /** `name` tells the keys of one shape's terms from another's. */
  constructor(definitions: Shape['definitions'], name: string) {
    this.#definitions = definitions;
    this.#name = name;
  }

  /** The term of a type that stands in the shape. */
  of(type: TypeModel, reading: Reading): Term {
    const target = this.#resolve(type);
    const known = this.#terms[reading.open === true ? 'open' : 'closed'];
    const term =
      known.get(target) ??
      this.#make(target, { reading, key: `${this.#name} ${reading.open === true ? 'in' : 'out'} ${known.size}` });
    known.set(target, term);
    return term;
  }

  /** What a reference stands for; a reference that never ends stands for nothing. */
  #resolve(type: TypeModel): TypeModel {
    let target = type;
    for (const seen = new Set<string>(); target.kind === 'ref'; ) {
      const next = Object.hasOwn(this.#definitions, target.name) ? this.#definitions[target.name] : undefined;
      if (next === undefined || seen.has(target.name)) return target;
      seen.add(target.name);
      target = next;
    }
    return target;
  }

  #make(type: TypeModel, { reading, key }: { reading: Reading; key: string }): Term {
    const shape: Shape = { type, definitions: this.#definitions };
    let facets: readonly Facet[] | undefined;
    const expand = (): readonly Facet[] => {
      if (facets !== undefined) return facets;
      // A type that is itself before it is anything else has no value.
      facets = [];
      facets = this.#facets(type, reading, { owner: term, beyond: [] });
      return facets;
    };
    const term: Term = {
      key,
      expand,
      accepts: (value) => accepts(value, shape, reading),
    };
    return term;
  }

  #facets(type: TypeModel, reading: Reading, base: FacetBase): readonly Facet[] {
    const of = (inner: TypeModel): Term => this.of(inner, reading);
    const within = (inner: TypeModel): readonly Facet[] =>
      of(inner)
        .expand()
        .map((facet) => ({ ...facet, owner: base.owner }));
    if (isScalar(type)) return this.#scalar(type, base);
    switch (type.kind) {
      case 'object':
        return [fieldsOf(type, of, { ...base, open: reading.open === true })];
      case 'record':
        return [recordOf(type, of, base)];
      case 'array': {
        const { items, itemsMin: min = 0, itemsMax: max = endless, unique = false } = type;
        return [{ ...base, kind: 'lists', prefix: [], rest: of(items), min, max, unique }];
      }
      case 'tuple':
        return [{ ...base, ...tupleOf(type.items.map(of), type.rest && of(type.rest)), min: type.itemsMin }];
      case 'nullable':
        return [{ ...base, kind: 'values', values: [null] }, ...within(type.of)];
      case 'union':
        return type.members.flatMap(within);
      case 'tagged':
        return type.members.flatMap((member) => within(member.type));
      case 'ref':
        return [];
    }
  }

  #scalar(type: ScalarModel, base: FacetBase): readonly Facet[] {
    switch (type.kind) {
      case 'string':
        return [textsOf(type, base)];
      case 'number':
      case 'integer':
        return [numbersOf(type, base)];
      case 'boolean':
        return [{ ...base, kind: 'values', values: [false, true] }];
      case 'null':
        return [{ ...base, kind: 'values', values: [null] }];
      case 'literal':
        return [{ ...base, kind: 'values', values: [type.value] }];
      case 'enum':
        return [{ ...base, kind: 'values', values: type.values }];
      case 'openEnum':
        return [textsOf({ kind: 'string' }, base)];
      case 'bytes':
        return [{ ...base, kind: 'bytes', bytesMax: type.bytesMax ?? endless }];
      case 'unknown':
        return this.#json(base);
    }
  }

  #json(base: FacetBase): readonly Facet[] {
    return [
      { ...base, kind: 'values', values: [null, false, true] },
      textsOf({ kind: 'string' }, base),
      numbersOf({ kind: 'number' }, base),
      { ...base, kind: 'lists', prefix: [], rest: base.owner, min: 0, max: endless, unique: false },
      { ...base, kind: 'fields', fields: new Map(), extra: base.owner, names: [] },
    ];
  }
}

type Of = (type: TypeModel) => Term;

function fieldsOf({ fields }: ObjectModel, of: Of, { open, ...base }: FacetBase & { open: boolean }): FieldsFacet {
  const entries = fields.map(({ name, type, optional }) => [name, { term: of(type), required: !optional }] as const);
  return { ...base, kind: 'fields', fields: new Map(entries), names: [], ...(open ? { extra: everything } : {}) };
}

function recordOf({ keys, values }: RecordModel, of: Of, base: FacetBase): FieldsFacet {
  return { ...base, kind: 'fields', fields: new Map(), extra: of(values), names: keys === undefined ? [] : [of(keys)] };
}

function tupleOf(prefix: readonly Term[], rest: Term | undefined): Omit<ListsFacet, keyof FacetBase | 'min'> {
  const open = rest === undefined ? { max: prefix.length } : { max: endless, rest };
  return { kind: 'lists', prefix, unique: false, ...open };
}

function textsOf(
  { lengthMin = 0, lengthMax = endless, patterns = [], format }: StringModel,
  base: FacetBase,
): TextsFacet {
  return {
    ...base,
    kind: 'texts',
    lengthMin,
    lengthMax,
    patterns,
    formats: format === undefined ? [] : [format],
    formal: true,
  };
}

function numbersOf({ kind, multipleOf, ...bounds }: NumberModel, base: FacetBase): NumbersFacet {
  const safe = kind === 'integer' ? Number.MAX_SAFE_INTEGER : endless;
  const { min = -safe, max = safe, exclusiveMin = -endless, exclusiveMax = endless } = bounds;
  const given = multipleOf === undefined ? undefined : fractionOf(multipleOf);
  const step = kind === 'integer' ? (given === undefined ? one : common(given, one)) : given;
  return {
    ...base,
    kind: 'numbers',
    min: Math.max(min, exclusiveMin),
    minOpen: exclusiveMin >= min && exclusiveMin > -endless,
    max: Math.min(max, exclusiveMax),
    maxOpen: exclusiveMax <= max && exclusiveMax < endless,
    ...(step === undefined ? {} : { step }),
  };
}

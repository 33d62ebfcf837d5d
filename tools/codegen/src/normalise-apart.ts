/** Whether no value is of two types: then `oneOf` says no more than `anyOf`, whatever its members become. */
import { formats } from './formats.ts';
import { accepts } from './inspect.ts';
import {
  type ArrayModel,
  innerTypes,
  isScalar,
  type NumberModel,
  type ObjectModel,
  type RecordModel,
  type Scalar,
  type Shape,
  type StringModel,
  type TupleModel,
  type TypeModel,
} from './model.ts';
import type { Findings } from './problem.ts';
import { hasDefaults } from './render/types.ts';

type Definitions = Shape['definitions'];

interface Overlap {
  readonly definitions: Definitions;
  readonly findings: Findings;
}

/** Reports members of `oneOf` that are not told apart. */
export function refuseOverlap(members: readonly TypeModel[], { definitions, findings }: Overlap): void {
  const apart = everyPair(members, (left, right) => areApart(left, right, definitions));
  if (!apart)
    findings.add(
      'members of "oneOf" overlap, so that a wider member would refuse more',
      'Write "anyOf" (z.union), or give every member a literal field that tells it apart.',
    );
}

/** Reports a default in a member of what takes any JSON: as any JSON it would be forgotten. */
export function refuseSwallowed(members: readonly TypeModel[], { definitions, findings }: Overlap): void {
  const takesAny = members.some(({ kind }) => kind === 'unknown');
  if (takesAny && members.some((type) => hasDefaults(type, { type, definitions })))
    findings.add(
      'a default stands inside a union that takes any JSON',
      'Leave out the member that takes any JSON, or fill the field in before publishing.',
    );
}

/**
 * True where each value that a writer makes of one of the types is taken by a reader of that type alone: the others demand
 * what it does not have.
 */
export function areToldApart(members: readonly TypeModel[], definitions: Definitions): boolean {
  const comparison = new Comparison(definitions, { both: true });
  return everyPair(members, (left, right) => comparison.apart(left, right));
}

function everyPair(members: readonly TypeModel[], test: (left: TypeModel, right: TypeModel) => boolean): boolean {
  return members.every((left, index) => members.slice(index + 1).every((right) => test(left, right)));
}

/** True where it is sure that a writer of the one type writes nothing of the other. */
function areApart(left: TypeModel, right: TypeModel, definitions: Definitions): boolean {
  return new Comparison(definitions).apart(left, right);
}

/** Types are followed into references that meet themselves no further than this. */
const depthMax = 32;

class Comparison {
  readonly #definitions: Definitions;
  readonly #both: boolean;
  #depth = 0;

  /** `both`: of two objects each demands what the other cannot have, so that unknown fields do not matter. */
  constructor(definitions: Definitions, { both }: { readonly both: boolean } = { both: false }) {
    this.#definitions = definitions;
    this.#both = both;
  }

  apart(left: TypeModel, right: TypeModel): boolean {
    if (this.#depth >= depthMax) return false;
    this.#depth++;
    const [ours, theirs] = [this.#members(left), this.#members(right)];
    const apart = ours.every((own) => theirs.every((other) => this.#pair(own, other)));
    this.#depth--;
    return apart;
  }

  /** The alternatives of a type. */
  #members(type: TypeModel): readonly TypeModel[] {
    if (type.kind === 'ref') {
      const target = this.#definitions[type.name];
      return target === undefined || target.kind === 'ref' ? [type] : this.#members(target);
    }
    if (type.kind === 'nullable') return [...this.#members(type.of), { kind: 'null' }];
    if (type.kind !== 'union' && type.kind !== 'tagged') return [type];
    return innerTypes(type).flatMap((member) => this.#members(member));
  }

  #pair(left: TypeModel, right: TypeModel): boolean {
    const values = constantsOf(left);
    if (values !== undefined) return !values.some((value) => this.#holds(right, value));
    const others = constantsOf(right);
    if (others !== undefined) return !others.some((value) => this.#holds(left, value));
    const kinds = [jsonKind(left), jsonKind(right)];
    if (kinds.includes('any')) return false;
    if (kinds[0] !== kinds[1]) return true;
    if (left.kind === 'string' && right.kind === 'string') return areLengthsApart(left, right);
    if (isNumber(left) && isNumber(right)) return areRangesApart(left, right);
    if (isList(left) && isList(right)) return this.#lists(left, right);
    return isFields(left) && isFields(right) && this.#fields(left, right);
  }

  #holds(type: TypeModel, value: Scalar | null): boolean {
    return accepts(value, { type, definitions: this.#definitions });
  }

  #lists(left: ArrayModel | TupleModel, right: ArrayModel | TupleModel): boolean {
    const least = Math.max(left.itemsMin ?? 0, right.itemsMin ?? 0);
    if (least > itemsMost(left) || least > itemsMost(right)) return true;
    const [own, other] = [itemOf(left), itemOf(right)];
    return least > 0 && own !== undefined && other !== undefined && this.apart(own, other);
  }

  /** A field that one demands, and the other does not know or wants to be something else. */
  #fields(left: ObjectModel | RecordModel, right: ObjectModel | RecordModel): boolean {
    const demanded = [this.#demands(left, right), this.#demands(right, left)];
    return this.#both ? demanded.every(Boolean) : demanded.some(Boolean);
  }

  #demands(left: ObjectModel | RecordModel, right: ObjectModel | RecordModel): boolean {
    if (left.kind === 'record') return false;
    return left.fields.some((field) => {
      if (field.optional) return false;
      const other = right.kind === 'record' ? right.values : right.fields.find(({ name }) => name === field.name)?.type;
      return other === undefined || this.apart(field.type, other);
    });
  }
}

/** The values of a type that has few; undefined for every other. */
function constantsOf(type: TypeModel): readonly (Scalar | null)[] | undefined {
  if (type.kind === 'literal') return [type.value];
  if (type.kind === 'enum') return type.values;
  if (type.kind === 'boolean') return [true, false];
  return type.kind === 'null' ? [null] : undefined;
}

function jsonKind(type: TypeModel): 'string' | 'number' | 'bytes' | 'list' | 'fields' | 'any' {
  if (type.kind === 'string' || type.kind === 'openEnum') return 'string';
  if (isNumber(type)) return 'number';
  if (isList(type)) return 'list';
  if (isFields(type)) return 'fields';
  return isScalar(type) && type.kind === 'bytes' ? 'bytes' : 'any';
}

function isNumber(type: TypeModel): type is NumberModel {
  return type.kind === 'number' || type.kind === 'integer';
}

function isList(type: TypeModel): type is ArrayModel | TupleModel {
  return type.kind === 'array' || type.kind === 'tuple';
}

function isFields(type: TypeModel): type is ObjectModel | RecordModel {
  return type.kind === 'object' || type.kind === 'record';
}

function areLengthsApart(left: StringModel, right: StringModel): boolean {
  return lengthMin(left) > lengthMax(right) || lengthMin(right) > lengthMax(left);
}

/** No text of a format is empty where the format refuses the empty text. */
function lengthMin({ lengthMin: said = 0, format }: StringModel): number {
  const own = format === undefined || formats[format].pattern.test('') ? 0 : 1;
  return Math.max(said, own);
}

function lengthMax({ lengthMax: said, format }: StringModel): number {
  const own = format === undefined ? undefined : formats[format].lengthMax;
  return Math.min(said ?? Number.POSITIVE_INFINITY, own ?? Number.POSITIVE_INFINITY);
}

function areRangesApart(left: NumberModel, right: NumberModel): boolean {
  return isBelow(left, right) || isBelow(right, left);
}

function isBelow(low: NumberModel, high: NumberModel): boolean {
  const top = Math.min(low.max ?? Number.POSITIVE_INFINITY, low.exclusiveMax ?? Number.POSITIVE_INFINITY);
  const bottom = Math.max(high.min ?? Number.NEGATIVE_INFINITY, high.exclusiveMin ?? Number.NEGATIVE_INFINITY);
  const touch = low.exclusiveMax === top || high.exclusiveMin === bottom;
  return top < bottom || (top === bottom && touch && Number.isFinite(top));
}

function itemsMost(type: ArrayModel | TupleModel): number {
  if (type.kind === 'array') return type.itemsMax ?? Number.POSITIVE_INFINITY;
  return type.rest === undefined ? type.items.length : Number.POSITIVE_INFINITY;
}

function itemOf(type: ArrayModel | TupleModel): TypeModel | undefined {
  return type.kind === 'array' ? type.items : (type.items[0] ?? type.rest);
}

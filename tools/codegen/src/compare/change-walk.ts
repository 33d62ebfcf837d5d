/** Walks two shapes side by side and lists what differs. */
import { canonicalJson } from '../canonical.ts';
import { isScalar, type Shape, type TaggedModel, type TypeModel } from '../model.ts';
import { resolved } from '../recursive.ts';
import { bothWays, type Change, type Pair, type Walk } from './change.ts';
import { arrayChanges, recordChanges, tupleChanges } from './change-lists.ts';
import { objectChanges } from './change-objects.ts';
import { scalarChanges, typeChange } from './change-scalars.ts';
import { type Place, top } from './place.ts';

/** Every difference, outermost first. Equal types give none but those of their words. */
export function changesOf(old: Shape, next: Shape): readonly Change[] {
  const walker = new Walker(old, next);
  walker.types({ old: old.type, next: next.type }, top);
  return walker.changes;
}

class Walker implements Walk {
  readonly old: Shape;
  readonly next: Shape;
  readonly changes: Change[] = [];
  /** Pairs of references that were compared already. */
  readonly #seen = new Set<string>();

  constructor(old: Shape, next: Shape) {
    this.old = old;
    this.next = next;
  }

  add(change: Change): void {
    this.changes.push(change);
  }

  types(pair: Pair, place: Place): void {
    const { old, next } = pair;
    if (old.kind === 'ref' || next.kind === 'ref') {
      const key = `${canonicalJson(old)}\n${canonicalJson(next)}`;
      if (this.#seen.has(key)) return;
      this.#seen.add(key);
    }
    const before = resolved(old, this.old);
    const after = resolved(next, this.next);
    if (before.kind !== 'nullable' && after.kind !== 'nullable') this.#members({ old: before, next: after }, place);
    else this.#nullables({ old: before, next: after }, place);
  }

  #nullables({ old, next }: Pair, place: Place): void {
    const writes = { kind: 'null' } as const;
    if (old.kind !== 'nullable' && old.kind !== 'null')
      this.add({
        rule: 'made-nullable',
        place,
        message: 'null is allowed now',
        stamp: '',
        forward: { writes, reads: old },
      });
    if (next.kind !== 'nullable' && next.kind !== 'null')
      this.add({
        rule: 'made-non-null',
        place,
        message: 'null is no longer allowed',
        stamp: '',
        backward: { writes, reads: next },
      });
    const [before, after] = [old.kind === 'nullable' ? old.of : old, next.kind === 'nullable' ? next.of : next];
    this.types({ old: before, next: after }, place);
  }

  #members(pair: Pair, place: Place): void {
    const { old, next } = pair;
    if (old.kind === 'tagged' && next.kind === 'tagged') this.#tagged({ old, next }, place);
    else if (old.kind !== 'union' && next.kind !== 'union' && old.kind !== 'tagged' && next.kind !== 'tagged')
      this.#same(pair, place);
    else this.#union(membersOf(old), membersOf(next), { pair, place });
  }

  #tagged({ old, next }: Pair<TaggedModel>, place: Place): void {
    if (old.tag !== next.tag) {
      const message = `members are told apart by "${next.tag}", no longer by "${old.tag}"`;
      this.add({ rule: 'tag-changed', place, message, stamp: [old.tag, next.tag], ...bothWays({ old, next }) });
      return;
    }
    const known = next.members.map((member) => ({
      ...member,
      old: old.members.find(({ values }) => values.some((value) => member.values.includes(value))),
    }));
    for (const { values, type, old: before } of known) {
      if (before !== undefined) this.types({ old: before.type, next: type }, place);
      else
        this.add({
          rule: 'union-member-added',
          place,
          message: `the member ${JSON.stringify(values[0])} was added`,
          stamp: values,
          forward: { writes: type, reads: old },
        });
    }
    for (const member of old.members) {
      if (known.some((item) => item.old === member)) continue;
      const message = `the member ${JSON.stringify(member.values[0])} was removed`;
      this.add({
        rule: 'union-member-removed',
        place,
        message,
        stamp: member.values,
        backward: { writes: member.type, reads: next },
      });
    }
  }

  /** Equal members belong together, then those that are alone of their kind on both sides. */
  #union(
    before: readonly TypeModel[],
    after: readonly TypeModel[],
    { pair, place }: { pair: Pair; place: Place },
  ): void {
    const known = new Set(before.map(canonicalJson));
    const same = new Set(after.map(canonicalJson).filter((text) => known.has(text)));
    const removed = before.filter((type) => !same.has(canonicalJson(type)));
    const added = after.filter((type) => !same.has(canonicalJson(type)));
    const partner = (
      type: TypeModel,
      among: readonly TypeModel[],
      own: readonly TypeModel[],
    ): TypeModel | undefined => {
      const family = familyOf(type);
      const alike = among.filter((other) => familyOf(other) === family);
      return alike.length === 1 && own.filter((other) => familyOf(other) === family).length === 1
        ? alike[0]
        : undefined;
    };
    for (const type of removed) {
      const next = partner(type, added, removed);
      if (next !== undefined) this.types({ old: type, next }, place);
      else
        this.add({
          rule: 'union-member-removed',
          place,
          message: `the member ${type.kind} was removed`,
          stamp: canonicalJson(type),
          backward: { writes: type, reads: pair.next },
        });
    }
    for (const type of added) {
      if (partner(type, removed, added) !== undefined) continue;
      this.add({
        rule: 'union-member-added',
        place,
        message: `the member ${type.kind} was added`,
        stamp: canonicalJson(type),
        forward: { writes: type, reads: pair.old },
      });
    }
  }

  #same(pair: Pair, place: Place): void {
    const { old, next } = pair;
    if (isScalar(old) && isScalar(next)) scalarChanges({ old, next }, place, this);
    else if (old.kind === 'object' && next.kind === 'object') objectChanges({ old, next }, place, this);
    else if (old.kind === 'array' && next.kind === 'array') arrayChanges({ old, next }, place, this);
    else if (old.kind === 'tuple' && next.kind === 'tuple') tupleChanges({ old, next }, place, this);
    else if (old.kind === 'record' && next.kind === 'record') recordChanges({ old, next }, place, this);
    else typeChange(pair, place, this);
  }
}

function membersOf(type: TypeModel): readonly TypeModel[] {
  if (type.kind === 'union') return type.members;
  return type.kind === 'tagged' ? type.members.map((member) => member.type) : [type];
}

function familyOf(type: TypeModel): string {
  if (type.kind === 'literal') return typeof type.value;
  if (type.kind === 'enum') return [...new Set(type.values.map((value) => typeof value))].join(' ');
  if (type.kind === 'integer') return 'number';
  return type.kind === 'openEnum' ? 'string' : type.kind;
}

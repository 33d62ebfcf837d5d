/**
 * Looks for a value that is in one set and in none of others. To find none is the proof of inclusion.
 *
 * A value is built from the smallest parts up, so a goal that meets itself on the way adds nothing: it is assumed to have
 * no value. What was concluded under such an assumption is kept only when the goal itself has ended without a value.
 */
import { findFields } from './search-fields.ts';
import { findLists } from './search-lists.ts';
import { findNumbers } from './search-numbers.ts';
import { findTexts } from './search-texts.ts';
import { type Answer, everything, type Facet, firstFound, none, type Term, type ValuesFacet } from './term.ts';

export interface SearchLimits {
  /** Work of one search, in goals and pairs. @default 400000 */
  readonly workMax?: number;
  /** Nesting of goals. @default 200 */
  readonly depthMax?: number;
}

const tooMuch: Answer = { kind: 'unknown', why: 'the comparison is too large' };
const tooDeep: Answer = { kind: 'unknown', why: 'the types are nested too deeply' };

/** One search over terms whose keys are comparable. Remembers what it has found. */
export class Search {
  readonly #known = new Map<string, Answer>();
  /** Goals that are being looked at, with their depth. */
  readonly #active = new Map<string, number>();
  /** Goals without a value, should an outer goal at that depth have none either. */
  readonly #assumed = new Map<string, number>();
  readonly #depthMax: number;
  #workLeft: number;
  /** Least depth of the assumptions that the current goal has made. */
  #reach = Number.POSITIVE_INFINITY;

  constructor({ workMax = 400_000, depthMax = 200 }: SearchLimits = {}) {
    this.#workLeft = workMax;
    this.#depthMax = depthMax;
  }

  /** A value of `term` that none of `others` has. */
  find(term: Term, others: readonly Term[]): Answer {
    if (others.includes(everything)) return none;
    const key = keyOf(term, others);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const assumption = this.#active.get(key) ?? this.#assumed.get(key);
    if (assumption !== undefined) {
      this.#reach = Math.min(this.#reach, assumption);
      return none;
    }
    if (!this.spend(1)) return tooMuch;
    if (this.#active.size >= this.#depthMax) return tooDeep;
    return this.#solve(key, () => this.#open(term, others));
  }

  /** Takes from the work that is left; false where it is used up. */
  spend(work: number): boolean {
    this.#workLeft -= work;
    return this.#workLeft >= 0;
  }

  #solve(key: string, open: () => Answer): Answer {
    const depth = this.#active.size;
    const before = this.#assumed.size;
    const outer = this.#reach;
    this.#reach = Number.POSITIVE_INFINITY;
    this.#active.set(key, depth);
    const answer = open();
    this.#active.delete(key);
    const reach = this.#reach;
    if (answer.kind === 'none' && reach < depth) this.#assumed.set(key, reach);
    else {
      this.#known.set(key, answer);
      this.#settle(before, answer.kind === 'none');
    }
    this.#reach = answer.kind === 'none' && reach < depth ? Math.min(outer, reach) : outer;
    return answer;
  }

  /** Ends the assumptions made since: they hold where the goal had no value, and are forgotten otherwise. */
  #settle(before: number, holds: boolean): void {
    const since = [...this.#assumed.keys()].slice(before);
    for (const key of since) {
      this.#assumed.delete(key);
      if (holds) this.#known.set(key, none);
    }
  }

  #open(term: Term, others: readonly Term[]): Answer {
    const alternatives = others.flatMap((other) => other.expand());
    return firstFound(term.expand(), (facet) => {
      if (!this.spend(1 + alternatives.length / 16)) return tooMuch;
      if (facet.kind === 'values') return fromValues(facet, others);
      const alike = alternatives.filter((other) => other.kind === facet.kind || other.kind === 'values');
      if (!this.spend(alike.length / 12)) return tooMuch;
      return this.#facet(facet, alike);
    });
  }

  /** Alternatives that hold too much refute what they lack; only the others can prove. */
  #facet(facet: Exclude<Facet, ValuesFacet>, others: readonly Facet[]): Answer {
    const known = new Set(facet.beyond);
    const certain: Facet[] = [];
    const doubtful: Facet[] = [];
    for (const other of others)
      (other.beyond.every((constraint) => known.has(constraint)) ? certain : doubtful).push(other);
    const first = this.#values(facet, certain);
    if (first.kind !== 'found') return first.kind === 'none' || doubtful.length === 0 ? first : doubt(doubtful, first);
    if (doubtful.length === 0) return confirmed(facet, first);
    if ('value' in first && doubtful.every(({ owner }) => owner.accepts(first.value) === false))
      return confirmed(facet, first);
    const second = this.#values(facet, others);
    return second.kind === 'found' ? confirmed(facet, second) : doubt(doubtful, second);
  }

  #values(facet: Exclude<Facet, ValuesFacet>, others: readonly Facet[]): Answer {
    const excluded = others.filter((other) => other.kind === 'values').flatMap(({ values }) => values);
    switch (facet.kind) {
      case 'numbers':
        return findNumbers(
          facet,
          others.filter((other) => other.kind === 'numbers'),
          { excluded: new Set(excluded), spend: (work) => this.spend(work) },
        );
      case 'texts':
        return findTexts(
          facet,
          others.filter((other) => other.kind === 'texts'),
          { excluded: new Set(excluded), spend: (work) => this.spend(work) },
        );
      case 'bytes':
        return findBytes(
          facet.bytesMax,
          others.filter((other) => other.kind === 'bytes').map(({ bytesMax }) => bytesMax),
        );
      case 'lists':
        return findLists(
          facet,
          others.filter((other) => other.kind === 'lists'),
          { search: this, excluded },
        );
      case 'fields':
        return findFields(
          facet,
          others.filter((other) => other.kind === 'fields'),
          { search: this, excluded },
        );
    }
  }
}

function keyOf(term: Term, others: readonly Term[]): string {
  const [first] = others;
  if (others.length <= 1) return `${term.key}\n${first?.key ?? ''}`;
  return [term.key, ...new Set(others.map((other) => other.key).sort())].join('\n');
}

/** A value of a facet that holds too much counts only where its term accepts it. */
function confirmed(facet: Facet, answer: Answer & { kind: 'found' }): Answer {
  if (facet.beyond.length === 0) return answer;
  if ('value' in answer && facet.owner.accepts(answer.value) === true) return answer;
  return { kind: 'unknown', why: `cannot be decided: ${facet.beyond.join(', ')}` };
}

function doubt(facets: readonly Facet[], { kind, ...answer }: Answer): Answer {
  if (kind === 'unknown' && 'why' in answer) return { kind, why: answer.why };
  const beyond = [...new Set(facets.flatMap((facet) => facet.beyond))];
  return { kind: 'unknown', why: `cannot be decided: ${beyond.slice(0, 3).join(', ')}` };
}

function fromValues({ values, owner, beyond }: ValuesFacet, others: readonly Term[]): Answer {
  return firstFound(values, (value): Answer => {
    const accepted = others.map((other) => other.accepts(value));
    if (accepted.includes(true)) return none;
    const certain = !accepted.includes(undefined) && (beyond.length === 0 || owner.accepts(value) === true);
    return certain ? { kind: 'found', value } : { kind: 'unknown', why: 'cannot be decided for a constant' };
  });
}

/** More bytes than this are not written out. */
const bytesWrittenMax = 1_000_000;

function findBytes(bytesMax: number, others: readonly number[]): Answer {
  const covered = Math.max(-1, ...others);
  if (covered >= bytesMax) return none;
  return covered >= bytesWrittenMax ? { kind: 'found' } : { kind: 'found', value: new Uint8Array(covered + 1) };
}

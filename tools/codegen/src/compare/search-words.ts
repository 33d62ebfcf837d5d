/** Texts of patterns, formats and lengths that others lack, by walking all of their automata at once, shortest text first. */
import { formats, isFormat } from '../formats.ts';
import { regularSource } from './format-patterns.ts';
import { type PatternState, type PatternStates, statesOf } from './pattern-states.ts';
import { type Answer, none, type TextsFacet } from './term.ts';

export interface Words {
  readonly excluded: ReadonlySet<unknown>;
  /** False where the work is used up. */
  readonly spend: (work: number) => boolean;
}

/** What one facet demands: every automaton, and a length. */
interface Demand {
  readonly automata: readonly PatternStates[];
  readonly min: number;
  readonly max: number;
  /** Whether it is no more and no less than what the facet demands. */
  readonly exact: boolean;
}

const statesMax = 60_000;
/** Longer bounds are not counted out. */
const lengthsMax = 5_000;

/** A text of `facet` that none of `others` has; undefined where that cannot be said. What is found is still to be tested. */
export function findWord(facet: TextsFacet, others: readonly TextsFacet[], words: Words): Answer | undefined {
  const demand = demandOf(facet, facet.formal ? facet.formats : []);
  const demands = others
    .map((other) => demandOf(other, facet.formal ? other.formats : withoutThoseOf(facet, other)))
    .filter(({ exact }) => exact);
  const lengths = [demand, ...demands].flatMap(({ min, max }) => [min, max]).filter(Number.isFinite);
  if (Math.max(0, ...lengths) > lengthsMax) return undefined;
  return new WordSearch(demand, demands, { ...words, unicode: !facet.formal }).find();
}

/** What the formats of other readers hold is not known: the same name is held by itself, and no other proves anything. */
function withoutThoseOf(facet: TextsFacet, { formats: names }: TextsFacet): readonly string[] {
  return names.filter((name) => !facet.formats.includes(name));
}

function demandOf(
  { lengthMin, lengthMax, patterns, formal }: TextsFacet,
  /** Those of its formats that are to be asked for. */
  names: readonly string[],
): Demand {
  const unicode = !formal;
  const known = formal ? names.filter(isFormat) : [];
  const sources = [...patterns, ...known.map((name) => regularSource(name) ?? formats[name].pattern.source)];
  const automata = sources.map((source) => statesOf(source, { unicode }));
  const limits = known.map((name) => formats[name].lengthMax ?? Number.POSITIVE_INFINITY);
  const whole =
    known.length === names.length &&
    known.every((name) => formats[name].url === undefined || regularSource(name) !== undefined);
  const exact = whole && !automata.includes(undefined);
  return {
    automata: automata.filter((states) => states !== undefined),
    min: lengthMin,
    max: Math.min(lengthMax, ...limits),
    exact,
  };
}

/** A text that was begun, and what is known of it. */
interface Begun {
  readonly states: readonly PatternState[];
  readonly length: number;
  /** Place among the excluded texts: the number of its node, or -1. */
  readonly node: number;
  readonly from: Begun | undefined;
  readonly character: string;
}

class WordSearch {
  readonly #demand: Demand;
  readonly #others: readonly Demand[];
  readonly #automata: readonly PatternStates[];
  readonly #excluded: Excluded;
  readonly #spend: Words['spend'];
  readonly #lengthMax: number;
  readonly #unicode: boolean;
  readonly #seen = new Set<string>();

  constructor(demand: Demand, others: readonly Demand[], { excluded, spend, unicode }: Words & { unicode: boolean }) {
    this.#demand = demand;
    this.#others = others;
    this.#automata = [...new Set([demand, ...others].flatMap(({ automata }) => automata))];
    this.#unicode = unicode;
    this.#excluded = new Excluded(excluded, unicode);
    this.#spend = spend;
    const lengths = [demand, ...others].flatMap(({ min, max }) => [min, max]).filter(Number.isFinite);
    this.#lengthMax = Math.max(0, ...lengths) + 1;
  }

  find(): Answer | undefined {
    const cuts = [...this.#automata.flatMap((automaton) => automaton.cuts), ...this.#excluded.cuts];
    const characters = charactersOf(cuts, this.#unicode ? 0x10_ffff : 0xffff);
    const states = this.#automata.map(({ first }) => first);
    let level: Begun[] = [{ states, length: 0, node: 0, from: undefined, character: '' }];
    while (level.length > 0) {
      const found = level.find((begun) => this.#isFound(begun));
      if (found !== undefined) return { kind: 'found', value: textOf(found) };
      const next: Begun[] = [];
      for (const begun of level) {
        if (this.#seen.size > statesMax || !this.#spend(characters.length / 100)) return undefined;
        for (const character of characters) if (!this.#step(begun, character, next)) return undefined;
      }
      level = next;
    }
    return none;
  }

  /** False where there are too many states. */
  #step(begun: Begun, character: string, next: Begun[]): boolean {
    const states: PatternState[] = [];
    for (const [index, automaton] of this.#automata.entries()) {
      const state = begun.states[index] ?? automaton.first;
      const after = automaton.after(state, character);
      if (after === undefined) return false;
      states.push(after);
    }
    const length = Math.min(begun.length + 1, this.#lengthMax);
    const node = this.#excluded.after(begun.node, character);
    const key = `${states.map(({ number }) => number).join(' ')} ${length} ${node}`;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    const added = { states, length, node, from: begun, character };
    if (!this.#isHopeless(added)) next.push(added);
    return true;
  }

  #isFound(begun: Begun): boolean {
    const has = (demand: Demand): boolean =>
      begun.length >= demand.min &&
      begun.length <= demand.max &&
      demand.automata.every((automaton) => this.#stateOf(begun, automaton)?.foundAtEnd === true);
    return !this.#excluded.isEnd(begun.node) && has(this.#demand) && !this.#others.some(has);
  }

  /** No text that begins so is in the facet. */
  #isHopeless(begun: Begun): boolean {
    const { automata, max } = this.#demand;
    return begun.length > max || automata.some((automaton) => this.#stateOf(begun, automaton)?.lost === true);
  }

  #stateOf(begun: Begun, automaton: PatternStates): PatternState | undefined {
    return begun.states[this.#automata.indexOf(automaton)];
  }
}

function textOf(begun: Begun): string {
  const characters: string[] = [];
  for (let at: Begun | undefined = begun; at !== undefined; at = at.from) characters.push(at.character);
  return characters.reverse().join('');
}

/** Texts that do not count, as a tree of characters. */
class Excluded {
  readonly cuts: readonly number[];
  readonly #nodes: { readonly next: Map<string, number>; end: boolean }[] = [{ next: new Map(), end: false }];

  constructor(values: ReadonlySet<unknown>, unicode: boolean) {
    const texts = [...values].filter((value) => typeof value === 'string');
    const split = texts.map((text) => (unicode ? Array.from(text) : text.split('')));
    const codes = new Set(split.flat().map((character) => character.codePointAt(0) ?? 0));
    this.cuts = [...codes].flatMap((code) => [code, code + 1]);
    for (const characters of split) this.#add(characters);
  }

  after(node: number, character: string): number {
    return this.#nodes[node]?.next.get(character) ?? -1;
  }

  isEnd(node: number): boolean {
    return this.#nodes[node]?.end === true;
  }

  #add(characters: readonly string[]): void {
    let at = 0;
    for (const character of characters) {
      const next = this.#nodes[at]?.next.get(character) ?? this.#nodes.length;
      if (next === this.#nodes.length) this.#nodes.push({ next: new Map(), end: false });
      this.#nodes[at]?.next.set(character, next);
      at = next;
    }
    const last = this.#nodes[at];
    if (last !== undefined) last.end = true;
  }
}

const preferred = Array.from('a0A-_.b1B@:/+ Zz9', (character) => character.codePointAt(0) ?? 0);
const surrogates = [0xd800, 0xe000, 0x1_0000];

/** One character for each run of codes that nothing tells apart, pleasant ones first. */
function charactersOf(cuts: readonly number[], last: number): readonly string[] {
  const all = new Set([0, 32, 127, ...surrogates, ...cuts]);
  const starts = [...all].filter((start) => start <= last).sort((left, right) => left - right);
  const codes = starts.map((start, index) => {
    const end = starts[index + 1] ?? start + 1;
    return preferred.find((code) => code >= start && code < end) ?? start;
  });
  const rank = (code: number): number => (preferred.indexOf(code) + 1 || 100) + (code < 32 || code > 126 ? 100 : 0);
  return codes.sort((left, right) => rank(left) - rank(right)).map((code) => String.fromCodePoint(code));
}

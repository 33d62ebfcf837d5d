/**
 * Names of topics and patterns over them.
 *
 * A topic is 2 to 64 segments joined by dots, each `[a-z0-9]+(-[a-z0-9]+)*`, at most 255 characters: `user.login`.
 * A pattern is a topic in which `*` stands for exactly one segment, and `**`, as the last segment, for one or more:
 * `user.**` matches `user.login` and `user.login.failed`, not `user`. `**` alone matches every topic.
 */
import { BusError, quoted } from './errors.ts';

export const topicLengthMax = 255;
export const topicSegmentsMax = 64;
const topicSegmentsMin = 2;

const dot = 46;
const hyphen = 45;
const star = 42;

/** A pattern, cut into segments once. */
export interface Pattern {
  readonly source: string;
  /** Without the final `**`. */
  readonly segments: readonly string[];
  /** True where one or more further segments must follow. */
  readonly rest: boolean;
}

/** Constant in time for hostile input: what is too long is not looked at. */
export function isTopic(text: unknown): text is string {
  return typeof text === 'string' && segmentCount(text) >= topicSegmentsMin;
}

/** @throws BusError `BUS_CONFIG_INVALID` where the text is no topic */
export function assertTopic(text: unknown): asserts text is string {
  if (!isTopic(text)) throw nameRefused('topic', text);
}

/** True where the text has a wildcard, and so is a pattern rather than a topic. */
export function hasWildcard(text: string): boolean {
  return text.includes('*');
}

/** @throws BusError `BUS_CONFIG_INVALID` where the text is no pattern, or one that matches no topic */
export function compilePattern(text: string): Pattern {
  if (typeof text !== 'string' || text.length > topicLengthMax) throw nameRefused('pattern', text);
  const segments = text.split('.');
  const rest = segments.at(-1) === '**';
  const length = segments.length;
  if (rest) segments.pop();
  if (length > topicSegmentsMax || (length < topicSegmentsMin && !rest) || !segments.every(isPatternSegment)) {
    throw nameRefused('pattern', text);
  }
  return { source: text, segments, rest };
}

/** @throws BusError `BUS_CONFIG_INVALID` where the text is no topic */
export function matchesTopic(pattern: Pattern, topic: string): boolean {
  assertTopic(topic);
  const { segments, rest } = pattern;
  const given = topic.split('.');
  if (rest ? given.length <= segments.length : given.length !== segments.length) return false;
  return segments.every((segment, index) => segment === '*' || segment === given[index]);
}

/** Whether some topic matches both. A topic is a pattern here. */
export function patternsMeet(a: Pattern, b: Pattern): boolean {
  const shared = Math.min(a.segments.length, b.segments.length);
  for (let index = 0; index < shared; index += 1) {
    const [left, right] = [a.segments[index], b.segments[index]];
    if (left !== right && left !== '*' && right !== '*') return false;
  }
  if (a.segments.length === b.segments.length) return a.rest === b.rest;
  return a.segments.length > b.segments.length ? b.rest : a.rest;
}

/**
 * Values filed under patterns. Each node is one segment, so one topic visits a node at most once: the work is
 * bounded by the nodes of the patterns and by 2 per segment for a single one, however many stars it has.
 */
export class PatternTrie<T> {
  readonly #root: TrieNode<T> = new TrieNode<T>();
  #size = 0;

  /** Pairs of pattern and value. */
  get size(): number {
    return this.#size;
  }

  /**
   * False where the value stands under this pattern already.
   * @throws BusError `BUS_CONFIG_INVALID` where the text is no pattern
   */
  add(pattern: string, value: T): boolean {
    const { segments, rest } = compilePattern(pattern);
    let node = this.#root;
    for (const segment of segments) node = node.childFor(segment);
    const values = rest ? node.rest : node.exact;
    if (values.has(value)) return false;
    values.add(value);
    this.#size += 1;
    return true;
  }

  /**
   * False where the value does not stand under this pattern. Nodes that become empty are given up.
   * @throws BusError `BUS_CONFIG_INVALID` where the text is no pattern
   */
  remove(pattern: string, value: T): boolean {
    const { segments, rest } = compilePattern(pattern);
    const path = [this.#root];
    for (const segment of segments) {
      const child = path.at(-1)?.children.get(segment);
      if (child === undefined) return false;
      path.push(child);
    }
    const node = path.at(-1) ?? this.#root;
    if (!(rest ? node.rest : node.exact).delete(value)) return false;
    this.#size -= 1;
    for (let depth = segments.length; depth > 0 && path[depth]?.isEmpty === true; depth -= 1) {
      path[depth - 1]?.children.delete(segments[depth - 1] ?? '');
    }
    return true;
  }

  /**
   * Values of all patterns that match, one for each pattern that the value stands under.
   * @throws BusError `BUS_CONFIG_INVALID` where the text is no topic
   */
  match(topic: string): T[] {
    assertTopic(topic);
    const found: T[] = [];
    collect({ segments: topic.split('.'), found }, this.#root, 0);
    return found;
  }
}

class TrieNode<T> {
  /** By segment; `*` is a segment like another here. */
  readonly children = new Map<string, TrieNode<T>>();
  /** Values of patterns that end here. */
  readonly exact = new Set<T>();
  /** Values of patterns that go on with `**`. */
  readonly rest = new Set<T>();

  get isEmpty(): boolean {
    return this.children.size === 0 && this.exact.size === 0 && this.rest.size === 0;
  }

  childFor(segment: string): TrieNode<T> {
    const known = this.children.get(segment);
    if (known !== undefined) return known;
    const child = new TrieNode<T>();
    this.children.set(segment, child);
    return child;
  }
}

interface Search<T> {
  readonly segments: readonly string[];
  readonly found: T[];
}

/** At most `topicSegmentsMax` calls deep. */
function collect<T>(search: Search<T>, node: TrieNode<T>, depth: number): void {
  const segment = search.segments[depth];
  if (segment === undefined) {
    for (const value of node.exact) search.found.push(value);
    return;
  }
  for (const value of node.rest) search.found.push(value);
  const literal = node.children.get(segment);
  if (literal !== undefined) collect(search, literal, depth + 1);
  const wildcard = node.children.get('*');
  if (wildcard !== undefined) collect(search, wildcard, depth + 1);
}

/** Number of segments of a well-formed name within its limits, else 0. */
function segmentCount(text: string): number {
  if (text.length > topicLengthMax) return 0;
  let segments = 1;
  let previousIsWord = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const isWord = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    if (!isWord && !(previousIsWord && (code === dot || code === hyphen))) return 0;
    if (code === dot) segments += 1;
    previousIsWord = isWord;
  }
  return previousIsWord && segments <= topicSegmentsMax ? segments : 0;
}

function isPatternSegment(segment: string): boolean {
  return segment.charCodeAt(0) === star ? segment.length === 1 : segmentCount(segment) === 1;
}

function nameRefused(kind: 'topic' | 'pattern', text: unknown): BusError {
  const shown = typeof text === 'string' ? quoted(text) : `a value of type ${typeof text}`;
  const form = `${topicSegmentsMin} to ${topicSegmentsMax} lower kebab-case segments joined by dots, at most ${topicLengthMax} characters`;
  const wildcards = kind === 'pattern' ? "; '*' stands for one segment and '**', at the end, for the rest" : '';
  return new BusError('BUS_CONFIG_INVALID', `${shown} is no ${kind}: ${form}${wildcards}`, { details: { kind } });
}
